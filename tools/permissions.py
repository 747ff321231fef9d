"""Write docs/permissions.md from the matrix and the rules beside it: `python -m tools.permissions`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from shared.domain.request import PENDING_FOR
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.i18n.translator import translator
from shared.policy.giving import givable
from shared.policy.matrix import Entry, default_matrix
from shared.policy.targets import COUNTED, GUARDED, MANY, TRUSTED
from shared.slack_ui.sentences import action_name, directory_role_name, role_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.action import Action
    from shared.policy.matrix import Matrix, Row

PAGE = Path(__file__).parents[1] / "docs" / "permissions.md"
TEXT = Path(__file__).with_suffix(".md")  # what stands around the tables
MARKS = ("✔", "②", "③", "④")  # by how many approvals it takes: the people, with the one who asks
NO, NEVER = "no", "✘"

_APPROVALS = {Entry.ALLOW: 0, Entry.ONE_APPROVAL: 1, Entry.TWO_APPROVALS: 2}
_EN = translator("en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How many approvals it takes of whom; a role that is not there may not do it."""

    needed: Mapping[Role, int]
    never: frozenset[Role]
    approvers: frozenset[Role]


def page(matrix: Matrix) -> str:
    """Write the page."""
    lines = {action: _line(row) for action, row in matrix.rows.items()}
    guarded = {action: _guarded(line) for action, line in lines.items() if action in GUARDED}
    many = {action: _counted(line) for action, line in lines.items() if action in COUNTED}
    many_guarded = {action: _counted(line) for action, line in guarded.items() if action in COUNTED}
    trusted = _EN.listed(role_names(_EN, TRUSTED))
    return TEXT.read_text(encoding="utf-8").format(
        **dict(zip(("at_once", "one", "two", "three"), MARKS, strict=True)),
        never=NEVER,
        trusted=trusted,
        many=MANY,
        hours=int(PENDING_FOR.total_seconds() // 3600),
        any_user=table(lines),
        administrators=table(guarded),
        many_users=table(many),
        many_administrators=table(many_guarded),
        giving=giving(),
    )


def table(lines: Mapping[Action, Line]) -> str:
    """Set out what each role may; the last column is who may agree."""
    heads = ["", *role_names(_EN, list(Role)), "who may agree"]
    cells = [heads, ["---", *[":-:"] * len(Role), "---"]]
    cells += [
        [_action(each), *(_mark(line, role) for role in Role), _who(line)] for each, line in lines.items()
    ]
    return _drawn(cells)


def giving() -> str:
    """Set out which permissions each role may give."""
    cells = [["", *role_names(_EN, list(Role))], ["---", *[":-:"] * len(Role)]]
    for permission in DirectoryRole:
        marks = (MARKS[0] if permission in givable(frozenset({role})) else NO for role in Role)
        cells.append([directory_role_name(_EN, permission), *marks])
    return _drawn(cells)


def _drawn(cells: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(each)} |" for each in cells)


def _line(row: Row) -> Line:
    return Line(
        needed={role: _APPROVALS[entry] for role, entry in row.entries.items() if entry is not Entry.DENY},
        never=frozenset(role for role, entry in row.entries.items() if entry is Entry.DENY),
        approvers=row.approvers,
    )


def _guarded(line: Line) -> Line:
    """Leave the trusted roles, none of them alone."""
    needed = {role: max(1, number) for role, number in line.needed.items() if role in TRUSTED}
    return replace(line, needed=needed, approvers=line.approvers & TRUSTED)


def _counted(line: Line) -> Line:
    return replace(line, needed={role: number + 1 for role, number in line.needed.items()})


def _action(action: Action) -> str:
    return action_name(_EN, action)


def _mark(line: Line, role: Role) -> str:
    if role in line.never:
        return NEVER
    return MARKS[line.needed[role]] if role in line.needed else NO


def _who(line: Line) -> str:
    return ", ".join(role_names(_EN, line.approvers)) if any(line.needed.values()) else ""


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(default_matrix()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
