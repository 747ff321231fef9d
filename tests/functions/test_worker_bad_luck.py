"""Slack slow, silent or gone; the same record again; and what nobody foresaw."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from functions.worker.pace import PATIENCE
from shared.domain.request import RequestState
from shared.store.user import Users
from tests.functions.contoso import CLICK, SWAP, Contoso, prepare
from tests.office import ADMIN
from tests.stream import due_event

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import StringIO

    from shared.domain.user import User
    from tests.office import Office


def take_steps(office: Office, count: int) -> None:
    for _ in range(count):
        assert office.take_step() == []


def again(office: Office, contoso: Contoso) -> list[dict[str, str]]:
    """Deliver the record of the request's newest checkpoint once more."""
    return office.hand_over(due_event(CLICK, contoso.request().version))


def finished_card(office: Office) -> str:
    (card,) = office.workspace.sign_in(ADMIN).direct_messages
    return card.text


def logged(log: StringIO, level: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if line["level"] == level]


def test_while_slack_asks_to_wait_the_card_stands_still_and_the_work_goes_on(office: Office) -> None:
    contoso = prepare(office, users=8)
    contoso.file()
    office.time.each_look = 0.35
    take_steps(office, 2)
    office.workspace.faults.rate_limit_next("chat.update", retry_after=10_000)

    take_steps(office, 1)

    assert len(office.workspace.calls_of("chat.update")) == 1
    assert contoso.request().slices_done == 1
    assert contoso.holders["sku-e3"] == 8


def test_the_last_word_waits_as_long_as_slack_asks(office: Office) -> None:
    contoso = prepare(office)
    contoso.file()
    take_steps(office, 3)
    before = office.time.seconds
    office.workspace.faults.rate_limit_next("chat.update", retry_after=40)

    take_steps(office, 1)

    assert office.time.seconds - before >= 40
    assert "3 changed" in finished_card(office)
    assert contoso.request().state is RequestState.DONE


def test_a_wait_in_tenths_of_seconds_is_waited_as_slack_asks(office: Office) -> None:
    contoso = prepare(office)
    contoso.file()
    take_steps(office, 3)
    before = office.time.seconds
    office.workspace.faults.rate_limit_next("chat.update", retry_after=40.5)

    take_steps(office, 1)

    assert 40.5 <= office.time.seconds - before < 42
    assert "3 changed" in finished_card(office)


BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
def test_a_page_of_html_instead_of_slack_is_tried_again(office: Office, log: StringIO, method: str) -> None:
    contoso = prepare(office)
    contoso.file()
    take_steps(office, 3 if method == "chat.update" else 0)
    office.workspace.faults.answer_next_with(method, BAD_GATEWAY, times=3)

    office.work()

    assert "3 changed" in finished_card(office)
    assert contoso.request().state is RequestState.DONE
    assert not logged(log, "WARNING")
    assert "nginx" not in log.getvalue()


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_a_file_is_sent_again_after_a_page_of_html(office: Office, method: str) -> None:
    contoso = prepare(office)
    contoso.file(users=contoso.user_ids * 9)
    office.workspace.faults.answer_next_with(method, BAD_GATEWAY)

    office.work()

    _, below = office.workspace.sign_in(ADMIN).direct_messages
    assert len(below.files) == 1


def test_the_first_word_does_not_wait(office: Office) -> None:
    prepare(office).file()
    take_steps(office, 1)
    assert office.time.seconds == 0
    assert office.workspace.calls_of("chat.postMessage")


def test_a_last_word_that_has_to_wait_too_long_is_tried_again_later(office: Office, log: StringIO) -> None:
    contoso = prepare(office)
    contoso.file()
    take_steps(office, 3)
    office.workspace.faults.rate_limit_next("chat.update", retry_after=300)

    before = office.time.seconds
    assert again(office, contoso) == [{"itemIdentifier": "1000"}]

    assert office.time.seconds - before >= PATIENCE  # or all attempts would be over in no time
    assert contoso.request().state is RequestState.RUNNING
    assert not logged(log, "ERROR")
    office.time.sleep(240)
    assert again(office, contoso) == []
    assert "3 changed" in finished_card(office)
    assert contoso.request().state is RequestState.DONE


