"""A file of new users, or of license changes: upload, see what is wrong, correct, have it done."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import boto3
import pytest

from sandbox.slack.files import StoredFile
from shared.domain.command import CheckUserFile, EditCustomer
from shared.domain.customer import Domain
from shared.domain.request import RequestState
from shared.domain.staff import Role
from shared.operations.desk import Operation
from shared.ports import Cursor
from shared.slack_ui.ids import Click, View
from tests.import_corpus import corpus_file
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK, sent_again
from tests.products import E3, POWER_BI_PRO
from tests.slack.deciding import HENRIK, RAVI, asked_to_delete, attempts, forged_form, forged_press
from tests.slack.handing import shown
from tests.unit.slack_ui.test_slack_takes_it import parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.slack.delivery import Delivered
    from sandbox.slack.person import SignedIn
    from shared.domain.request import Request
    from tests.office import Office

FRENCH = "Prénom;Nom;Nom d'affichage;E-mail;Mise à jour de l'état;Licences"
FAULTY = [
    "Zoé;Lefèvre;Zoé Lefèvre;zoe.lefevre@contoso.example;;ENTERPRISEPACK",
    "Noël;D’Ambrosio;Noël D’Ambrosio;noel@contoso.exemple;;",
    "Maëlle;Ferrand;;maelle.ferrand@contoso.example;;",
    "Bram;Visser;Bram Visser;bram.visser@contoso.example;;",
]
CORRECTED = [
    FAULTY[0],
    "Noël;D’Ambrosio;Noël D’Ambrosio;noel@contoso.example;;",
    "Maëlle;Ferrand;Maëlle Ferrand;maelle.ferrand@contoso.example;;",
    "Bram;Visser;Bram Visser;bram.visser2@contoso.example;;",
]
HEADINGS = "First name,Last name,Display name,Email,Status update"
TWO = ["Ines,Faure,Ines Faure,ines@contoso.example,", "Theo,Marchand,Theo Marchand,theo@contoso.example,"]
CHANGES = "Email,Licenses to add,Licenses to remove"
NOTHING_OF_IT = "This file was checked too long ago, or by somebody else. Upload it again."


@pytest.fixture
def contoso(office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    """A customer with two products and a user who holds one of them."""
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3, 2)
    office.add_subscription(customer_id, POWER_BI_PRO, 5)
    office.assign(office.add_user(customer_id, "Bram Visser"), "sku-e3")
    return customer_id


def excel(rows: Sequence[str]) -> bytes:
    """Write rows as a French Excel does."""
    return "".join(f"{row}\r\n" for row in [FRENCH, *rows]).encode("windows-1252")


def plainly(rows: Sequence[str], headings: str = HEADINGS) -> str:
    return "\n".join([headings, *rows])


def upload(
    person: SignedIn, data: bytes | str, *, name: str = "users.csv", line: str = "import contoso"
) -> Delivered:
    person.types(f"/partner {line}")
    return attach(person, data, name)


def attach(person: SignedIn, data: bytes | str, name: str = "users.csv") -> Delivered:
    label = next(each for each in person.modal.labels if each in {"The file", "Le fichier"})
    person.attaches(label, name, data)
    click = person.submits()
    assert click is not None
    return click


def checked(office: Office, person: SignedIn, data: bytes | str, line: str = "import contoso") -> None:
    """Upload a file, and let the worker check it."""
    upload(person, data, line=line)
    office.work()
    assert person.modal.callback_id == View.CHECKED_IMPORT


def names(office: Office, customer_id: str) -> set[str]:
    users = office.wiring.desk.directory.search_users(customer_id, "", 100)
    return {each.user_principal_name.partition("@")[0] for each in users}


def filed(office: Office, slack_user_id: str) -> list[Request]:
    return list(office.wiring.desk.requests.list_filed_by(slack_user_id, Cursor(), 20).items)


def runs(office: Office, slack_user_id: str) -> list[Request]:
    return [each for each in filed(office, slack_user_id) if each.id.endswith(".run")]


# -- the whole way ---------------------------------------------------------------------------------------


def test_a_french_file_with_three_faults_is_corrected_and_done(office: Office, contoso: str) -> None:
    office.grant(FRENCH_MANAGER, Role.GLOBAL_ADMIN)
    amelie = office.workspace.sign_in(FRENCH_MANAGER)
    upload(amelie, excel(FAULTY), name="nouveaux.csv", line="importer contoso")
    assert amelie.modal.callback_id == View.CHECKING_IMPORT
    assert "nouveaux.csv" in amelie.modal.text
    before = names(office, contoso)

    office.work()

    said = amelie.modal.text
    assert amelie.modal.title == "Fichier vérifié"
    assert "Ligne 3 · E-mail" in said
    assert "contoso.exemple" in said
    assert "Ligne 4 · Nom d’affichage" in said
    assert "Ligne 5 · E-mail" in said
    assert "Zoé Lefèvre" in said
    assert "Office 365 E3" in said
    assert amelie.modal.submit == "Créer 1 utilisateur"
    assert names(office, contoso) == before
    depth = amelie.depth

    amelie.presses("Envoyer un fichier corrigé")
    assert amelie.depth == depth
    attach(amelie, excel(CORRECTED), "corriges.csv")
    office.work()
    assert amelie.modal.submit == "Créer 4 utilisateurs"
    assert "1 → 2 sur 2" in amelie.modal.text

    amelie.submits()
    assert "4 utilisateurs de Contoso Ltd" in amelie.modal.text
    assert names(office, contoso) == before
    office.work()
    assert names(office, contoso) - before == {"zoe.lefevre", "noel", "maelle.ferrand", "bram.visser2"}
    (run,) = runs(office, FRENCH_MANAGER)
    assert (run.state, run.tally.done) == (RequestState.DONE, 4)

    amelie.closes()
    amelie.presses("Afficher une fois")
    assert len(set(shown(amelie).values())) == 4


def test_only_the_rows_that_can_be_done_are(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    before = names(office, contoso)
    checked(office, nadia, plainly([*TWO, "X,Y,,x@contoso.example,"]))
    assert "What is done" not in nadia.modal.labels
    nadia.submits()
    office.work()
    assert names(office, contoso) - before == {"ines", "theo"}


@pytest.mark.parametrize(
    ("how", "created"), [("All or nothing", set()), ("Those that can be created", {"ines"})]
)
def test_all_or_nothing_is_what_was_pressed(
    office: Office, contoso: str, how: str, created: set[str]
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    checked(office, nadia, plainly(TWO))
    office.add_user(contoso, "Theo")
    before = names(office, contoso)
    nadia.chooses("What is done", how)
    nadia.submits()
    office.work()
    assert names(office, contoso) - before == created


def test_licenses_are_changed_as_a_file_says(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    row = "bram.visser@contoso.example,POWER_BI_PRO,Office 365 E3"
    checked(office, nadia, plainly([row], CHANGES), "import contoso licenses")
    assert nadia.modal.submit == "Change licenses"
    assert "assigned: Power BI Pro · removed: Office 365 E3" in nadia.modal.text
    nadia.submits()
    assert "1 user of Contoso Ltd" in nadia.modal.text
    office.work()
    (bram,) = office.wiring.desk.directory.search_users(contoso, "bram", 2)
    assert set(bram.licenses) == {POWER_BI_PRO.sku_id}


def test_seat_that_a_later_row_gives_back_is_taken_and_nobody_is_told_to_buy(
    office: Office, contoso: str
) -> None:
    office.assign(office.add_user(contoso, "Zoe Nault"), "sku-e3")
    office.add_user(contoso, "Niamh Kelly")
    rows = [
        "niamh.kelly@contoso.example,ENTERPRISEPACK,",
        "bram.visser@contoso.example,,ENTERPRISEPACK",
        "zoe.nault@contoso.example,,POWER_BI_PRO",
    ]
    nadia = office.workspace.sign_in(ADMIN)
    checked(office, nadia, plainly(rows, CHANGES), "import contoso licenses")
    assert (
        "The licenses of 2 of 3 users can be changed. 1 has exactly these licenses already."
        in nadia.modal.text
    )
    assert "2 → 2 of 2 in use" in nadia.modal.text
    assert "missing" not in nadia.modal.text
    nadia.submits()
    office.work()
    (run,) = runs(office, ADMIN)
    assert (run.tally.done, run.tally.unchanged, run.tally.refused) == (2, 1, 0)
    (niamh,) = office.wiring.desk.directory.search_users(contoso, "niamh", 2)
    assert set(niamh.licenses) == {"sku-e3"}


def test_template_of_entra_is_named_and_its_passwords_are_left_out(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    checked(office, nadia, corpus_file("template_of_entra.csv"))
    assert "This is Microsoft Entra's template for creating users in bulk" in nadia.modal.text
    assert "The passwords under “Initial password [passwordProfile]" in nadia.modal.text
    assert "are neither read nor kept: each user gets a temporary password here." in nadia.modal.text
    assert "Job title [jobTitle], Department [department]" in nadia.modal.text
    assert "Line 4: This user is to be blocked from signing in" in nadia.modal.text
    kept = list(office.wiring.desk.imports.all_rows(filed(office, ADMIN)[0].id))
    assert [row.line for row in kept] == [3, 4]
    assert "2026" not in repr([(row.cells, row.wish) for row in kept])
    nadia.submits()
    office.work()
    assert "ines.faure" in names(office, contoso)


@pytest.mark.parametrize(
    "name",
    ["ms_dos_code_page_850.csv", "letters_lost_as_question_marks.csv", "utf_8_read_as_windows_1252.csv"],
)
def test_file_with_damaged_names_is_told_and_nobody_is_created(
    office: Office, contoso: str, name: str
) -> None:
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    checked(office, camille, corpus_file(name), "importer contoso")
    assert "des lettres ont été abîmées" in camille.modal.text
    assert "“" not in camille.modal.text
    assert "CSV UTF-8 (délimité par des virgules)" in camille.modal.text
    assert not camille.modal.submit


def test_users_of_a_file_are_found_by_what_one_sees(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    checked(office, nadia, corpus_file("invisible_characters_in_names.csv"))
    nadia.submits()
    office.work()
    for name in ("Nadia Okafor", "Luc Besson"):
        (found,) = office.wiring.desk.directory.search_users(contoso, name, 2)
        assert found.profile.display_name == name


def test_another_click_on_the_same_file_asks_for_nothing_more(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    checked(office, nadia, plainly(TWO))
    click = nadia.submits()
    assert sent_again(office, click).is_ok
    (run,) = runs(office, ADMIN)
    office.work()
    again = sent_again(office, click)
    assert "This file was submitted:" in again.body
    assert "Done" in again.body
    assert runs(office, ADMIN)[0].id == run.id
    assert len(runs(office, ADMIN)) == 1
    office.work()
    assert len([each for each in names(office, contoso) if each in {"ines", "theo"}]) == 2


def test_a_file_that_is_uploaded_twice_by_one_click_is_checked_once(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner import contoso")
    nadia.attaches("The file", "users.csv", plainly(TWO))
    click = nadia.submits()
    sent_again(office, click)
    assert len(filed(office, ADMIN)) == 1


# -- with other people's agreement -----------------------------------------------------------------------


def test_an_admin_agent_asks_and_a_global_admin_looks_at_the_rows_and_agrees(
    office: Office, contoso: str
) -> None:
    ravi, henrik = office.workspace.sign_in(RAVI), office.workspace.sign_in(HENRIK)
    before = names(office, contoso)
    ravi.types("/partner import contoso")
    assert "Another person will have to agree" in ravi.modal.text
    attach(ravi, plainly(TWO))
    office.work()
    assert ravi.modal.submit == "Ask for approval"
    ravi.submits()
    assert ravi.modal.title == "Asked for approval"
    assert "2 users of Contoso Ltd" in ravi.modal.text
    office.work()
    assert names(office, contoso) == before

    henrik.types("/partner requests")
    henrik.presses("Show")
    assert "2 users of Contoso Ltd" in henrik.modal.text
    henrik.presses("All rows")
    assert "Ines Faure" in henrik.modal.text
    assert "theo@contoso.example" in henrik.modal.text
    henrik.goes_back()
    henrik.presses("Approve")
    henrik.submits()
    office.work()
    assert names(office, contoso) - before == {"ines", "theo"}


def test_what_waits_for_others_is_not_asked_twice(office: Office, contoso: str) -> None:
    ravi = office.workspace.sign_in(RAVI)
    checked(office, ravi, plainly(TWO))
    import_id = ravi.modal.raw["private_metadata"]
    ravi.submits()
    ravi.closes()
    ravi.presses("Show")
    assert ravi.modal.raw["private_metadata"] == import_id
    assert ravi.modal.submit is None
    assert "Waiting for approval" in ravi.modal.text


# -- who may not -----------------------------------------------------------------------------------------


def test_a_helpdesk_agent_is_offered_no_file_of_users_and_is_refused_one(
    office: Office, contoso: str
) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner users contoso")
    assert "Importer des utilisateurs" not in theo.modal.buttons
    forged_press(office, theo.presses("Licences"), contoso, Click.OPEN_IMPORT_USERS)
    assert theo.modal.callback_id == View.NOTICE
    assert "Aucun de vos rôles ne le permet." in theo.modal.text
    theo.closes()
    theo.types("/partner importer contoso")
    assert not theo.has_modal
    assert "Aucun de vos rôles ne le permet." in theo.replies[-1].text
    assert filed(office, HELPDESK) == []


def test_a_helpdesk_agent_changes_licenses_from_a_file(office: Office, contoso: str) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner licenses contoso")
    theo.presses("Modifier par un fichier")
    attach(theo, plainly(["bram.visser@contoso.example,POWER_BI_PRO,"], CHANGES))
    office.work()
    theo.submits()
    office.work()
    (run,) = runs(office, HELPDESK)
    assert run.state is RequestState.DONE


@pytest.mark.parametrize("click", [Click.OPEN_IMPORT_USERS, Click.OPEN_IMPORT_LICENSES, Click.SEND_TEMPLATE])
def test_a_customer_out_of_scope_is_out_of_reach(office: Office, contoso: str, click: Click) -> None:
    fabrikam = office.add_customer("Fabrikam", "fabrikam.example")
    office.grant(RAVI, Role.GLOBAL_ADMIN, customers=frozenset({contoso}))
    ravi = office.workspace.sign_in(RAVI)
    ravi.types("/partner users contoso")
    value = f"users/{fabrikam}" if click is Click.SEND_TEMPLATE else fabrikam
    forged_press(office, ravi.presses("Import users"), value, click)
    assert ravi.modal.callback_id == View.NOTICE
    assert "Your roles do not cover this customer." in ravi.modal.text
    assert "Fabrikam" not in ravi.modal.text
    assert filed(office, RAVI) == []


def test_a_form_for_a_customer_out_of_scope_files_nothing(office: Office, contoso: str) -> None:
    fabrikam = office.add_customer("Fabrikam", "fabrikam.example")
    office.grant(RAVI, Role.GLOBAL_ADMIN, customers=frozenset({contoso}))
    ravi = office.workspace.sign_in(RAVI)
    ravi.types("/partner import contoso")
    ravi.attaches("The file", "users.csv", plainly(TWO))
    answered = forged_form(office, ravi.submits(), c=fabrikam, n="0ther")
    assert "Your roles do not cover this customer." in answered.body
    assert {each.command.customer_id for each in filed(office, RAVI)} == {contoso}


def test_another_persons_file_is_nobody_elses(office: Office, contoso: str) -> None:
    nadia, henrik = office.workspace.sign_in(ADMIN), office.workspace.sign_in(HENRIK)
    checked(office, nadia, plainly(TWO))
    import_id = file_id(nadia)
    for click in (Click.SHOW_IMPORT, Click.SHOW_IMPORT_ROWS):
        henrik.types("/partner users contoso")
        forged_press(office, henrik.presses("Licenses"), import_id, click)
        assert NOTHING_OF_IT in henrik.modal.text
        assert "Ines" not in henrik.modal.text
        henrik.closes()
    checked(office, henrik, plainly(["A,B,C D,c@contoso.example,"]))
    answered = forged_form(office, henrik.submits(), q=import_id)
    assert NOTHING_OF_IT in answered.body
    assert runs(office, ADMIN) == []
    assert len(runs(office, HENRIK)) == 1


def file_id(person: SignedIn) -> str:
    """The id of the file that the view on top is about."""
    state = json.loads(person.modal.raw["private_metadata"])
    return str(state["q"])


def test_the_rows_of_a_request_are_shown_to_nobody_whose_roles_do_not_cover_its_customer(
    office: Office, contoso: str
) -> None:
    fabrikam = office.add_customer("Fabrikam", "fabrikam.example")
    nadia, henrik = office.workspace.sign_in(ADMIN), office.workspace.sign_in(HENRIK)
    checked(office, nadia, plainly(TWO))
    run_id = f"{file_id(nadia)}.run"
    nadia.submits()
    office.grant(HENRIK, Role.GLOBAL_ADMIN, customers=frozenset({fabrikam}))
    henrik.types("/partner users fabrikam")
    forged_press(office, henrik.presses("Licenses"), run_id, Click.SHOW_IMPORT_ROWS)
    assert "Your roles do not cover this customer." in henrik.modal.text
    assert "Ines" not in henrik.modal.text
    (attempt,) = attempts(office)
    assert attempt["actor_id"] == HENRIK


@pytest.mark.parametrize("click", [Click.SHOW_IMPORT, Click.SHOW_IMPORT_ROWS])
@pytest.mark.parametrize(
    "value", ["", "nobody.knows", "é" * 90, "x" * 300], ids=["no", "unknown", "odd", "long"]
)
def test_a_file_that_is_not_there_is_said_to_be_none(
    office: Office, contoso: str, click: Click, value: str
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    forged_press(office, nadia.presses("Licenses"), value, click)
    assert NOTHING_OF_IT in nadia.modal.text


def test_a_request_that_does_no_file_has_no_rows(office: Office, contoso: str) -> None:
    bram = office.wiring.desk.directory.search_users(contoso, "bram", 2)[0]
    asked_to_delete(office, HELPDESK, bram, click="V0CLICK.run")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    forged_press(office, nadia.presses("Licenses"), "V0CLICK.run", Click.SHOW_IMPORT_ROWS)
    assert NOTHING_OF_IT in nadia.modal.text


# -- files that are gone, or were never one --------------------------------------------------------------


def forget_files(office: Office) -> None:
    """Let all checked files be older than they are kept."""
    table = boto3.resource("dynamodb").Table(office.tables.workflow)
    for item in table.scan()["Items"]:
        if str(item["pk"]).startswith("IMPORT#"):
            table.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})


def test_a_file_that_was_checked_too_long_ago_is_uploaded_again(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    checked(office, nadia, plainly(TWO))
    forget_files(office)
    nadia.presses("All rows")
    assert NOTHING_OF_IT in nadia.modal.text
    nadia.goes_back()
    nadia.submits()
    assert nadia.errors == {"What is done": NOTHING_OF_IT}
    nadia.closes()
    nadia.presses("Show")
    assert NOTHING_OF_IT in nadia.modal.text
    assert runs(office, ADMIN) == []


def test_a_form_without_a_file_says_so_and_files_nothing(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    click = upload(nadia, plainly(TWO))
    (check,) = filed(office, ADMIN)
    assert isinstance(check.command, CheckUserFile)
    answered = sent_again(office, click, **{check.command.file_id: "", check.id.rpartition(".")[2]: "0ther"})
    assert json.loads(answered.body)["errors"] == {"file-0ther": "Choose a file."}
    assert len(filed(office, ADMIN)) == 1


@pytest.mark.parametrize("is_deleted", [True, False], ids=["deleted", "kept outside of Slack"])
def test_what_slack_does_not_hand_over_is_said_in_the_view(
    office: Office, contoso: str, monkeypatch: pytest.MonkeyPatch, *, is_deleted: bool
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    upload(nadia, plainly(TWO))
    if is_deleted:
        monkeypatch.setattr(office.workspace.files, "_files", {})
    else:
        as_slack = StoredFile.as_slack
        elsewhere = {"url_private": "https://drive.example/u.csv", "url_private_download": ""}
        monkeypatch.setattr(StoredFile, "as_slack", lambda *facts: as_slack(*facts) | elsewhere)
    office.work()
    assert nadia.modal.callback_id == View.CHECKED_IMPORT
    assert "Slack does not hand this file over" in nadia.modal.text
    assert nadia.modal.submit is None
    assert "Upload a corrected file" in nadia.modal.buttons


def test_a_file_that_is_refused_as_a_whole_says_why_and_offers_the_template(
    office: Office, contoso: str
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    checked(office, nadia, plainly(TWO, "First name,Last name,Display name,Email,Phone"))
    assert "The column “Phone” is not one that is read here" in nadia.modal.text
    nadia.presses("Send me the template")
    assert "The template is on its way" in nadia.modal.text
    office.work()
    files = {name for each in nadia.direct_messages for name in each.files}
    assert "new-users.csv" in files


# -- on the way ------------------------------------------------------------------------------------------


def test_the_template_is_sent_and_what_was_entered_stays(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner import contoso")
    nadia.chooses("Usage location", "Canada", typing="cana")
    nadia.attaches("The file", "users.csv", plainly(TWO))
    press = nadia.presses("Send me the template")
    sent_again(office, press)
    assert "The template is on its way" in nadia.modal.text
    assert len(filed(office, ADMIN)) == 1
    nadia.submits()
    office.work()
    assert "Canada" in nadia.modal.text
    assert nadia.modal.submit == "Create 2 users"
    nadia.presses("Upload a corrected file")
    assert nadia.modal.value("Usage location") == "Canada"


def test_the_result_can_be_asked_for_where_it_does_not_come(
    office: Office, contoso: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    upload(nadia, plainly(TWO))
    nadia.presses("Show the result")
    assert "Your file is still being checked" in nadia.modal.text
    (view,) = office.workspace.views.stacks[ADMIN]
    before = json.loads(json.dumps(view.given))
    office.work()
    view.given = before
    nadia.presses("Show the result")
    assert nadia.depth == 1
    assert nadia.modal.callback_id == View.CHECKED_IMPORT


def test_somebody_else_learns_nothing_of_a_file_that_is_being_checked(office: Office, contoso: str) -> None:
    nadia, henrik = office.workspace.sign_in(ADMIN), office.workspace.sign_in(HENRIK)
    upload(nadia, plainly(TWO))
    henrik.types("/partner users contoso")
    forged_press(office, henrik.presses("Licenses"), file_id(nadia), Click.SHOW_IMPORT)
    assert NOTHING_OF_IT in henrik.modal.text


def test_the_message_about_a_file_shows_it_after_its_view_was_closed(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    upload(nadia, plainly(TWO))
    nadia.closes()
    office.work()
    nadia.presses("Show")
    assert nadia.modal.submit == "Create 2 users"
    nadia.submits()
    office.work()
    assert {"ines", "theo"} <= names(office, contoso)


def test_all_rows_are_turned_page_by_page(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    checked(office, nadia, plainly([f"U,{n},User {n:03},u{n}@contoso.example," for n in range(45)]))
    nadia.presses("All rows")
    assert "1 to 20 of 45" in nadia.modal.text
    nadia.presses("Next")
    assert "21 to 40 of 45" in nadia.modal.text
    assert "User 020" in nadia.modal.text
    nadia.presses("Next")
    assert "41 to 45 of 45" in nadia.modal.text
    assert "Next" not in nadia.modal.buttons
    nadia.presses("Previous")
    assert "21 to 40 of 45" in nadia.modal.text
    for value, said in (("99999999", "41 to 45"), ("-3", "1 to 20"), ("x", "1 to 20"), ("33", "21 to 40")):
        nadia.closes()
        nadia.presses("Show")
        nadia.presses("All rows")
        (button,) = [
            part for part in parts(nadia.modal.blocks) if part.get("action_id") == "next_import_rows"
        ]
        button["value"] = value
        nadia.presses("Next")
        assert f"{said} of 45" in nadia.modal.text


def test_a_customer_whose_domains_are_all_federated_takes_no_file_of_users(office: Office) -> None:
    customer_id = office.add_customer("Litware", "litware.example")
    customer = office.wiring.desk.directory.customer(customer_id)
    profile = replace(customer.profile, domains=(Domain("litware.example", is_federated=True),))
    command = EditCustomer(customer_id=customer_id, version=customer.version, profile=profile)
    office.wiring.desk.submit(command, office.admin, Operation("federate", "test"))
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner import litware")
    assert nadia.modal.title == "No domain to use"


def test_the_buttons_lead_to_the_forms(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    for line, button, title in (
        ("customers contoso", "Import users", "Users from a file"),
        ("users contoso", "Import users", "Users from a file"),
        ("licenses contoso", "Change from a file", "Licenses from a file"),
    ):
        nadia.types(f"/partner {line}")
        nadia.presses(button)
        assert nadia.modal.title == title
        assert nadia.depth == 2
        nadia.closes()
    nadia.types("/partner importer contoso licences")
    assert nadia.modal.title == "Licenses from a file"
