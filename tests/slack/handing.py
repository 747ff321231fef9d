"""A reset that the worker did, and what it takes to hand over its passwords: a clock, a browser, a mail."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
from moto.ses.models import ses_backends

from sandbox.slack.delivery.lambda_event import LambdaContext, answer_fields, function_url_event
from shared.domain.command import ResetPasswords
from shared.domain.user import Everyone
from shared.gateways.clock import SystemClock
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from shared.slack_ui.state import ViewState
from tests.office import ADMIN

if TYPE_CHECKING:
    import pytest

    from sandbox.slack.person import SignedIn
    from tests.office import Office

MOTOS_ACCOUNT = "123456789012"
SENDER = "desk@partner.example"
FORM = "application/x-www-form-urlencoded"


@dataclass
class MovableClock:
    """Everybody's clock, which stands still until a test moves it."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)

    def _seconds(self) -> float:
        return self.at.timestamp()

    @classmethod
    def put_on(cls, office: Office, monkeypatch: pytest.MonkeyPatch) -> MovableClock:
        """Give it to the functions, and to Slack, which signs by it."""
        clock = cls()
        monkeypatch.setattr(SystemClock, "now", lambda _: clock.at)
        monkeypatch.setattr(office.workspace.delivery, "_clock", clock._seconds)
        return clock


def reset_by_worker(
    office: Office, customer_id: str, requester_id: str = ADMIN, *, click: str = "V0CLICK.1"
) -> str:
    """Have the worker reset the password of everyone who may be reset; returns the request's id."""
    desk = office.wiring.desk
    actor = desk.find_staff(requester_id)
    assert actor is not None
    command = ResetPasswords(customer_id=customer_id, users=Everyone())
    language = "fr-FR" if requester_id != ADMIN else "en-US"
    submit_many(desk, command, actor, Operation(click, "test"), language)
    office.work()
    return click


def shown(person: SignedIn) -> dict[str, str]:
    """The passwords that the modal on top shows, by user id."""
    state = ViewState.decode(person.modal.raw["private_metadata"])
    assert all(each.password in person.modal.text for each in state.created)
    return {each.user_id: each.password for each in state.created}


@dataclass(frozen=True)
class Page:
    """What a browser got."""

    status: int
    headers: dict[str, str]
    body: str


def browse(office: Office, url: str, form: str | None = None, *, method: str = "", **headers: str) -> Page:
    """Follow a link as a browser does, or send the form of the page behind it."""
    path = "/" + url.split("/", 3)[3]
    method = method or ("GET" if form is None else "POST")
    sent = {"content-type": FORM, **headers} if form is not None else headers
    event = function_url_event(path, sent, form or "", method=method)
    answer: dict[str, Any] = office.function(event, LambdaContext())  # type: ignore[arg-type]
    json.dumps(answer)  # Lambda would
    return Page(*answer_fields(answer))


def open_for_mail() -> None:
    """Let the mail service take messages from the deployment's sender."""
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)


def sent_mail() -> list[Any]:
    """What the mail service took."""
    return list(ses_backends[MOTOS_ACCOUNT]["eu-west-1"].sent_messages)
