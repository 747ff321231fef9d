"""Restore deleted users: what comes back, what does not and why, and under which name."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType, ResourceType
from shared.domain.command import CreateUser, EditCustomer, EditUser, RestoreUsers
from shared.domain.customer import Domain
from shared.domain.deletion import DeletedUser
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.errors import UserNotFoundError
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from shared.ports import Cursor
from tests.builders import an_event
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK, sent_again
from tests.products import E3, POWER_BI_PRO

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from shared.domain.user import User
    from tests.office import Office

DAY = timedelta(days=1)
ALL_ON: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Contoso:
    """A customer with two products, and two users deleted one after the other, Zoe first."""

    id: str
    bram: User
    zoe: User


@pytest.fixture
def contoso(office: Office, monkeypatch: pytest.MonkeyPatch) -> Contoso:
    # A busy machine is late by itself.
    monkeypatch.setattr("shared.operations.request.TIME_AT_ONCE", timedelta(seconds=10))
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3, 2)
    office.add_subscription(customer_id, POWER_BI_PRO, 2)
    bram, zoe = (office.add_user(customer_id, name) for name in ("Bram Visser", "Zoe Ash"))
    for user, ago in ((bram, 3 * DAY), (zoe, 9 * DAY)):
        office.assign(user, "sku-e3", "sku-power-bi")
        office.delete(user, ago=ago)
    return Contoso(customer_id, bram, zoe)


def open_card(person: SignedIn, typed: str) -> None:
    person.types(f"/partner deleted contoso “{typed}”")
    person.presses("Open")


def open_confirmation(person: SignedIn, typed: str) -> None:
    open_card(person, typed)
    person.presses("Restore")


def choose(person: SignedIn, *names: str) -> None:
    """Choose several in the form, and go on to the confirmation."""
    person.types("/partner deleted contoso")
    person.presses("Restore users")
    person.chooses("Users", *names)
    person.submits()


def is_deleted(office: Office, user: User) -> bool:
    try:
        office.wiring.desk.directory.user(user.customer_id, user.id)
    except UserNotFoundError:
        return True
    return False


def now(office: Office, user: User) -> User:
    return office.wiring.desk.directory.user(user.customer_id, user.id)


def restorations(office: Office, user: User) -> int:
    events = office.wiring.desk.audit.events(user.customer_id, user.id, Cursor(), 50).items
    return sum(OperationType.RESTORE_CUSTOMER_USER in event.operation_types for event in events)


def give_name_away(office: Office, user: User) -> None:
    """Let somebody else have a deleted user's sign-in name."""
    profile = replace(user.profile, display_name=f"Another {user.profile.display_name}")
    command = CreateUser(customer_id=user.customer_id, profile=profile)
    outcome = office.wiring.desk.submit(command, office.admin, Operation(f"another.{user.id}", "test"))
    assert outcome.user is not None
    assert outcome.user.id != user.id


def restore_by_somebody_else(office: Office, user: User) -> None:
    command = RestoreUsers(customer_id=user.customer_id, users=(user.id,))
    submit_many(office.wiring.desk, command, office.admin, Operation(f"else.{user.id}", "test"), "en")


def deleted_anyway(office: Office, user: User) -> None:
    """As somebody whom another person agreed with."""
    desk = office.wiring.desk
    deleted = DeletedUser(
        user=replace(user, version=user.version + 1), deleted_at=desk.clock.now(), deleted_by=ADMIN
    )
    event = an_event(
        "approved", customer_id=user.customer_id, target_id=user.id, resource_type=ResourceType.CUSTOMER_USER
    )
    desk.directory.delete_user(user, deleted, event)


def federate(office: Office, customer_id: str, *domains: Domain) -> None:
    customer = office.wiring.desk.directory.customer(customer_id)
    profile = replace(customer.profile, domains=domains)
    command = EditCustomer(customer_id=customer_id, version=customer.version, profile=profile)
    operation = Operation(f"federate.{customer.version}", "test")
    assert not office.wiring.desk.submit(command, office.admin, operation).problems