@pytest.mark.parametrize("method", ["chat.update", "chat.postMessage"])
def test_slack_is_down_for_a_while_and_back_later(office: Office, method: str) -> None:
    contoso = prepare(office)
    contoso.file(SWAP)
    take_steps(office, 3 if method == "chat.update" else 0)
    version = contoso.request().version
    office.workspace.faults.break_next(method, 503, times=int(PATIENCE))

    assert again(office, contoso) == [{"itemIdentifier": "1000"}]
    assert contoso.request().version == version

    office.workspace.faults.take(method, 0)
    while office.workspace.faults.take(method, 0):
        pass  # Slack is back
    office.work()
    assert "3 changed" in finished_card(office)
    assert contoso.request().state is RequestState.DONE


def test_a_file_that_slack_does_not_take_at_once_is_sent_again(office: Office) -> None:
    contoso = prepare(office)
    contoso.file(users=contoso.user_ids * 9)
    office.workspace.faults.break_next("files.completeUploadExternal", 503, times=2)

    office.work()

    card, below = office.workspace.sign_in(ADMIN).direct_messages
    assert "27 changed" in card.text
    assert len(below.files) == 1


def test_slack_answers_nobody_at_all(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    contoso = prepare(office)
    contoso.file()
    take_steps(office, 3)
    wiring = office.wiring
    nowhere = replace(wiring.settings, slack_api_url="http://127.0.0.1:9/api/")
    monkeypatch.setattr(office.worker, "_wiring", replace(wiring, settings=nowhere))

    assert again(office, contoso) == [{"itemIdentifier": "1000"}]

    assert contoso.request().state is RequestState.RUNNING


@pytest.mark.parametrize(
    ("error", "level"), [("channel_not_found", "WARNING"), ("messages_tab_disabled", "ERROR")]
)
def test_a_requester_who_cannot_be_written_to_has_it_done_all_the_same(
    office: Office, log: StringIO, error: str, level: str
) -> None:
    contoso = prepare(office)
    contoso.file()
    office.workspace.faults.fail_next("chat.postMessage", error)

    office.work()

    assert contoso.request().state is RequestState.DONE
    assert contoso.holders["sku-e3"] == 3
    messages = [call.method for call in office.workspace.calls if call.method.startswith("chat.")]
    assert messages == ["chat.postMessage"]
    (line,) = logged(log, level)
    assert (line["message"], line["error"]) == ("the requester could not be told", error)


def test_a_card_that_was_deleted_meanwhile_is_posted_anew_at_the_end(office: Office) -> None:
    contoso = prepare(office)
    contoso.file()
    take_steps(office, 1)
    (card,) = office.workspace.sign_in(ADMIN).direct_messages
    office.workspace.conversations.remove(card.place)

    office.work()

    assert "3 changed" in finished_card(office)


@pytest.mark.promise(9)
def test_every_record_delivered_twice_has_one_effect_and_one_card(office: Office) -> None:
    contoso = prepare(office, seats=2)
    contoso.file(SWAP)

    for event in office.stream.events():
        assert office.hand_over(event) == []
        assert office.hand_over(event) == []

    assert contoso.holders["sku-e3"] == 2
    assert "2 changed · 1 refused" in finished_card(office)
    assert len(office.workspace.calls_of("chat.postMessage")) == 1
    changed = [e for e in office.items(office.tables.audit) if e["pk"] == CLICK]
    assert len({event["sk"] for event in changed}) == len(changed) == 2


@pytest.mark.promise(9)
def test_records_that_come_late_or_from_the_future_are_no_news(office: Office) -> None:
    contoso = prepare(office)
    contoso.file()
    take_steps(office, 2)
    before = contoso.request()

    for version in (1, 2, 4, 7):
        assert office.hand_over(due_event(CLICK, version)) == []

    assert contoso.request() == before
    assert contoso.holders["sku-e3"] == 0
    office.work()
    assert office.hand_over(due_event(CLICK, 4)) == []
    assert len(office.workspace.calls_of("chat.postMessage")) == 1


def test_of_two_cards_posted_at_once_one_is_taken_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    contoso = prepare(office)
    contoso.file()
    requests = office.wiring.desk.requests
    checkpoint = requests.checkpoint

    def after_another(*facts: Any) -> None:
        monkeypatch.setattr(requests, "checkpoint", checkpoint)
        assert office.hand_over(due_event(CLICK, 1)) == []
        checkpoint(*facts)

    monkeypatch.setattr(requests, "checkpoint", after_another)
    assert office.hand_over(due_event(CLICK, 1)) == []
    office.work()

    assert len(office.workspace.calls_of("chat.postMessage")) == 2
    assert "3 changed" in finished_card(office)


@pytest.mark.promise(11)
def test_a_delivery_that_comes_late_shows_no_progress_over_the_last_word(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    contoso = prepare(office, users=8)
    contoso.file()
    take_steps(office, 2)
    office.time.each_look = 0.35
    change_user = Users.change_user

    def after_another_has_finished(*facts: Any, **options: Any) -> Any:
        monkeypatch.setattr(Users, "change_user", change_user)
        office.work()
        assert contoso.request().is_finished
        return change_user(*facts, **options)

    monkeypatch.setattr(Users, "change_user", after_another_has_finished)
    assert office.hand_over(due_event(CLICK, 3)) == []

    assert "8 changed" in finished_card(office)


def failing_for(name: str, change_user: Callable[..., Any]) -> Callable[..., Any]:
    def change(self: Users, before: User, after: User, event: Any) -> Any:
        if before.profile.display_name == name:
            raise KeyError(name)
        return change_user(self, before, after, event)

    return change


@pytest.mark.promise(15)
def test_what_nobody_foresaw_concerns_one_user_and_is_logged_without_its_message(
    office: Office, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    contoso = prepare(office)
    contoso.file()
    monkeypatch.setattr(Users, "change_user", failing_for("Ada Number1", Users.change_user))

    office.work()

    assert contoso.request().state is RequestState.PARTIAL
    assert "Ada Number1 — Something went wrong on our side" in finished_card(office)
    (line,) = logged(log, "ERROR")
    assert line["error"] == "KeyError"
    assert line["target_id"] == contoso.user_ids[1]
    assert "Number1" not in log.getvalue()


def _fail(*_: object) -> None:
    raise KeyError("Ada Number" + str(1))


def test_a_step_that_fails_as_nobody_foresaw_is_tried_again_and_alarms(
    office: Office, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    contoso = prepare(office)
    contoso.file()
    with monkeypatch.context() as broken:
        broken.setattr(office.wiring.desk.requests, "checkpoint", _fail)
        assert again(office, contoso) == [{"itemIdentifier": "1000"}]

    (line,) = logged(log, "ERROR")
    assert (line["message"], line["error"]) == ("step failed", "KeyError")
    assert (line["request_id"], line["version"]) == (CLICK, 1)
    assert "Ada Number1" not in log.getvalue()
    office.work()
    assert contoso.request().state is RequestState.DONE


def test_no_names_are_logged_and_no_token(office: Office, log: StringIO) -> None:
    contoso = prepare(office, seats=2)
    contoso.file()

    office.work()

    assert len(logged(log, "INFO")) == 4
    for secret in (office.workspace.facts.bot_token, "Ada", "Contoso", "contoso.example"):
        assert secret not in log.getvalue()
