"""How long a click takes where a service hangs: each call takes its whole timeout on a clock, none really."""

from __future__ import annotations

import itertools
import time
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session
from moto.core.botocore_stubber import BotocoreStubber

from functions.slack.function import SlackFunction
from sandbox.slack.delivery import InProcess
from shared.runtime.wiring import wire
from tests.office import ADMIN
from tests.products import E3
from tests.slack.test_throttled_clicks import CLICKS, LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from io import StringIO

    from sandbox.slack.delivery import Answer
    from sandbox.slack.person import SignedIn
    from tests.office import Office

_monotonic, _urlopen = time.monotonic, urllib.request.urlopen
_through, _made = BotocoreStubber.__call__, URLLib3Session.__init__

SERVICES = ("dynamodb", "kms", "secretsmanager", "slack")


@dataclass
class Hanging:
    """Services that do not answer, as ``hangs`` says of one call after the other; and how long was waited."""

    services: frozenset[str] = frozenset()
    hangs: Iterator[bool] = field(default_factory=lambda: itertools.repeat(False))
    waited: list[float] = field(default_factory=list)
    longest: float = 0.0  # seconds that the timeouts of a client for AWS allow together

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    def monotonic(self) -> float:
        return _monotonic() + sum(self.waited)

    def is_hanging(self, service: str) -> bool:
        return service in self.services and next(self.hangs)


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Hanging:
    hanging = Hanging()

    def stubbed(self: BotocoreStubber, event_name: str, request: Any, **more: Any) -> Any:
        host = request.url.split("/")[2]
        service = next((each for each in SERVICES if each in host), "")
        if hanging.is_hanging(service):
            hanging.sleep(hanging.longest)
            raise ReadTimeoutError(endpoint_url="https://aws.example")
        return _through(self, event_name, request, **more)

    def made(self: URLLib3Session, timeout: Any = None, **more: Any) -> None:
        if isinstance(timeout, list | tuple):
            hanging.longest = max(hanging.longest, sum(timeout))
        _made(self, timeout=timeout, **more)

    def opened(request: Any, *, timeout: float, **more: Any) -> Any:
        if hanging.is_hanging("slack"):
            hanging.sleep(timeout)
            raise TimeoutError
        return _urlopen(request, timeout=timeout, **more)

    monkeypatch.setattr(BotocoreStubber, "__call__", stubbed)
    monkeypatch.setattr(URLLib3Session, "__init__", made)
    monkeypatch.setattr("slack_sdk.web.base_client.urlopen", opened)
    return hanging


@dataclass(frozen=True, slots=True)
class Cold:
    """A function that has just been started; and a person's click."""

    office: Office
    nadia: SignedIn
    hanging: Hanging
    environment: Mapping[str, str]

    def clicks(self, click: str, services: frozenset[str], hangs: Iterator[bool]) -> Answer:
        prepare, act = CLICKS[click]
        prepare(self.nadia)
        self.office.workspace.connect(InProcess(SlackFunction(wire(self.environment))))
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(time, "sleep", self.hanging.sleep)
            patched.setattr(time, "monotonic", self.hanging.monotonic)
            self.hanging.services, self.hanging.hangs = services, hangs
            act(self.nadia)
        self.hanging.services = frozenset()
        answer = self.office.workspace.delivery.delivered[-1].answer
        assert answer is not None
        return answer


@pytest.fixture
def cold(
    office: Office, hanging: Hanging, environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> Cold:
    monkeypatch.setattr(office.workspace.delivery, "patience", 30.0)  # a busy machine is late by itself
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3)
    office.add_user(customer_id, "Bram Visser")
    return Cold(office, office.workspace.sign_in(ADMIN), hanging, environment)


FROM: Mapping[str, Callable[[], Iterator[bool]]] = {
    "from the first call on": lambda: itertools.repeat(True),
    "from the third call on": lambda: itertools.chain([False] * 2, itertools.repeat(True)),
    "every other call": lambda: itertools.cycle([True, False]),
}
ALL = frozenset(SERVICES)


@pytest.mark.parametrize("click", CLICKS)
@pytest.mark.parametrize("begins", FROM)
@pytest.mark.parametrize("services", [ALL - {"slack"}, ALL], ids=["aws", "aws and slack"])
def test_a_click_waits_less_than_slack_does_where_services_hang(
    cold: Cold, click: str, begins: str, services: frozenset[str]
) -> None:
    answer = cold.clicks(click, services, FROM[begins]())
    assert answer.status in {200, 503}
    assert 1 < sum(cold.hanging.waited) < LIMIT


@pytest.mark.parametrize("click", ["slash command", "view submission", "home"])
def test_a_click_waits_less_than_slack_does_where_slack_itself_hangs(cold: Cold, click: str) -> None:
    answer = cold.clicks(click, frozenset({"slack"}), itertools.repeat(True))
    assert answer.status in {200, 503}
    assert 1 < sum(cold.hanging.waited) < LIMIT


def test_a_click_on_a_table_that_hangs_is_answered_to_try_again(cold: Cold, log: StringIO) -> None:
    cold.clicks("block action", frozenset({"dynamodb"}), itertools.chain([False], itertools.repeat(True)))
    assert "Try again in a moment" in cold.nadia.modal.text
    assert '"level":"ERROR"' not in log.getvalue()


def test_a_form_is_answered_to_try_again_where_slack_hangs(cold: Cold, log: StringIO) -> None:
    answer = cold.clicks("view submission", frozenset({"slack"}), FROM["from the first call on"]())
    assert "Try again in a moment" in answer.body
    assert '"level":"ERROR"' not in log.getvalue()


def test_the_click_after_one_that_hung_has_all_its_time(cold: Cold) -> None:
    cold.clicks("slash command", frozenset({"dynamodb"}), FROM["from the first call on"]())
    cold.nadia.types("/partner users contoso")
    assert "Bram Visser" in cold.nadia.modal.text
