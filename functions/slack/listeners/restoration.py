"""Restore deleted users: choose whom, see what comes back, confirm, and read what became of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4
from zlib import crc32

from functions.slack.listeners.users import refresh_below
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.command import RestoreUsers
from shared.domain.outcome import Reason
from shared.domain.request import Request
from shared.domain.user import Everyone
from shared.errors import UserNotFoundError
from shared.operations.desk import Operation
from shared.operations.looking import customer_card, license_overview
from shared.operations.request import submit_many
from shared.operations.restorable import MAXIMUM_NAMED, restorable
from shared.operations.side_by_side import side_by_side
from shared.policy.decide import Verdict
from shared.ports import Cursor
from shared.slack_ui import ids
from shared.slack_ui.carried import pack, unpack
from shared.slack_ui.ids import Click, Options
from shared.slack_ui.modals.asked import asked_view
from shared.slack_ui.modals.notice import notice_view
from shared.slack_ui.modals.people_inputs import listed_names
from shared.slack_ui.modals.restoration_form import RestorationForm, taken
from shared.slack_ui.modals.restoration_in_bulk import bulk_confirmation_view
from shared.slack_ui.modals.restore_users_form import RestoreUsersForm, deleted_options
from shared.slack_ui.modals.users_restored import restoration_under_way_view, users_restored_view
from shared.slack_ui.options import MAXIMUM_OPTIONS
from shared.slack_ui.state import MAXIMUM_STATE, ViewState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.views import View

    from functions.slack.call import Call
    from shared.domain.outcome import Outcome
    from shared.domain.problem import Problem
    from shared.operations.looking import LicenseOverview
    from shared.policy.decide import Decision


def open_restore_users(call: Call) -> None:
    decision = call.desk.admit(call.actor, Action.RESTORE_USER, call.value)
    card = customer_card(call.desk, call.actor, call.value)
    state = ViewState(root=call.root, customer_id=call.value, query=call.state.query, nonce=uuid4().hex)
    call.show(RestoreUsersForm.build(call.t, card.customer, card.counts.deleted, state, decision=decision))


def offer_deleted_users(call: Call) -> None:
    customer_id = call.state.customer_id
    now = call.desk.require(call.actor, Action.VIEW, customer_id)
    found = call.desk.directory.search_deleted(customer_id, call.body["value"], MAXIMUM_OPTIONS)
    call.ack(options=deleted_options(call.t, found, now))


def submit_restore_users(call: Call) -> None:
    """Ask to confirm, on top of the form: whom it is about can be changed once more."""
    form = RestoreUsersForm.parse(call.body["view"])
    if errors := form.errors(call.t):
        return call.point_out(errors)
    users = form.command.users
    only = users[0] if isinstance(users, tuple) and len(users) == 1 else ""
    state = replace(form.state, user_id=only)
    return call.cover_form(_confirmation(call, form.command, state))


def open_restoration(call: Call) -> None:
    """Ask to confirm the restoration of one user.

    The state names the user where the view below is about nobody else, and can give way in the end.
    """
    is_card = call.view is not None and call.view["callback_id"] == ids.View.DELETED_USER
    state = replace(call.state, root=call.root, user_id=call.value if is_card else "")
    command = RestoreUsers(customer_id=state.customer_id, users=(call.value,))
    call.show(_confirmation(call, command, state))


def submit_restoration(call: Call) -> None:
    """Do what was confirmed, or ask others to agree; nothing at all as long as a sign-in name is wrong."""
    command = unpack(call.state.carried, RestoreUsers)
    decision = call.desk.admit(call.actor, Action.RESTORE_USER, command.customer_id)
    form = RestorationForm.parse(call.body["view"])
    if problems := form.problems() or _names_taken(call, form, decision):
        return call.point_out(form.errors(call.t, problems))
    command = replace(command, sign_in_names=form.sign_in_names)
    submitted, overview = _submitted(call, command)
    if isinstance(submitted, Request) and submitted.approval is not None:
        return call.return_to(asked_view(call.t, submitted, form.state))
    if isinstance(submitted, Request):
        is_counted = isinstance(command.users, Everyone)
        count = overview.counts.deleted if is_counted else len(form.user_ids)
        return call.return_to(restoration_under_way_view(call.t, overview.customer, count, form.state))
    if len(submitted) == 1 and submitted[0].reason is Reason.INVALID:
        return _ask_again(call, form, submitted[0])
    customer, subscriptions = overview.customer, overview.subscriptions
    view = users_restored_view(call.t, customer, subscriptions, submitted, form.state)
    if len(submitted) == 1 and not form.state.user_id:
        return call.answer_form(view)  # what became of the others is below
    return call.return_to(view)


def _confirmation(call: Call, command: RestoreUsers, state: ViewState) -> View:
    """Say what a restoration will do: of each user as long as they are few."""
    customer_id, users = command.customer_id, command.users
    decision = call.desk.admit(call.actor, Action.RESTORE_USER, customer_id)
    state = _fitting(replace(state, nonce=uuid4().hex, carried=pack(command)))
    if isinstance(users, Everyone):
        card = customer_card(call.desk, call.actor, customer_id)
        return bulk_confirmation_view(call.t, card.customer, card.counts.deleted, state, decision)
    found = restorable(call.desk, call.actor, customer_id, users)
    if not found.people:
        return _nobody_left(call, customer_id, users)
    if len(users) > MAXIMUM_NAMED:
        count = len(found.people)
        return bulk_confirmation_view(call.t, found.customer, count, state, found.decision, found)
    return RestorationForm.build(call.t, found, state)


def _fitting(state: ViewState) -> ViewState:
    """Make room for whom it is about: then the list below will show its first page again."""
    if len(state.encode()) <= MAXIMUM_STATE:
        return state
    return replace(state, query=replace(state.query, cursor=Cursor(), skip=0))


def _nobody_left(call: Call, customer_id: str, user_ids: Sequence[str]) -> View:
    """Say who was restored by somebody else meanwhile. Raises UserNotFoundError where nobody was."""
    active = call.desk.directory.users(customer_id, user_ids)
    if not active:
        raise UserNotFoundError(user_id=user_ids[0])
    names = listed_names(call.t, [user.profile.display_name for user in active])
    told = call.t("Somebody else restored them meanwhile: {names}.", names=names)
    return notice_view(call.t, call.t("Restore users"), told)


def _names_taken(call: Call, form: RestorationForm, decision: Decision) -> dict[str, list[Problem]]:
    """Tell which new names somebody has, before any of several users is restored, or others are asked.

    Of one user who is restored at once, restoring tells.

    Who was restored by an earlier delivery of the click has their name by now.
    """
    is_told = len(form.user_ids) == 1 and decision.verdict is Verdict.ALLOW
    if is_told or not form.sign_in_names:
        return {}
    names = {user_id: "@".join(name) for user_id, name in form.sign_in_names.items()}
    customer_id = form.state.customer_id
    deleted, used = side_by_side(
        lambda: call.desk.directory.deleted_users(customer_id, list(names)),
        lambda: call.desk.directory.names_taken(customer_id, set(names.values())),
    )
    return {each.id: [taken(names[each.id])] for each in deleted if names[each.id] in used}


def _submitted(call: Call, command: RestoreUsers) -> tuple[tuple[Outcome, ...] | Request, LicenseOverview]:
    """Carry out a restoration, or leave it to the worker; read beside it what names its products.

    The same names given again are the same operation.
    """
    mark = crc32(pack(command).encode())
    operation = Operation(f"{call.operation.id}.{mark:08x}", call.operation.correlation_id)
    return side_by_side(
        lambda: submit_many(call.desk, command, call.actor, operation, call.t.language),
        lambda: license_overview(call.desk, call.actor, command.customer_id),
    )


def _ask_again(call: Call, form: RestorationForm, outcome: Outcome) -> None:
    """Point at the name that somebody has, or ask for one if nobody had it when the form was drawn."""
    if form.sign_in_names:
        return call.point_out(form.errors(call.t, {outcome.target_id: outcome.problems}))
    found = restorable(call.desk, call.actor, form.state.customer_id, form.user_ids)
    return call.answer_form(RestorationForm.build(call.t, found, form.state))


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_RESTORE_USERS, Action.RESTORE_USER, open_restore_users),
    Route(Kind.OPTIONS, Options.DELETED_USERS, Action.VIEW, offer_deleted_users),
    Route(Kind.SUBMISSION, ids.View.RESTORE_USERS, Action.RESTORE_USER, submit_restore_users),
    Route(Kind.CLICK, Click.RESTORE_USER, Action.RESTORE_USER, open_restoration),
    Route(Kind.SUBMISSION, ids.View.CONFIRM_RESTORATION, Action.RESTORE_USER, submit_restoration),
    Route(Kind.CLOSING, ids.View.DELETED_USERS, Action.VIEW, refresh_below),
    Route(Kind.CLOSING, ids.View.DELETED_USER, Action.VIEW, refresh_below),
    Route(Kind.CLOSING, ids.View.USERS_RESTORED, Action.VIEW, refresh_below),
)
