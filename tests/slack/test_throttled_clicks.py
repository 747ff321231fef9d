"""How long a click takes where everything is throttled: the waits are recorded, and none is waited for."""

from __future__ import annotations

import itertools
import json
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

import pytest
from botocore.awsrequest import AWSResponse
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse

from functions.slack.function import SlackFunction
from sandbox.slack.delivery import InProcess
from sandbox.slack.faults import Fault
from sandbox.slack.web_api.routes import METHODS
from shared.runtime.wiring import wire
from tests.office import ADMIN
from tests.products import E3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from io import StringIO

    from botocore.awsrequest import AWSPreparedRequest

    from sandbox.slack.delivery import Answer
    from sandbox.slack.person import SignedIn
    from tests.office import Office

LIMIT = 3.0  # seconds, in which Slack wants an answer
THROTTLED = {
    "dynamodb": "ProvisionedThroughputExceededException",
    "kms": "ThrottlingException",
    "secretsmanager": "ThrottlingException",
}
ALLOWED = LIMIT / 2  # the other half is for the calls themselves
ROUGH: Mapping[str, Callable[[], Iterator[bool]]] = {
    "always": lambda: itertools.repeat(True),
    "from the third call on": lambda: itertools.chain([False] * 2, itertools.repeat(True)),
    "from the fourth call on": lambda: itertools.chain([False] * 3, itertools.repeat(True)),
    "two of three calls": lambda: itertools.cycle([True, True, False]),
}


@dataclass
class Weather:
    """AWS that throttles calls, as ``is_rough`` says of one after the other, and a clock that waits move."""

    is_rough: Iterator[bool] = field(default_factory=lambda: itertools.repeat(False))
    waits: list[float] = field(default_factory=list)
    throttled: set[str] = field(default_factory=set)
    conflict: str = ""  # what transactions are answered
    _turn: Any = field(default_factory=Lock)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def monotonic(self) -> float:
        return _monotonic() + sum(self.waits)

    def begin(self, is_rough: Iterator[bool]) -> None:
        self.waits.clear()
        self.throttled.clear()
        self.is_rough = is_rough

    def answer(self, request: AWSPreparedRequest) -> AWSResponse | None:
        """Throttle a call in the service's own words, or let it through."""
        service = next((each for each in THROTTLED if each in request.url.split("/")[2]), None)
        if self.conflict and "TransactWriteItems" in str(request.headers):
            return _refusal(request, self.conflict)
        with self._turn:
            is_rough = service is not None and next(self.is_rough)
        if service is None or not is_rough:
            return None
        self.throttled.add(service)
        told = json.dumps({"__type": THROTTLED[service], "message": "Rate exceeded"})
        return _refusal(request, told)


def _refusal(request: AWSPreparedRequest, told: str) -> AWSResponse:
    headers = {"content-type": "application/x-amz-json-1.0"}
    return AWSResponse(request.url, 400, headers, MockRawResponse(told))  # type: ignore[arg-type]


_monotonic = time.monotonic


@pytest.fixture
def weather(monkeypatch: pytest.MonkeyPatch) -> Weather:
    weather, through = Weather(), BotocoreStubber.__call__

    def stubbed(self: BotocoreStubber, event_name: str, request: AWSPreparedRequest, **more: Any) -> Any:
        return weather.answer(request) or through(self, event_name, request, **more)

    monkeypatch.setattr(BotocoreStubber, "__call__", stubbed)
    return weather


def fill_form(nadia: SignedIn) -> None:
    nadia.types("/partner add contoso")
    nadia.fills("Display name", "Amara")
    nadia.fills("User name", "amara")
    nadia.chooses("Licenses", "Office 365 E3")


def create(nadia: SignedIn) -> None:
    fill_form(nadia)
    nadia.submits()


def open_list(nadia: SignedIn) -> None:
    nadia.types("/partner users contoso")


def open_manage(nadia: SignedIn) -> None:
    open_list(nadia)
    nadia.presses("Manage licenses")


def nothing(_nadia: SignedIn) -> None:
    pass


CLICKS: dict[str, tuple[Callable[[SignedIn], None], Callable[[SignedIn], object]]] = {
    "slash command": (nothing, lambda nadia: nadia.types("/partner users contoso")),
    "slash command with a search": (nothing, lambda nadia: nadia.types("/partner users contoso bram")),
    "block action": (open_list, lambda nadia: nadia.presses("Open")),
    "block action that seals passwords": (create, lambda nadia: nadia.presses("Download once")),
    "view submission": (fill_form, lambda nadia: nadia.submits()),
    "options": (open_manage, lambda nadia: nadia.searches("Users", "bram")),
    "home": (nothing, lambda nadia: nadia.opens_home()),
}


