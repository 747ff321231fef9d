"""Stop what is under way, from its card or from the list, and read what was done and what was not."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.audit import OperationType
from shared.domain.command import DeleteUsers, ResetPasswords
from shared.domain.request import RequestState
from shared.operations import objections, target_listing
from tests.functions.asked import ADMIN_AGENT, SECOND_ADMIN, Asked, with_channel
from tests.functions.contoso import prepare
from tests.functions.test_worker_permissions import allowed, asked
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK, sent_again
from tests.slack.deciding import HENRIK, attempts, forged_press
from tests.store.calls import tables_of

if TYPE_CHECKING:
    from sandbox.slack.surface import Said
    from tests.functions.contoso import Contoso
    from tests.office import Office

BEGUN, LISTED, A_SLICE = 1, 2, 3  # steps of the worker
NOTHING_LEFT = "There is nothing left to stop"


@pytest.fixture(autouse=True)
def small_steps(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten users are as good as a hundred to show where a slice ends."""
    for module in (target_listing, objections):
        monkeypatch.setattr(module, "SLICE", 10)
    office.time.each_look = 0.35  # so that the card is edited while a slice is done


@pytest.fixture
def contoso(office: Office) -> Contoso:
    return prepare(office, users=30)


def at_work(office: Office, steps: int = A_SLICE) -> None:
    for _ in range(steps):
        assert office.take_step() == []


def card_of(office: Office, who: str = ADMIN) -> Said:
    return office.workspace.sign_in(who).direct_messages[0]


def stops(office: Office) -> list[dict[str, Any]]:
    events = office.items(office.tables.audit)
    return [each for each in events if OperationType.STOP_REQUEST in each["operation_types"]]  # type: ignore[operator]


def test_a_change_is_stopped_and_says_what_was_done(office: Office, contoso: Contoso) -> None:
    contoso.file(users=contoso.user_ids)
    at_work(office)
    card = card_of(office)
    assert "of 30 users" in card.text
    asked_first = card.question("Stop")
    assert asked_first is not None
    assert "Users already dealt with stay as they are now" in asked_first
    assert "At most the current hundred are still dealt with" in asked_first

    nadia = office.workspace.sign_in(ADMIN)
    pressed = nadia.presses("Stop")
    assert "It stops after the users whose turn it is" in nadia.modal.text
    nadia.closes()
    office.work()

    assert contoso.request().state is RequestState.CANCELLED
    assert contoso.holders["sku-e3"] == 20
    card, *_ = nadia.direct_messages
    assert "Stopped by you: 20 of 30 dealt with: 20 changed; 10 left as they were." in card.text
    assert "Stop" not in card.buttons
    assert "Ada Number19 — licenses changed" in card.text
    assert "Ada Number20" not in card.text
    nadia.types("/partner requests")
    assert "Stopped before its end" in nadia.modal.text
    nadia.presses("Show")
    assert "20 of 30 dealt with" in nadia.modal.text
    assert "Stop" not in nadia.modal.buttons
    sent_again(office, pressed)
    assert [each["sk"] for each in stops(office)] == [contoso.request().id]
    assert not office.workspace.troubles


def test_the_card_says_that_it_stops_while_the_last_users_are_dealt_with(
    office: Office, contoso: Contoso
) -> None:
    contoso.file(users=contoso.user_ids)
    at_work(office)
    office.workspace.sign_in(ADMIN).presses("Stop")
    at_work(office, 1)
    card = card_of(office)
    assert "It stops after these users" in card.text
    assert card.buttons == []


def test_with_many_outcomes_they_are_in_a_file_as_at_any_other_end(office: Office) -> None:
    contoso = prepare(office, users=45, seats=22)
    contoso.file(users=contoso.user_ids)
    at_work(office, A_SLICE + 1)
    office.workspace.sign_in(ADMIN).presses("Stop")
    office.work()
    card, below = office.workspace.sign_in(ADMIN).direct_messages
    assert "Stopped by you: 30 of 45 dealt with: 22 changed · 8 refused; 15 left as they were." in card.text
    (content,) = below.files.values()
    lines = content.decode("utf-8-sig")
    assert (lines.count('"Done"'), "Ada Number29" in lines, "Ada Number30" in lines) == (22, True, False)


def test_whoever_did_not_ask_for_it_cannot_stop_it(office: Office, contoso: Contoso) -> None:
    contoso.file(users=contoso.user_ids)
    at_work(office)
    henrik = office.workspace.sign_in(HENRIK)
    henrik.types("/partner requests")
    shown = henrik.presses("Show")
    assert "Stop" not in henrik.modal.buttons
    henrik.goes_back()
    value = contoso.request().id + " " + "0" * 32
    forged_press(office, shown, value, "stop_request")
    assert "Only the person who asked for this can do that" in henrik.modal.text
    (attempt,) = attempts(office)
    assert attempt["new_value"] == {"refused": "not_the_requester"}
    office.work()
    assert contoso.request().state is RequestState.DONE
    assert contoso.holders["sku-e3"] == 30


