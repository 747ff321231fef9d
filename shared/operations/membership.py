"""Keep what staff hold in step with Slack: as members of user groups, and as members of the workspace.

Everything is compared as it is now, and only what differs is written, so it does not matter how often, or in
what order, somebody says that something changed. The register is read first, and then Slack: whoever wrote
to the register meanwhile knew better, and is not overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zlib import crc32

from shared.domain.audit import OperationType, ResourceType
from shared.domain.staff import NOBODY, Staff
from shared.errors import BusyError, ChangedMeanwhileError
from shared.operations.desk import Act, Operation
from shared.operations.recording import record
from shared.operations.side_by_side import side_by_side
from shared.operations.staff import NOTHING, recorded_grant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.domain.audit import Recorded
    from shared.domain.staff import Grant
    from shared.operations.desk import Desk
    from shared.ports import Roster

MAXIMUM_AT_ONCE = 25  # people, while Slack waits for an answer
TIME_AT_ONCE = timedelta(seconds=1.5)
LOOKED_UP = 50  # people whom one sweep looks up in Slack, to find those who left
SWEPT_EVERY = timedelta(minutes=15)  # the rule's schedule in template.yaml
_ATTEMPTS = 5  # at somebody whom others keep changing


class Departure(StrEnum):
    """Why somebody lost all that they held."""

    LEFT = "left"  # deactivated
    NOT_A_MEMBER = "not_a_member"  # a guest now, or moved to another workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """How many people's access was changed, and how many are left to be dealt with the next time."""

    changed: int = 0
    left: int = 0

    def __add__(self, other: Reconciled) -> Reconciled:
        return Reconciled(changed=self.changed + other.changed, left=self.left + other.left)


def reconcile_at_once(desk: Desk, roster: Roster, group_id: str, correlation_id: str) -> Reconciled:
    """Bring the members of one user group in step while Slack waits: those for whom there is time."""
    until = desk.clock.now() + TIME_AT_ONCE
    return reconcile_group(
        desk,
        roster,
        group_id,
        correlation_id,
        limit=MAXIMUM_AT_ONCE,
        has_time=lambda: desk.clock.now() < until,
    )


def reconcile_group(
    desk: Desk,
    roster: Roster,
    group_id: str,
    correlation_id: str,
    *,
    limit: int | None = None,
    has_time: Callable[[], bool] = lambda: True,
) -> Reconciled:
    """Bring what people hold as members of one user group in step with its mapping and its members.

    What is to be taken is taken first. Nobody is given anything who is no member of the workspace. At most
    ``limit`` people are changed. It looks again until nothing differs: somebody may have left the group, or
    unmapped it, between our look and what we wrote. Raises BusyError.
    """
    changed = 0
    strangers: set[str] = set()
    for _ in range(_ATTEMPTS):
        differing = [each for each in _differing(desk, roster, group_id) if each[0] not in strangers]
        for done, (slack_user_id, person, grant) in enumerate(differing):
            if changed == limit or not has_time():
                return Reconciled(changed=changed, left=len(differing) - done)
            is_new = grant is not None and group_id not in person.memberships
            if is_new and not roster.is_member(slack_user_id):
                strangers.add(slack_user_id)
            else:
                changed += _hold(desk, person, group_id, grant, correlation_id)
        if not differing:
            return Reconciled(changed=changed)
    raise BusyError(cause="changed by many", group_id=group_id)


def reconcile(
    desk: Desk, roster: Roster, correlation_id: str, has_time: Callable[[], bool] = lambda: True
) -> Reconciled:
    """Bring all user groups in step, and find people who left without our being told.

    Of the staff, each sweep looks up some, and another time others. What Slack does not tell now is left.
    """
    mapped, everyone = side_by_side(desk.staff.groups, desk.everyone)
    held = {group_id for person in everyone for group_id in person.memberships}
    total = Reconciled()
    for group_id in sorted({group.id for group in mapped} | held):
        try:
            total += reconcile_group(desk, roster, group_id, correlation_id, has_time=has_time)
        except BusyError:
            total += Reconciled(left=1)
    for person in _turn(desk, everyone):
        try:
            if has_time() and not roster.is_member(person.slack_user_id):
                is_done = revoke_all(desk, person.slack_user_id, Departure.NOT_A_MEMBER, correlation_id)
                total += Reconciled(changed=int(is_done))
        except BusyError:
            total += Reconciled(left=1)
    return total


