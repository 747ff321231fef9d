"""Grant and revoke partner roles, and map Slack's user groups to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain import text
from shared.domain.action import Action
from shared.domain.audit import ALL_CUSTOMERS, OperationType, ResourceType
from shared.domain.command import GrantRoles, MapGroup, RevokeRoles, UnmapGroup
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.staff import Grant, MappedGroup, Role, Staff
from shared.errors import ChangedMeanwhileError
from shared.operations.desk import Act, Desk, execute
from shared.operations.recording import record
from shared.policy.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shared.domain.audit import AuditEvent, Recorded
    from shared.domain.command import RolesCommand
    from shared.policy.decide import Decision

MAXIMUM_REASON = 300  # characters
MAXIMUM_CUSTOMERS = 100  # of one grant
NOTHING: dict[str, Recorded] = {"roles": [], "customers": [], "expires_at": ""}  # what nobody holds any more


@execute.register(GrantRoles)
def grant_roles(command: GrantRoles, desk: Desk, act: Act) -> Outcome:
    """Give somebody roles in place of those that they were granted before."""
    current = _current(desk, command.slack_user_id)
    problems = command_problems(command, act.at)
    after = replace(
        current,
        roles=command.grant.roles,
        customers=command.grant.customers,
        expires_at=command.grant.expires_at,
        version=command.version + 1,
    )
    return _changed(desk, act, command, current, after, problems)


@execute.register(RevokeRoles)
def revoke_roles(command: RevokeRoles, desk: Desk, act: Act) -> Outcome:
    """Take from somebody what they were granted; what they hold through user groups stays."""
    current = _current(desk, command.slack_user_id)
    after = replace(current, roles=frozenset(), customers=None, expires_at=None, version=command.version + 1)
    return _changed(desk, act, command, current, after, command_problems(command, act.at))


@execute.register(MapGroup)
def map_group(command: MapGroup, desk: Desk, act: Act) -> Outcome:
    """Note that the members of a user group hold a grant; whoever keeps step with Slack gives it to them."""
    problems = command_problems(command, act.at)
    current = _mapped(desk, command.group_id)
    after = MappedGroup(
        id=command.group_id, name=command.name, grant=command.grant, version=command.version + 1
    )
    return _mapped_anew(desk, act, command, current, after, problems)


@execute.register(UnmapGroup)
def unmap_group(command: UnmapGroup, desk: Desk, act: Act) -> Outcome:
    """Note that the members of a user group hold nothing through it any more."""
    current = _mapped(desk, command.group_id)
    return _mapped_anew(desk, act, command, current, None, command_problems(command, act.at))


def command_problems(command: RolesCommand, now: datetime) -> list[Problem]:
    """Find all that is wrong with a command by itself, whoever it is about."""
    grants = _grant_problems(command.grant, now) if isinstance(command, GrantRoles | MapGroup) else []
    return [*grants, *_reason_problems(command.reason)]


def has_no_second_admin(desk: Desk, actor: Staff) -> bool:
    """Tell whether nobody but the actor is a Global admin of all customers, this instant."""
    return not _other_admins(desk, actor.slack_user_id)


def recorded_grant(grant: Grant) -> dict[str, Recorded]:
    """Write a grant as an event has it. Each field is there, so that each change of it shows."""
    return {
        "roles": sorted(role.value for role in grant.roles),
        "customers": ALL_CUSTOMERS if grant.customers is None else sorted(grant.customers),
        "expires_at": grant.expires_at.isoformat() if grant.expires_at else "",
    }


def grant_decision(desk: Desk, actor: Staff) -> Decision:
    """Decide whether somebody may grant roles at once, or has to ask, or may not even ask."""
    targets = Targets(has_no_second_admin=_is_alone(desk, actor))
    return desk.decide(actor, Action.GRANT_ROLE, None, targets)


def _authorise(desk: Desk, act: Act) -> None:
    """Authorise the act; whether there is somebody to ask matters where nobody has agreed yet."""
    targets = Targets(has_no_second_admin=not act.approvals and _is_alone(desk, act.actor))
    desk.authorise(act, Action.GRANT_ROLE, None, targets)


def _is_alone(desk: Desk, actor: Staff) -> bool:
    is_admin = Role.GLOBAL_ADMIN in actor.roles_for(None, desk.clock.now())
    return is_admin and has_no_second_admin(desk, actor)


def _other_admins(desk: Desk, slack_user_id: str) -> list[Staff]:
    now = desk.clock.now()
    return [
        each
        for each in desk.everyone()
        if each.slack_user_id != slack_user_id and Role.GLOBAL_ADMIN in each.roles_for(None, now)
    ]


def _leaves_no_admin(desk: Desk, group_id: str, after: MappedGroup | None) -> bool:
    """Tell whether all Global admins of all customers are so through a user group, and then no more."""
    now = desk.clock.now()

    def are_admins(everyone: list[Staff]) -> bool:
        return any(Role.GLOBAL_ADMIN in each.roles_for(None, now) for each in everyone)

    def without(person: Staff) -> Staff:
        memberships = {held: grant for held, grant in person.memberships.items() if held != group_id}
        if after is not None and group_id in person.memberships:
            memberships[group_id] = after.grant
        return replace(person, memberships=memberships)

    everyone = desk.everyone()
    return are_admins(everyone) and not are_admins([without(each) for each in everyone])


def _current(desk: Desk, slack_user_id: str) -> Staff:
    """Read somebody; who is not in the register has nothing, or is the first admin."""
    known = desk.find_staff(slack_user_id)
    return known or Staff(slack_user_id=slack_user_id, roles=frozenset())


def _changed(
    desk: Desk,
    act: Act,
    command: GrantRoles | RevokeRoles,
    current: Staff,
    after: Staff,
    problems: list[Problem],
) -> Outcome:
    """Write somebody's own grant, unless it has changed since it was looked at."""
    target_id = command.slack_user_id
    is_current = command.version == current.version  # if not, this may be the same click delivered again
    if is_current and after.own == current.own and current.version:
        return Outcome(target_id=target_id, result=Result.UNCHANGED)
    if not is_current and desk.audit.event(act.operation.id, target_id) is not None:
        return Outcome(target_id=target_id, result=Result.DONE, is_repeat=True)
    is_admin = Role.GLOBAL_ADMIN in current.roles_for(None, act.at)
    if is_admin and Role.GLOBAL_ADMIN not in after.roles_for(None, act.at) and is_current:
        problems += [] if _other_admins(desk, target_id) else [Problem("roles", ProblemCode.LAST_ADMIN)]
    if problems:
        return _refused(target_id, *problems)
    if not is_current:  # nobody is asked about what somebody else has changed
        return _changed_meanwhile(target_id)
    _authorise(desk, act)
    seen = replace(current, version=command.version) if command.version else None
    granting = isinstance(command, GrantRoles)
    event = record(
        act,
        [OperationType.GRANT_ROLES if granting else OperationType.REVOKE_ROLES],
        ResourceType.STAFF,
        None,
        (target_id, ""),
        was=recorded_grant(current.own) if current.roles else {},
        becomes={**(recorded_grant(after.own) if granting else NOTHING), "reason": command.reason},
    )
    return _written(target_id, lambda: desk.staff.change(seen, after, event))


