"""Who holds which partner roles: look, grant, change and revoke."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.audit import ALL_CUSTOMERS
from shared.domain.outcome import Outcome, Reason
from shared.domain.problem import Problem, ProblemCode
from shared.domain.staff import Staff
from shared.errors import AccessDeniedError, BusyError
from shared.operations.looking import find_customers
from shared.operations.request import submit_one
from shared.operations.side_by_side import side_by_side
from shared.operations.staff import command_problems, grant_decision
from shared.operations.staff_list import StaffQuery, customers_of, staff_list
from shared.ports import Cursor
from shared.slack_ui import ids
from shared.slack_ui.ids import Click, Options
from shared.slack_ui.modals.asked import asked_view
from shared.slack_ui.modals.grant_form import Around, GrantForm, Meanwhile
from shared.slack_ui.modals.grant_inputs import BLANK, GrantEntered
from shared.slack_ui.modals.notice import notice_view
from shared.slack_ui.modals.revoke_form import RevokeForm
from shared.slack_ui.modals.roles import next_staff_query, query_of, roles_view
from shared.slack_ui.options import customer_options
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call
    from shared.domain.command import RolesCommand
    from shared.domain.request import Request
    from shared.domain.staff import Grant


def show_roles(call: Call, _typed: list[str]) -> None:
    open_roles(call)


def open_roles(call: Call) -> None:
    call.show(roles_of(call, StaffQuery()))


def turn_staff(call: Call) -> None:
    call.replace(roles_of(call, next_staff_query(call.state, call.body["actions"][0])))


def roles_of(call: Call, query: StaffQuery, notice: str = "") -> View:
    """Draw the list of staff."""
    listed = staff_list(call.desk, call.actor, query)
    return roles_view(call.t, listed, root=call.root, notice=notice)


def offer_scope(call: Call) -> None:
    call.desk.admit(call.actor, Action.GRANT_ROLE, None)
    found = find_customers(call.desk, call.actor, call.body["value"])
    call.ack(options=customer_options(call.t, found))


def open_grant_roles(call: Call) -> None:
    call.show(GrantForm.build(call.t, fresh(call), around(call)))


def change_roles(call: Call) -> None:
    call.desk.admit(call.actor, Action.GRANT_ROLE, None)
    person = _person(call, call.value)
    entered = GrantEntered(grant=person.own) if person.roles else BLANK
    state = replace(fresh(call), staff_id=call.value, version=person.version)
    call.show(GrantForm.build(call.t, state, around(call, entered.grant), entered))


def submit_grant_roles(call: Call) -> None:
    form = GrantForm.parse(call.body["view"], call.time_zone)
    command, slack_user_id = form.command, form.command.slack_user_id
    problems = list(form.entered.problems)
    if not call.roster.is_member(slack_user_id):
        problems.append(Problem("person", ProblemCode.NOT_A_MEMBER))
    if problems:
        problems += command_problems(command, call.desk.clock.now())
        return call.point_out(form.errors(call.t, problems))
    if not form.state.staff_id:  # chosen on the form, which could not show what they hold
        person = _person(call, slack_user_id)
        if person.roles and not _is_repeated(call, slack_user_id):
            return _show_theirs(call, form, person)
        command = replace(command, version=0 if person.roles else person.version)
    submitted = submit_one(call.desk, command, call.actor, call.operation, call.t.language)
    if isinstance(submitted, Outcome) and submitted.reason is Reason.INVALID:
        return call.point_out(form.errors(call.t, submitted.problems))
    if isinstance(submitted, Outcome) and submitted.reason is Reason.CHANGED_MEANWHILE:
        return _show_theirs(call, form, _person(call, slack_user_id))
    return finish(call, form.state, command, submitted, call.t("Saved: these roles hold from now on."))


def revoke_roles(call: Call) -> None:
    call.desk.admit(call.actor, Action.GRANT_ROLE, None)
    person = _person(call, call.value)
    state = replace(fresh(call), staff_id=call.value, version=person.version)
    call.show(RevokeForm.build_for_person(call.t, state, around(call, person.own), person))


def submit_revoke_roles(call: Call) -> None:
    form = RevokeForm.parse(call.body["view"])
    submitted = submit_one(call.desk, form.command, call.actor, call.operation, call.t.language)
    if isinstance(submitted, Outcome) and submitted.reason is Reason.INVALID:
        return call.point_out(form.errors(call.t, submitted.problems))
    if isinstance(submitted, Outcome) and submitted.reason is Reason.CHANGED_MEANWHILE:
        person = _person(call, form.state.staff_id)
        state = replace(form.state, version=person.version, nonce=uuid4().hex)
        surroundings, reason = around(call, person.own), form.command.reason
        theirs = changed_meanwhile(call)
        view = RevokeForm.build_for_person(call.t, state, surroundings, person, reason, theirs)
        return call.answer_form(view)
    return finish(call, form.state, form.command, submitted, call.t("Revoked: from now on."))


def fresh(call: Call) -> ViewState:
    """Make the state of a form that opens over the list."""
    return ViewState(root=call.root, query=call.state.query, nonce=uuid4().hex)


def around(call: Call, *grants: Grant) -> Around:
    """Read what a form is drawn with."""
    call.desk.admit(call.actor, Action.GRANT_ROLE, None)
    decision, customers = side_by_side(
        lambda: grant_decision(call.desk, call.actor), lambda: customers_of(call.desk, grants)
    )
    now = call.desk.clock.now()
    return Around(decision=decision, customers=customers, time_zone=call.time_zone, now=now)


def changed_meanwhile(call: Call) -> str:
    return call.t("Somebody else changed this meanwhile: look at it as it is now, and confirm again.")


def meanwhile(call: Call, target_id: str, held: Grant) -> Meanwhile:
    """Read what somebody else saved, and who it was."""
    events = call.desk.audit.events(ALL_CUSTOMERS, target_id, Cursor(), 1).items
    return Meanwhile(held=held, event=events[0] if events else None)


def finish(
    call: Call, state: ViewState, command: RolesCommand, submitted: Outcome | Request, notice: str
) -> None:
    """Go back to the list, or say who has to agree first."""
    if not isinstance(submitted, Outcome):
        return call.answer_form(asked_view(call.t, submitted, state))
    if not submitted.is_repeat and hasattr(command, "slack_user_id"):
        _tell(call, command.slack_user_id)
    try:
        view = roles_of(call, query_of(state), notice)
    except AccessDeniedError:  # what they took away was their own
        view = notice_view(call.t, call.t("Partner roles"), notice)
    return call.return_to(view)


def _tell(call: Call, slack_user_id: str) -> None:
    try:
        call.news.tell(slack_user_id)
    except BusyError:
        return  # what was done is done; they see it with the next command


def _show_theirs(call: Call, form: GrantForm, person: Staff) -> None:
    """Draw the form again with what was entered, about somebody as they are now."""
    state = replace(form.state, staff_id=person.slack_user_id, version=person.version, nonce=uuid4().hex)
    surroundings = around(call, person.own, form.entered.grant)
    theirs = meanwhile(call, person.slack_user_id, person.own)
    call.answer_form(GrantForm.build(call.t, state, surroundings, form.entered, theirs))


def _person(call: Call, slack_user_id: str) -> Staff:
    return call.desk.find_staff(slack_user_id) or Staff(slack_user_id=slack_user_id, roles=frozenset())


def _is_repeated(call: Call, target_id: str) -> bool:
    return call.desk.audit.event(call.operation.id, target_id) is not None


_LIST = (Click.FILTER_STAFF, Click.FIND_COLLEAGUE, Click.NEXT_STAFF, Click.PREVIOUS_STAFF)

ROUTES = (
    Route(Kind.CLICK, Click.OPEN_ROLES, Action.GRANT_ROLE, open_roles),
    *(Route(Kind.CLICK, click, Action.GRANT_ROLE, turn_staff) for click in _LIST),
    Route(Kind.OPTIONS, Options.SCOPE, Action.GRANT_ROLE, offer_scope),
    Route(Kind.CLICK, Click.OPEN_GRANT_ROLES, Action.GRANT_ROLE, open_grant_roles),
    Route(Kind.CLICK, Click.CHANGE_ROLES, Action.GRANT_ROLE, change_roles),
    Route(Kind.CLICK, Click.REVOKE_ROLES, Action.GRANT_ROLE, revoke_roles),
    Route(Kind.SUBMISSION, ids.View.GRANT_ROLES, Action.GRANT_ROLE, submit_grant_roles),
    Route(Kind.SUBMISSION, ids.View.REVOKE_ROLES, Action.GRANT_ROLE, submit_revoke_roles),
)
