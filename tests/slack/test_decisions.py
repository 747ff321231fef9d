"""Decide about requests: agree, reject, take back, act alone and be reviewed; the record decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType
from shared.domain.request import RequestState
from shared.domain.user import DirectoryRole
from shared.errors import UserNotFoundError
from shared.operations.approval import approve, cancel, reject
from shared.operations.asking import content_hash
from shared.operations.desk import Operation
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK, sent_again
from tests.slack.deciding import (
    HENRIK,
    LUCIA,
    RAVI,
    as_it_is,
    asked_to_delete,
    attempts,
    forged_press,
    outdate,
)

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from shared.domain.request import Request
    from shared.domain.user import User
    from tests.office import Office


@dataclass(frozen=True, slots=True)
class Contoso:
    """A customer with two users, and an administrator."""

    id: str
    bram: User
    niamh: User
    amara: User


@pytest.fixture
def contoso(office: Office, monkeypatch: pytest.MonkeyPatch) -> Contoso:
    customer_id = office.add_customer()
    bram, niamh = (office.add_user(customer_id, name) for name in ("Bram Visser", "Niamh O'Brien"))
    amara = office.add_user(customer_id, "Amara Silva", DirectoryRole.GLOBAL_ADMIN)
    return Contoso(customer_id, bram, niamh, amara)


def is_there(office: Office, user: User) -> bool:
    try:
        office.wiring.desk.directory.user(user.customer_id, user.id)
    except UserNotFoundError:
        return False
    return True


def open_request(person: SignedIn, command: str = "requests", show: str = "Show") -> None:
    person.types(f"/partner {command}")
    person.presses(show)


def kinds(office: Office) -> list[str]:
    """What was recorded about requests, in no order."""
    events = office.items(office.tables.audit)
    return sorted(kind for each in events for kind in each["operation_types"] if "request" in kind)  # type: ignore[attr-defined]


def decide_as(office: Office, person_id: str, request: Request, *, agrees: bool) -> None:
    """Let a colleague be quicker."""
    desk = office.wiring.desk
    person, operation, shown = desk.find_staff(person_id), Operation("theirs", "test"), content_hash(request)
    assert person is not None
    if agrees:
        approve(desk, person, request.id, shown, operation)
    else:
        reject(desk, person, request.id, shown, "Bram stays", operation)


def test_who_agrees_reads_everything_first_and_exactly_that_is_done(office: Office, contoso: Contoso) -> None:
    request = asked_to_delete(office, HELPDESK, contoso.bram)
    ravi = office.workspace.sign_in(RAVI)
    open_request(ravi)
    ravi.presses("Approve")
    asked = ravi.modal.text
    for expected in ("Delete Bram Visser (Contoso Ltd)", "bram.visser@contoso.example", "Théo Marchand"):
        assert expected in asked
    assert "They can be restored for 30 days" in asked
    assert as_it_is(office, request).state is RequestState.PENDING

    ravi.submits()

    assert "You have agreed, and nobody else has to" in ravi.modal.text
    assert "Ravi Menon agreed" in ravi.modal.text
    assert ravi.modal.buttons == []
    assert is_there(office, contoso.bram)
    office.work()
    assert not is_there(office, contoso.bram)
    assert as_it_is(office, request).state is RequestState.DONE
    ravi.goes_back()
    assert ravi.modal.title == "Requests"
    assert "Nothing waits for your decision." in ravi.modal.text
    assert not office.workspace.troubles


def test_who_asked_sees_in_french_what_became_of_it(office: Office, contoso: Contoso) -> None:
    request = asked_to_delete(office, HELPDESK, contoso.bram)
    decide_as(office, FRENCH_MANAGER, request, agrees=True)
    office.work()
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner approbations")
    assert "Supprimer Bram Visser (Contoso Ltd)" in theo.modal.text
    assert "Approuvé et exécuté" in theo.modal.text.partition("Vos demandes")[2]
    theo.presses("Afficher")
    assert "Camille Lefèvre a approuvé la demande" in theo.modal.text
    assert theo.modal.buttons == []


def test_a_rejection_takes_a_reason_which_becomes_one_line_and_is_told(
    office: Office, contoso: Contoso
) -> None:
    request = asked_to_delete(office, HELPDESK, contoso.bram)
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    open_request(camille, "demandes", "Afficher")
    camille.presses("Rejeter")
    assert "Supprimer Bram Visser (Contoso Ltd)" in camille.modal.text
    camille.fills("Raison", "Bram reste\n  jusqu’en mars.\n")
    camille.submits()

    now = as_it_is(office, request)
    assert now.state is RequestState.REJECTED
    assert now.approval is not None
    assert now.approval.rejection is not None
    assert now.approval.rejection.reason == "Bram reste jusqu’en mars."
    assert "Vous avez rejeté cette demande." in camille.modal.text
    office.work()
    assert is_there(office, contoso.bram)
    theo = office.workspace.sign_in(HELPDESK)
    open_request(theo, "demandes", "Afficher")
    assert "Camille Lefèvre" in theo.modal.text
    assert "Bram reste jusqu’en mars." in theo.modal.text


def test_a_reason_that_is_too_long_stays_in_the_form_with_what_is_wrong(
    office: Office, contoso: Contoso
) -> None:
    request = asked_to_delete(office, HELPDESK, contoso.bram)
    ravi = office.workspace.sign_in(RAVI)
    open_request(ravi)
    ravi.presses("Reject")
    ravi.submits()
    assert ravi.errors  # Slack itself asks for it
    ravi.fills("Why not", "no " * 101)
    ravi.submits()
    assert "may have 300" in ravi.errors["Why not"]
    assert "no no no" in ravi.modal.text
    assert as_it_is(office, request).state is RequestState.PENDING
    ravi.fills("Why not", "Not before March")
    ravi.submits()
    assert as_it_is(office, request).state is RequestState.REJECTED


def test_who_asked_takes_it_back_and_nobody_can_agree_any_more(office: Office, contoso: Contoso) -> None:
    request = asked_to_delete(office, HELPDESK, contoso.bram)
    ravi, theo = office.workspace.sign_in(RAVI), office.workspace.sign_in(HELPDESK)
    open_request(ravi)
    open_request(theo, "demandes", "Afficher")
    assert theo.modal.buttons == ["Retirer la demande"]
    theo.presses("Retirer la demande")
    theo.submits()
    assert as_it_is(office, request).state is RequestState.CANCELLED
    assert "Vous avez retiré votre demande." in theo.modal.text

    ravi.presses("Approve")

    assert "has taken it back meanwhile" in ravi.modal.text
    assert ravi.modal.buttons == []
    office.work()
    assert is_there(office, contoso.bram)


@pytest.mark.promise(7)
def test_two_have_to_agree_and_one_of_them_twice_is_not_enough(office: Office, contoso: Contoso) -> None:
    crowd = [office.add_user(contoso.id, f"Person {number:02}") for number in range(21)]
    request = asked_to_delete(office, HELPDESK, *crowd)
    ravi, henrik = office.workspace.sign_in(RAVI), office.workspace.sign_in(HENRIK)
    ravi.types("/partner requests")
    shown = ravi.presses("Show")
    assert "Delete 21 users of Contoso Ltd" in ravi.modal.text
    ravi.presses("Approve")
    ravi.submits()
    assert "You have agreed. 1 other person must agree" in ravi.modal.text
    assert "Waiting for approval: 1 of 2" in ravi.modal.text
    assert ravi.modal.buttons == []

    ravi.goes_back()
    forged_press(office, shown, f"{request.id} {content_hash(request)}", "approve_request")
    assert "You have agreed to this already" in ravi.modal.text
    assert ravi.modal.submit is None
    office.work()
    assert as_it_is(office, request).state is RequestState.PENDING
    assert is_there(office, crowd[0])

    open_request(henrik)
    henrik.presses("Approve")
    henrik.submits()
    assert "nobody else has to" in henrik.modal.text
    office.work()
    assert as_it_is(office, request).state is RequestState.DONE
    assert not any(is_there(office, user) for user in crowd)
    assert kinds(office).count(OperationType.APPROVE_REQUEST) == 2


@pytest.mark.promise(9)
def test_an_agreement_delivered_twice_counts_once(office: Office, contoso: Contoso) -> None:
    asked_to_delete(office, HELPDESK, contoso.bram)
    ravi = office.workspace.sign_in(RAVI)
    open_request(ravi)
    ravi.presses("Approve")
    agreed = ravi.submits()
    before = office.everything()
    drawn = [call.arguments["view"] for call in office.workspace.calls if call.method == "views.update"]
    assert agreed is not None
    again = sent_again(office, agreed)
    redrawn = [call.arguments["view"] for call in office.workspace.calls if call.method == "views.update"]
    assert again.body == agreed.body
    assert redrawn[-1] == drawn[-1]
    assert office.everything() == before


def test_who_comes_second_is_shown_what_who_was_quicker_said(office: Office, contoso: Contoso) -> None:
    request = asked_to_delete(office, HELPDESK, contoso.bram)
    ravi = office.workspace.sign_in(RAVI)
    open_request(ravi)
    ravi.presses("Approve")
    decide_as(office, FRENCH_MANAGER, request, agrees=False)
    ravi.submits()
    assert "Somebody has rejected this request meanwhile" in ravi.modal.text
    assert "Camille Lefèvre rejected it" in ravi.modal.text
    assert "Bram stays" in ravi.modal.text
    assert as_it_is(office, request).state is RequestState.REJECTED
    assert attempts(office) == []


def test_a_request_rejected_meanwhile_is_shown_without_a_form(office: Office, contoso: Contoso) -> None:
    request = asked_to_delete(office, HELPDESK, contoso.bram)
    ravi = office.workspace.sign_in(RAVI)
    open_request(ravi)
    decide_as(office, FRENCH_MANAGER, request, agrees=False)
    ravi.presses("Reject")
    assert ravi.modal.submit is None
    assert ravi.depth == 2
    assert "Camille Lefèvre rejected it" in ravi.modal.text


def test_what_is_too_old_cannot_be_agreed_to(office: Office, contoso: Contoso) -> None:
    request = asked_to_delete(office, HELPDESK, contoso.bram)
    ravi = office.workspace.sign_in(RAVI)
    open_request(ravi)
    ravi.presses("Approve")
    outdate(office, request)
    ravi.submits()
    assert "too old to be agreed to" in ravi.modal.text
    assert as_it_is(office, request).state is RequestState.PENDING
    ravi.goes_back()
    assert "Nothing waits for your decision." in ravi.modal.text


@pytest.mark.promise(22)
def test_a_global_admin_acts_alone_and_somebody_else_closes_the_review(
    office: Office, contoso: Contoso
) -> None:
    request = asked_to_delete(office, ADMIN, contoso.amara)
    nadia, ravi = office.workspace.sign_in(ADMIN), office.workspace.sign_in(RAVI)
    open_request(nadia)
    assert nadia.modal.buttons == ["Cancel request", "Break glass"]
    nadia.presses("Break glass")
    asked = nadia.modal.text
    assert "You act alone" in asked
    assert "Another person must look at what was done, and close it." in asked
    for approver in ("Ravi Menon", "Henrik Solberg", "Camille Lefèvre"):
        assert approver in asked.partition("Everybody who could agree is told at once")[2]
    nadia.submits()
    assert nadia.errors
    nadia.fills("Why it cannot wait", "Her account is abused")
    nadia.submits()
    assert "It begins in a moment." in nadia.modal.text
    office.work()
    assert not is_there(office, contoso.amara)
    nadia.closes()
    nadia.types("/partner requests")
    assert "Nothing was done without approval" in nadia.modal.text
    nadia.presses("Show")
    assert nadia.modal.buttons == []

    ravi.types("/partner approvals")
    assert "Delete Amara Silva" in ravi.modal.text.partition("Reviews to close")[2]
    ravi.presses("Show")
    assert "Her account is abused" in ravi.modal.text
    ravi.presses("Close review")
    ravi.fills("Note", "Abused indeed:\nsee ticket 4711")
    ravi.submits()

    assert "You have closed the review." in ravi.modal.text
    now = as_it_is(office, request)
    assert now.approval is not None
    assert now.approval.break_glass is not None
    assert now.approval.break_glass.closed_by == RAVI
    assert now.approval.break_glass.note == "Abused indeed: see ticket 4711"
    assert now.state is RequestState.DONE
    ravi.goes_back()
    assert "Nothing was done without approval" in ravi.modal.text
    assert {OperationType.BREAK_GLASS, OperationType.CLOSE_REVIEW} <= {
        kind
        for each in office.items(office.tables.audit)
        for kind in each["operation_types"]  # type: ignore[attr-defined]
    }


def test_only_a_global_admin_is_offered_to_act_alone(office: Office, contoso: Contoso) -> None:
    asked_to_delete(office, RAVI, contoso.amara)
    ravi = office.workspace.sign_in(RAVI)
    open_request(ravi)
    assert ravi.modal.buttons == ["Cancel request"]


def test_a_colleague_in_scope_is_shown_it_and_told_at_once_that_it_is_not_theirs(
    office: Office, contoso: Contoso
) -> None:
    request = asked_to_delete(office, HELPDESK, contoso.bram)
    lucia = office.workspace.sign_in(LUCIA)
    ravi = office.workspace.sign_in(RAVI)
    decide_as(office, RAVI, request, agrees=True)
    open_request(lucia)  # under way
    assert "Bram Visser" in lucia.modal.text
    assert lucia.modal.buttons == []
    ravi.types("/partner requests")
    assert "Being carried out" in ravi.modal.text


def test_a_card_tells_at_once_who_cannot_decide(office: Office, contoso: Contoso) -> None:
    request = asked_to_delete(office, HELPDESK, contoso.bram)
    lucia = office.workspace.sign_in(LUCIA)
    hers = asked_to_delete(office, LUCIA, contoso.niamh, click="hers")
    lucia.types("/partner requests")
    shown = lucia.presses("Show")
    lucia.goes_back()
    pointer = f"{request.id} {content_hash(request)}"
    forged_press(office, shown, pointer, "approve_request")
    assert "Your roles do not let you decide about this." in lucia.modal.text
    assert "Admin agent" in lucia.modal.text
    assert lucia.modal.submit is None
    lucia.presses("Show")
    assert "Bram Visser" in lucia.modal.text

    lucia.goes_back()
    lucia.goes_back()
    forged_press(office, shown, f"{hers.id} {content_hash(hers)}", "reject_request")
    assert "This is your own request" in lucia.modal.text
    assert attempts(office) == []  # a card in a channel has the buttons for everybody


def test_a_request_taken_back_while_somebody_types_why_not_is_left_as_it_is(
    office: Office, contoso: Contoso
) -> None:
    request = asked_to_delete(office, HELPDESK, contoso.bram)
    ravi = office.workspace.sign_in(RAVI)
    open_request(ravi)
    ravi.presses("Reject")
    ravi.fills("Why not", "Bram stays")
    theo = office.wiring.desk.find_staff(HELPDESK)
    assert theo is not None
    cancel(office.wiring.desk, theo, request.id, content_hash(request), Operation("theirs", "test"))
    ravi.submits()
    assert "has taken it back meanwhile" in ravi.modal.text
    assert as_it_is(office, request).state is RequestState.CANCELLED