def _mapped(desk: Desk, group_id: str) -> MappedGroup | None:
    return next((each for each in desk.staff.groups() if each.id == group_id), None)


def _mapped_anew(
    desk: Desk,
    act: Act,
    command: MapGroup | UnmapGroup,
    current: MappedGroup | None,
    after: MappedGroup | None,
    problems: list[Problem],
) -> Outcome:
    """Write a mapping, unless it has changed since it was looked at."""
    target_id = command.group_id
    if problems:
        return _refused(target_id, *problems)
    if desk.audit.event(act.operation.id, target_id) is not None:  # the same click, delivered again
        name = after.name if after else ""
        return Outcome(target_id=target_id, target_name=name, result=Result.DONE, is_repeat=True)
    if (current.version if current else 0) == command.version and _leaves_no_admin(desk, target_id, after):
        return _refused(target_id, Problem("roles", ProblemCode.LAST_ADMIN))
    if current and after and current.grant == after.grant and current.version == command.version:
        return Outcome(target_id=target_id, target_name=current.name, result=Result.UNCHANGED)
    if (current.version if current else 0) != command.version:
        return _changed_meanwhile(target_id)
    _authorise(desk, act)
    name = after.name if after else current.name if current else ""
    seen = None
    if command.version:
        seen = MappedGroup(id=target_id, name=name, grant=Grant(roles=frozenset()), version=command.version)
    event = record(
        act,
        [OperationType.MAP_USER_GROUP if after else OperationType.UNMAP_USER_GROUP],
        ResourceType.USER_GROUP,
        None,
        (target_id, name),
        was=recorded_grant(current.grant) if current else {},
        becomes={**(recorded_grant(after.grant) if after else NOTHING), "reason": command.reason},
    )
    return _written(target_id, lambda: desk.staff.change_group(seen, after, event), name)


def _written(target_id: str, write: Callable[[], AuditEvent | None], name: str = "") -> Outcome:
    try:
        earlier = write()
    except ChangedMeanwhileError:
        return _changed_meanwhile(target_id, name)
    is_repeat = earlier is not None
    return Outcome(target_id=target_id, target_name=name, result=Result.DONE, is_repeat=is_repeat)


def _changed_meanwhile(target_id: str, name: str = "") -> Outcome:
    return Outcome(
        target_id=target_id,
        target_name=name,
        result=Result.REFUSED,
        reason=Reason.CHANGED_MEANWHILE,
    )


def _refused(target_id: str, *problems: Problem) -> Outcome:
    return Outcome(target_id=target_id, result=Result.REFUSED, reason=Reason.INVALID, problems=problems)


def _reason_problems(reason: str) -> list[Problem]:
    return text.line_problems("reason", reason, limit=MAXIMUM_REASON, is_required=True)


def _grant_problems(grant: Grant, now: datetime) -> list[Problem]:
    problems = []
    if not grant.roles:
        problems.append(Problem("roles", ProblemCode.NO_ROLE_CHOSEN))
    if grant.customers is not None and not grant.customers:
        problems.append(Problem("customers", ProblemCode.NO_CUSTOMER_CHOSEN))
    if grant.customers is not None and len(grant.customers) > MAXIMUM_CUSTOMERS:
        facts = {"limit": MAXIMUM_CUSTOMERS, "count": len(grant.customers)}
        problems.append(Problem("customers", ProblemCode.TOO_MANY_CUSTOMERS, facts))
    if grant.expires_at is not None and grant.expires_at <= now:
        problems.append(Problem("expires_at", ProblemCode.TIME_PAST))
    return problems
