"""The purge function, on real store code over moto: what a tick of the clock does to the directory."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from functions.purge.function import TO_SPARE, UnfinishedError
from functions.purge.task import NotATickError, Task, task_of
from sandbox.places import ROOT
from shared.domain.audit import PARTNER_DESK
from shared.errors import BusyError, UserNotFoundError
from shared.ports import Cursor
from tests.functions.clockwork import EXAMPLES, MONTH, Clockwork, example
from tests.template import properties

if TYPE_CHECKING:
    from io import StringIO

    from shared.domain.deletion import DeletedUser
    from tests.office import Office

DAY = timedelta(days=1)
RULES = properties("PurgeFunction")["Events"]


@pytest.fixture
def clockwork(office: Office) -> Clockwork:
    return Clockwork(office)


def test_the_examples_are_what_the_rules_send_and_one_that_none_does() -> None:
    sent = [json.loads(rule["Properties"]["Input"]) for rule in RULES.values()]
    assert sent == [example(task) for task in Task]
    assert {path.stem for path in EXAMPLES.glob("*.json")} == {*Task, "not_a_tick"}


def test_what_the_guide_says_to_invoke_by_hand_is_a_tick() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (payload,) = re.findall(r"--function-name PURGE_FUNCTION .*\n +--payload '([^']+)'", guide)
    assert task_of(json.loads(payload)) is Task.WEEKLY


@pytest.mark.parametrize("task", Task)
def test_a_tick_with_nothing_to_do_does_nothing(office: Office, clockwork: Clockwork, task: Task) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    before = office.everything()

    assert set(clockwork.tick(task).values()) == {0}

    assert office.everything() == before
    assert clockwork.notices() == []


def test_an_event_that_no_rule_sends_fails_loudly(clockwork: Clockwork, log: StringIO) -> None:
    with pytest.raises(NotATickError):
        clockwork.tick("not_a_tick")
    assert '"level":"ERROR"' in log.getvalue()


@pytest.mark.promise(18)
def test_who_was_deleted_30_days_ago_is_purged_and_nobody_else(office: Office, clockwork: Clockwork) -> None:
    contoso = office.add_customer()
    gone = clockwork.add_deleted(contoso, "Amara Nwosu", MONTH)
    stays = clockwork.add_deleted(contoso, "Bram Visser", MONTH - timedelta(seconds=1))
    active = office.add_user(contoso, "Chidi Anagonye")

    counted = clockwork.tick("purge")

    directory = office.wiring.desk.directory
    assert counted == {"PurgedUsers": 1, "SparedUsers": 0, "FailedUsers": 0, "UsersLeft": 0}
    with pytest.raises(UserNotFoundError):
        directory.deleted_user(contoso, gone)
    assert directory.deleted_user(contoso, stays).id == stays
    assert directory.user(contoso, active.id) == active
    assert directory.count_users(contoso).deleted == 1
    assert gone not in str(office.items(office.tables.directory))
    events = office.wiring.desk.audit.events(contoso, gone, Cursor(), 5).items
    (purged,) = (event for event in events if event.actor_id == PARTNER_DESK)
    assert purged.target_name == "amara.nwosu@contoso.example"


def test_what_it_did_is_measured(
    office: Office, clockwork: Clockwork, capsys: pytest.CaptureFixture[str]
) -> None:
    contoso = office.add_customer()
    clockwork.add_deleted(contoso, "Amara Nwosu", MONTH)

    clockwork.tick("purge")

    printed = [line for line in capsys.readouterr().out.splitlines() if "CloudWatchMetrics" in line]
    (measured,) = map(json.loads, printed)
    assert measured["PurgedUsers"] == [1.0]
    assert measured["UsersLeft"] == [0.0]


def test_what_there_is_no_time_for_is_left_and_done_by_the_next_tick(
    office: Office, clockwork: Clockwork
) -> None:
    contoso = office.add_customer()
    for number in range(6):
        clockwork.add_deleted(contoso, f"User {number}", MONTH + timedelta(minutes=number))

    short = clockwork.tick("purge", seconds=int(TO_SPARE) + 12)
    rest = clockwork.tick("purge")

    assert 0 < short["PurgedUsers"] < 6
    assert short["UsersLeft"] == 6 - short["PurgedUsers"]
    assert rest["PurgedUsers"] == short["UsersLeft"]
    assert rest["UsersLeft"] == 0


def test_who_could_not_be_purged_is_still_counted_as_left(
    office: Office, clockwork: Clockwork, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    contoso = office.add_customer()
    user_id = clockwork.add_deleted(contoso, "Amara Nwosu", MONTH)

    def stumble(_: object, deleted: DeletedUser, event: object) -> None:
        raise ValueError(deleted.user.profile.display_name)

    monkeypatch.setattr(type(office.wiring.desk.directory), "purge_user", stumble)
    counted = clockwork.tick("purge")

    assert (counted["FailedUsers"], counted["UsersLeft"]) == (1, 1)
    assert user_id in log.getvalue()
    assert '"level":"ERROR"' in log.getvalue()
    assert "Amara" not in log.getvalue()


@pytest.mark.parametrize("error", [BusyError(), ValueError("about Amara")], ids=["busy", "unforeseen"])
def test_a_run_that_fails_is_tried_again_and_says_nothing_of_what_it_read(
    office: Office, clockwork: Clockwork, log: StringIO, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def stumble(*_: object) -> None:
        raise error

    monkeypatch.setattr(type(office.wiring.desk.directory), "due_users", stumble)
    with pytest.raises(UnfinishedError) as failed:
        clockwork.tick("purge")

    assert failed.value.__cause__ is None
    assert str(failed.value) == ""
    assert "Amara" not in log.getvalue()


def test_the_purge_needs_nothing_of_slack(office: Office, clockwork: Clockwork) -> None:
    clockwork.add_deleted(office.add_customer(), "Amara Nwosu", MONTH)
    office.workspace.calls.clear()

    def nobody_asks() -> None:
        raise AssertionError("the secret was read")

    object.__setattr__(office.wiring, "secrets", type("Vault", (), {"read": staticmethod(nobody_asks)})())
    assert clockwork.tick("purge")["PurgedUsers"] == 1
    assert office.workspace.calls == []


def test_the_history_says_that_partner_desk_did_it(office: Office, clockwork: Clockwork) -> None:
    clockwork.add_deleted(office.add_customer(), "Amara Nwosu", MONTH + DAY)
    clockwork.tick("purge")
    nadia = office.workspace.sign_in("U0GLOBAL01")
    nadia.types("/partner audit contoso")
    assert "User deleted for good" in nadia.modal.text
    assert "by Partner Desk" in nadia.modal.text
