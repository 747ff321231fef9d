"""The matrix of a deployment: the one that is shipped, some rows of which it may replace by its own.

Its file travels as a setting of the functions: compressed, since all settings together have 4 KB, and so that
every function refuses to start with a matrix that is not understood, or that locks people out.
"""

from __future__ import annotations

import binascii
import gzip
import tomllib
import zlib
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.staff import Role
from shared.errors import SettingsError
from shared.policy.matrix import Entry, Matrix, default_matrix, read_rows
from shared.policy.targets import COUNTED, GUARDED, TRUSTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.policy.matrix import Row

_APPROVALS = {Entry.ONE_APPROVAL, Entry.TWO_APPROVALS}


def deployed_matrix(setting: str) -> Matrix:
    """Read the matrix that a deployment says, or the one shipped where it says nothing.

    Raises SettingsError with everything that is wrong.
    """
    if not setting:
        return default_matrix()
    try:
        toml = gzip.decompress(b64decode(setting, validate=True)).decode()
    except (binascii.Error, OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise SettingsError(settings=["policy matrix: the setting was not made by `make deploy`"]) from error
    return merged_matrix(toml)


def merged_matrix(toml: str) -> Matrix:
    """Put the rows of a file in the place of those shipped, each as a whole.

    Raises SettingsError with everything that is wrong.
    """
    rows, faults = read_rows(toml)
    matrix = Matrix({**default_matrix().rows, **rows})
    if faults := faults or list(contradictions(matrix)):
        raise SettingsError(settings=faults)
    return matrix


def packed(toml: str) -> str:
    """Write a file as a setting, without its comments; nothing where it replaces no row.

    It is checked first, as ``merged_matrix`` does.
    """
    merged_matrix(toml)
    tables = tomllib.loads(toml)
    plain = "".join(f"[{name}]\n" + "".join(_lines(table)) for name, table in tables.items())
    return b64encode(gzip.compress(plain.encode(), mtime=0)).decode() if plain else ""


def contradictions(matrix: Matrix) -> Iterator[str]:
    """Say what locks people out: approval that nobody could give, or doors that nobody could open again."""
    readers = {role for role, entry in matrix.rows[Action.VIEW].entries.items() if entry is Entry.ALLOW}
    if not readers:
        yield "policy matrix: [view] nobody may see anything"
        return
    if _APPROVALS & set(matrix.rows[Action.VIEW].entries.values()):
        yield "policy matrix: [view] nobody is asked to agree that somebody looks: allow or deny it"
    for action, row in matrix.rows.items():
        yield from (f"policy matrix: [{action}] {each}" for each in _contradictions(action, row, readers))


def _contradictions(action: Action, row: Row, readers: set[Role]) -> Iterator[str]:
    able = {role for role, entry in row.entries.items() if entry is not Entry.DENY}
    denied = sorted(row.approvers & row.entries.keys() - able)
    approvers = (row.approvers - set(denied)) & readers
    asks = action is not Action.VIEW and bool(_APPROVALS & {row.entries[role] for role in able})
    if denied:
        yield f"approvers names who is denied it: {', '.join(denied)}"
    if (asks or (action in COUNTED and able)) and not approvers:
        yield "no role is left that may see the customer and agree"
    elif action in GUARDED and able & TRUSTED and not approvers & TRUSTED:
        yield "no trusted role is left that may agree, for administrators"
    if action is Action.GRANT_ROLE and Role.GLOBAL_ADMIN not in able:
        yield "a Global admin must be able to do it, or to ask for it"


def _lines(table: dict[str, str | list[str]]) -> Iterator[str]:
    for name, said in table.items():
        told = "[" + ",".join(f'"{each}"' for each in said) + "]" if isinstance(said, list) else f'"{said}"'
        yield f"{name}={told}\n"
