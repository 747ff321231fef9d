"""Manage licenses: choose whose and which, confirm where many are concerned, and read what became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4
from zlib import crc32

from functions.slack.listeners.users import refresh_below
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.command import ChangeLicenses
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Request
from shared.domain.user import Everyone, UserFilter
from shared.errors import InvalidInputError, UserNotFoundError
from shared.operations.desk import Operation
from shared.operations.looking import license_overview, user_details
from shared.operations.request import submit_many
from shared.operations.side_by_side import side_by_side
from shared.ports import Cursor
from shared.slack_ui import ids
from shared.slack_ui.carried import pack, unpack
from shared.slack_ui.ids import Click, Options
from shared.slack_ui.modals.asked import asked_view
from shared.slack_ui.modals.license_confirmation import confirmation_view
from shared.slack_ui.modals.license_form import ManageLicensesForm
from shared.slack_ui.modals.license_holding import concerned
from shared.slack_ui.modals.licenses_updated import update_under_way_view, updated_view
from shared.slack_ui.modals.notice import notice_view
from shared.slack_ui.modals.people_inputs import user_options
from shared.slack_ui.modals.user import user_view
from shared.slack_ui.options import MAXIMUM_OPTIONS
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.state import MAXIMUM_STATE, ViewState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.models.views import View

    from functions.slack.call import Call
    from shared.domain.user import User
    from shared.operations.looking import LicenseOverview
    from shared.policy.decide import Decision


def open_manage_licenses(call: Call) -> None:
    """Open the form for users to be chosen, or for everyone whom the list's filter shows."""
    query = call.state.query
    everyone = query.everyone if query.user_filter is not UserFilter.ALL else None
    state = ViewState(root=call.root, customer_id=call.value, query=query, nonce=uuid4().hex)
    call.show(_form(call, ManageLicensesForm(state=state, everyone=everyone)))


def manage_user_licenses(call: Call) -> None:
    """Open the form for the user whose card it was pressed on."""
    state = replace(call.state, root=call.root, user_id=call.value, nonce=uuid4().hex)
    call.show(_form(call, ManageLicensesForm(state=state)))


def choose(call: Call) -> None:
    """Show what follows from what was just chosen: who has what, and whether there is enough of it.

    Whoever chooses twice in a second must see the second: what they chose is all in each click, so the
    form is drawn whatever was drawn meanwhile.
    """
    form = ManageLicensesForm.parse(call.body["view"])
    call.redraw(call.body["view"]["id"], _form(call, form))
    call.ack()


def offer_users(call: Call) -> None:
    customer_id = call.state.customer_id
    call.desk.require(call.actor, Action.VIEW, customer_id)
    found = call.desk.directory.search_users(customer_id, call.body["value"], MAXIMUM_OPTIONS)
    call.ack(options=user_options(found))


def submit_manage_licenses(call: Call) -> None:
    form = ManageLicensesForm.parse(call.body["view"])
    if form.unasked:
        return _ask_for_plans(call, form)
    if form.needs_confirmation:
        return _ask_to_confirm(call, form)
    try:
        view = _submitted(call, form.command, form.chosen)
    except InvalidInputError as error:
        return call.point_out(form.errors(call.t, error.problems))
    return call.answer_form(view)


def submit_confirmation(call: Call) -> None:
    """Do what was confirmed. The form below gives way to what became of it."""
    try:
        view = _submitted(call, unpack(call.state.carried, ChangeLicenses), {})
    except InvalidInputError as error:
        said = " ".join(problem_sentence(call.t, problem) for problem in error.problems)
        return call.answer_form(notice_view(call.t, call.t("Nothing was updated"), said))
    return call.return_to(view)


def close_updated(call: Call) -> None:
    """Bring the card or the list below up to date."""
    state, view = call.state, call.body["view"]
    if not state.user_id or call.body.get("is_cleared"):
        refresh_below(call)
        return
    customer, user, subscriptions = user_details(call.desk, call.actor, state.customer_id, state.user_id)
    card = user_view(call.t, customer, user, subscriptions, call.permits(customer.id), state)
    call.redraw(view["previous_view_id"], card)
    call.ack()


def open_publisher(call: Call) -> None:
    """Slack opens the link, and tells us."""
    call.ack()