def revoke_all(desk: Desk, slack_user_id: str, why: Departure, correlation_id: str) -> bool:
    """Take everything from somebody, what they hold through user groups too; False where it is nothing.

    Raises BusyError.
    """
    for _ in range(_ATTEMPTS):
        person = desk.find_staff(slack_user_id)
        if person is None or not person.grants:
            return False
        after = Staff(slack_user_id=slack_user_id, roles=frozenset(), version=person.version + 1)
        was = {**recorded_grant(person.own), "user_groups": sorted(person.memberships)}
        becomes: dict[str, Recorded] = {**NOTHING, "user_groups": [], "reason": why.value}
        if _write(desk, person, after, "departure", correlation_id, was=was, becomes=becomes):
            return True
    raise BusyError(cause="changed by many", slack_user_id=slack_user_id)


def _differing(desk: Desk, roster: Roster, group_id: str) -> Iterator[tuple[str, Staff, Grant | None]]:
    """Find who holds something else than they should through a user group; the first ones hold too much."""
    everyone, mapped = side_by_side(desk.everyone, desk.staff.groups)
    known = {person.slack_user_id: person for person in everyone}
    grant = next((group.grant for group in mapped if group.id == group_id), None)
    members = roster.members(group_id) if grant is not None else frozenset()
    for slack_user_id, person in known.items():
        if group_id in person.memberships and slack_user_id not in members:
            yield slack_user_id, person, None
    for slack_user_id in sorted(members):
        person = known.get(slack_user_id) or Staff(slack_user_id=slack_user_id, roles=frozenset())
        if person.memberships.get(group_id) != grant:
            yield slack_user_id, person, grant


def _hold(desk: Desk, person: Staff, group_id: str, grant: Grant | None, correlation_id: str) -> bool:
    """Let somebody hold a grant through a user group, or nothing; False where they changed meanwhile."""
    held = person.memberships.get(group_id)
    others = {each: theirs for each, theirs in person.memberships.items() if each != group_id}
    memberships = others if grant is None else {**others, group_id: grant}
    after = replace(person, memberships=memberships, version=person.version + 1)
    was = recorded_grant(held) if held else {}
    becomes = {**(recorded_grant(grant) if grant else NOTHING), "user_groups": [group_id]}
    return _write(desk, person, after, f"membership.{group_id}", correlation_id, was=was, becomes=becomes)


def _write(
    desk: Desk,
    before: Staff,
    after: Staff,
    what: str,
    correlation_id: str,
    *,
    was: dict[str, Recorded],
    becomes: dict[str, Recorded],
) -> bool:
    """Change somebody from one version to the next, which happens once, whoever says that it should."""
    operation = Operation(f"{what}.{before.slack_user_id}.{after.version}", correlation_id)
    takes = not becomes["roles"]
    event = record(
        Act(actor=NOBODY, operation=operation, at=desk.clock.now()),
        [OperationType.REVOKE_ROLES if takes else OperationType.GRANT_ROLES],
        ResourceType.STAFF,
        None,
        (before.slack_user_id, ""),
        was=was,
        becomes=becomes,
    )
    try:
        return desk.staff.change(before if before.version else None, after, event) is None
    except ChangedMeanwhileError:
        return False


def _turn(desk: Desk, everyone: list[Staff]) -> list[Staff]:
    """Choose whose turn it is to be looked up, so that everybody's comes within hours."""
    holders = [person for person in everyone if person.grants]
    turns = -(-len(holders) // LOOKED_UP) or 1
    turn = int(desk.clock.now().timestamp() // SWEPT_EVERY.total_seconds()) % turns
    return [each for each in holders if crc32(each.slack_user_id.encode()) % turns == turn]
