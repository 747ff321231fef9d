"""One user: look, create one after the other, edit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from functions.slack.listeners.deleted import deleted_card_of
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.outcome import Result
from shared.domain.password import temporary_password
from shared.domain.request import Request
from shared.errors import UserNotFoundError
from shared.operations.looking import user_details
from shared.operations.request import submit_one
from shared.operations.side_by_side import side_by_side
from shared.policy.targets import Targets
from shared.slack_ui import ids
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.asked import asked_view
from shared.slack_ui.modals.created import created_view
from shared.slack_ui.modals.user import user_view
from shared.slack_ui.modals.user_form import CreateUserForm, EditUserForm, no_domain_view
from shared.slack_ui.state import MAXIMUM_CREATED, Created, ViewState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.views import View

    from functions.slack.call import Call
    from shared.domain.customer import Customer
    from shared.domain.subscription import Subscription
    from shared.domain.user import User, UserProfile


def open_user(call: Call) -> None:
    state = replace(call.state, root=call.root, user_id=call.value)
    try:
        customer, user, subscriptions = user_details(call.desk, call.actor, state.customer_id, state.user_id)
    except UserNotFoundError:  # deleted meanwhile, or not there at all
        call.show(deleted_card_of(call, state.customer_id, state.user_id))
        return
    call.show(user_view(call.t, customer, user, subscriptions, call.permits(customer.id), state))


def open_create_user(call: Call) -> None:
    call.show(blank_form(call, call.value, call.state))


def add_another_user(call: Call) -> None:
    """Put the next form on top of the confirmation, which keeps the passwords gathered so far."""
    call.show(blank_form(call, call.state.customer_id, call.state))


def blank_form(call: Call, customer_id: str, before: ViewState) -> View:
    """Draw the form for a new user, with the password that they will get if it is saved.

    It starts with the licenses of the user created before, if there is one.
    """
    decision = call.desk.admit(call.actor, Action.CREATE_USER, customer_id)
    last = [each.user_id for each in before.created[-1:]]
    customer, subscriptions, models = side_by_side(
        lambda: call.desk.directory.customer(customer_id),
        lambda: call.desk.directory.subscriptions(customer_id),
        lambda: call.desk.directory.users(customer_id, last) if last else [],
    )
    if not customer.may_create_users:
        return no_domain_view(call.t, customer, call.permits(customer_id))
    state = ViewState(
        root=call.root,
        customer_id=customer_id,
        query=before.query,
        nonce=uuid4().hex,
        password=temporary_password(),
        created=before.created,
    )
    sku_ids = {sku_id for model in models for sku_id in model.licenses}
    givable = call.desk.givable(call.actor, customer_id)
    return CreateUserForm.build(
        call.t, customer, subscriptions, state, sku_ids=sku_ids, givable=givable, decision=decision
    )


def submit_create_user(call: Call) -> None:
    """Create a user. Where others have to agree first, the password drawn with the form is forgotten."""
    form = CreateUserForm.parse(call.body["view"])
    customer_id, gathered = form.command.customer_id, [each.user_id for each in form.state.created]
    outcome, earlier, subscriptions = side_by_side(
        lambda: submit_one(call.desk, form.command, call.actor, call.operation, call.t.language),
        lambda: call.desk.directory.users(customer_id, gathered) if gathered else [],
        lambda: call.desk.directory.subscriptions(customer_id),
    )
    if isinstance(outcome, Request):
        call.answer_form(asked_view(call.t, outcome, form.state))
        return
    if outcome.user is None or outcome.customer is None:
        call.point_out(form.errors(call.t, outcome.problems))
        return
    users = [*earlier, outcome.user]
    confirmation = _confirmation(call, form.state, outcome.customer, users, subscriptions)
    if gathered:
        call.return_to(confirmation)
    else:
        call.answer_form(confirmation)


def _confirmation(
    call: Call,
    before: ViewState,
    customer: Customer,
    users: Sequence[User],
    subscriptions: Sequence[Subscription],
) -> View:
    created = (*before.created, Created(user_id=users[-1].id, password=before.password))
    known = {user.id: user for user in users}
    shown = [(known[each.user_id], each.password) for each in created if each.user_id in known]
    state = replace(before, nonce="", password="", created=created)
    may_add_more = len(created) < MAXIMUM_CREATED
    return created_view(
        call.t,
        customer,
        shown,
        subscriptions,
        state,
        may_add_more=may_add_more,
        may_email=call.desk.mailer is not None,
    )


def open_edit_user(call: Call) -> None:
    state = call.state
    call.desk.admit(call.actor, Action.EDIT_USER, state.customer_id)
    customer, user, _ = user_details(call.desk, call.actor, state.customer_id, call.value)
    state = replace(state, nonce=uuid4().hex)
    call.show(_edit_form(call, customer, user, state))


def submit_edit_user(call: Call) -> None:
    form = EditUserForm.parse(call.body["view"])
    outcome, subscriptions = side_by_side(
        lambda: submit_one(call.desk, form.command, call.actor, call.operation, call.t.language),
        lambda: call.desk.directory.subscriptions(form.state.customer_id),
    )
    if isinstance(outcome, Request):
        call.answer_form(asked_view(call.t, outcome, form.state))
        return
    customer, user = outcome.customer, outcome.user
    if user is None or customer is None:
        call.point_out(form.errors(call.t, outcome.problems))
    elif outcome.result is Result.REFUSED:
        state = replace(form.state, nonce=uuid4().hex)
        call.answer_form(_edit_form(call, customer, user, state, typed=form.command.profile))
    else:
        state = replace(form.state, nonce="")
        is_saved = outcome.result is Result.DONE
        permits = call.permits(customer.id)
        card = user_view(
            call.t,
            customer,
            user,
            subscriptions,
            permits,
            state,
            is_saved=is_saved,
            is_unchanged=not is_saved,
        )
        call.return_to(card)


def _edit_form(
    call: Call, customer: Customer, user: User, state: ViewState, typed: UserProfile | None = None
) -> View:
    """Draw the form as far as their roles go; with what was ``typed`` before somebody else saved this user.

    Raises AccessDeniedError.
    """
    targets = Targets(has_sensitive=user.is_sensitive)
    return EditUserForm.build(
        call.t,
        customer,
        user,
        state,
        typed=typed,
        theirs=user if typed else None,
        givable=call.desk.givable(call.actor, customer.id),
        decision=call.desk.admit(call.actor, Action.EDIT_USER, customer.id, targets),
    )


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_USER, Action.VIEW, open_user),
    Route(Kind.CLICK, Click.OPEN_CREATE_USER, Action.CREATE_USER, open_create_user),
    Route(Kind.CLICK, Click.ADD_ANOTHER_USER, Action.CREATE_USER, add_another_user),
    Route(Kind.SUBMISSION, ids.View.CREATE_USER, Action.CREATE_USER, submit_create_user),
    Route(Kind.CLICK, Click.OPEN_EDIT_USER, Action.EDIT_USER, open_edit_user),
    Route(Kind.SUBMISSION, ids.View.EDIT_USER, Action.EDIT_USER, submit_edit_user),
)
