"""What the requester sees when the worker resets, deletes or restores, and the passwords that come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.command import DeleteUsers, ResetPasswords, RestoreUsers
from shared.domain.request import RequestState
from shared.domain.user import Everyone, UserFilter
from shared.errors import BusyError
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from shared.store.request import RequestTable
from tests.functions.contoso import ASSIGN, CLICK, prepare
from tests.office import ADMIN, HELPDESK
from tests.slack.handing import shown

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from tests.functions.contoso import Contoso
    from tests.office import Office


def kept(office: Office) -> list[str]:
    """The passwords that wait for the requester, as they would be handed over now."""
    desk = office.wiring.desk
    credential, sealed = desk.credentials.credential(CLICK)
    return [
        password
        for each in sealed
        for password in desk.cipher.open(each.ciphertext, credential.id, credential.owner_id)
    ]


def reset(contoso: Contoso, requester_id: str = ADMIN) -> None:
    command = ResetPasswords(customer_id=contoso.id, users=Everyone())
    contoso.file_command(command, requester_id=requester_id)


def reveal(office: Office, monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.presses("Reveal once")
    return nadia


@pytest.mark.promise(11, 14)
def test_deliveries_repeated_after_each_checkpoint_come_to_the_same_passwords(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    contoso = prepare(office)
    reset(contoso)
    drawn: set[tuple[str, ...]] = set()
    for event in office.stream.events():
        for _ in range(2):
            assert office.hand_over(event) == []
            if contoso.request().is_listed:
                drawn.add(tuple(kept(office)))

    assert len(drawn) == 1
    assert contoso.request().tally.done == 3
    assert sorted(shown(reveal(office, monkeypatch)).values()) == sorted(drawn.pop())
    versions = [office.wiring.desk.directory.user(contoso.id, each).version for each in contoso.user_ids]
    assert versions == [2, 2, 2]  # each was reset once


@pytest.mark.promise(11)
def test_a_listing_that_fails_before_its_checkpoint_draws_anew_and_nobody_has_the_lost_ones(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    contoso = prepare(office)
    reset(contoso)
    office.take_step()
    commit = RequestTable.checkpoint
    lost: list[str] = []

    def fails(*_: object) -> None:
        lost[:] = kept(office)
        raise BusyError

    monkeypatch.setattr(RequestTable, "checkpoint", fails)
    event = next(office.stream.events())
    assert len(office.hand_over(event)) == 1
    monkeypatch.setattr(RequestTable, "checkpoint", commit)
    assert office.hand_over(event) == []
    office.work()

    assert len(lost) == 3
    assert not set(lost) & set(shown(reveal(office, monkeypatch)).values())


@pytest.mark.promise(10)
def test_a_requester_whose_role_has_gone_resets_nothing_and_is_offered_no_passwords(office: Office) -> None:
    contoso = prepare(office)
    reset(contoso, HELPDESK)
    office.grant(HELPDESK)

    office.work()

    assert contoso.request().state is RequestState.FAILED
    (card,) = office.workspace.sign_in(HELPDESK).direct_messages
    assert "No password reset for Contoso Ltd" in card.text
    assert card.buttons == []


def test_deleting_and_restoring_everyone_is_told_from_beginning_to_end(office: Office) -> None:
    contoso = prepare(office, users=3, seats=3)
    contoso.file(ASSIGN)
    office.work()
    everyone = Everyone(UserFilter.DELETED)
    contoso.file_command(DeleteUsers(customer_id=contoso.id, users=Everyone()), click="V0DELETE.1")
    office.work()
    _, deleted = office.workspace.sign_in(ADMIN).direct_messages
    assert "Users of Contoso Ltd deleted" in deleted.text
    assert "3 deleted" in deleted.text
    assert "Restorable for 30 days" in deleted.text
    taken = office.add_user(contoso.id, "Bram Visser")
    office.assign(taken, "sku-e3")

    contoso.file_command(RestoreUsers(customer_id=contoso.id, users=everyone), click="V0RESTORE.1")
    office.work()

    *_, restored = office.workspace.sign_in(ADMIN).direct_messages
    assert "3 restored" in restored.text
    assert "Ada Number0 — restored with Office 365 E3" in restored.text
    assert "Ada Number2 — restored; not restored: Office 365 E3 (no seat is free)" in restored.text
    assert contoso.holders["sku-e3"] == 3


def test_of_many_restored_the_file_says_which_licenses_came_back(office: Office) -> None:
    contoso = prepare(office, users=21, seats=21)
    contoso.file(ASSIGN)
    office.work()
    desk = office.wiring.desk
    for user_id in contoso.user_ids:  # nobody may delete so many at once without another person
        deletion = DeleteUsers(customer_id=contoso.id, users=(user_id,))
        submit_many(desk, deletion, office.admin, Operation(f"V0DELETE.{user_id}", "test"), "en-US")
    office.assign(office.add_user(contoso.id, "Bram Visser"), "sku-e3")
    everyone = Everyone(UserFilter.DELETED)
    contoso.file_command(RestoreUsers(customer_id=contoso.id, users=everyone), click="V0RESTORE.1")
    office.work()

    *_, card, below = office.workspace.sign_in(ADMIN).direct_messages
    assert "21 restored" in card.text
    (content,) = below.files.values()
    text = content.decode("utf-8-sig")
    assert text.count("restored with Office 365 E3") == 20
    assert text.count('"restored; not restored: Office 365 E3 (no seat is free)"') == 1
