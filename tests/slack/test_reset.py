"""Reset passwords, of one user or of several: confirm, and see each new one once."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType
from shared.domain.command import DeleteUsers, EditCustomer, EditUser, ResetPasswords
from shared.domain.customer import Domain
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from shared.ports import Cursor
from shared.slack_ui.carried import pack
from shared.slack_ui.state import ViewState
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK, sent_again

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.slack.person import SignedIn
    from shared.domain.user import User
    from tests.office import Office

SALES = "U0SALES001"


@dataclass(frozen=True, slots=True)
class Contoso:
    """A customer with two users like others, an administrator, and a protected one."""

    id: str
    bram: User
    niamh: User
    amara: User
    zoe: User


@pytest.fixture
def contoso(office: Office, monkeypatch: pytest.MonkeyPatch) -> Contoso:
    # A busy machine is late by itself.
    monkeypatch.setattr("shared.operations.request.TIME_AT_ONCE", timedelta(seconds=10))
    customer_id = office.add_customer()
    return Contoso(
        customer_id,
        office.add_user(customer_id, "Bram Visser"),
        office.add_user(customer_id, "Niamh O'Brien"),
        office.add_user(customer_id, "Amara Silva", DirectoryRole.GLOBAL_ADMIN),
        protected(office, office.add_user(customer_id, "Zoe Ash")),
    )


def protected(office: Office, user: User) -> User:
    command = EditUser(
        customer_id=user.customer_id,
        user_id=user.id,
        version=user.version,
        profile=replace(user.profile, is_protected=True),
    )
    outcome = office.wiring.desk.submit(command, office.admin, Operation(f"protect.{user.id}", "test"))
    assert outcome.user is not None
    return outcome.user


def now(office: Office, user: User) -> User:
    return office.wiring.desk.directory.user(user.customer_id, user.id)


def resets(office: Office, user: User) -> int:
    """How many times the password of a user was reset."""
    events = office.wiring.desk.audit.events(user.customer_id, user.id, Cursor(), 50).items
    return sum(OperationType.RESET_CUSTOMER_USER_PASSWORD in event.operation_types for event in events)


def passwords(person: SignedIn) -> Sequence[str]:
    return [each.password for each in ViewState.decode(person.modal.raw["private_metadata"]).created]


def open_card(person: SignedIn, name: str) -> None:
    person.types(f"/partner users contoso “{name}”")
    person.presses("Open")


def open_form(person: SignedIn) -> None:
    person.types("/partner users contoso")
    person.presses("Reset passwords")


def test_one_password_is_reset_from_the_card_and_shown_once(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_card(nadia, "Bram Visser")
    nadia.presses("Reset password")
    assert nadia.depth == 3
    assert "Reset the password of 1 user of Contoso Ltd?" in nadia.modal.text
    assert "Bram Visser bram.visser@contoso.example" in nadia.modal.text
    assert "A new temporary password is set, to be changed at the next sign-in." in nadia.modal.text
    (drawn,) = passwords(nadia)
    assert drawn not in nadia.modal.text
    assert resets(office, contoso.bram) == 0

    nadia.submits()

    assert nadia.modal.title == "Passwords reset"
    assert drawn in nadia.modal.text
    assert nadia.depth == 2
    assert resets(office, contoso.bram) == 1
    assert now(office, contoso.bram).password_set_by == ADMIN
    assert now(office, contoso.bram).must_change_password
    nadia.goes_back()
    assert nadia.modal.title == "Users and licenses"
    assert drawn not in str(nadia.modal.raw)
    assert drawn not in str(office.everything())
    assert not office.workspace.troubles


def test_several_are_reset_in_french_and_the_refused_ones_say_why(office: Office, contoso: Contoso) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner utilisateurs contoso")
    theo.presses("Réinitialiser des mots de passe")
    theo.chooses("Utilisateurs", "Zoe Ash", "Niamh O'Brien", "Bram Visser", "Amara Silva")
    theo.submits()
    asked = theo.modal.text
    assert "2 utilisateurs de Contoso Ltd" in asked
    assert asked.index("Bram Visser") < asked.index("Niamh O'Brien") < asked.index("Non réinitialisés")
    refused = asked.partition("Non réinitialisés")[2]
    assert "Amara Silva" in refused
    assert "administrateur" in refused
    assert "Zoe Ash" in refused
    assert "protégé" in refused

    theo.submits()

    assert resets(office, contoso.bram) == resets(office, contoso.niamh) == 1
    assert resets(office, contoso.amara) == resets(office, contoso.zoe) == 0
    shown = passwords(theo)
    assert len(set(shown)) == 2
    assert all(each in theo.modal.text for each in shown)
    assert "Amara Silva" in theo.modal.text
    assert not office.workspace.troubles


@pytest.mark.parametrize(
    ("name", "said"),
    [("Amara Silva", "An administrator, or a user marked"), ("Zoe Ash", "a user marked as protected, is")],
)
def test_about_an_administrator_and_the_protected_others_are_asked(
    office: Office, contoso: Contoso, name: str, said: str
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_card(nadia, name)
    nadia.presses("Reset password")
    assert said in nadia.modal.text
    assert nadia.modal.submit == "Ask for approval"
    nadia.submits()
    assert nadia.modal.title == "Asked for approval"
    assert passwords(nadia) == []


def test_a_helpdesk_agent_is_told_whose_roles_reach_an_administrator(
    office: Office, contoso: Contoso
) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner réinitialiser contoso “Amara Silva”")
    assert "demandez à un administrateur général" in theo.modal.text.lower()
    assert theo.modal.submit is None


def test_a_federated_user_is_told_where_their_password_is_set(office: Office, contoso: Contoso) -> None:
    customer = office.wiring.desk.directory.customer(contoso.id)
    federated = replace(customer.profile, domains=(Domain("contoso.example", is_federated=True),))
    command = EditCustomer(customer_id=customer.id, version=customer.version, profile=federated)
    office.wiring.desk.submit(command, office.admin, Operation("federate", "test"))
    nadia = office.workspace.sign_in(ADMIN)
    open_card(nadia, "Bram Visser")
    nadia.presses("Reset password")
    assert "contoso.example is federated" in nadia.modal.text
    assert nadia.modal.submit is None


@pytest.mark.promise(9)
def test_a_confirmation_delivered_twice_resets_once_and_shows_the_same(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner reset contoso “Bram Visser”")
    assert nadia.depth == 1
    confirmed = nadia.submits()
    before = office.everything()
    again = sent_again(office, confirmed)
    assert confirmed is not None
    assert json.loads(again.body) == json.loads(confirmed.body)
    assert office.everything() == before
    assert resets(office, contoso.bram) == 1


def test_what_is_left_to_the_worker_shows_no_password(
    office: Office, contoso: Contoso, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.operations.request.TIME_AT_ONCE", timedelta(seconds=-1))
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner reset contoso “Bram Visser”")
    (drawn,) = passwords(nadia)
    nadia.submits()
    assert nadia.modal.title == "Change under way"
    assert "a button that shows the temporary passwords to you, once" in nadia.modal.text
    assert drawn not in str(nadia.modal.raw)
    assert passwords(nadia) == []


def test_everyone_of_the_lists_filter_is_named_and_left_to_the_worker(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.chooses("Filter users by", "Without a license (4)")
    nadia.presses("Reset passwords")
    assert nadia.modal.value("Whose passwords") == "Without a license (4)"
    assert "Users" not in nadia.modal.labels
    nadia.submits()
    assert "Bram Visser bram.visser@contoso.example" in nadia.modal.text
    assert "Niamh O'Brien niamh.o'brien@contoso.example" in nadia.modal.text
    assert "done in the background" in nadia.modal.text
    assert passwords(nadia) == []
    nadia.submits()
    assert nadia.modal.title == "Change under way"


def test_switching_between_a_filter_and_names_keeps_the_form_usable(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Whose passwords", "All users (4)")
    assert "Users" not in nadia.modal.labels
    nadia.chooses("Whose passwords", "The users chosen below")
    nadia.chooses("Users", "Bram Visser")
    nadia.submits()
    assert "Reset the password of 1 user" in nadia.modal.text


def test_for_too_many_others_are_asked_and_the_form_below_stays(
    office: Office, contoso: Contoso, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.policy.decide.MANY", 1)
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Users", "Bram Visser", "Niamh O'Brien")
    nadia.submits()
    assert "These are more than 20 users at once." in nadia.modal.text
    assert nadia.modal.submit == "Ask for approval"
    nadia.goes_back()
    assert nadia.modal.value("Users") == ["Bram Visser", "Niamh O'Brien"]
    nadia.chooses("Whose passwords", "All users (4)")
    nadia.submits()
    assert nadia.modal.submit == "Ask for approval"


@pytest.mark.promise(10)
def test_after_a_role_that_went_before_the_confirmation_others_are_asked(
    office: Office, contoso: Contoso
) -> None:
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner mot-de-passe contoso “Bram Visser”")
    office.grant(FRENCH_MANAGER, Role.SALES_AGENT)
    camille.submits()
    assert camille.modal.title == "Accord demandé"
    assert passwords(camille) == []
    assert resets(office, contoso.bram) == 0


def test_somebody_deleted_by_a_colleague_meanwhile_is_named_and_gets_no_password(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Users", "Bram Visser", "Niamh O'Brien")
    nadia.submits()
    command = DeleteUsers(customer_id=contoso.id, users=(contoso.bram.id,))
    submit_many(office.wiring.desk, command, office.admin, Operation("colleague", "test"), "en")
    nadia.submits()
    assert len(passwords(nadia)) == 1
    refused = nadia.modal.text.partition("Not reset")[2]
    assert "Bram Visser" in refused.partition("Niamh")[0]
    assert "No longer there" in refused


@pytest.mark.promise(12)
def test_a_customer_out_of_scope_is_neither_asked_about_nor_reset(office: Office, contoso: Contoso) -> None:
    other = office.add_customer("Fabrikam", "fabrikam.example")
    secret = office.add_user(other, "Secret Person", domain="fabrikam.example")
    office.grant(HELPDESK, Role.HELPDESK_AGENT, customers=frozenset({contoso.id}))
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner utilisateurs contoso “Bram Visser”")
    theo.presses("Ouvrir")
    asked = theo.presses("Réinitialiser le mot de passe")
    confirmed = theo.submits()
    sent_again(office, asked, **{contoso.id: other, contoso.bram.id: secret.id})
    carried = pack(ResetPasswords(customer_id=contoso.id, users=(contoso.bram.id,)))
    sent_again(office, confirmed, **{carried: pack(ResetPasswords(customer_id=other, users=(secret.id,)))})
    theo.closes()
    theo.types("/partner réinitialiser fabrikam")
    assert not theo.has_modal
    assert "Secret Person" not in str(office.workspace.calls)
    assert resets(office, secret) == 0


def test_a_sales_agent_is_offered_what_others_will_be_asked_about(office: Office, contoso: Contoso) -> None:
    lucia = office.workspace.sign_in(SALES)
    lucia.types("/partner users contoso")
    assert "Reset passwords" in lucia.modal.buttons
    lucia.closes()
    lucia.types("/partner reset contoso bram")
    assert lucia.modal.submit == "Ask for approval"


def test_a_trigger_that_expired_resets_nothing(office: Office, contoso: Contoso) -> None:
    office.workspace.faults.fail_next("views.open", "expired_trigger_id")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner reset contoso “Bram Visser”")
    assert not nadia.has_modal
    assert "try again" in nadia.replies[-1].text.lower()
    assert resets(office, contoso.bram) == 0


def test_a_sign_in_name_typed_whole_means_that_user_and_nobody_else(office: Office, contoso: Contoso) -> None:
    office.add_user(contoso.id, "Bram Visser Junior")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner reset contoso bram.visser@contoso.example")
    assert nadia.modal.title == "Resetting passwords"
    assert "Junior" not in nadia.modal.text
    nadia.closes()
    nadia.types("/partner reset contoso bram")
    assert nadia.modal.title == "Users and licenses"
    assert "Several users match “bram”." in nadia.modal.text
    nadia.closes()
    nadia.types("/partner reset contoso nobody")
    assert "No user of Contoso Ltd matches “nobody”." in nadia.modal.text


def test_nobody_named_asks_whom(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner reset contoso")
    nadia.chooses("Users", "Bram Visser")
    nadia.submits()
    assert nadia.depth == 2
    nadia.submits()
    assert nadia.depth == 1
    assert nadia.modal.title == "Passwords reset"
    nadia.goes_back()
    assert not nadia.has_modal
    assert not office.workspace.troubles
