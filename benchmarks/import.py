"""CSV imports: checking files, and doing their rows over a bare boto3 loop that writes the same items.

Files of new users without license, and one of license changes, each checked and done by the worker's steps
as in production.
"""

from __future__ import annotations

import itertools
import statistics
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.budget import Measured
from benchmarks.worker_steps import ADMIN, E1, E3, BareLoop, Job, Tables, domain_of, in_turn, warm
from sandbox import dynamodb_local
from shared.domain.command import CheckLicenseFile, CheckUserFile
from shared.domain.import_kind import ImportKind
from shared.domain.request import SLICE, Request
from shared.domain.staff import bootstrap_admin
from shared.gateways.clock import SystemClock
from shared.gateways.slack_files import MAXIMUM_BYTES
from shared.operations.import_file import run_import

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.command import CheckFile

MANY, MIDDLE, FEW = 10_000, 1_000, SLICE
# Every so many slices of many, and of the others, the bare loop and a file of few take their turn.
COMPARED_OF_MANY, COMPARED = 8, 2
# The event, the user, that the name is theirs, the number of users of the domain, and of the customer: five
# items of at most a kilobyte, two write units each in a transaction.
LEAST_UNITS = 10
# Of the worker's 1,024 MB: most of what a step holds is the rows of a file, and they come once.
MOST_MEMORY = 128
MEGABYTE = 1_000_000
CHECKED = 3  # times


def measure() -> Iterator[Measured]:
    if reason := dynamodb_local.missing():
        print(f"import: not measured. {reason}")
        return
    with TemporaryDirectory() as folder, dynamodb_local.running(Path(folder)) as url:
        ours, twin = Tables(url), Tables(url)
        for tables in (ours, twin):
            for customer_id in ("many", "few"):
                tables.add_customer(customer_id)
            tables.add_customer("holders", MIDDLE)
        files = _Files(ours)
        yield from _done(files, BareLoop(url, ours.names, twin.names))
        yield from _checked(files)
        yield from _held(files)


def _done(files: _Files, bare: BareLoop) -> Iterator[Measured]:
    """Measure how rows are done: of 10,000, of 1,000, and of license changes."""
    of_few = (files.users("few", FEW).run() for _ in itertools.count())
    ours = files.tables
    warm(ours, bare, of_few)
    many = in_turn(ours, bare, files.users("many", MANY).run(), of_few, COMPARED_OF_MANY)
    middle = in_turn(ours, bare, files.users("many", MIDDLE).run(), of_few, COMPARED)
    changes = in_turn(ours, bare, files.licenses("holders", MIDDLE).run(), of_few, COMPARED)
    yield many.speed("import, rows of 10,000")
    yield middle.speed("import, rows of 1,000")
    yield changes.speed("import, license changes")
    yield many.write_units("import, write units", LEAST_UNITS)
    yield many.growth("import, 10,000 rows")
    yield middle.growth("import, 1,000 rows")


def _checked(files: _Files) -> Iterator[Measured]:
    """Measure what checking takes: of 10,000 rows, and in turn of 100."""
    of_many, of_few = [], []
    for _ in range(CHECKED):
        of_many.append(files.users("many", MANY).seconds)
        of_few += [files.users("few", FEW).seconds for _ in range(CHECKED)]
    many, few = statistics.median(of_many), statistics.median(of_few)
    yield Measured(
        "import, checking",
        f"{many:.2f} s, {FEW} rows in {few:.3f}",
        (many / MANY) / (few / FEW),
        1.1,
        f"a row of {MANY:,} over one of {FEW}: read, looked up, kept; medians of {CHECKED} and {CHECKED**2}",
    )


def _held(files: _Files) -> Iterator[Measured]:
    """Measure what a check holds at most, in the largest files there can be."""
    contents = {
        "10,000 rows": files.rows_of_users("many", MANY),
        "10,000 rows of 1 KB": _filled_up(files.rows_of_users("many", MANY)),
        "one line": b"a" * MAXIMUM_BYTES,
    }
    for name, content in contents.items():
        tracemalloc.start()
        files.check("many", content)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        megabytes = (most + len(content)) / MEGABYTE
        yield Measured(
            f"import, memory of {name}",
            f"{megabytes:.0f} MB for {len(content) / MEGABYTE:.1f}",
            megabytes,
            MOST_MEMORY,
            "MB at most while it is checked, the file itself among them",
        )


def _filled_up(content: bytes) -> bytes:
    """Fill every row up, so that the file is as large as can be."""
    lines = content.splitlines()
    room = MAXIMUM_BYTES // len(lines) - max(map(len, lines)) - 2
    return b"\r\n".join(line + b"x" * (room if number else 0) for number, line in enumerate(lines))


class _Files:
    """Files that somebody gives, each with people of its own."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._numbers = itertools.count()

    def users(self, customer_id: str, rows: int) -> _Checked:
        return self.check(customer_id, self.rows_of_users(customer_id, rows), rows)

    def rows_of_users(self, customer_id: str, rows: int) -> bytes:
        """Write new users, without license."""
        number, domain = next(self._numbers), domain_of(customer_id)
        lines = ["First name,Last name,Display name,Email,Status update"]
        for each in range(rows):
            person = f"Person{each:05}"
            lines.append(f"{person},Example,{person} Example,{person}.example{number}@{domain},")
        return "\r\n".join(lines).encode()

    def licenses(self, customer_id: str, rows: int) -> _Checked:
        """Let everybody who has Office 365 E1 have E3 in its place."""
        names = (f"person{each:05}.example@{domain_of(customer_id)}" for each in range(rows))
        lines = ["Email,Licenses to add,Licenses to remove", *(f"{name},{E3},{E1}" for name in names)]
        content = "\r\n".join(lines).encode()
        return self.check(customer_id, content, rows, kind=ImportKind.LICENSES)

    def check(
        self, customer_id: str, content: bytes, rows: int = 0, kind: ImportKind = ImportKind.USERS
    ) -> _Checked:
        """Let the worker check a file, in which so many rows are ready."""
        import_id = f"V{next(self._numbers):010}.3f0f8f6e0d6e4c8a"
        self.tables.files.contents["F0FILE"] = content
        about = {"customer_id": customer_id, "file_id": "F0FILE", "file_name": "people.csv"}
        command: CheckFile = CheckLicenseFile(**about)
        if kind is ImportKind.USERS:
            command = CheckUserFile(**about, usage_location="FR")
        request = Request(
            id=import_id,
            command=command,
            requester_id=ADMIN,
            language="en",
            filed_at=SystemClock().now(),
        )
        job = Job(self.tables, self.tables.store.requests.file(request), 0)
        seconds = job.whole()
        ready = self.tables.desk.imports.file(import_id).ready
        if ready < rows:
            raise RuntimeError(f"{rows - ready} rows are not ready")
        return _Checked(self.tables, import_id, rows, seconds)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A file that was checked, in so many seconds."""

    tables: Tables
    import_id: str
    rows: int
    seconds: float

    def run(self) -> Job:
        """Ask for its rows to be done."""
        request = run_import(
            self.tables.desk,
            bootstrap_admin(ADMIN),
            self.import_id,
            all_or_nothing=False,
            correlation_id="benchmark",
            language="en",
        )
        return Job(self.tables, request, self.rows)
