"""Who will be gone is told in a channel: once, in time, and to nobody of another company."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest

from functions.purge import herald
from functions.purge.function import UnfinishedError
from sandbox.slack.conversations import DEFAULT_CHANNEL, NOTICE_CHANNEL, Channel
from shared.domain.command import EditCustomer
from shared.operations.desk import Operation
from shared.slack_ui.messages.notice import notice as notice_message
from tests.functions.clockwork import MONTH, Clockwork

if TYPE_CHECKING:
    from io import StringIO

    from shared.i18n.translator import Translator
    from shared.operations.foresight import Notice
    from shared.slack_ui.messages.message import Message
    from tests.office import Office

DAY = timedelta(days=1)
POST = "chat.postMessage"
OTHER_CHANNEL = "C0FABRIKAM"


@pytest.fixture
def clockwork(office: Office) -> Clockwork:
    return Clockwork(office)


@pytest.fixture
def contoso(office: Office, clockwork: Clockwork) -> str:
    """A customer of whom Amara will be gone in three hours, and Bram in three days."""
    customer_id = office.add_customer()
    clockwork.add_deleted(customer_id, "Amara Nwosu", MONTH - timedelta(hours=3))
    clockwork.add_deleted(customer_id, "Bram Visser", MONTH - 3 * DAY)
    return customer_id


@pytest.fixture
def fabrikam(office: Office, clockwork: Clockwork) -> str:
    """Another one, of whom Chidi will be gone in an hour, with a channel of its own."""
    office.workspace.conversations.add_channel(Channel(OTHER_CHANNEL, "fabrikam"))
    customer_id = office.add_customer("Fabrikam", "fabrikam.example")
    clockwork.add_deleted(customer_id, "Chidi Okeke", MONTH - timedelta(hours=1), "fabrikam.example")
    choose(office, customer_id, OTHER_CHANNEL)
    return customer_id


def choose(office: Office, customer_id: str, channel_id: str) -> None:
    """Give a customer a channel for notices."""
    desk = office.wiring.desk
    customer = desk.directory.customer(customer_id)
    profile = replace(customer.profile, notice_channel=channel_id)
    command = EditCustomer(customer_id=customer_id, version=customer.version, profile=profile)
    operation = Operation(f"choose.{customer_id}.{channel_id}", "test")
    assert desk.submit(command, office.admin, operation).customer is not None


def said(clockwork: Clockwork, channel_id: str = NOTICE_CHANNEL) -> str:
    """The only notice in a channel."""
    (only,) = clockwork.notices(channel_id)
    return only.text


def test_on_mondays_the_week_is_told(clockwork: Clockwork, contoso: str) -> None:
    assert clockwork.tick("weekly") == {"SentNotices": 1, "RefusedNotices": 0, "FailedNotices": 0}

    text = said(clockwork)
    assert "Last week for deleted users of Contoso Ltd" in text
    assert text.index("Amara Nwosu, amara.nwosu@contoso.example: 1 day left") < text.index("Bram Visser")
    assert "deleted by @Nadia Okafor" in text
    (notice,) = clockwork.notices()
    assert notice.buttons == ["Restore users"]
    assert notice.notification == "2 deleted users will be gone for good within seven days."


def test_each_day_the_last_day_is_told(clockwork: Clockwork, contoso: str) -> None:
    clockwork.tick("last_day")

    text = said(clockwork)
    assert "1 deleted user will be gone for good within 24 hours." in text
    assert "Amara Nwosu" in text
    assert "Bram Visser" not in text


def test_it_is_told_in_the_language_of_the_deployment(clockwork: Clockwork, contoso: str) -> None:
    clockwork.language = "fr"
    clockwork.tick("last_day")

    assert "will be gone" not in said(clockwork)
    assert "Amara Nwosu" in said(clockwork)


@pytest.mark.promise(9)
def test_a_tick_that_comes_twice_tells_once_and_the_next_day_tells_again(
    clockwork: Clockwork, contoso: str
) -> None:
    reports = [clockwork.tick("weekly"), clockwork.tick("weekly")]
    clockwork.clock.move(DAY / 2)
    clockwork.clock.move(DAY / 2)
    clockwork.tick("weekly")

    assert [report["SentNotices"] for report in reports] == [1, 0]
    assert len(clockwork.notices()) == 2


def test_a_customer_with_a_channel_of_its_own_is_told_of_there_alone(
    clockwork: Clockwork, contoso: str, fabrikam: str
) -> None:
    clockwork.tick("last_day")

    assert "Fabrikam" in said(clockwork, OTHER_CHANNEL)
    assert "Contoso" in said(clockwork)


def test_without_any_channel_nothing_is_said_or_noted(
    office: Office, clockwork: Clockwork, contoso: str
) -> None:
    clockwork.channel = ""
    office.workspace.calls.clear()
    before = office.items(office.tables.workflow)

    assert set(clockwork.tick("weekly").values()) == {0}

    assert office.workspace.calls == []
    assert office.items(office.tables.workflow) == before


@pytest.mark.promise(12)
@pytest.mark.parametrize(
    "channel",
    [
        Channel("C0LEAKS", "with-partners", is_ext_shared=True),
        Channel("C0LEAKS", "with-partners-soon", is_pending_ext_shared=True),
    ],
    ids=lambda channel: channel.name,
)
def test_names_are_not_told_where_people_of_another_company_read(
    office: Office, clockwork: Clockwork, contoso: str, fabrikam: str, log: StringIO, channel: Channel
) -> None:
    office.workspace.conversations.add_channel(channel)
    choose(office, contoso, channel.id)

    counted = clockwork.tick("last_day")

    assert clockwork.notices(channel.id) == []
    assert counted == {"SentNotices": 1, "RefusedNotices": 1, "FailedNotices": 0}
    assert "people of another company read the channel" in log.getvalue()
    assert '"level":"ERROR"' not in log.getvalue()


def test_the_teams_channel_of_the_sandbox_is_shared_and_so_never_told(
    clockwork: Clockwork, contoso: str
) -> None:
    clockwork.channel = DEFAULT_CHANNEL
    assert clockwork.tick("weekly")["RefusedNotices"] == 1


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        (Channel("C0CLOSED", "old", is_archived=True), "is_archived"),
        (Channel("C0CLOSED", "not-invited", has_app=False), "not_in_channel"),
        (Channel("C0CLOSED", "secret", members=[], has_app=False), "channel_not_found"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_channel_that_cannot_be_written_to_is_logged_and_stops_no_other(
    clockwork: Clockwork, contoso: str, fabrikam: str, log: StringIO, channel: Channel, code: str
) -> None:
    office = clockwork.office
    office.workspace.conversations.add_channel(channel)
    choose(office, contoso, channel.id)

    counted = clockwork.tick("last_day")

    assert counted == {"SentNotices": 1, "RefusedNotices": 1, "FailedNotices": 0}
    assert "Fabrikam" in said(clockwork, OTHER_CHANNEL)
    assert f'"error":"{code}"' in log.getvalue()
    assert '"level":"ERROR"' not in log.getvalue()


def test_what_a_channel_refused_is_told_once_it_takes_it(
    office: Office, clockwork: Clockwork, contoso: str
) -> None:
    channel = office.workspace.conversations.add_channel(Channel("C0LATER", "later", has_app=False))
    clockwork.channel = channel.id
    clockwork.tick("weekly")
    channel.has_app = True

    assert clockwork.tick("weekly")["SentNotices"] == 1


def test_a_refusal_of_the_app_itself_is_an_error(
    office: Office, clockwork: Clockwork, contoso: str, log: StringIO
) -> None:
    office.workspace.faults.fail_next("conversations.info", "missing_scope")
    assert clockwork.tick("weekly")["RefusedNotices"] == 1
    assert '"level":"ERROR"' in log.getvalue()


@pytest.mark.parametrize("method", ["conversations.info", POST])
def test_what_slack_does_not_take_now_is_sent_by_the_next_try(
    office: Office, clockwork: Clockwork, contoso: str, method: str
) -> None:
    office.workspace.faults.fail_next(method, "internal_error")

    with pytest.raises(UnfinishedError):
        clockwork.tick("weekly")
    before = clockwork.notices()
    clockwork.tick("weekly")

    assert before == []
    assert "Amara Nwosu" in said(clockwork)


def test_slack_is_waited_for_as_long_as_it_says(office: Office, clockwork: Clockwork, contoso: str) -> None:
    office.workspace.faults.rate_limit_next(POST, retry_after=30)

    assert clockwork.tick("weekly")["SentNotices"] == 1
    assert clockwork.time.seconds >= 30


def test_slack_is_not_waited_for_longer_than_there_is_time(
    office: Office, clockwork: Clockwork, contoso: str
) -> None:
    office.workspace.faults.rate_limit_next(POST, retry_after=30)

    with pytest.raises(UnfinishedError):
        clockwork.tick("weekly", seconds=45)
    assert clockwork.time.seconds == 0


def test_what_there_is_no_time_for_is_sent_by_the_next_try(
    office: Office, clockwork: Clockwork, contoso: str, fabrikam: str
) -> None:
    with pytest.raises(UnfinishedError):
        clockwork.tick("last_day", seconds=22)
    clockwork.tick("last_day")

    assert "Fabrikam" in said(clockwork, OTHER_CHANNEL)
    assert "Contoso" in said(clockwork)


def test_one_channel_is_written_to_once_a_second(office: Office, clockwork: Clockwork, contoso: str) -> None:
    labs = office.add_customer("Contoso Labs", "labs.example")
    clockwork.add_deleted(labs, "Dora Maar", MONTH - DAY, "labs.example")

    clockwork.tick("weekly")

    assert clockwork.time.seconds == 1
    assert len(clockwork.notices()) == 2


def test_a_fault_of_ours_in_one_notice_stops_no_other(
    clockwork: Clockwork, contoso: str, fabrikam: str, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(t: Translator, notice: Notice) -> Message:
        if notice.customer.id == contoso:
            raise ValueError(notice.customer.name)
        return notice_message(t, notice)

    monkeypatch.setattr(herald, "notice_message", stumble)
    with pytest.raises(UnfinishedError):
        clockwork.tick("last_day")

    assert "Fabrikam" in said(clockwork, OTHER_CHANNEL)
    assert '"error":"ValueError"' in log.getvalue()
    assert "Contoso" not in log.getvalue()


@pytest.mark.promise(2)
def test_without_its_secret_nothing_is_told_and_it_says_so(
    office: Office, clockwork: Clockwork, contoso: str, log: StringIO
) -> None:
    secret = json.dumps({"signing_secret": "", "bot_token": ""})
    boto3.client("secretsmanager").put_secret_value(SecretId="slack", SecretString=secret)
    with pytest.raises(UnfinishedError):
        clockwork.tick("weekly")
    assert '"error":"SettingsError"' in log.getvalue()


def test_who_restores_or_waits_is_in_no_log(clockwork: Clockwork, contoso: str, log: StringIO) -> None:
    clockwork.tick("weekly")
    assert "Amara" not in log.getvalue()
    assert "contoso.example" not in log.getvalue()