def test_one_user_comes_back_with_every_license(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_confirmation(nadia, "zoe")
    assert nadia.depth == 3
    for expected in ("Restore 1 user of Contoso Ltd?", "zoe.ash@contoso.example", "21 days left"):
        assert expected in nadia.modal.text
    assert "Licenses that come back: Office 365 E3 · Power BI Pro" in nadia.modal.text

    nadia.submits()

    assert nadia.modal.title == "Users restored"
    assert nadia.depth == 2
    assert "Licenses restored: Office 365 E3 and Power BI Pro" in nadia.modal.text
    assert "Passwords are what they were" in nadia.modal.text
    assert office.holds(contoso.zoe) == {"sku-e3": ALL_ON, "sku-power-bi": ALL_ON}
    nadia.goes_back()
    assert nadia.modal.title == "Deleted users"
    assert not office.workspace.troubles


def test_after_restoring_the_list_below_is_up_to_date(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner deleted contoso")
    assert "Deleted users (2)" in nadia.modal.text
    for press in ("Open", "Restore", "Restore"):
        nadia.presses(press)
    nadia.goes_back()
    assert nadia.depth == 1
    assert "Deleted users (1)" in nadia.modal.text
    assert "Zoe Ash" not in nadia.modal.text


def test_a_seat_gone_meanwhile_is_said_before_and_after_with_the_reason(
    office: Office, contoso: Contoso
) -> None:
    for name in ("Amara Silva", "Chidi Anagonye"):
        office.assign(office.add_user(contoso.id, name), "sku-power-bi")
    nadia = office.workspace.sign_in(ADMIN)
    open_confirmation(nadia, "zoe")
    assert "Licenses that come back: Office 365 E3\n" in nadia.modal.text
    assert "Licenses that do not come back: Power BI Pro (no seat is free)" in nadia.modal.text
    nadia.submits()
    assert "Licenses restored: Office 365 E3\n" in nadia.modal.text
    assert "Licenses not restored: Power BI Pro (no seat is free)" in nadia.modal.text
    assert office.holds(contoso.zoe) == {"sku-e3": ALL_ON}


def test_the_last_seat_goes_to_who_was_deleted_first_as_the_confirmation_says(
    office: Office, contoso: Contoso
) -> None:
    office.assign(office.add_user(contoso.id, "Amara Silva"), "sku-e3")
    nadia = office.workspace.sign_in(ADMIN)
    choose(nadia, "Bram Visser", "Zoe Ash")
    assert nadia.depth == 3
    assert "whoever was deleted first gets them" in nadia.modal.text
    foreseen = nadia.modal.text.partition("Bram Visser")
    assert "Office 365 E3 · Power BI Pro" in foreseen[0]
    assert "Office 365 E3 (no seat is free)" in foreseen[2]

    nadia.submits()

    assert "2 users restored" in nadia.modal.text
    assert office.holds(contoso.zoe) == {"sku-e3": ALL_ON, "sku-power-bi": ALL_ON}
    assert office.holds(contoso.bram) == {"sku-power-bi": ALL_ON}
    assert "Office 365 E3 (no seat is free)" in nadia.modal.text.partition("Bram Visser")[2]
    nadia.goes_back()
    assert "Deleted users (0)" in nadia.modal.text
    assert not office.workspace.troubles


def test_a_name_that_somebody_has_now_is_changed_in_the_same_form(office: Office, contoso: Contoso) -> None:
    give_name_away(office, contoso.zoe)
    nadia = office.workspace.sign_in(ADMIN)
    open_confirmation(nadia, "zoe")
    assert "Somebody else signs in as zoe.ash@contoso.example now" in nadia.modal.text
    assert nadia.modal.value("New user name of Zoe Ash") == "zoe.ash2"
    nadia.submits()
    assert nadia.modal.title == "Users restored"
    assert now(office, contoso.zoe).user_principal_name == "zoe.ash2@contoso.example"


def test_a_name_taken_only_now_is_pointed_out_at_its_field_and_everything_stays(
    office: Office, contoso: Contoso
) -> None:
    give_name_away(office, contoso.zoe)
    nadia = office.workspace.sign_in(ADMIN)
    open_confirmation(nadia, "zoe")
    nadia.fills("New user name of Zoe Ash", "amara.silva")
    office.add_user(contoso.id, "Amara Silva")
    nadia.submits()
    assert "already signs in as amara.silva@contoso.example" in nadia.errors["New user name of Zoe Ash"]
    assert nadia.modal.value("New user name of Zoe Ash") == "amara.silva"
    assert is_deleted(office, contoso.zoe)
    nadia.fills("New user name of Zoe Ash", "zoe.of.sales")
    nadia.submits()
    assert now(office, contoso.zoe).user_principal_name == "zoe.of.sales@contoso.example"


def test_a_name_taken_while_the_confirmation_was_open_is_asked_for_then(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_confirmation(nadia, "zoe")
    give_name_away(office, contoso.zoe)
    nadia.submits()
    assert is_deleted(office, contoso.zoe)
    assert nadia.modal.value("New user name of Zoe Ash") == "zoe.ash2"
    nadia.submits()
    assert now(office, contoso.zoe).user_principal_name == "zoe.ash2@contoso.example"


def test_wrong_names_are_all_pointed_out_at_once_and_nobody_is_restored(
    office: Office, contoso: Contoso
) -> None:
    for user in (contoso.zoe, contoso.bram):
        give_name_away(office, user)
    nadia = office.workspace.sign_in(ADMIN)
    choose(nadia, "Bram Visser", "Zoe Ash")
    nadia.fills("New user name of Zoe Ash", "zoé ash.")
    nadia.fills("New user name of Bram Visser", "")
    assert nadia.submits() is None  # Slack itself asks for what is empty
    nadia.fills("New user name of Bram Visser", "bram@contoso.example")
    nadia.submits()
    assert set(nadia.errors) == {"New user name of Zoe Ash", "New user name of Bram Visser"}
    assert "cannot contain é ␣" in nadia.errors["New user name of Zoe Ash"]
    assert "cannot end with a period" in nadia.errors["New user name of Zoe Ash"]
    nadia.fills("New user name of Zoe Ash", "zoe2")
    nadia.fills("New user name of Bram Visser", "zoe.ash")  # which the newcomer has
    nadia.submits()
    assert list(nadia.errors) == ["New user name of Bram Visser"]
    assert is_deleted(office, contoso.zoe)
    assert is_deleted(office, contoso.bram)
    nadia.fills("New user name of Bram Visser", "Zoe2")
    nadia.submits()
    assert ["already signs in as" in told for told in nadia.errors.values()] == [True]
    nadia.fills("New user name of Bram Visser", "bram2")
    nadia.submits()
    assert "2 users restored" in nadia.modal.text
    assert not office.workspace.troubles


def test_a_domain_that_was_federated_meanwhile_is_chosen_anew(office: Office, contoso: Contoso) -> None:
    federate(office, contoso.id, Domain("contoso-mail.example"), Domain("contoso.example", is_federated=True))
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner supprimés contoso zoe")
    camille.presses("Ouvrir")
    camille.presses("Restaurer")
    assert "contoso.example n’est plus utilisable" in camille.modal.text
    assert camille.modal.value("Domaine de Zoe Ash") == "contoso-mail.example"
    camille.submits()
    assert camille.modal.title == "Utilisateurs restaurés"
    assert "Licences restaurées : Office 365 E3 et Power BI Pro" in camille.modal.text.replace("\u00a0", " ")
    assert now(office, contoso.zoe).user_principal_name == "zoe.ash@contoso-mail.example"


def test_somebody_of_several_whose_name_went_meanwhile_is_restored_under_another_afterwards(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    choose(nadia, "Bram Visser", "Zoe Ash")
    give_name_away(office, contoso.zoe)
    nadia.submits()
    assert "1 user restored · 1 refused" in nadia.modal.text
    assert "already signs in as zoe.ash@contoso.example" in nadia.modal.text
    nadia.presses("Restore under another name")
    assert nadia.depth == 3
    nadia.submits()
    assert nadia.modal.title == "Users restored"
    assert "zoe.ash2@contoso.example" in nadia.modal.text
    nadia.goes_back()
    assert "1 user restored · 1 refused" in nadia.modal.text  # what became of the others is still there
    assert not office.workspace.troubles


@pytest.mark.parametrize("is_protected", [False, True], ids=["administrator", "protected"])
@pytest.mark.promise(17)
def test_about_who_is_guarded_others_are_asked(office: Office, contoso: Contoso, is_protected: bool) -> None:
    roles = () if is_protected else (DirectoryRole.GLOBAL_ADMIN,)
    amara = office.add_user(contoso.id, "Amara Silva", *roles)
    if is_protected:
        profile = replace(amara.profile, is_protected=True)
        command = EditUser(customer_id=contoso.id, user_id=amara.id, version=1, profile=profile)
        office.wiring.desk.submit(command, office.admin, Operation("protect", "test"))
    amara = now(office, amara)
    deleted_anyway(office, amara)
    nadia = office.workspace.sign_in(ADMIN)
    open_confirmation(nadia, "amara")
    assert "Another person will have to agree" in nadia.modal.text
    nadia.submits()
    assert nadia.modal.title == "Asked for approval"
    assert is_deleted(office, amara)


@pytest.mark.promise(17)
def test_about_an_administrator_among_several_others_are_asked_for_all_of_them(
    office: Office, contoso: Contoso
) -> None:
    amara = office.add_user(contoso.id, "Amara Silva", DirectoryRole.GLOBAL_ADMIN)
    deleted_anyway(office, amara)
    nadia = office.workspace.sign_in(ADMIN)
    choose(nadia, "Amara Silva", "Zoe Ash")
    assert "Restore 2 users of Contoso Ltd?" in nadia.modal.text
    assert nadia.modal.submit == "Ask for approval"
    nadia.submits()
    assert nadia.modal.title == "Asked for approval"
    assert is_deleted(office, amara)
    assert is_deleted(office, contoso.zoe)


@pytest.mark.promise(9)
def test_a_confirmation_delivered_twice_has_one_effect_and_is_shown_the_same(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    choose(nadia, "Bram Visser", "Zoe Ash")
    confirmed = nadia.submits()
    before = office.everything()
    again = sent_again(office, confirmed)
    assert office.everything() == before
    assert restorations(office, contoso.zoe) == 1
    assert confirmed is not None
    assert json.loads(again.body or "{}") == json.loads(confirmed.body or "{}")
    drawn = office.workspace.calls[-1].arguments["view"]
    assert "2 users restored" in str(drawn)


def test_somebody_restored_by_a_colleague_meanwhile_is_unchanged_and_that_is_said(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    choose(nadia, "Bram Visser", "Zoe Ash")
    restore_by_somebody_else(office, contoso.zoe)
    nadia.submits()
    assert "1 user restored · 1 active already" in nadia.modal.text
    assert "somebody else restored this user meanwhile" in nadia.modal.text
    assert restorations(office, contoso.zoe) == 1


def test_restoring_from_a_card_that_is_out_of_date_says_so(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_card(nadia, "zoe")
    restore_by_somebody_else(office, contoso.zoe)
    nadia.presses("Restore")
    assert "Somebody else restored them meanwhile: Zoe Ash." in nadia.modal.text
    assert nadia.modal.submit is None


def test_somebody_deleted_for_good_meanwhile_is_refused_and_the_others_are_restored(
    office: Office, contoso: Contoso
) -> None:

    nadia = office.workspace.sign_in(ADMIN)
    choose(nadia, "Bram Visser", "Zoe Ash")
    directory = office.wiring.desk.directory
    event = an_event(
        "purge", customer_id=contoso.id, target_id=contoso.zoe.id, resource_type=ResourceType.CUSTOMER_USER
    )
    directory.purge_user(directory.deleted_user(contoso.id, contoso.zoe.id), event)
    nadia.submits()
    assert "1 user restored · 1 refused" in nadia.modal.text
    assert "Deleted for good meanwhile" in nadia.modal.text


def test_thirty_days_to_the_second_are_too_late_though_nothing_is_purged(
    office: Office, contoso: Contoso
) -> None:
    amara = office.add_user(contoso.id, "Amara Silva")
    office.delete(amara, ago=30 * DAY)
    niamh = office.add_user(contoso.id, "Niamh Kelly")
    office.delete(niamh, ago=30 * DAY - timedelta(minutes=5))
    nadia = office.workspace.sign_in(ADMIN)
    open_card(nadia, "amara")
    assert "this user cannot be restored" in nadia.modal.text
    assert nadia.modal.buttons == ["History"]
    nadia.closes()
    nadia.types("/partner deleted contoso")
    nadia.presses("Restore users")
    assert nadia.searches("Users", "") == ["Niamh Kelly", "Zoe Ash", "Bram Visser"]
    nadia.closes()
    open_confirmation(nadia, "niamh")
    confirmed = nadia.submits()
    assert not is_deleted(office, niamh)
    assert confirmed is not None


def test_what_came_too_late_between_the_confirmation_and_the_submission_is_refused(
    office: Office, contoso: Contoso, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    choose(nadia, "Bram Visser", "Zoe Ash")
    deleted = office.wiring.desk.directory.deleted_user(contoso.id, contoso.zoe.id)
    monkeypatch.setattr(
        "shared.domain.deletion.RESTORABLE_FOR", office.wiring.clock.now() - deleted.deleted_at
    )
    nadia.submits()
    assert "1 user restored · 1 refused" in nadia.modal.text
    assert "Deleted 30 days ago or more" in nadia.modal.text
    assert is_deleted(office, contoso.zoe)


def test_everyone_deleted_is_confirmed_and_left_to_the_worker(office: Office, contoso: Contoso) -> None:
    office.assign(office.add_user(contoso.id, "Amara Silva"), "sku-e3")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner deleted contoso")
    nadia.presses("Restore users")
    nadia.chooses("Whom to restore", "Everyone deleted (2)")
    nadia.submits()
    assert "Restore 2 users of Contoso Ltd?" in nadia.modal.text
    assert "whoever was deleted first gets them" in nadia.modal.text
    assert "restore these one by one afterwards" in nadia.modal.text
    nadia.submits()
    assert "The restoration of 2 users of Contoso Ltd is under way." in nadia.modal.text
    office.work()
    assert office.holds(contoso.zoe) == {"sku-e3": ALL_ON, "sku-power-bi": ALL_ON}
    assert office.holds(contoso.bram) == {"sku-power-bi": ALL_ON}
    nadia.goes_back()
    assert "Deleted users (0)" in nadia.modal.text
    assert not office.workspace.troubles


def test_nobody_chosen_is_pointed_out_at_the_form(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner deleted contoso")
    nadia.presses("Restore users")
    nadia.submits()
    assert "Nobody is chosen" in nadia.errors["Users"]


def test_more_than_twenty_are_confirmed_without_names_and_done(
    office: Office, contoso: Contoso, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("shared.operations.restorable", "functions.slack.listeners.restoration"):
        monkeypatch.setattr(f"{module}.MAXIMUM_NAMED", 1)
    give_name_away(office, contoso.zoe)
    nadia = office.workspace.sign_in(ADMIN)
    choose(nadia, "Bram Visser", "Zoe Ash")
    assert "Refused: Zoe Ash" in nadia.modal.text
    assert not nadia.modal.labels
    nadia.submits()
    assert "1 user restored · 1 refused" in nadia.modal.text
    assert "Restore under another name" in nadia.modal.buttons


@pytest.mark.promise(10)
def test_a_role_that_went_while_the_confirmation_was_open_restores_nobody(
    office: Office, contoso: Contoso
) -> None:
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner supprimés contoso zoe")
    camille.presses("Ouvrir")
    camille.presses("Restaurer")
    office.grant(FRENCH_MANAGER, Role.HELPDESK_AGENT)
    camille.submits()
    assert "autre personne" in camille.modal.text
    assert is_deleted(office, contoso.zoe)


@pytest.mark.promise(12)
def test_neither_another_customers_user_nor_one_out_of_scope_is_shown_or_restored(
    office: Office, contoso: Contoso
) -> None:
    other = office.add_customer("Fabrikam", "fabrikam.example")
    secret = office.add_user(other, "Secret Person", domain="fabrikam.example")
    office.delete(secret)
    office.grant(HELPDESK, Role.ADMIN_AGENT, customers=frozenset({contoso.id}))
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner supprimés contoso")
    opened = theo.presses("Restaurer")
    theo.searches("Utilisateurs", "z")
    searched = office.workspace.delivery.delivered[-1]
    theo.chooses("Utilisateurs", "Zoe Ash")
    chosen = theo.submits()
    confirmed = theo.submits()
    assert not is_deleted(office, contoso.zoe)

    forged = {contoso.id: other}
    sent_again(office, opened, **forged)
    assert json.loads(sent_again(office, searched, **forged).body) == {"options": []}
    for replaced in ({contoso.zoe.id: secret.id}, {contoso.zoe.id: secret.id, **forged}):
        assert "Secret" not in sent_again(office, chosen, **replaced).body
    sent_again(office, confirmed, **forged)

    assert "Secret Person" not in str(office.workspace.calls)
    assert is_deleted(office, secret)


@pytest.mark.promise(12)
def test_who_works_for_another_customer_cannot_restore_even_by_a_forged_click(
    office: Office, contoso: Contoso
) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner supprimés contoso zoe")
    pressed = theo.presses("Ouvrir")
    theo.closes()
    theo.types("/partner supprimés contoso zoe")
    office.grant(HELPDESK, Role.ADMIN_AGENT, customers=frozenset({"another"}))
    sent_again(office, pressed, open_deleted_user="restore_user")
    assert "confirm_restoration" not in str(office.workspace.calls)
    assert is_deleted(office, contoso.zoe)


def test_an_expired_trigger_opens_no_confirmation_and_changes_nothing(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_card(nadia, "zoe")
    office.workspace.faults.fail_next("views.push", "expired_trigger_id", times=2)
    nadia.presses("Restore")
    assert nadia.modal.title == "Deleted user"
    assert is_deleted(office, contoso.zoe)


def test_from_the_result_of_a_deletion_somebody_is_restored_at_once(office: Office, contoso: Contoso) -> None:
    """The list stands in the place of the second view then, and Slack has no room for a fourth."""
    office.add_user(contoso.id, "Amara Silva")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso amara")
    nadia.presses("Open")
    nadia.presses("Delete user")
    nadia.submits()
    nadia.presses("Deleted users")
    assert nadia.depth == 2
    nadia.fills("Search", "amara", enter=True)
    for press in ("Open", "Restore", "Restore"):
        nadia.presses(press)
    assert nadia.modal.title == "Users restored"
    nadia.goes_back()
    assert nadia.modal.title == "Users and licenses"
    assert "Amara Silva" in nadia.modal.text
    assert not office.workspace.troubles