@pytest.fixture
def nadia(office: Office, monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    monkeypatch.setattr(office.workspace.delivery, "patience", 30.0)  # a busy machine is late by itself
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3)
    office.add_user(customer_id, "Bram Visser")
    return office.workspace.sign_in(ADMIN)


@dataclass(frozen=True, slots=True)
class Cold:
    """A function that has just been started, and knows no secret and nobody yet; and a person's click."""

    office: Office
    nadia: SignedIn
    weather: Weather
    environment: Mapping[str, str]

    def clicks(self, click: str, is_rough: Iterator[bool]) -> Answer:
        prepare, act = CLICKS[click]
        prepare(self.nadia)
        self.office.workspace.connect(InProcess(SlackFunction(wire(self.environment))))
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(time, "sleep", self.weather.sleep)
            patched.setattr(time, "monotonic", self.weather.monotonic)
            self.weather.begin(is_rough)
            act(self.nadia)
        self.weather.is_rough = itertools.repeat(False)
        answer = self.office.workspace.delivery.delivered[-1].answer
        assert answer is not None
        return answer


@pytest.fixture
def cold(office: Office, nadia: SignedIn, weather: Weather, environment: Mapping[str, str]) -> Cold:
    return Cold(office, nadia, weather, environment)


@pytest.mark.parametrize("click", CLICKS)
@pytest.mark.parametrize("rough", ROUGH)
def test_a_click_waits_less_than_slack_does_where_aws_throttles(cold: Cold, click: str, rough: str) -> None:
    answer = cold.clicks(click, ROUGH[rough]())
    assert cold.weather.throttled
    assert answer.status in {200, 503}
    assert sum(cold.weather.waits) < ALLOWED


@pytest.mark.parametrize("click", CLICKS)
def test_a_click_whose_every_call_is_throttled_once_is_answered_in_time(cold: Cold, click: str) -> None:
    answer = cold.clicks(click, itertools.cycle([True, False]))
    assert answer.status == 200
    assert "secretsmanager" in cold.weather.throttled
    assert "dynamodb" in cold.weather.throttled
    assert sum(cold.weather.waits) < ALLOWED


def test_passwords_are_sealed_though_kms_throttles_once(cold: Cold) -> None:
    cold.clicks("block action that seals passwords", itertools.cycle([True, False]))
    assert cold.weather.throttled == set(THROTTLED)
    assert cold.nadia.modal.link("Open the page")


@pytest.mark.parametrize("click", CLICKS)
def test_a_click_waits_less_than_slack_does_where_slack_throttles_too(cold: Cold, click: str) -> None:
    limited = Fault(error="ratelimited", status=429, retry_after=30)
    prepare, _ = CLICKS[click]
    prepare(cold.nadia)
    for method in METHODS:
        cold.office.workspace.faults.add(method, limited, times=20)
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(CLICKS, click, (nothing, CLICKS[click][1]))
        answer = cold.clicks(click, itertools.cycle([True, False]))
    assert answer.status in {200, 503}
    assert sum(cold.weather.waits) < ALLOWED


@pytest.mark.parametrize("click", ["slash command", "view submission"])
def test_who_is_throttled_by_slack_reads_to_try_again(cold: Cold, log: StringIO, click: str) -> None:
    limited = Fault(error="ratelimited", status=429, retry_after=30)
    prepare, act = CLICKS[click]
    prepare(cold.nadia)
    cold.office.workspace.connect(InProcess(SlackFunction(wire(cold.environment))))
    cold.office.workspace.faults.add("users.info", limited, times=20)
    act(cold.nadia)
    assert "Try again in a moment" in cold.office.workspace.delivery.delivered[-1].body
    assert '"level":"ERROR"' not in log.getvalue()


def test_a_transaction_that_always_meets_another_is_given_up_in_time(cold: Cold) -> None:
    told = {
        "__type": "TransactionCanceledException",
        "Message": "Transaction cancelled",
        "CancellationReasons": [{"Code": "TransactionConflict"}],
    }
    cold.weather.conflict = json.dumps(told)
    answer = cold.clicks("view submission", itertools.repeat(False))
    cold.weather.conflict = ""
    assert "Try again in a moment" in answer.body
    assert 0.5 < sum(cold.weather.waits) < ALLOWED
