"""Delete users: choose whom, confirm, and read what that set free."""

from __future__ import annotations

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
from shared.domain.command import DeleteUsers
from shared.domain.request import Request
from shared.errors import UserNotFoundError
from shared.operations.preview import preview
from shared.operations.request import submit_many
from shared.operations.side_by_side import side_by_side
from shared.slack_ui import ids
from shared.slack_ui.carried import unpack
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.asked import asked_view
from shared.slack_ui.modals.deletion_confirmation import deletion_confirmation_view
from shared.slack_ui.modals.under_way import under_way_view
from shared.slack_ui.modals.users_deleted import users_deleted_view

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call
    from shared.operations.preview import Preview


def open_delete_users(call: Call) -> None:
    call.show(form_of(call, ids.View.DELETE_USERS, call.value))


def ask_to_delete(call: Call, customer_id: str, typed: str) -> None:
    """Ask about the user named, or whom it is about where none is."""
    if not typed:
        call.show(form_of(call, ids.View.DELETE_USERS, customer_id))
    elif seen := preview_named(call, DeleteUsers, customer_id, typed):
        call.show(deletion_of(call, seen))


def delete_user(call: Call) -> None:
    """Ask about the user whose card it was pressed on."""
    command = DeleteUsers(customer_id=call.state.customer_id, users=(call.value,))
    seen = preview(call.desk, call.actor, command)
    if seen.missing:
        raise UserNotFoundError(user_id=call.value)
    call.show(deletion_of(call, seen))


def submit_delete_users(call: Call) -> None:
    if seen := preview_chosen(call):
        call.cover_form(deletion_of(call, seen))


def deletion_of(call: Call, seen: Preview) -> View:
    """Draw the question."""
    return deletion_confirmation_view(call.t, seen, fitting(asking_state(call, seen.command)))


def submit_deletion_confirmation(call: Call) -> None:
    """Do what was confirmed, or ask others to agree.

    The form below gives way to what became of it, or the card that is no more.
    """
    command = unpack(call.state.carried, DeleteUsers)
    submitted, customer = side_by_side(
        lambda: submit_many(call.desk, command, call.actor, call.operation, call.t.language),
        lambda: call.desk.directory.customer(command.customer_id),
    )
    if isinstance(submitted, Request) and submitted.approval is not None:
        view = asked_view(call.t, submitted, call.state)
    elif isinstance(submitted, Request):
        told = call.t("Deleting users of {customer} is under way.", customer=customer.name)
        view = under_way_view(call.t, ids.View.USERS_DELETED, customer, [told], call.state)
    else:
        outcomes = with_names(call, customer.id, submitted)
        view = users_deleted_view(call.t, customer, outcomes, call.state)
    call.return_to(view)


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_DELETE_USERS, Action.DELETE_USER, open_delete_users),
    Route(Kind.CLICK, Click.DELETE_USER, Action.DELETE_USER, delete_user),
    Route(Kind.SUBMISSION, ids.View.DELETE_USERS, Action.DELETE_USER, submit_delete_users),
    Route(Kind.SUBMISSION, ids.View.CONFIRM_DELETION, Action.DELETE_USER, submit_deletion_confirmation),
    Route(Kind.CLOSING, ids.View.USERS_DELETED, Action.VIEW, refresh_below),
)
