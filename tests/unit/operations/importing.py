"""Files of rows, as somebody gives them, and what the worker makes of them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from shared.domain.command import CheckLicenseFile, CheckUserFile
from shared.domain.import_columns import Column, heading
from shared.domain.request import RequestState
from shared.operations.import_file import run_import
from tests.builders import CONTOSO
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.command import CheckFile
    from shared.domain.import_file import CheckedFile, ImportRow
    from shared.domain.problem import Problem
    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from tests.unit.operations.office import Office

IN_FRANCE = "FR"  # of all whose row says nothing else


def new(email: str = "ines@contoso.example", name: str = "Inès Faure", **cells: str) -> dict[str, str]:
    """Make a row that asks for a user; further columns by name."""
    return {"display_name": name, "email": email, **cells}


def change(email: str, add: str = "", remove: str = "") -> dict[str, str]:
    """Make a row that changes somebody's licenses."""
    return {"email": email, "licenses_to_add": add, "licenses_to_remove": remove}


def written(*rows: Mapping[str, str]) -> str:
    """Write rows into a file, with every column that one of them has."""
    columns = [each for each in Column if any(each.value in row for row in rows)]
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow([heading(column, "en") for column in columns])
    lines.writerows([[row.get(column.value, "") for column in columns] for row in rows])
    return text.getvalue()


def asked(file_id: str, kind: type[CheckUserFile | CheckLicenseFile] = CheckUserFile) -> CheckFile:
    """Make what asks for a file to be checked."""
    facts = {"usage_location": IN_FRANCE} if kind is CheckUserFile else {}
    return kind(customer_id=CONTOSO, file_id=file_id, file_name="users.csv", **facts)


def check(
    office: Office, *rows: Mapping[str, str], by: Staff = GRACE, click: str = "check", text: str = ""
) -> CheckedFile:
    """Let the worker check a file that somebody gave; what its rows do is told by their columns."""
    office.staff.save(by)
    assert click not in office.requests.filed, "this click is done already"
    content = text or written(*rows)
    is_of_licenses = "Licenses to" in content.splitlines()[0]
    office.files.contents[click] = content.encode()
    command = asked(click, CheckLicenseFile if is_of_licenses else CheckUserFile)
    office.filed(command, by, click=click)
    assert office.work(click).state is RequestState.DONE
    return office.reporter.checked[-1][1]


def run(
    office: Office, *, by: Staff = GRACE, all_or_nothing: bool = False, import_id: str = "check"
) -> Request:
    """Ask for the ready rows of a checked file to be done."""
    return run_import(
        office.desk,
        by,
        import_id,
        all_or_nothing=all_or_nothing,
        correlation_id="delivery-1",
        language="en",
    )


def codes(row: ImportRow) -> list[tuple[str, str]]:
    """Tell what is wrong with a row: column and code."""
    return told(row.problems)


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(each.field, each.code.value) for each in problems]
