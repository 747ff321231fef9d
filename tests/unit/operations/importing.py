"""Files of rows, as somebody gives them, and what the worker makes of them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain import import_file
from shared.domain.command import CheckLicenseFile, CheckUserFile
from shared.domain.credential import Means, Sheet
from shared.domain.import_headings import Column, heading
from shared.domain.request import RequestState
from shared.domain.staff import Role
from shared.operations import import_check, target_listing
from shared.operations.handover import hand_over
from shared.operations.import_file import run_import
from tests import fakes_of_work
from tests.builders import CONTOSO, a_staff_member, a_user_profile, an_operation
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pytest

    from shared.domain.command import CheckFile
    from shared.domain.import_file import CheckedFile, ImportRow
    from shared.domain.outcome import Outcome, Reason, Result
    from shared.domain.problem import Problem
    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from tests.unit.operations.office import Office

MANAGER = a_staff_member(Role.USER_MANAGEMENT_ADMIN, slack_user_id="U0MANAGER")
AGENT = a_staff_member(Role.ADMIN_AGENT, slack_user_id="U0AGENT")
NOBODY_ANY_MORE = replace(GRACE, roles=frozenset())
LISTED = 2  # steps: it is begun, and listed
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
    return named(row.problems)


def named(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(each.field, each.code.value) for each in problems]


class Killed(BaseException):
    """The worker's process is gone, from one instruction to the next."""


def people(count: int, **cells: str) -> list[dict[str, str]]:
    return [new(f"p{n:02}@contoso.example", f"P{n:02} Person", **cells) for n in range(count)]


def waiting(office: Office, count: int = 25, *, all_or_nothing: bool = False, **cells: str) -> Request:
    """Let the rows of a file wait for the worker, of whom Grace may ask that alone."""
    check(office, *people(count, **cells))
    return run(office, all_or_nothing=all_or_nothing)


def outcomes_of(office: Office, request: Request) -> list[Outcome]:
    return list(office.requests.outcomes(office.requests.request(request.id)))


def told(office: Office, request: Request) -> list[tuple[str, Result, Reason | None]]:
    return [(each.sign_in_name, each.result, each.reason) for each in outcomes_of(office, request)]


def created(office: Office) -> list[str]:
    """List whom the file added, by user name, in order."""
    names = [each.profile.user_name for each in office.directory._of(CONTOSO)]
    return sorted(name for name in names if name.startswith("p") and name[1:].isdigit())


def names(count: int) -> list[str]:
    return [f"p{n:02}" for n in range(count)]


def sheet(office: Office, request: Request, actor: Staff = GRACE) -> dict[str, str]:
    """Reveal the passwords that a request set, by user name."""
    handed = hand_over(office.desk, actor, request.id, Means.VIEW, an_operation("reveal"))
    assert isinstance(handed, Sheet)
    return {line.user_principal_name.partition("@")[0]: line.password for line in handed.lines}


def tamper(office: Office, alter: Callable[[CheckedFile], CheckedFile]) -> None:
    """Change what the store has of a checked file."""
    office.imports.kept["check"] = alter(office.imports.kept["check"])


def take(office: Office, user_name: str) -> None:
    """Let somebody else create a user of this name meanwhile."""
    office.add_user(f"{user_name} Other")
    user = office.directory.user(CONTOSO, user_name)
    profile = a_user_profile("Other Person", user_name=user_name)
    office.directory._users[CONTOSO, user_name] = replace(user, profile=profile)


def have_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten rows are as good as a hundred to show where a part of a file ends."""
    for module in (import_file, import_check, target_listing, fakes_of_work):
        monkeypatch.setattr(module, "PART", 10)
