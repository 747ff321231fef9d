"""Files that were checked: in sum, and beside it their rows, a hundred to an item.

Of rows that are alike, and those of one file are, what they have in common is packed away. Where rows are
so long and so unlike that a hundred of them are more than an item takes, the next item has the rest.
"""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pynamodb.exceptions import DoesNotExist

from shared.domain.import_file import PART, ImportFile, ImportRow, SeatNeed, to_wish, wish_json
from shared.domain.import_headings import Column
from shared.domain.import_kind import ImportKind
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import KEPT_FOR
from shared.errors import ImportNotFoundError
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back
from shared.store.models import ImportPartItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.domain.import_file import CheckedFile
    from shared.store.tables import Tables


PIECE = 380 * 1024  # bytes: an item takes 400 KB with its names
_ARE_PARTS = ImportPartItem.sk.startswith(keys.PARTS)


class ImportTable:
    """Checked files, as they are this instant."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @busy_when_asked_to_come_back()
    def save(self, checked: CheckedFile) -> None:
        """Write a file and its rows, in parts of a hundred, for what was there; the sum comes last."""
        file, rows = checked.file, checked.rows
        partition, expires_at = keys.import_file(file.id), file.checked_at + KEPT_FOR
        pieces = _pieces(rows)
        for item in self._tables.import_parts.query(
            partition, _ARE_PARTS, attributes_to_get=["pk", "sk"], consistent_read=True
        ):
            if item.sk not in pieces:
                item.delete()
        for key, piece in pieces.items():
            self._tables.import_parts(partition, key, rows=piece, expires_at=expires_at).save()
        self._tables.imports(partition, keys.IMPORT, file=_written(file), expires_at=expires_at).save()

    @busy_when_asked_to_come_back()
    def file(self, import_id: str) -> ImportFile:
        """Read what is known of a file as a whole. Raises ImportNotFoundError."""
        try:
            item = self._tables.imports.get(keys.import_file(import_id), keys.IMPORT, consistent_read=True)
        except DoesNotExist:
            raise ImportNotFoundError(import_id=import_id) from None
        return _read(item.file)

    @busy_when_asked_to_come_back()
    def rows(self, import_id: str, part: int) -> list[ImportRow]:
        """Read a part of its rows; nothing beyond the last one."""
        are_of_part = ImportPartItem.sk.startswith(keys.import_part(part))
        items = self._tables.import_parts.query(
            keys.import_file(import_id), are_of_part, consistent_read=True
        )
        return _unpacked(b"".join(item.rows for item in items))

    def all_rows(self, import_id: str) -> Iterator[ImportRow]:
        """Read all rows, in the order of the file."""
        with busy_when_asked_to_come_back():
            partition = keys.import_file(import_id)
            items = self._tables.import_parts.query(partition, _ARE_PARTS, consistent_read=True)
            for _, pieces in groupby(items, lambda item: keys.part_of_piece(item.sk)):
                yield from _unpacked(b"".join(piece.rows for piece in pieces))


def _pieces(rows: Sequence[ImportRow]) -> dict[str, bytes]:
    """Pack rows, a hundred together, by the sort keys of the items that take them."""
    pieces = {}
    for part, first in enumerate(range(0, len(rows), PART)):
        packed = _packed(rows[first : first + PART])
        for number, start in enumerate(range(0, len(packed), PIECE)):
            pieces[keys.import_piece(part, number)] = packed[start : start + PIECE]
    return pieces


def _packed(rows: Sequence[ImportRow]) -> bytes:
    written = [
        [
            row.line,
            {column.value: cell for column, cell in row.cells.items() if cell},
            _problems(row.problems),
            _problems(row.remarks),
            wish_json(row.wish) if row.wish is not None else None,
            row.is_left_out,
            row.turn,
        ]
        for row in rows
    ]
    return zlib.compress(json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode())


def _unpacked(packed: bytes) -> list[ImportRow]:
    if not packed:
        return []
    return [
        ImportRow(
            line=line,
            cells={Column(column): cell for column, cell in cells.items()},
            problems=_to_problems(problems),
            remarks=_to_problems(remarks),
            wish=to_wish(wish) if wish is not None else None,
            is_left_out=is_left_out,
            turn=turn[0] if turn else 0,  # files that were checked before rows had turns
        )
        for line, cells, problems, remarks, wish, is_left_out, *turn in json.loads(zlib.decompress(packed))
    ]


def _problems(problems: Sequence[Problem]) -> list[list[Any]]:
    return [[problem.field, problem.code.value, dict(problem.facts)] for problem in problems]


def _to_problems(written: Sequence[Sequence[Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(field, ProblemCode(code), facts) for field, code, facts in written)


def _written(file: ImportFile) -> dict[str, Any]:
    return {
        "id": file.id,
        "kind": file.kind.value,
        "customer_id": file.customer_id,
        "owner_id": file.owner_id,
        "file_name": file.file_name,
        "usage_location": file.usage_location,
        "checked_at": file.checked_at.isoformat(),
        "columns": [column.value for column in file.columns],
        "rows": file.rows,
        "ready": file.ready,
        "left_out": file.left_out,
        "unchanged": file.unchanged,
        "remarked": file.remarked,
        "administrators": file.administrators,
        "seats": [[each.sku_id, each.total, each.before, each.after, each.missing] for each in file.seats],
        "digest": file.digest,
        "refusal": _problems(file.refusal),
        "notes": _problems(file.notes),
    }


def _read(written: dict[str, Any]) -> ImportFile:
    seats = tuple(
        SeatNeed(sku_id=sku_id, total=total, before=before, after=after, missing=missing)
        for sku_id, total, before, after, missing in written["seats"]
    )
    return ImportFile(
        **{
            **written,
            "kind": ImportKind(written["kind"]),
            "checked_at": datetime.fromisoformat(written["checked_at"]),
            "columns": tuple(Column(each) for each in written["columns"]),
            "seats": seats,
            "refusal": _to_problems(written["refusal"]),
            "notes": _to_problems(written.get("notes", ())),
        }
    )
