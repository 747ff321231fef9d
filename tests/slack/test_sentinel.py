"""The sentinel finds a password wherever it should not be; without this, its silence would mean nothing."""

from __future__ import annotations

import json
import logging
from base64 import b64encode, urlsafe_b64encode
from typing import TYPE_CHECKING

import boto3
import pytest
from slack_sdk import WebClient

from shared.domain.password import temporary_password
from shared.errors import BusyError
from shared.slack_ui.ids import View
from tests.office import ADMIN
from tests.sentinel import CARRY, SHOW, forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.office import Office
    from tests.sentinel import Sentinel


@pytest.fixture
def drawn(office: Office, sentinel: Sentinel) -> str:
    word = temporary_password()
    assert word in sentinel.drawn
    return word


def client(office: Office) -> WebClient:
    workspace = office.workspace
    return WebClient(token=workspace.facts.bot_token, base_url=f"{workspace.base_url}/api/")


def view(callback: str, **more: object) -> dict[str, object]:
    title = {"type": "plain_text", "text": "Title"}
    return {"type": "modal", "callback_id": callback, "title": title, "blocks": [], **more}


def shown(word: str) -> dict[str, object]:
    return {"blocks": [{"type": "section", "text": {"type": "plain_text", "text": word}}]}


def opened(office: Office, sent: dict[str, object]) -> None:
    with pytest.raises(Exception, match="trigger"):  # nobody clicked; it was sent all the same
        client(office).views_open(trigger_id="1.2.3", view=sent)


def wrote(office: Office, word: object) -> None:
    item = {"pk": "X", "sk": "Y", "told": word}
    boto3.resource("dynamodb").Table(office.tables.workflow).put_item(Item=item)


def answered(office: Office, word: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types(f"/partner {word}")  # what is not understood is told back


LEAKS: dict[str, Callable[[Office, str], object]] = {
    "a log line": lambda office, word: office.wiring.log.info("set", extra={"told": word}),
    "the log line of a library": lambda _office, word: logging.getLogger("botocore").warning(word),
    "something printed": lambda _office, word: print(json.dumps({"_aws": {}, "told": word})),  # noqa: T201  as metrics are
    "an error": lambda _office, word: BusyError(cause=word),
    "an item": wrote,
    "an item, as bytes": lambda office, word: wrote(office, word.encode()),
    "an item, in base64": lambda office, word: wrote(office, b64encode(b"told: " + word.encode()).decode()),
    "a message": lambda office, word: client(office).chat_postMessage(channel=ADMIN, text=word),
    "a view that is for something else": lambda office, word: opened(office, view(View.USER, **shown(word))),
    "the metadata of another view": lambda office, word: opened(
        office, view(View.USERS, private_metadata=json.dumps({"p": word}))
    ),
    "a form that carries it, for all to see": lambda office, word: opened(
        office, view(View.CONFIRM_RESET, **shown(word))
    ),
    "the answer to a click": answered,
}


@pytest.mark.promise(14)
@pytest.mark.parametrize("where", LEAKS)
def test_a_password_that_leaks_is_found(office: Office, sentinel: Sentinel, drawn: str, where: str) -> None:
    try:
        LEAKS[where](office, drawn)
    finally:
        found = sentinel.leaks()
        sentinel.drawn.clear()  # or this very test would be red
    assert found


@pytest.mark.parametrize("callback", sorted(SHOW))
def test_a_view_that_is_there_to_show_passwords_may(
    office: Office, sentinel: Sentinel, drawn: str, callback: str
) -> None:
    opened(office, view(callback, **shown(drawn)))
    assert any("views.open" in where for where, _ in sentinel.said)
    assert sentinel.leaks() == []


@pytest.mark.parametrize("callback", sorted(CARRY))
def test_a_form_may_carry_its_passwords(
    office: Office, sentinel: Sentinel, drawn: str, callback: str
) -> None:
    opened(office, view(callback, private_metadata=json.dumps({"p": drawn})))
    assert sentinel.leaks() == []


def test_a_link_hands_over_once_and_each_email_is_one(office: Office, sentinel: Sentinel, drawn: str) -> None:
    sentinel.handed_over += [("/sheet/token", drawn), ("SendEmail 1", drawn), ("/sheet/token", "used")]
    assert sentinel.leaks() == []
    sentinel.handed_over.append(("/sheet/token", drawn))
    assert sentinel.leaks() == ["/sheet/token, 2 times"]
    sentinel.handed_over.clear()


def test_what_somebody_really_gets_to_see_is_what_the_sentinel_knows(
    office: Office, sentinel: Sentinel
) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    nadia.fills("Display name", "Amara")
    nadia.fills("User name", "amara")
    nadia.submits()
    assert sum(word in nadia.modal.text for word in sentinel.drawn) == 1


@pytest.mark.parametrize("lead", range(4))
def test_a_password_is_known_in_base64_wherever_it_begins(lead: int) -> None:
    word = "Kq7#vTmNp2w=Xy9R"
    for encode in (b64encode, urlsafe_b64encode):
        written = encode(b"?" * lead + word.encode() + b"and more").decode()
        assert any(form in written for form in forms(word))
        assert not any(form in written for form in forms("Lq7#vTmNp2w=Xy9S"))
