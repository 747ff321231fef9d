"""The written policy as a value. A matrix that is not understood whole is refused, never opened."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.staff import Role
from shared.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Entry(StrEnum):
    """What a row says of one role."""

    ALLOW = "allow"
    ONE_APPROVAL = "one approval"
    TWO_APPROVALS = "two approvals"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Row:
    """What each role may do about one action; a role without an entry may not do it."""

    entries: Mapping[Role, Entry]
    approvers: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One row for each action."""

    rows: Mapping[Action, Row]


def default_matrix() -> Matrix:
    """Read the matrix that is shipped with the product."""
    return parse_matrix((files("shared.policy") / "matrix.toml").read_text(encoding="utf-8"))


def parse_matrix(toml: str) -> Matrix:
    """Read a matrix. Every action must have its row; unknown words raise SettingsError, all at once."""
    rows, faults = read_rows(toml)
    faults = [f"policy matrix: no row [{action}]" for action in Action if action not in rows] + faults
    if faults:
        raise SettingsError(settings=faults)
    return Matrix(rows)


def read_rows(toml: str) -> tuple[dict[Action, Row], list[str]]:
    """Read the rows that are there, and say what in them is not understood.

    Raises SettingsError for what is no TOML.
    """
    try:
        tables = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(settings=[f"policy matrix: {error}"]) from error
    faults = [f"policy matrix: unknown row [{name}]" for name in tables if name not in set(Action)]
    rows = {}
    for action in Action:
        if action not in tables:
            continue
        table = tables[action]
        if not isinstance(table, dict):
            faults.append(f"policy matrix: [{action}] = {table} is not understood")
            table = {}
        rows[action] = _row(action, table, faults)
    return rows, faults


def _row(action: Action, table: Mapping[str, object], faults: list[str]) -> Row:
    entries = {}
    for name, said in table.items():
        if name == "approvers":
            continue
        if name not in list(Role) or said not in list(Entry):
            faults.append(f'policy matrix: [{action}] {name} = "{said}" is not understood')
            continue
        entries[Role(name)] = Entry(str(said))
    named = table.get("approvers", [role for role, entry in entries.items() if entry is Entry.ALLOW])
    if not isinstance(named, list) or any(name not in list(Role) for name in named):
        faults.append(f"policy matrix: [{action}] approvers = {named} is not understood")
        named = []
    return Row(entries, frozenset(Role(name) for name in named))
