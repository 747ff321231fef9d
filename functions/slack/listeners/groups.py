"""Which user groups are mapped to partner roles: map, change, remove."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from slack_sdk.errors import SlackApiError

from functions.slack.listeners.roles import around, changed_meanwhile, finish, fresh, meanwhile
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.outcome import Outcome, Reason
from shared.domain.problem import Problem, ProblemCode
from shared.domain.staff import Grant
from shared.errors import BusyError
from shared.operations.membership import reconcile_at_once
from shared.operations.request import submit_one
from shared.operations.staff import command_problems
from shared.slack_ui import ids
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.grant_form import Choosable, MapGroupForm
from shared.slack_ui.modals.grant_inputs import GrantEntered
from shared.slack_ui.modals.notice import notice_view
from shared.slack_ui.modals.revoke_form import RevokeForm

if TYPE_CHECKING:
    from functions.slack.call import Call
    from shared.domain.command import RolesCommand
    from shared.domain.request import Request
    from shared.domain.staff import MappedGroup
    from shared.slack_ui.state import ViewState

_NOTHING = Grant(roles=frozenset())


def open_map_group(call: Call) -> None:
    call.desk.admit(call.actor, Action.GRANT_ROLE, None)
    taken = {group.id for group in call.desk.staff.groups()}
    free = [each for each in _choosable(call) if each.id not in taken]
    if not free:
        told = call.t("There is no user group left to be mapped: create one in Slack first.")
        return call.show(notice_view(call.t, call.t("Partner roles"), told))
    return call.show(MapGroupForm.build(call.t, fresh(call), around(call), free))


def change_mapping(call: Call) -> None:
    call.desk.admit(call.actor, Action.GRANT_ROLE, None)
    group = _mapped(call, call.value)
    if group is None:
        return call.show(notice_view(call.t, call.t("Partner roles"), _gone(call)))
    state = replace(fresh(call), staff_id=group.id, version=group.version)
    entered = GrantEntered(grant=group.grant)
    surroundings = around(call, group.grant)
    return call.show(MapGroupForm.build(call.t, state, surroundings, [_shown(group)], entered))


def submit_map_group(call: Call) -> None:
    form = MapGroupForm.parse(call.body["view"], call.time_zone)
    names = {each.id: each.name for each in _choosable(call)}
    command = replace(form.command, name=names.get(form.command.group_id, ""))
    problems = list(form.entered.problems)
    if not command.name:
        problems.append(Problem("group", ProblemCode.GROUP_GONE))
    if problems:
        problems += command_problems(command, call.desk.clock.now())
        return call.point_out(form.errors(call.t, problems))
    submitted = submit_one(call.desk, command, call.actor, call.operation, call.t.language)
    if isinstance(submitted, Outcome) and submitted.reason is Reason.INVALID:
        return call.point_out(form.errors(call.t, submitted.problems))
    if isinstance(submitted, Outcome) and submitted.reason is Reason.CHANGED_MEANWHILE:
        return _show_theirs(call, form, command.name)
    return _finish(call, form.state, command, submitted)


def unmap_group(call: Call) -> None:
    call.desk.admit(call.actor, Action.GRANT_ROLE, None)
    group = _mapped(call, call.value)
    if group is None:
        return call.show(notice_view(call.t, call.t("Partner roles"), _gone(call)))
    state = replace(fresh(call), staff_id=group.id, version=group.version)
    return call.show(RevokeForm.build_for_group(call.t, state, around(call, group.grant), group))


def submit_unmap_group(call: Call) -> None:
    form = RevokeForm.parse(call.body["view"])
    submitted = submit_one(call.desk, form.command, call.actor, call.operation, call.t.language)
    if isinstance(submitted, Outcome) and submitted.reason is Reason.INVALID:
        return call.point_out(form.errors(call.t, submitted.problems))
    if isinstance(submitted, Outcome) and submitted.reason is Reason.CHANGED_MEANWHILE:
        group = _mapped(call, form.state.staff_id)
        if group is None:
            return call.answer_form(notice_view(call.t, call.t("Partner roles"), _gone(call)))
        state = replace(form.state, version=group.version, nonce=uuid4().hex)
        surroundings, reason = around(call, group.grant), form.command.reason
        theirs = changed_meanwhile(call)
        view = RevokeForm.build_for_group(call.t, state, surroundings, group, reason, theirs)
        return call.answer_form(view)
    return _finish(call, form.state, form.command, submitted)


def _finish(call: Call, state: ViewState, command: RolesCommand, submitted: Outcome | Request) -> None:
    """Let the members feel it at once, as far as there is time; the sweep does the rest."""
    notice = ""
    if isinstance(submitted, Outcome):
        notice = call.t("Saved. All members of the group are dealt with within a quarter of an hour.")
        try:
            done = reconcile_at_once(call.desk, call.roster, submitted.target_id, call.correlation_id)
        except (BusyError, SlackApiError):
            done = None
        if done is not None and not done.left:
            notice = call.t("Saved: this holds for all members of the group from now on.")
    finish(call, state, command, submitted, notice)


def _show_theirs(call: Call, form: MapGroupForm, name: str) -> None:
    """Draw the form again with what was entered, about the mapping as it is now."""
    group_id = form.command.group_id
    group = _mapped(call, group_id)
    held, version = (group.grant, group.version) if group else (_NOTHING, 0)
    state = replace(form.state, staff_id=group_id, version=version, nonce=uuid4().hex)
    surroundings = around(call, held, form.entered.grant)
    theirs, shown = meanwhile(call, group_id, held), [Choosable(id=group_id, name=name, handle="")]
    call.answer_form(MapGroupForm.build(call.t, state, surroundings, shown, form.entered, theirs))


def _mapped(call: Call, group_id: str) -> MappedGroup | None:
    return next((group for group in call.desk.staff.groups() if group.id == group_id), None)


def _choosable(call: Call) -> list[Choosable]:
    return [Choosable(id=each.id, name=each.name, handle=each.handle) for each in call.roster.user_groups()]


def _shown(group: MappedGroup) -> Choosable:
    return Choosable(id=group.id, name=group.name, handle="")


def _gone(call: Call) -> str:
    return call.t("This user group is not mapped any more.")


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_MAP_GROUP, Action.GRANT_ROLE, open_map_group),
    Route(Kind.CLICK, Click.CHANGE_MAPPING, Action.GRANT_ROLE, change_mapping),
    Route(Kind.CLICK, Click.UNMAP_GROUP, Action.GRANT_ROLE, unmap_group),
    Route(Kind.SUBMISSION, ids.View.MAP_GROUP, Action.GRANT_ROLE, submit_map_group),
    Route(Kind.SUBMISSION, ids.View.UNMAP_GROUP, Action.GRANT_ROLE, submit_unmap_group),
)
