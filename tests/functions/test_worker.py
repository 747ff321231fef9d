"""What the requester of a long job sees of it, from the click to the last word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.command import ExportLicenses, LoadCatalogue
from shared.domain.request import RequestState
from shared.domain.staff import Role
from shared.domain.user import Everyone, UserFilter
from tests.functions.contoso import ASSIGN, SWAP, prepare
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK

if TYPE_CHECKING:
    from tests.office import Office

CATALOGUE = (
    "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,"
    "Service_Plans_Included_Friendly_Names\r\n"
    "Visio Plan 2,VISIOCLIENT,c5928f49-12ba-48f7-ada3-0d743a3601d5,VISIO_CLIENT_SUBSCRIPTION,"
    "663a804f-1c30-4ff0-9915-9db84f0d1cea,Visio Desktop App\r\n"
)


@pytest.mark.promise(11)
def test_a_change_of_many_users_is_done_and_told(office: Office) -> None:
    contoso = prepare(office, users=26, seats=25)
    contoso.file(SWAP, contoso.user_ids)

    office.work()

    assert contoso.request().state is RequestState.PARTIAL
    assert contoso.holders == {"sku-e1": 0, "sku-e3": 25}
    card, below = office.workspace.sign_in(ADMIN).direct_messages
    assert "Licenses updated for Contoso Ltd" in card.text
    assert "Remove Office 365 E1" in card.text
    assert "25 changed · 1 refused" in card.text
    assert "Ada Number25 — It looks like you've run out of licenses to Office 365 E3" in card.text
    assert "Ada Number0 " not in card.text
    assert below.text == "Your file is ready."
    (content,) = below.files.values()
    assert content.decode("utf-8-sig").count('"Done"') == 25


def test_the_card_comes_before_anything_is_done(office: Office) -> None:
    contoso = prepare(office)
    contoso.file(users=contoso.user_ids * 9)

    office.take_step()

    (card,) = office.workspace.sign_in(ADMIN).direct_messages
    assert "Changing the licenses of 27 users of Contoso Ltd" in card.text
    assert contoso.holders["sku-e3"] == 0


def test_of_a_few_users_each_is_named_and_there_is_no_file(office: Office) -> None:
    contoso = prepare(office, seats=2)
    contoso.file(ASSIGN, Everyone(UserFilter.WITHOUT_LICENSE))

    office.work()

    (card,) = office.workspace.sign_in(ADMIN).direct_messages
    assert "2 changed · 1 refused" in card.text
    assert "Ada Number0 — licenses changed" in card.text


def test_the_bar_moves_and_slack_never_has_to_slow_us_down(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    contoso = prepare(office, users=8)
    contoso.file()
    monkeypatch.setattr(office.workspace, "clock", lambda: office.time.seconds)
    office.workspace.faults.rate_limit("chat.update", seconds_apart=1)
    office.time.each_look = 0.35

    office.work()

    edits = office.workspace.calls_of("chat.update")
    assert all(edit.is_ok for edit in edits)
    bars = [edit for edit in edits if "░" in str(edit.arguments["blocks"])]
    assert len(bars) >= 2


def test_a_frenchwoman_reads_french(office: Office) -> None:
    contoso = prepare(office)
    contoso.file(language="fr-FR", requester_id=FRENCH_MANAGER)

    office.work()

    (card,) = office.workspace.sign_in(FRENCH_MANAGER).direct_messages
    assert "Licences mises à jour pour Contoso Ltd" in card.text
    assert "3 modifiés" in card.text


def test_who_is_not_a_person_of_the_card_sees_nothing_of_it(office: Office) -> None:
    contoso = prepare(office)
    contoso.file()

    office.work()

    assert office.workspace.sign_in(HELPDESK).messages == []


def test_files_that_were_asked_for_are_sent(office: Office) -> None:
    contoso = prepare(office)
    contoso.file_command(ExportLicenses(customer_id=contoso.id))

    office.work()

    assert contoso.request().state is RequestState.DONE
    card, below = office.workspace.sign_in(ADMIN).direct_messages
    assert "The licenses of Contoso Ltd" in card.text
    assert sorted(below.files) == ["contoso.example-products.csv", "contoso.example-users-and-licenses.csv"]
    assert "Ada Number2" in below.files["contoso.example-users-and-licenses.csv"].decode("utf-8-sig")


def test_a_catalogue_is_loaded(office: Office) -> None:
    contoso = prepare(office, users=0)
    file = office.workspace.files.add("catalogue.csv", CATALOGUE.encode(), ADMIN, 0)
    contoso.file_command(LoadCatalogue(file_id=file.id))

    office.work()

    (card,) = office.workspace.sign_in(ADMIN).direct_messages
    assert "1 product loaded." in card.text
    found = office.wiring.desk.catalogue.find_products("visio", 10)
    assert [each.name for each in found] == ["Visio Plan 2"]


def test_what_is_wrong_with_a_catalogue_is_told(office: Office) -> None:
    contoso = prepare(office, users=0)
    file = office.workspace.files.add("catalogue.csv", b"nothing,of,that\r\n", ADMIN, 0)
    contoso.file_command(LoadCatalogue(file_id=file.id))

    office.work()

    assert contoso.request().state is RequestState.FAILED
    (card,) = office.workspace.sign_in(ADMIN).direct_messages
    assert "Microsoft's product names were not loaded" in card.text
    assert "•" in card.text


@pytest.mark.promise(10)
def test_a_requester_whose_role_has_gone_changes_nothing(office: Office) -> None:
    contoso = prepare(office)
    contoso.file(requester_id=HELPDESK)
    office.grant(HELPDESK, Role.HELPDESK_AGENT, customers=frozenset({"another"}))

    office.work()

    assert contoso.holders["sku-e3"] == 0
    (card,) = office.workspace.sign_in(HELPDESK).direct_messages
    assert "No licenses changed for Contoso Ltd" in card.text
    assert "Your roles no longer allow this" in card.text
