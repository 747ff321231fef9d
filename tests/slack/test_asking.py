"""Every form lets people ask where they may not act alone: they are told before, and nothing is done."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import (
    AddCustomer,
    AddSubscription,
    ChangeSubscription,
    CreateUser,
    DeleteUsers,
    EditCustomer,
    EditUser,
    LoadSubscriptions,
    PurgeUsers,
    ResetPasswords,
    RestoreUsers,
)
from shared.domain.request import RequestState
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole, Everyone, UserFilter
from shared.ports import Cursor
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK, sent_again
from tests.products import E1
from tests.slack.deciding import HENRIK, LUCIA, RAVI
from tests.slack.test_subscriptions import a_list, sku

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.person import SignedIn
    from shared.domain.request import Request
    from shared.domain.user import User
    from tests.office import Office

PASSWORD = re.compile(r"^\S{16}$", re.MULTILINE)
APPROVERS = (ADMIN, HENRIK, FRENCH_MANAGER, RAVI)


@dataclass(frozen=True, slots=True)
class Contoso:
    """A customer with a product, two users, an administrator, and two deleted users."""

    id: str
    bram: User
    niamh: User
    amara: User


@pytest.fixture
def contoso(office: Office, monkeypatch: pytest.MonkeyPatch) -> Contoso:
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E1, 5)
    bram, niamh, zoe, wen = (
        office.add_user(customer_id, name) for name in ("Bram Visser", "Niamh Kelly", "Zoe Ash", "Wen Li")
    )
    office.delete(zoe)
    office.delete(wen, ago=timedelta(days=3))
    amara = office.add_user(customer_id, "Amara Silva", DirectoryRole.GLOBAL_ADMIN)
    return Contoso(customer_id, bram, niamh, amara)


def asked_by(office: Office, slack_user_id: str) -> list[Request]:
    return list(office.wiring.desk.requests.list_filed_by(slack_user_id, Cursor(), 10).items)


# ---- the forms, each up to the button that asks --------------------------------------------------------


def _create(person: SignedIn) -> None:
    person.types("/partner ajouter contoso")
    person.fills("Nom d’affichage", "Aoife Byrne")
    person.fills("Nom d’utilisateur", "aoife.byrne")


def _edit(person: SignedIn) -> None:
    person.types("/partner utilisateurs contoso “Bram Visser”")
    person.presses("Ouvrir")
    person.presses("Modifier")
    person.fills("Nom d’affichage", "Bram de Visser")


def _delete_from_card(person: SignedIn) -> None:
    person.types("/partner utilisateurs contoso “Bram Visser”")
    person.presses("Ouvrir")
    person.presses("Supprimer l’utilisateur")


def _delete_several(person: SignedIn) -> None:
    person.types("/partner supprimer contoso")
    person.chooses("Utilisateurs", "Bram Visser", "Niamh Kelly")
    assert "Agent d’administration" in person.modal.text  # said before whom is chosen, too
    person.submits()


def _restore_from_card(person: SignedIn) -> None:
    person.types("/partner supprimés contoso “Zoe Ash”")
    person.presses("Ouvrir")
    person.presses("Restaurer")


def _restore_all(person: SignedIn) -> None:
    person.types("/partner deleted contoso")
    person.presses("Restore users")
    person.chooses("Whom to restore", "Everyone deleted (2)")
    person.submits()


def _reset(person: SignedIn) -> None:
    person.types("/partner reset contoso “Bram Visser”")


def _reset_everyone(person: SignedIn) -> None:
    person.types("/partner reset contoso")
    person.chooses("Whose passwords", "Without a license (3)")
    person.submits()


def _add_customer(person: SignedIn) -> None:
    person.types("/partner customers")
    person.presses("Add a customer")
    person.fills("Name", "Fabrikam AG")
    person.fills("Default domain", "fabrikam.example")
    person.chooses("Country or region", "Germany", typing="germ")


def _edit_customer(person: SignedIn) -> None:
    person.types("/partner customers contoso")
    person.presses("Edit the customer")
    person.fills("Warning", "Call Miriam first.")
    person.chooses("Channel for approvals", "#customer-notices")


def _add_subscription(person: SignedIn) -> None:
    person.types("/partner licenses contoso")
    person.presses("Add a subscription")
    assert "Load Microsoft's product list" not in person.modal.buttons  # of this nobody else is asked
    person.presses("Type the product in")
    person.fills("Product", "Visio Plan 2")
    person.fills("Part number", "VISIOCLIENT")
    person.fills("SKU ID", "c5928f49-12ba-48f7-ada3-0d743a3601d5")
    person.fills("Seats", "5")


def _change_seats(person: SignedIn) -> None:
    person.types("/partner licenses contoso")
    person.presses("Change seats")
    person.fills("Active seats", "50")


def _load(person: SignedIn) -> None:
    person.types("/partner licenses contoso")
    person.presses("Load from Partner Center")
    rows = [sku("6fd2c87f-b296-42f0-b197-1e91e994b900", "Office 365 E3", "ENTERPRISEPACK", 25)]
    person.attaches("The list of subscriptions", "subscribedskus.json", a_list(*rows))


WALKS: dict[str, tuple[str, Callable[[SignedIn], None], type]] = {
    "create a user": (HELPDESK, _create, CreateUser),
    "edit a user": (HELPDESK, _edit, EditUser),
    "delete from the card": (HELPDESK, _delete_from_card, DeleteUsers),
    "delete several": (HELPDESK, _delete_several, DeleteUsers),
    "restore from the card": (HELPDESK, _restore_from_card, RestoreUsers),
    "restore everyone": (LUCIA, _restore_all, RestoreUsers),
    "reset one": (LUCIA, _reset, ResetPasswords),
    "reset everyone of a filter": (LUCIA, _reset_everyone, ResetPasswords),
    "add a customer": (LUCIA, _add_customer, AddCustomer),
    "edit a customer": (LUCIA, _edit_customer, EditCustomer),
    "add a subscription": (LUCIA, _add_subscription, AddSubscription),
    "change seats": (LUCIA, _change_seats, ChangeSubscription),
    "load subscriptions": (LUCIA, _load, LoadSubscriptions),
}


@pytest.mark.promise(7)
@pytest.mark.promise(9)
@pytest.mark.parametrize("walk", WALKS)
def test_whoever_may_not_act_alone_is_told_before_and_asks_once(
    office: Office, contoso: Contoso, walk: str
) -> None:
    who, open_form, kind = WALKS[walk]
    person = office.workspace.sign_in(who)
    is_french = who == HELPDESK
    open_form(person)
    assert ("Une autre personne devra" if is_french else "Another person will have to") in person.modal.text
    assert person.modal.submit == ("Demander l’accord" if is_french else "Ask for approval")
    directory, audited = office.items(office.tables.directory), len(office.items(office.tables.audit))

    submitted = person.submits()

    assert person.modal.title == ("Accord demandé" if is_french else "Asked for approval")
    assert not PASSWORD.search(person.modal.text)
    assert office.items(office.tables.directory) == directory
    assert len(office.items(office.tables.audit)) == audited + 1  # that it was asked for
    (request,) = asked_by(office, who)
    assert isinstance(request.command, kind)
    assert request.state is RequestState.PENDING
    assert request.command.customer_id in {contoso.id, None}

    sent_again(office, submitted)
    assert asked_by(office, who) == [request]
    assert len(office.items(office.tables.audit)) == audited + 1
    assert office.items(office.tables.directory) == directory
    assert not office.workspace.troubles


@pytest.mark.promise(14)
def test_a_password_drawn_with_the_form_is_forgotten_when_others_are_asked(
    office: Office, contoso: Contoso
) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    _create(theo)
    drawn = re.search(r'"p":"([^"]{16})"', theo.modal.raw["private_metadata"])
    assert drawn is not None
    office.workspace.calls.clear()
    theo.submits()
    assert drawn[1] not in str(theo.modal.raw)
    office.work()
    assert drawn[1] not in str(office.everything())
    assert drawn[1] not in str(office.workspace.calls)


@pytest.mark.parametrize("walk", ["create a user", "change seats"])
def test_where_nobody_could_agree_the_form_says_so_and_keeps_what_was_typed(
    office: Office, contoso: Contoso, walk: str
) -> None:
    who, open_form, _ = WALKS[walk]
    person = office.workspace.sign_in(who)
    open_form(person)
    for each in APPROVERS:
        office.grant(each)
    before = office.everything()
    person.submits()
    said = " ".join(person.errors.values())
    assert ("personne ne pourrait le donner" in said) or ("nobody could give it" in said)
    assert "Agent d’administration" in said or "Admin agent" in said
    assert ("Aoife Byrne" if who == HELPDESK else "50") in str(person.modal.text)
    assert office.everything() == before
    assert asked_by(office, who) == []


def test_where_nobody_could_agree_a_confirmation_says_so_and_the_form_below_stays(
    office: Office, contoso: Contoso
) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    _delete_several(theo)
    for each in APPROVERS:
        office.grant(each)
    theo.submits()
    assert "personne ne pourrait le donner" in theo.modal.text
    assert asked_by(office, HELPDESK) == []
    theo.goes_back()
    assert theo.modal.value("Utilisateurs") == ["Bram Visser", "Niamh Kelly"]


def test_a_name_that_is_taken_is_pointed_out_before_anybody_is_asked(
    office: Office, contoso: Contoso
) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    _create(theo)
    theo.fills("Nom d’utilisateur", "bram.visser")
    theo.submits()
    assert "bram.visser@contoso.example" in theo.errors["Nom d’utilisateur"]
    assert "Aoife Byrne" in theo.modal.text
    assert asked_by(office, HELPDESK) == []


def test_the_view_below_stays_as_it_was(office: Office, contoso: Contoso) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    _edit(theo)
    theo.submits()
    theo.goes_back()
    assert theo.modal.callback_id == "user"
    assert "Bram Visser" in theo.modal.text


@pytest.mark.promise(17)
@pytest.mark.parametrize("button", ["Delete user", "Reset password"])
def test_even_a_global_admin_asks_about_an_administrator(
    office: Office, contoso: Contoso, button: str
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso “Amara Silva”")
    nadia.presses("Open")
    nadia.presses(button)
    assert "An administrator, or a user marked as protected, is concerned." in nadia.modal.text
    assert nadia.modal.submit == "Ask for approval"
    directory = office.items(office.tables.directory)
    nadia.submits()
    assert nadia.modal.title == "Asked for approval"
    (request,) = asked_by(office, ADMIN)
    assert request.approval is not None
    assert request.approval.policy_reason == "sensitive_target"
    assert office.items(office.tables.directory) == directory


@pytest.mark.promise(17)
def test_a_form_about_an_administrator_asks_too(office: Office, contoso: Contoso) -> None:
    nadia, theo = office.workspace.sign_in(ADMIN), office.workspace.sign_in(HELPDESK)
    nadia.types("/partner users contoso “Amara Silva”")
    nadia.presses("Open")
    nadia.presses("Edit")
    assert nadia.modal.submit == "Ask for approval"
    nadia.fills("Display name", "Amara da Silva")
    nadia.submits()
    assert nadia.modal.title == "Asked for approval"
    theo.types("/partner utilisateurs contoso “Amara Silva”")
    theo.presses("Ouvrir")
    theo.presses("Modifier")
    assert "vos rôles ne s’étendent pas à eux" in theo.modal.text


@pytest.mark.promise(17)
def test_where_some_are_out_of_reach_they_are_named_and_the_others_asked_for(
    office: Office, contoso: Contoso
) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner supprimer contoso")
    theo.chooses("Utilisateurs", "Amara Silva", "Bram Visser")
    theo.submits()
    assert "Supprimer 1 utilisateur de Contoso Ltd" in theo.modal.text
    assert "Amara Silva" in theo.modal.text.partition("Non supprimés")[2]
    theo.submits()
    (request,) = asked_by(office, HELPDESK)
    assert request.command.action.value == "delete_user"


def test_more_than_twenty_are_counted_and_asked_for(
    office: Office, contoso: Contoso, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.policy.decide.MANY", 1)
    monkeypatch.setattr("shared.operations.preview.MANY", 1)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner delete contoso")
    nadia.chooses("Whom to delete", "Without a license (3)")
    nadia.submits()
    assert "Delete 2 users of Contoso Ltd?" in nadia.modal.text
    assert "Amara Silva" in nadia.modal.text.partition("Not deleted")[2]
    assert "and 1 more" in nadia.modal.text
    assert nadia.modal.submit == "Ask for approval"
    nadia.submits()
    (request,) = asked_by(office, ADMIN)
    assert request.command == DeleteUsers(customer_id=contoso.id, users=Everyone(UserFilter.WITHOUT_LICENSE))
    assert request.approval is not None
    assert request.approval.policy_reason == "many_targets"


@pytest.mark.promise(18)
def test_a_global_admin_asks_two_others_before_somebody_goes_for_good(
    office: Office, contoso: Contoso
) -> None:
    nadia, ravi = office.workspace.sign_in(ADMIN), office.workspace.sign_in(RAVI)
    ravi.types("/partner deleted contoso “Wen Li”")
    ravi.presses("Open")
    assert "Delete for good" not in ravi.modal.buttons
    nadia.types("/partner deleted contoso “Wen Li”")
    nadia.presses("Open")
    pressed = nadia.presses("Delete for good")
    assert "2 other people will have to agree" in nadia.modal.text
    assert "Nothing brings this user back" in nadia.modal.text
    directory = office.items(office.tables.directory)
    nadia.submits()
    said = nadia.modal.text
    assert "nobody could give it" in said or "only 1 could give it" in said  # there is one other Global admin
    assert asked_by(office, ADMIN) == []

    office.grant(RAVI, Role.GLOBAL_ADMIN)
    nadia.closes()
    nadia.types("/partner deleted contoso “Wen Li”")
    nadia.presses("Open")
    nadia.presses("Delete for good")
    nadia.submits()
    assert nadia.modal.title == "Asked for approval"
    assert office.items(office.tables.directory) == directory
    (request,) = asked_by(office, ADMIN)
    assert isinstance(request.command, PurgeUsers)
    assert request.approval is not None
    assert request.approval.needed == 2
    assert pressed is not None


def test_microsofts_product_list_takes_a_role_that_may_load_it_at_once(
    office: Office, contoso: Contoso
) -> None:
    nadia, lucia = office.workspace.sign_in(ADMIN), office.workspace.sign_in(LUCIA)
    lucia.types("/partner licenses contoso")
    pressed = lucia.presses("Add a subscription")
    assert pressed is not None
    sent = pressed.request.body.replace("open_add_subscription", "open_load_catalogue")
    lucia.closes()
    lucia.types("/partner licenses contoso")
    office.workspace.delivery.send("block_actions", sent, pressed.request.headers["Content-Type"])
    shown = str(office.workspace.calls[-1].arguments["view"])
    assert "This takes a role that may do it at once" in shown or "Load the product list" not in shown
    nadia.types("/partner licenses contoso")
    nadia.presses("Add a subscription")
    assert "Load Microsoft's product list" in nadia.modal.buttons


def test_whoami_parts_what_is_done_at_once_from_what_others_must_agree_to(
    office: Office, contoso: Contoso
) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner quisuisje")
    alone, _, asking = theo.replies[-1].text.partition("Avec l’accord d’une autre personne")
    assert "réinitialiser des mots de passe" in alone
    assert "supprimer des utilisateurs" in asking
    assert "supprimer des utilisateurs" not in alone


def test_where_roles_hold_for_one_customer_alone_both_lists_are_of_that_one(
    office: Office, contoso: Contoso
) -> None:
    desk = office.wiring.desk
    office.grant(HELPDESK, Role.HELPDESK_AGENT, customers=frozenset({contoso.id}))
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner quisuisje")
    assert "Contoso Ltd" in theo.replies[-1].text
    person = desk.find_staff(HELPDESK)
    assert person is not None
    assert desk.permits_at_once(replace(person, customers=frozenset())) == frozenset()
