"""A file of new users: checked, looked at, done; and a file of license changes likewise."""

from __future__ import annotations

from shared.domain.command import CheckFile, CheckLicenseFile, CheckUserFile
from shared.domain.import_file import CheckedFile
from shared.domain.problem import ProblemCode
from shared.domain.request import Request, RequestState
from shared.operations.import_file import run_import
from tests.builders import CONTOSO
from tests.unit.operations.office import GRACE, Office

USERS = """\
First name,Last name,Display name,Email,Status update,Licenses
Ines,Faure,Inès Faure,ines.faure@contoso.example,,ENTERPRISEPACK
Théo,Marchand,Théo Marchand,theo@contoso.example,,
,,Nobody,nobody@elsewhere.example,,
"""


def check(office: Office, text: str, command: type[CheckUserFile | CheckLicenseFile]) -> CheckedFile:
    """Let the worker check a file that Grace gave."""
    office.staff.save(GRACE)
    office.files.contents["F0FILE"] = text.encode()
    facts = {"usage_location": "FR"} if command is CheckUserFile else {}
    asked: CheckFile = command(customer_id=CONTOSO, file_id="F0FILE", file_name="users.csv", **facts)
    office.filed(asked, click="check")
    assert office.work("check").state is RequestState.DONE
    return office.reporter.checked[-1][1]


def run(office: Office, *, all_or_nothing: bool = False) -> Request:
    return run_import(
        office.desk,
        GRACE,
        "check",
        all_or_nothing=all_or_nothing,
        correlation_id="delivery-1",
        language="en",
    )


def test_a_file_is_checked_without_a_change(licensed: Office) -> None:
    checked = check(licensed, USERS, CheckUserFile)
    file, rows = checked.file, checked.rows
    assert (file.rows, file.ready, file.wrong) == (3, 2, 1)
    assert [each.code for each in rows[2].problems] == [ProblemCode.DOMAIN_FOREIGN]
    assert [(each.sku_id, each.before, each.after) for each in file.seats] == [("sku-e3", 1, 2)]
    assert licensed.events == []


def test_the_ready_rows_are_done_once(licensed: Office) -> None:
    check(licensed, USERS, CheckUserFile)
    request = run(licensed)
    assert run(licensed) == request
    done = licensed.work(request.id)
    assert (done.state, done.tally.done) == (RequestState.DONE, 2)
    names = {each.user_principal_name for each in licensed.directory._of(CONTOSO)}
    assert {"ines.faure@contoso.example", "theo@contoso.example"} <= names
    assert licensed.consumed()["sku-e3"] == 2
    assert len(licensed.credentials.sealed[request.id][0].user_ids) == 2


def test_licenses_are_changed_as_each_row_says(licensed: Office) -> None:
    text = "Email;Licences à ajouter;Licences à retirer\n"
    text += "ada.lovelace@contoso.example;enterprisepack;StandardPack\n"
    checked = check(licensed, text, CheckLicenseFile)
    assert [row.problems for row in checked.rows] == [()]
    assert licensed.work(run(licensed).id).state is RequestState.DONE
    assert licensed.licenses("ada").keys() == {"sku-e3"}


def test_all_or_nothing_does_nothing_once_a_row_cannot_be_done(licensed: Office) -> None:
    check(licensed, USERS, CheckUserFile)
    request = run(licensed, all_or_nothing=True)
    licensed.add_user("Theo")
    user = licensed.directory.user(CONTOSO, "theo")
    assert user.user_principal_name == "theo@contoso.example"
    done = licensed.work(request.id)
    assert (done.state, done.tally.done, done.tally.refused) == (RequestState.FAILED, 0, 1)
