"""Reset passwords: choose whose, confirm, and see each new one once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from functions.slack.listeners.people import (
    asking_state,
    fitting,
    form_of,
    preview_chosen,
    preview_named,
    with_names,
)
from functions.slack.listeners.users import refresh_below
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.command import ResetPasswords
from shared.domain.outcome import Result
from shared.domain.password import temporary_password
from shared.domain.request import Request
from shared.domain.user import Everyone
from shared.errors import UserNotFoundError
from shared.operations.preview import preview
from shared.operations.request import submit_many
from shared.operations.side_by_side import side_by_side
from shared.slack_ui import ids
from shared.slack_ui.carried import unpack
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.asked import asked_view
from shared.slack_ui.modals.reset_confirmation import reset_confirmation_view
from shared.slack_ui.modals.sheet import passwords_reset_view
from shared.slack_ui.modals.under_way import under_way_view
from shared.slack_ui.state import Created

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.views import View

    from functions.slack.call import Call
    from shared.domain.customer import Customer
    from shared.domain.outcome import Outcome
    from shared.operations.preview import Preview


def open_reset_passwords(call: Call) -> None:
    call.show(form_of(call, ids.View.RESET_PASSWORDS, call.value))


def ask_to_reset(call: Call, customer_id: str, typed: str) -> None:
    """Ask about the user named, or whom it is about where none is."""
    if not typed:
        call.show(form_of(call, ids.View.RESET_PASSWORDS, customer_id))
    elif seen := preview_named(call, ResetPasswords, customer_id, typed):
        call.show(reset_of(call, seen))


def reset_user_password(call: Call) -> None:
    """Ask about the user whose card it was pressed on."""
    command = ResetPasswords(customer_id=call.state.customer_id, users=(call.value,))
    seen = preview(call.desk, call.actor, command)
    if seen.missing:
        raise UserNotFoundError(user_id=call.value)
    call.show(reset_of(call, seen))


def submit_reset_passwords(call: Call) -> None:
    if seen := preview_chosen(call):
        call.cover_form(reset_of(call, seen))


def reset_of(call: Call, seen: Preview) -> View:
    """Draw the question, with the passwords that those named get if the answer is yes."""
    users = seen.command.users
    created = tuple(
        Created(user_id=user_id, password=temporary_password())
        for user_id in (() if isinstance(users, Everyone) else users)
    )
    state = fitting(replace(asking_state(call, seen.command), created=created))
    return reset_confirmation_view(call.t, seen, state)


def submit_reset_confirmation(call: Call) -> None:
    """Do what was confirmed, or ask others to agree. The form or card below gives way to what became of it.

    What is left to the worker gets passwords of the worker's; those that this view drew are forgotten.
    """
    command = unpack(call.state.carried, ResetPasswords)
    submitted, customer = side_by_side(
        lambda: submit_many(call.desk, command, call.actor, call.operation, call.t.language),
        lambda: call.desk.directory.customer(command.customer_id),
    )
    if isinstance(submitted, Request) and submitted.approval is not None:
        call.return_to(asked_view(call.t, submitted, call.state))
    elif isinstance(submitted, Request):
        call.return_to(_under_way(call, customer))
    else:
        call.return_to(_reset(call, customer, with_names(call, customer.id, submitted)))


def _reset(call: Call, customer: Customer, outcomes: Sequence[Outcome]) -> View:
    passwords = {each.user_id: each.password for each in call.state.created}
    shown = [
        (outcome.user, passwords[outcome.target_id])
        for outcome in outcomes
        if outcome.result is Result.DONE and outcome.user is not None
    ]
    refused = [outcome for outcome in outcomes if outcome.result is not Result.DONE]
    may_email = call.desk.mailer is not None
    return passwords_reset_view(call.t, customer, shown, refused, call.state, may_email=may_email)


def _under_way(call: Call, customer: Customer) -> View:
    t = call.t
    told = t("Resetting passwords of {customer} is under way.", customer=customer.name)
    reveal = t(
        "The message will have a button that shows the temporary passwords to you, once, for 24 hours."
    )
    return under_way_view(t, ids.View.PASSWORDS_RESET, customer, [told, reveal], call.state)


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_RESET_PASSWORDS, Action.RESET_PASSWORD, open_reset_passwords),
    Route(Kind.CLICK, Click.RESET_USER_PASSWORD, Action.RESET_PASSWORD, reset_user_password),
    Route(Kind.SUBMISSION, ids.View.RESET_PASSWORDS, Action.RESET_PASSWORD, submit_reset_passwords),
    Route(Kind.SUBMISSION, ids.View.CONFIRM_RESET, Action.RESET_PASSWORD, submit_reset_confirmation),
    Route(Kind.CLOSING, ids.View.PASSWORDS_RESET, Action.VIEW, refresh_below),
)
