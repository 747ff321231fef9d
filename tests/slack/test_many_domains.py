"""A customer with more domains than a form or a menu of Slack's holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from shared.domain.staff import Role
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK
from tests.slack.deciding import LUCIA
from tests.slack.schools import ANOTHER, DEEP, FEDERATED, NAMES, add_schools

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from shared.domain.customer import Customer
    from tests.office import Office


def loads(person: SignedIn, office: Office, content: str, name: str = "domains.json") -> None:
    person.types("/partner customers contoso")
    person.presses("Load domains")
    person.attaches("The list of domains", name, content)
    person.presses("Load")
    office.work()


@pytest.fixture
def nadia(office: Office) -> SignedIn:
    """The first admin, who looks after Contoso and its 300 schools."""
    add_schools(office)
    return office.workspace.sign_in(ADMIN)


def contoso(office: Office) -> Customer:
    directory = office.wiring.desk.directory
    (found,) = directory.find_customers("contoso", 2)
    return directory.customer(found.id)


def fill(person: SignedIn, name: str, domain: str) -> None:
    person.fills("Display name", name.title())
    person.fills("User name", name)
    person.chooses("Domain", domain, typing=domain[:11])


def test_the_list_is_told_with_what_was_left_out_and_the_card_counts_the_rest(office: Office) -> None:
    office.add_customer("Fabrikam", "fabrikam.example")
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    loads(nadia, office, "\n".join([*NAMES, "fabrikam.example", "no domain"]), "domains.txt")
    nadia.closes()
    told = nadia.direct_messages[-1].text
    assert "300 domains of the list are the customer's now." in told
    assert "fabrikam.example belongs to another customer" in told
    assert "“no domain” is not a domain" in told
    nadia.types("/partner customers contoso")
    assert "school-0018.example and 281 more" in nadia.modal.text
    assert "school-0019.example" not in nadia.modal.text


def test_a_user_is_created_in_a_domain_found_by_typing_deep_in_the_list(
    office: Office, nadia: SignedIn
) -> None:
    nadia.types("/partner add contoso")
    assert nadia.searches("Domain", "SCHOOL-028") == NAMES[280:290]
    assert len(nadia.searches("Domain", "")) == 100
    assert nadia.searches("Domain", FEDERATED) == []
    fill(nadia, "amara", DEEP)
    nadia.submits()
    assert f"amara@{DEEP}" in nadia.modal.text
    assert not office.workspace.troubles


def test_a_user_moves_to_another_domain_of_many(office: Office, nadia: SignedIn) -> None:
    office.add_user(contoso(office).id, "Bram Visser", domain=DEEP)
    nadia.types("/partner users contoso bram")
    nadia.presses("Open")
    nadia.presses("Edit")
    assert DEEP in nadia.modal.text
    nadia.chooses("Domain", ANOTHER, typing="school-0288")
    nadia.submits()
    assert f"bram.visser@{ANOTHER}" in nadia.modal.text


def test_a_file_is_checked_against_domains_deep_in_the_list(office: Office, nadia: SignedIn) -> None:
    rows = [f"Ines,Faure,Ines Faure,ines@{domain}," for domain in (DEEP, FEDERATED, "elsewhere.example")]
    nadia.types("/partner import contoso")
    headings = "First name,Last name,Display name,Email,Status update"
    nadia.attaches("The file", "users.csv", "\n".join([headings, *rows]))
    nadia.submits()
    office.work()
    assert "1 of 3" in nadia.modal.text or "1 user" in nadia.modal.text
    assert f"{FEDERATED} is federated" in nadia.modal.text
    assert "elsewhere.example is not a domain of this customer" in nadia.modal.text


def test_domains_of_many_are_added_and_removed_and_recorded_by_name(office: Office, nadia: SignedIn) -> None:
    nadia.types("/partner customers contoso")
    nadia.presses("Edit the customer")
    assert "Contoso Ltd has 301 domains." in nadia.modal.text
    nadia.fills("Domains to add", "https://New.example/ and-one.example")
    nadia.chooses("Domains to remove", FEDERATED, ANOTHER, typing="school-02")
    nadia.submits()
    assert not nadia.errors
    assert contoso(office).domain_count == 301
    nadia.types("/partner audit contoso")
    assert "Domains added: new.example, and-one.example" in nadia.modal.text
    assert f"Domains removed: {FEDERATED}, {ANOTHER}" in nadia.modal.text


@pytest.mark.parametrize(
    ("label", "typed", "error"),
    [
        ("Domains to add", "not_a_domain", "is not a domain"),
        ("Domains to add", "fabrikam.example", "belongs to another customer"),
        ("Federated domains to add", "fabrikam.example", "belongs to another customer"),
        ("Domains to add", " ".join(f"d{n}.example" for n in range(11)), "one save may change 10"),
    ],
)
def test_what_is_wrong_with_domains_is_told_where_they_were_typed(
    office: Office, nadia: SignedIn, label: str, typed: str, error: str
) -> None:
    office.add_customer("Fabrikam", "fabrikam.example")
    nadia.types("/partner customers contoso")
    nadia.presses("Edit the customer")
    nadia.fills(label, typed)
    nadia.submits()
    assert list(nadia.errors) == [label]
    assert error in nadia.errors[label]


def test_a_domain_that_users_sign_in_with_and_the_default_one_stay(office: Office, nadia: SignedIn) -> None:
    office.add_user(contoso(office).id, "Bram Visser", domain=NAMES[50])
    nadia.types("/partner customers contoso")
    nadia.presses("Edit the customer")
    nadia.chooses("Domains to remove", NAMES[50], "contoso.example", typing="")
    nadia.submits()
    assert list(nadia.errors) == ["Domains to remove"]
    assert f"sign in with {NAMES[50]}" in nadia.errors["Domains to remove"]
    assert "contoso.example is the default domain" in nadia.errors["Domains to remove"]


def test_a_domain_deep_in_the_list_becomes_the_default_one(office: Office, nadia: SignedIn) -> None:
    nadia.types("/partner customers contoso")
    nadia.presses("Edit the customer")
    nadia.fills("Default domain", DEEP)
    nadia.submits()
    assert contoso(office).profile.default_domain.name == DEEP
    assert contoso(office).domain_count == 301


def test_the_customer_is_found_by_a_domain_deep_in_the_list_within_ones_scope(
    office: Office, nadia: SignedIn
) -> None:
    theirs = office.add_customer("Fabrikam", "fabrikam.example")
    office.grant(HELPDESK, Role.HELPDESK_AGENT, customers=frozenset({theirs}))
    nadia.types("/partner")
    assert [each for each in nadia.searches("Customer", f"@{DEEP}") if "Contoso" in each]
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner")
    assert theo.searches("Client", DEEP) == []


def test_a_user_is_restored_under_another_domain_of_many(office: Office, nadia: SignedIn) -> None:
    user = office.add_user(contoso(office).id, "Bram Visser", domain=DEEP)
    office.delete(user)
    nadia.types("/partner customers contoso")
    nadia.presses("Edit the customer")
    nadia.chooses("Domains to remove", DEEP, typing="school-0287")
    nadia.submits()
    nadia.closes()
    nadia.types("/partner deleted contoso bram")
    nadia.presses("Open")
    nadia.presses("Restore")
    assert f"{DEEP} cannot be used any more" in nadia.modal.text
    nadia.chooses("Domain of Bram Visser", ANOTHER, typing="school-0288")
    nadia.submits()
    assert "Users restored" in nadia.modal.title
    assert f"bram.visser@{ANOTHER}" in nadia.modal.text


def test_a_user_whose_domain_is_deep_in_the_list_comes_back_as_they_were(
    office: Office, nadia: SignedIn
) -> None:
    office.delete(office.add_user(contoso(office).id, "Bram Visser", domain=DEEP))
    nadia.types("/partner deleted contoso bram")
    nadia.presses("Open")
    nadia.presses("Restore")
    assert "cannot be used any more" not in nadia.modal.text
    nadia.submits()
    assert f"bram.visser@{DEEP}" in nadia.modal.text


def test_no_password_is_reset_in_a_federated_domain_deep_in_the_list(office: Office, nadia: SignedIn) -> None:
    office.add_user(contoso(office).id, "Bram Visser", domain=DEEP)
    loads(nadia, office, json.dumps([{"id": DEEP, "authenticationType": "Federated"}]))
    nadia.closes()
    nadia.types("/partner reset contoso bram")
    nadia.submits()
    assert f"{DEEP} is federated" in nadia.modal.text


def test_a_federated_domain_deep_in_the_list_is_told_before_the_reset(
    office: Office, nadia: SignedIn
) -> None:
    office.add_user(contoso(office).id, "Bram Visser", domain=DEEP)
    office.add_user(contoso(office).id, "Zoe Ash", domain=ANOTHER)
    loads(nadia, office, json.dumps([{"id": DEEP, "authenticationType": "Federated"}]))
    nadia.closes()
    nadia.types("/partner users contoso bram")
    nadia.presses("Open")
    nadia.presses("Reset password")
    assert "No password of Contoso Ltd can be reset here" in nadia.modal.text
    assert f"{DEEP} is federated" in nadia.modal.text
    nadia.closes()
    nadia.types("/partner users contoso")
    nadia.presses("Reset passwords")
    nadia.chooses("Users", "Bram Visser", "Zoe Ash")
    nadia.submits()
    assert f"{DEEP} is federated" in nadia.modal.text
    assert "Reset the password of 1 user of Contoso Ltd?" in nadia.modal.text


def test_only_those_who_may_edit_customers_at_once_are_offered_to_load_domains(
    office: Office, nadia: SignedIn
) -> None:
    office.grant(LUCIA, Role.SALES_AGENT)
    lucia = office.workspace.sign_in(LUCIA)
    lucia.types("/partner customers contoso")
    assert "Edit the customer" in lucia.modal.buttons
    assert "Load domains" not in lucia.modal.buttons


def test_a_french_reader_types_a_domain(office: Office, nadia: SignedIn) -> None:
    office.grant(FRENCH_MANAGER, Role.USER_MANAGEMENT_ADMIN)
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner ajouter contoso")
    assert "Saisissez le début d’un domaine" in json.dumps(camille.modal.raw, ensure_ascii=False)
    assert camille.searches("Domaine", DEEP) == [DEEP]
