"""The sweep function, on real store code over moto: what a tick of the clock does to requests that wait."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest

from functions.sweep.function import TO_SPARE, UnfinishedError
from functions.sweep.task import NotATickError, Task, task_of
from sandbox.places import ROOT
from shared.domain.request import PENDING_FOR, RequestState
from shared.errors import BusyError
from shared.operations.sweep import STANDS_STILL_AFTER
from shared.ports import Cursor, Standing
from shared.runtime.wiring import wire
from tests.fakes import FakeClock
from tests.functions.watchtower import EXAMPLES, Watchtower, example, watchtower
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK
from tests.template import properties

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import StringIO

    from tests.office import Office

RULES = properties("SweepFunction")["Events"]
NOTHING = {
    "ExpiredRequests": 0,
    "RemindedApprovers": 0,
    "RestartedRequests": 0,
    "FailedRequests": 0,
    "RequestsLeft": 0,
}
AT_WORK = [ADMIN, "U0GLOBAL02", FRENCH_MANAGER]  # approvers, at 13:00 in London
HOUR = timedelta(hours=1)


@pytest.fixture
def tower(office: Office, environment: Mapping[str, str]) -> Watchtower:
    clock = FakeClock()
    return watchtower(office, wire(environment, clock=clock), clock)


def state(tower: Watchtower, request_id: str) -> RequestState:
    return tower.wiring.desk.requests.request(request_id).state


def test_the_examples_are_what_the_rules_send_and_one_that_none_does() -> None:
    sent = [json.loads(rule["Properties"]["Input"]) for rule in RULES.values()]
    assert sent == [example(task) for task in Task]
    assert {path.stem for path in EXAMPLES.glob("*.json")} == {*Task, "not_a_tick"}


def test_what_the_guide_says_to_invoke_by_hand_is_a_tick() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (payload,) = re.findall(r"--function-name SWEEP_FUNCTION .*\n +--payload '([^']+)'", guide)
    assert task_of(json.loads(payload)) is Task.GROUPS


def test_a_tick_with_nothing_to_do_does_nothing(office: Office, tower: Watchtower) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    before = office.everything()
    assert tower.tick() == NOTHING
    assert office.everything() == before


def test_an_event_that_no_rule_sends_fails_loudly(tower: Watchtower, log: StringIO) -> None:
    with pytest.raises(NotATickError):
        tower.tick("not_a_tick")
    assert '"level":"ERROR"' in log.getvalue()


def test_a_request_to_which_nobody_agreed_ends_and_its_cards_are_to_say_so(
    office: Office, tower: Watchtower
) -> None:
    request = tower.ask(office.add_customer())
    tower.clock.move(PENDING_FOR)

    assert tower.tick() == {**NOTHING, "ExpiredRequests": 1}

    assert state(tower, request.id) is RequestState.EXPIRED
    (item,) = (each for each in office.items(office.tables.workflow) if each["sk"] == "REQUEST")
    assert (item["work"], item["standing"]) == ("due", "untold")


def test_approvers_are_reminded_in_their_language_in_working_hours_and_the_requester_is_not(
    office: Office, tower: Watchtower
) -> None:
    tower.ask(office.add_customer())
    tower.clock.move(4 * HOUR)  # 13:00 in London; in Kolkata, where Ravi is, it is 18:30

    assert tower.tick() == {**NOTHING, "RemindedApprovers": len(AT_WORK)}
    assert tower.tick() == NOTHING

    (told,) = tower.reminders(ADMIN)
    assert "A request still waits for your decision." in told.text
    assert "Delete Amara Nwosu (Contoso Ltd)" in told.text
    (told,) = tower.reminders(FRENCH_MANAGER)
    assert "Une demande attend toujours votre décision." in told.text
    assert tower.reminders("U0ADMIN001") == []
    assert tower.reminders(HELPDESK) == []


def test_a_reminder_that_slack_did_not_take_is_sent_by_the_next_tick(
    office: Office, tower: Watchtower
) -> None:
    tower.ask(office.add_customer())
    tower.clock.move(4 * HOUR)
    office.workspace.faults.fail_next("chat.postMessage", "internal_error")

    assert tower.tick() == {**NOTHING, "RemindedApprovers": len(AT_WORK) - 1, "RequestsLeft": 1}
    assert tower.tick() == {**NOTHING, "RemindedApprovers": 1}

    assert [len(tower.reminders(each)) for each in AT_WORK] == [1] * len(AT_WORK)


def test_who_cannot_be_written_to_keeps_nobody_from_their_reminder(
    office: Office, tower: Watchtower, log: StringIO
) -> None:
    tower.ask(office.add_customer())
    tower.clock.move(4 * HOUR)
    office.workspace.faults.fail_next("chat.postMessage", "user_disabled")

    assert tower.tick() == {**NOTHING, "RemindedApprovers": len(AT_WORK) - 1}
    assert tower.tick() == NOTHING
    assert '"not reminded: nobody is there"' in log.getvalue()
    assert '"level":"ERROR"' not in log.getvalue()


def test_where_slack_refuses_the_app_itself_somebody_is_called(
    office: Office, tower: Watchtower, log: StringIO
) -> None:
    tower.ask(office.add_customer(), "Amara Nwosu")
    tower.clock.move(4 * HOUR)
    office.workspace.faults.fail_next("chat.postMessage", "missing_scope")

    assert tower.tick() == {
        **NOTHING,
        "RemindedApprovers": len(AT_WORK) - 1,
        "FailedRequests": 1,
        "RequestsLeft": 1,
    }
    assert '"level":"ERROR"' in log.getvalue()
    assert "Amara" not in log.getvalue()
    assert tower.tick() == {**NOTHING, "RemindedApprovers": 1}


@pytest.mark.promise(21)
def test_a_request_that_stands_still_is_started_again_and_the_second_time_somebody_is_called(
    office: Office, tower: Watchtower, log: StringIO
) -> None:
    request = tower.ask(office.add_customer(), is_told=False)
    list(office.stream.events())  # the worker never got it
    levels = []
    for _ in range(2):
        tower.clock.move(STANDS_STILL_AFTER + timedelta(seconds=1))
        assert tower.tick() == {**NOTHING, "RestartedRequests": 1}
        assert tower.tick() == NOTHING
        (line,) = (json.loads(each) for each in log.getvalue().splitlines() if '"started again"' in each)
        levels.append((line["level"], line["request_id"], line["times"]))
        log.truncate(0)
        log.seek(0)

    assert levels == [("WARNING", request.id, 1), ("ERROR", request.id, 2)]
    assert len(list(office.stream.events())) == 2


def test_what_was_started_again_is_done_by_the_worker(office: Office, tower: Watchtower) -> None:
    request = tower.ask(office.add_customer(), is_told=False)
    list(office.stream.events())
    tower.clock.move(STANDS_STILL_AFTER + timedelta(seconds=1))
    tower.tick()

    office.work()

    (item,) = (each for each in office.items(office.tables.workflow) if each["sk"] == "REQUEST")
    assert {"work", "due_since", "restarts"} & item.keys() == set()
    assert state(tower, request.id) is RequestState.PENDING


def test_what_was_taken_from_the_worker_by_hand_as_the_guide_says_is_left_alone(
    office: Office, tower: Watchtower
) -> None:
    request = tower.ask(office.add_customer(), is_told=False)
    boto3.client("dynamodb").update_item(
        TableName=office.tables.workflow,
        Key={"pk": {"S": f"REQUEST#{request.id}"}, "sk": {"S": "REQUEST"}},
        UpdateExpression="REMOVE #work",
        ExpressionAttributeNames={"#work": "work"},
    )
    tower.clock.move(STANDS_STILL_AFTER + timedelta(seconds=1))
    since = tower.clock.at
    assert list(tower.wiring.desk.requests.list_stalled(Standing.PENDING, since, Cursor(), 10).items) == []
    assert tower.tick() == NOTHING


def test_what_there_is_no_time_for_is_left_to_the_next_tick(office: Office, tower: Watchtower) -> None:
    contoso = office.add_customer()
    for number in range(6):
        tower.ask(contoso, f"User {number}")
    tower.clock.move(PENDING_FOR)

    short = tower.tick(seconds=int(TO_SPARE) + 4)
    rest = tower.tick()

    assert 0 < short["ExpiredRequests"] < 6
    assert short["RequestsLeft"] == 6 - short["ExpiredRequests"]
    assert rest == {**NOTHING, "ExpiredRequests": short["RequestsLeft"]}


def test_what_it_did_is_measured(
    office: Office, tower: Watchtower, capsys: pytest.CaptureFixture[str]
) -> None:
    tower.ask(office.add_customer())
    tower.clock.move(PENDING_FOR)
    tower.tick()

    printed = [line for line in capsys.readouterr().out.splitlines() if "CloudWatchMetrics" in line]
    (measured,) = map(json.loads, printed)
    assert measured["ExpiredRequests"] == [1.0]
    assert measured["RequestsLeft"] == [0.0]


@pytest.mark.parametrize("task", Task)
@pytest.mark.parametrize("error", [BusyError(), ValueError("about Amara")], ids=["busy", "unforeseen"])
def test_a_run_that_fails_is_tried_again_and_says_nothing_of_what_it_read(
    tower: Watchtower, log: StringIO, monkeypatch: pytest.MonkeyPatch, task: Task, error: Exception
) -> None:
    def stumble(*_: object) -> None:
        raise error

    monkeypatch.setattr(type(tower.wiring.desk.staff), "everyone", stumble)
    with pytest.raises(UnfinishedError) as failed:
        tower.tick(task)

    assert failed.value.__cause__ is None
    assert str(failed.value) == ""
    assert "Amara" not in log.getvalue()


def test_the_history_says_that_partner_desk_ended_it(office: Office, tower: Watchtower) -> None:
    tower.ask(office.add_customer())
    tower.clock.move(PENDING_FOR)
    tower.tick()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit contoso")
    assert "by Partner Desk" in nadia.modal.text
