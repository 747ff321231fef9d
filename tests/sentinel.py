"""Looks for every temporary password in everything that the functions write, log, send and throw in a test.

A password may be shown in the few views that are there for it, ride in the forms that draw it, leave through
a link or an e-mail that somebody asked for, and go to AWS KMS to become ciphertext. Anywhere else it is a
leak, in clear as in base64.
"""

from __future__ import annotations

import builtins
import json
import logging
import secrets
import threading
from base64 import b64encode
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from urllib.request import OpenerDirector

import boto3
import pytest
from botocore.endpoint import Endpoint

from functions.slack.function import SlackFunction
from functions.slack.sheet import PREFIX
from shared.domain import password
from shared.errors import PartnerDeskError
from shared.slack_ui.ids import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHOW = {View.CREATED_USERS, View.PASSWORDS_RESET, View.CREDENTIALS}
CARRY = {View.CREATE_USER, View.CONFIRM_RESET}  # in their private_metadata alone
HANDED_OVER = {"SendEmail"}  # of the calls of AWS
TURNED_INTO_CIPHERTEXT = {"Encrypt"}


@dataclass
class Sentinel:
    """``drawn`` is every password, ``said`` what went where, ``handed_over`` what was asked for."""

    tables: tuple[str, ...]
    drawn: set[str] = field(default_factory=set)
    said: list[tuple[str, str]] = field(default_factory=list)
    handed_over: list[tuple[str, str]] = field(default_factory=list)
    _drawing: threading.local = field(default_factory=threading.local)

    def leaks(self) -> list[str]:
        """Name the places where a password is that should not be there."""
        leaked = [where for where, what in [*self.said, *self._kept()] if self.finds_one_in(what)]
        asked_for = Counter(where for where, what in self.handed_over if self.finds_one_in(what))
        return [*leaked, *(f"{where}, {times} times" for where, times in asked_for.items() if times > 1)]

    def finds_one_in(self, what: str) -> bool:
        return any(form in what for each in self.drawn for form in forms(each))

    def choice(self, alphabet: str) -> str:
        """Draw a character as ``secrets.choice`` does; so many in a row of one thread are a password."""
        character = secrets.choice(alphabet)
        drawn = getattr(self._drawing, "so_far", "") + character
        if len(drawn) == password.LENGTH:
            self.drawn.add(drawn)
            drawn = ""
        self._drawing.so_far = drawn
        return character

    def hears(self, where: str, what: str) -> None:
        self.said.append((where, what))

    def _kept(self) -> Iterator[tuple[str, str]]:
        for name in self.tables if self.drawn else ():
            for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=name):
                yield from ((f"an item of {name}", str(item)) for item in page["Items"])


@cache
def forms(word: str) -> tuple[str, ...]:
    """Write a password as it is, and as it stands in base64 wherever it begins."""
    encoded = [b64encode(b"\0" * lead + word.encode())[(lead * 8 + 5) // 6 :] for lead in range(3)]
    cut = [each.decode().rstrip("=")[:-1] for each in encoded]
    return (word, *cut, *(each.replace("+", "-").replace("/", "_") for each in cut))


def where_passwords_may_not_be(told: Any) -> Any:
    """Leave out of what Slack gets the views that show passwords, and the metadata that carries them."""
    if isinstance(told, str):
        with suppress(ValueError):
            inner = json.loads(told)
            return where_passwords_may_not_be(inner) if isinstance(inner, dict | list) else told
        return told
    if isinstance(told, list):
        return [where_passwords_may_not_be(each) for each in told]
    if not isinstance(told, dict):
        return told
    if told.get("type") == "modal" and told.get("callback_id") in SHOW:
        return "a view that shows passwords"
    carries = told.get("type") == "modal" and told.get("callback_id") in CARRY
    return {
        name: where_passwords_may_not_be(each)
        for name, each in told.items()
        if not (carries and name == "private_metadata")
    }


def as_sent(body: bytes | None) -> str:
    """Write the body of an HTTP request: JSON or a form without what may be in it, or the bytes of a file."""
    text = (body or b"").decode(errors="replace")
    told = where_passwords_may_not_be(text)
    if told is text and (fields := parse_qsl(text)):
        told = where_passwords_may_not_be(dict(fields))
    return told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)


@contextmanager
def listening(tables: tuple[str, ...]) -> Iterator[Sentinel]:
    """Listen to everything that may tell a password."""
    sentinel = Sentinel(tables)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(password, "secrets", sentinel)
        for owner, name, hear in (
            (logging.StreamHandler, "emit", _hear_log),
            (builtins, "print", _hear_print),
            (PartnerDeskError, "__init__", _hear_error),
            (Endpoint, "make_request", _hear_aws),
            (OpenerDirector, "open", _hear_http),
        ):
            patch.setattr(owner, name, _heard(getattr(owner, name), partial(hear, sentinel)))
        patch.setattr(SlackFunction, "__call__", _answered(SlackFunction.__call__, sentinel))
        yield sentinel


def _heard(original: Callable[..., Any], hear: Callable[..., object]) -> Callable[..., Any]:
    def heard(*arguments: Any, **named: Any) -> Any:
        hear(*arguments, **named)
        return original(*arguments, **named)

    return heard


def _hear_log(sentinel: Sentinel, handler: logging.Handler, record: logging.LogRecord) -> None:
    sentinel.hears("log", handler.format(record))


def _hear_print(sentinel: Sentinel, *words: object, **_: object) -> None:
    sentinel.hears("print", " ".join(map(str, words)))


def _hear_error(sentinel: Sentinel, error: Exception, /, *told: object, **facts: object) -> None:
    sentinel.hears(type(error).__name__, f"{told} {facts}")


def _hear_aws(sentinel: Sentinel, _endpoint: Endpoint, model: Any, asked: dict[str, Any]) -> None:
    body = asked["body"]
    text = body.decode(errors="replace") if isinstance(body, bytes) else str(body)
    if model.name in HANDED_OVER:
        sentinel.handed_over.append((f"{model.name} {len(sentinel.handed_over)}", text))
    elif model.name not in TURNED_INTO_CIPHERTEXT:
        sentinel.hears(f"{model.name} of AWS", text)


def _hear_http(
    sentinel: Sentinel, _opener: object, asked: Any, data: Any = None, *_: object, **_named: object
) -> None:
    url, body = (asked, data) if isinstance(asked, str) else (asked.full_url, asked.data)
    sentinel.hears(f"HTTP to {url}", as_sent(body))


def _answered(call: Callable[..., Any], sentinel: Sentinel) -> Callable[..., Any]:
    def answer(function: SlackFunction, event: dict[str, Any], context: Any) -> Any:
        told = call(function, event, context)
        path, body = str(event.get("rawPath")), str(told["body"])
        method = event.get("requestContext", {}).get("http", {}).get("method")
        if path.startswith(PREFIX) and (method, told["statusCode"]) == ("POST", 200):
            sentinel.handed_over.append((path, body))
        else:
            sentinel.hears(f"answer at {path}", as_sent(body.encode()))
        return told

    return answer
