"""Files that Slack does not take: the card says so, shows what has room, and offers them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.slack.faults import Fault
from shared.domain.audit import AuditQuery
from shared.domain.command import (
    CheckUserFile,
    DeleteUsers,
    ExportAudit,
    ExportLicenses,
    SendTemplate,
)
from shared.domain.import_kind import ImportKind
from shared.domain.request import RequestState
from shared.domain.staff import Role
from shared.slack_ui.ids import Click
from tests.functions.asked import SECOND_ADMIN, with_channel
from tests.functions.contoso import CLICK, Contoso, prepare
from tests.functions.importing import HEADINGS, Importing
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK
from tests.slack.deciding import forged_press

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import StringIO

    from sandbox.slack.surface import Said
    from tests.office import Office

BEGIN, COMPLETE = "files.getUploadURLExternal", "files.completeUploadExternal"
AGAIN = ("Send the file again", "Send the files again")
WRONG = f"{HEADINGS}\nInes,Faure,Ines Faure,ines@elsewhere.example,,,\n"
RIGHT = f"{HEADINGS}\nInes,Faure,Ines Faure,ines@contoso.example,,,\n"


def export_licenses(contoso: Contoso) -> None:
    contoso.file_command(ExportLicenses(customer_id=contoso.id))


def export_events(contoso: Contoso) -> None:
    contoso.file_command(ExportAudit(query=AuditQuery(customer_id=contoso.id)))


def send_template(contoso: Contoso) -> None:
    contoso.file_command(SendTemplate(customer_id=contoso.id, kind=ImportKind.USERS))


def check_file(contoso: Contoso) -> None:
    Importing(contoso=contoso).give(WRONG, CheckUserFile)


def change_many(contoso: Contoso) -> None:
    contoso.file()


JOBS = [export_licenses, export_events, send_template, check_file, change_many]


def told(office: Office, slack_user_id: str = ADMIN) -> list[Said]:
    return office.workspace.sign_in(slack_user_id).direct_messages


def press_again(office: Office, slack_user_id: str = ADMIN) -> None:
    person = office.workspace.sign_in(slack_user_id)
    card = told(office, slack_user_id)[0]
    person.presses(next(each for each in AGAIN if each in card.buttons))
    person.closes()


@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("method", [BEGIN, COMPLETE])
def test_a_refused_file_is_told_in_the_card_and_sent_when_asked_again(
    office: Office, job: Callable[[Contoso], None], method: str
) -> None:
    contoso = prepare(office, users=21)
    office.workspace.faults.fail_next(method, "file_uploads_disabled")
    job(contoso)
    office.work()
    (card,) = told(office)
    assert "Slack did not take the file" in card.text
    assert "Ask a workspace owner to allow it" in card.text
    assert "below" not in card.text

    press_again(office)
    office.work()
    card, below = told(office)
    assert below.files
    assert "Slack did not take the file" not in card.text
    assert not set(AGAIN) & set(card.buttons)


@pytest.mark.parametrize("job", [export_licenses, export_events, send_template])
def test_a_request_whose_only_aim_is_a_refused_file_is_not_done(
    office: Office, job: Callable[[Contoso], None]
) -> None:
    contoso = prepare(office)
    office.workspace.faults.fail_next(COMPLETE, "storage_limit_reached")
    job(contoso)
    office.work()
    assert (contoso.request().state, contoso.request().unsent) == (
        RequestState.FAILED,
        "storage_limit_reached",
    )
    press_again(office)
    office.work()
    assert (contoso.request().state, contoso.request().unsent) == (RequestState.DONE, "")


@pytest.mark.parametrize(
    ("method", "fault", "remedy", "level"),
    [
        (BEGIN, Fault(error="file_uploads_disabled"), "does not allow such files", "WARNING"),
        (BEGIN, Fault(error="file_type_not_allowed"), "does not allow such files", "WARNING"),
        (BEGIN, Fault(error="file_upload_size_restricted"), "files of this size", "WARNING"),
        (BEGIN, Fault(error="missing_scope"), "check the permissions of the app", "ERROR"),
        (COMPLETE, Fault(error="restricted_action"), "check the permissions of the app", "WARNING"),
        (COMPLETE, Fault(error="storage_limit_reached"), "make room for files", "WARNING"),
        (COMPLETE, Fault(error="file_not_found"), "Its reason is “file_not_found”", "ERROR"),
        ("upload", Fault(status=413), "files of this size", "ERROR"),
        ("upload", Fault(status=403, error="<html>"), "Its reason is “status 403”", "ERROR"),
        ("upload", Fault(status=410), "Its reason is “status 410”", "ERROR"),
    ],
    ids=lambda value: value.error or value.status if isinstance(value, Fault) else None,
)
def test_a_refusal_at_any_step_names_its_remedy_and_is_logged_once(
    office: Office, log: StringIO, method: str, fault: Fault, remedy: str, level: str
) -> None:
    contoso = prepare(office)
    office.workspace.faults.add(method, fault)
    send_template(contoso)
    office.work()
    (card,) = told(office)
    assert remedy in card.text
    lines = [line for line in log.getvalue().splitlines() if "a file was not taken" in line]
    assert [f'"level":"{level}"' in line for line in lines] == [True]
    assert office.time.seconds < 10  # nothing was waited for


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_server_for_uploads_that_is_busy_is_asked_again(office: Office, status: int) -> None:
    contoso = prepare(office)
    fault = Fault(status=status, error="<html>Bad gateway</html>", retry_after=3)
    office.workspace.faults.add("upload", fault, times=2)
    send_template(contoso)
    office.work()
    card, below = told(office)
    assert "below" in card.text
    assert len(below.files) == 1
    assert office.time.seconds >= 6


def test_two_presses_and_a_press_delivered_twice_send_one_file(office: Office) -> None:
    contoso = prepare(office)
    office.workspace.faults.fail_next(BEGIN, "file_uploads_disabled")
    send_template(contoso)
    office.work()
    nadia = office.workspace.sign_in(ADMIN)
    pressed = nadia.presses("Send the file again")
    assert "in a moment" in nadia.modal.text
    nadia.closes()
    assert pressed is not None
    office.workspace.delivery.again(pressed)
    press_again(office)
    office.work()
    office.workspace.delivery.again(pressed)
    office.work()
    assert len(told(office)) == 2
    assert len(office.workspace.calls_of(COMPLETE)) == 1


def test_a_file_refused_again_is_offered_again(office: Office) -> None:
    contoso = prepare(office)
    office.workspace.faults.fail_next(BEGIN, "file_uploads_disabled", times=2)
    send_template(contoso)
    office.work()
    press_again(office)
    office.work()
    (card,) = told(office)
    assert "Slack did not take the file" in card.text
    press_again(office)
    office.work()
    assert len(told(office)) == 2


def test_a_template_that_is_refused_can_be_copied_from_the_card(office: Office) -> None:
    office.workspace.faults.fail_next(BEGIN, "file_uploads_disabled")
    send_template(prepare(office))
    office.work()
    (card,) = told(office)
    assert '"First name","Last name","Display name","Email","Status update"' in card.text


def test_of_a_long_file_the_card_shows_the_first_rows_and_counts_the_others(office: Office) -> None:
    contoso = prepare(office, users=60)
    office.workspace.faults.fail_next(BEGIN, "file_uploads_disabled")
    export_events(contoso)
    office.work()
    (card,) = told(office)
    assert "Ada Number59" in card.text
    assert 'Ada Number2"' not in card.text
    assert "more lines are in the file" in card.text


def test_of_many_users_the_card_lists_those_that_have_room(office: Office) -> None:
    contoso = prepare(office, users=30, seats=28)
    office.workspace.faults.fail_next(BEGIN, "file_uploads_disabled")
    contoso.file()
    office.work()
    (card,) = told(office)
    assert "28 changed · 2 refused" in card.text
    assert card.text.count("Ada Number") == 20
    assert "10 more are not listed" in card.text
    assert contoso.request().state is RequestState.PARTIAL


def test_sending_again_changes_no_user(office: Office) -> None:
    contoso = prepare(office, users=30, seats=28)
    office.workspace.faults.fail_next(BEGIN, "file_uploads_disabled")
    contoso.file()
    office.work()
    before = office.items(office.tables.directory), office.items(office.tables.audit)
    press_again(office)
    office.work()
    assert (office.items(office.tables.directory), office.items(office.tables.audit)) == before
    assert contoso.request().state is RequestState.PARTIAL


@pytest.mark.promise(14)
def test_passwords_of_refused_files_stay_to_be_revealed_and_are_in_no_message(office: Office) -> None:
    contoso = prepare(office)
    importing = Importing(contoso=contoso)
    importing.check(RIGHT)
    office.workspace.faults.fail_next(COMPLETE, "file_uploads_disabled")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.presses("Show")
    nadia.submits()
    nadia.closes()
    office.work()
    card = told(office)[-1]
    assert "Slack did not take the file" in card.text
    assert "Reveal once" in card.buttons
    nadia.presses("Reveal once")
    (password,) = [line for line in nadia.modal.text.splitlines() if len(line) == 16 and " " not in line]
    nadia.closes()
    nadia.presses("Send the file again")
    nadia.closes()
    office.work()
    assert told(office)[-1].files
    written = [call.arguments for call in office.workspace.calls if not call.method.startswith("views.")]
    assert password not in str(written)
    assert password.encode() not in b"".join(told(office)[-1].files.values())


def test_the_person_is_told_in_french(office: Office) -> None:
    contoso = prepare(office)
    office.grant(FRENCH_MANAGER, Role.GLOBAL_ADMIN)
    office.workspace.faults.fail_next(BEGIN, "file_uploads_disabled")
    command = ExportLicenses(customer_id=contoso.id)
    contoso.file_command(command, language="fr-FR", requester_id=FRENCH_MANAGER)
    office.work()
    (card,) = told(office, FRENCH_MANAGER)
    assert "Slack n’a pas accepté les fichiers." in card.text
    assert "Renvoyer les fichiers" in card.buttons


def test_what_others_agreed_to_tells_its_requester_alone(office: Office) -> None:
    asked = with_channel(office, users=25)
    asked.ask(DeleteUsers(customer_id=asked.contoso.id, users=asked.contoso.user_ids))
    office.workspace.faults.fail_next(BEGIN, "file_uploads_disabled")
    asked.agree(SECOND_ADMIN)
    asked.agree("U0ADMIN001")
    office.work()
    assert "Slack did not take the file" in asked.told()[0].text
    assert "Slack did not take" not in asked.in_channel()[0].text
    press_again(office, HELPDESK)
    office.work()
    assert "Slack did not take the file" not in asked.told()[0].text
    assert len(asked.told()[1].files) == 1


def test_the_files_of_somebody_else_are_not_sent_by_a_forged_press(office: Office) -> None:
    contoso = prepare(office)
    office.workspace.faults.fail_next(BEGIN, "file_uploads_disabled")
    contoso.file_command(SendTemplate(customer_id=contoso.id, kind=ImportKind.USERS))
    office.work()
    other = office.workspace.sign_in(SECOND_ADMIN)
    other.types("/partner")
    pressed = other.presses("Add a customer")
    other.goes_back()
    forged_press(office, pressed, CLICK, Click.SEND_AGAIN)
    assert "Only the person who asked for this can do that" in other.modal.text
    assert contoso.request().unsent