def test_a_click_on_a_card_that_is_out_of_date_is_told_that_it_is_over(
    office: Office, contoso: Contoso
) -> None:
    contoso.file(users=contoso.user_ids)
    at_work(office)
    nadia = office.workspace.sign_in(ADMIN)
    pressed = nadia.presses("Stop")
    nadia.closes()
    office.work()
    before = office.everything()
    assert pressed is not None
    forged_press(office, pressed, contoso.request().id + " " + "0" * 32)
    assert NOTHING_LEFT in nadia.modal.text
    assert office.everything() == before


def test_it_is_stopped_from_the_list_of_requests_too(office: Office, contoso: Contoso) -> None:
    contoso.file(users=contoso.user_ids)
    at_work(office, BEGUN)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner requests")
    nadia.presses("Show")
    nadia.presses("Stop")
    assert "It stops after the users whose turn it is" in nadia.modal.text
    assert "Stop" not in nadia.modal.buttons
    office.work()
    assert contoso.holders["sku-e3"] == 0
    assert "Stopped before anything was done: 30 left as they were." in card_of(office).text
    nadia.closes()
    nadia.types("/partner requests")
    nadia.presses("Show")
    assert "Stop" not in nadia.modal.buttons


def test_in_french_it_is_stopped_in_french(office: Office, contoso: Contoso) -> None:
    contoso.file(users=contoso.user_ids, language="fr-FR", requester_id=FRENCH_MANAGER)
    at_work(office)
    manager = office.workspace.sign_in(FRENCH_MANAGER)
    manager.presses("Arrêter")
    assert "Le traitement s’arrête après les utilisateurs dont c’est le tour" in manager.modal.text
    office.work()
    told = card_of(office, FRENCH_MANAGER).text
    assert "Arrêté par vous\u00a0: 20 sur 30 traités\u00a0: 20 modifiés\u00a0; 10 laissés tels quels." in told


@pytest.fixture
def with_approvers(office: Office) -> Asked:
    return with_channel(office, users=30)


def test_what_others_agreed_to_is_stopped_by_who_asked_and_the_others_read_it(
    office: Office, with_approvers: Asked
) -> None:
    contoso = with_approvers.contoso
    with_approvers.ask(DeleteUsers(customer_id=contoso.id, users=contoso.user_ids))
    with_approvers.agree(ADMIN_AGENT)
    at_work(office, 1)  # one of two has agreed
    with_approvers.agree(SECOND_ADMIN)
    at_work(office)
    (theirs,) = with_approvers.in_channel()
    assert "Stop" not in theirs.buttons
    theo = office.workspace.sign_in(HELPDESK)
    theo.presses("Stop")
    office.work()

    assert contoso.request().tally.total == 20
    (theirs,) = with_approvers.in_channel()
    assert "Approved, and stopped before its end" in theirs.text
    assert "Stopped by the person who asked: 20 of 30 dealt with: 20 deleted; 10 left as they were." in (
        theirs.text
    )
    mine = card_of(office, HELPDESK)
    assert "Stopped by you: 20 of 30 dealt with" in mine.text
    assert "Stop" not in mine.buttons


def test_the_passwords_set_until_then_are_handed_over(office: Office, with_approvers: Asked) -> None:
    contoso = with_approvers.contoso
    with_approvers.ask(ResetPasswords(customer_id=contoso.id, users=contoso.user_ids), by=ADMIN)
    with_approvers.agree(ADMIN_AGENT)
    at_work(office)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.presses("Stop")
    nadia.closes()
    office.work()
    card = card_of(office)
    assert "Stopped by you: 20 of 30 dealt with: 20 reset; 10 left as they were." in card.text
    nadia.presses("Download once")
    assert nadia.modal.link("Open the page") is not None


def test_the_role_of_the_function_allows_it(office: Office, contoso: Contoso) -> None:
    contoso.file(users=contoso.user_ids)
    at_work(office)
    done: dict[str, set[str]] = defaultdict(set)

    def note(model: Any, params: dict[str, Any], **_: Any) -> None:
        for action, place in asked(model.name, json.loads(params["body"])):
            done[place].add(action)

    client = tables_of(office.wiring.desk).connection.client  # type: ignore[arg-type]  # has a directory too
    client.meta.events.register("before-call.dynamodb", note)
    office.workspace.sign_in(ADMIN).presses("Stop")

    role = allowed(office.tables, "SlackRole")
    assert "dynamodb:ConditionCheckItem" in done[office.tables.workflow]
    assert [place for place, actions in done.items() if not actions <= role[place]] == []