def _form(call: Call, form: ManageLicensesForm) -> View:
    """Draw the form as it stands; what it shows is read side by side."""
    overview, users = _read(call, form)
    if form.state.user_id and not users:
        raise UserNotFoundError(user_id=form.state.user_id)
    if form.everyone is not None and form.everyone.sku_id not in {
        "",
        *(s.id for s in overview.subscriptions),
    }:
        form = replace(form, everyone=None)
    customer_id = form.state.customer_id
    return form.build(call.t, overview, users, call.permits(customer_id), _decision(call, customer_id))


def _read(call: Call, form: ManageLicensesForm) -> tuple[LicenseOverview, list[User]]:
    customer_id, user_ids = form.state.customer_id, form.user_ids
    _decision(call, customer_id)
    return side_by_side(
        lambda: license_overview(call.desk, call.actor, customer_id),
        lambda: call.desk.directory.users(customer_id, user_ids) if user_ids else [],
    )


def _decision(call: Call, customer_id: str) -> Decision:
    """Say whether others have to agree. Raises AccessDeniedError."""
    return call.desk.admit(call.actor, Action.CHANGE_LICENSES, customer_id)


def _ask_for_plans(call: Call, form: ManageLicensesForm) -> None:
    """Show the service plans that somebody wants to choose, if Slack had not shown them yet."""
    again = _form(call, form)
    if form.is_asking_more(again):
        call.answer_form(again)
    else:
        call.point_out(form.picker_errors(call.t))


def _ask_to_confirm(call: Call, form: ManageLicensesForm) -> None:
    command, (overview, users) = form.command, _read(call, form)
    problems = command.change.problems({each.id: each for each in overview.subscriptions})
    if not concerned(overview, form.everyone, users):
        problems.append(Problem("users", ProblemCode.NOBODY_CHOSEN))
    query = replace(form.state.query, cursor=Cursor(), skip=0)  # the room is for the command
    state = replace(form.state, query=query, nonce=uuid4().hex, carried=pack(command))
    if problems:
        call.point_out(form.errors(call.t, problems))
    elif len(state.encode()) > MAXIMUM_STATE:
        call.point_out(form.size_errors(call.t))
    else:
        decision = _decision(call, state.customer_id)
        call.cover_form(confirmation_view(call.t, overview, users, state, decision))


def _submitted(call: Call, command: ChangeLicenses, names: Mapping[str, str]) -> View:
    """Carry out a change, leave it to the worker or ask others to agree, and draw what became of it.

    The same choices saved again are the same operation, whoever saved something else in between.
    """
    mark = crc32(pack(command).encode())
    operation = Operation(f"{call.operation.id}.{mark:08x}", call.operation.correlation_id)
    submitted, overview = side_by_side(
        lambda: submit_many(call.desk, command, call.actor, operation, call.t.language),
        lambda: license_overview(call.desk, call.actor, command.customer_id),
    )
    customer = overview.customer
    if isinstance(submitted, Request) and submitted.approval is not None:
        return asked_view(call.t, submitted, call.state)
    if isinstance(submitted, Request):
        users = command.users
        count = concerned(overview, users, ()) if isinstance(users, Everyone) else len(users)
        return update_under_way_view(call.t, customer, count, call.state)
    return updated_view(call.t, customer, overview.subscriptions, submitted, names, call.state)


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_MANAGE_LICENSES, Action.CHANGE_LICENSES, open_manage_licenses),
    Route(Kind.CLICK, Click.MANAGE_USER_LICENSES, Action.CHANGE_LICENSES, manage_user_licenses),
    Route(Kind.CLICK, Click.CHOOSE_WHO, Action.CHANGE_LICENSES, choose),
    Route(Kind.CLICK, Click.CHOOSE_USERS, Action.CHANGE_LICENSES, choose),
    Route(Kind.CLICK, Click.CHANGE_PRODUCT, Action.CHANGE_LICENSES, choose),
    Route(Kind.CLICK, Click.OPEN_PUBLISHER, Action.VIEW, open_publisher),
    Route(Kind.OPTIONS, Options.USERS, Action.VIEW, offer_users),
    Route(Kind.SUBMISSION, ids.View.MANAGE_LICENSES, Action.CHANGE_LICENSES, submit_manage_licenses),
    Route(Kind.SUBMISSION, ids.View.CONFIRM_LICENSES, Action.CHANGE_LICENSES, submit_confirmation),
    Route(Kind.CLOSING, ids.View.LICENSES_UPDATED, Action.VIEW, close_updated),
)
