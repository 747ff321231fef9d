"""What a store says to DynamoDB, listened to and interrupted where botocore sends it."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session

from shared.store.directory import DirectoryTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from botocore.awsrequest import AWSPreparedRequest

    from shared.store import Store
    from shared.store.tables import Tables

    Answer = Callable[[AWSPreparedRequest], AWSResponse | None]


def tables_of(store: Store) -> Tables:
    """Look inside a real store."""
    assert isinstance(store.directory, DirectoryTable)
    return store.directory._tables


def _events(store: Store) -> Any:
    return tables_of(store).connection.client.meta.events


@dataclass
class Calls:
    """Each operation called, in order; of each transaction, its items and the units that each costs."""

    operations: list[str] = field(default_factory=list)
    transactions: list[dict[str, int]] = field(default_factory=list)

    def clear(self) -> None:
        self.operations.clear()
        self.transactions.clear()


def listen(store: Store) -> Calls:
    """Note every call from now on."""
    calls = Calls()

    def note(model: Any, params: dict[str, Any], **_: Any) -> None:
        calls.operations.append(model.name)
        if model.name == "TransactWriteItems":
            items = json.loads(params["body"])["TransactItems"]
            calls.transactions.append({_named(item): units(item) for item in items})

    _events(store).register("before-call.dynamodb", note)
    return calls


def _named(item: dict[str, Any]) -> str:
    ((kind, arguments),) = item.items()
    key = arguments.get("Item") or arguments["Key"]
    return f"{kind} {key['pk']['S']} {key['sk']['S']}".replace("\t", "|")


def units(item: dict[str, Any]) -> int:
    """Reckon what a transaction is charged for an item: two units for each begun kilobyte.

    DynamoDB Local's own figures leave items out.
    """
    ((_, arguments),) = item.items()
    return 2 * kilobytes(arguments.get("Item") or arguments["Key"])


def kilobytes(attributes: dict[str, Any]) -> int:
    """Count the begun kilobytes of an item: its names and values in UTF-8 ("DynamoDB item sizes")."""
    return ceil(_size(attributes) / 1024)


def _size(attributes: dict[str, Any]) -> int:
    return sum(len(name.encode()) + _size_of_value(value) for name, value in attributes.items())


def _size_of_value(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "M":
        return 3 + _size(content) + len(content)
    if kind == "L":
        return 3 + sum(1 + _size_of_value(each) for each in content)
    if kind == "BOOL":
        return 1
    return len(content if isinstance(content, bytes) else content.encode())


def interrupt(store: Store, operation: str, answers: Iterator[Answer]) -> list[int]:
    """Answer requests of an operation in DynamoDB's place; None lets one through, as does the end.

    Returns a list that grows by one for each request, those that botocore repeats included.
    """
    requests: list[int] = []

    def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        requests.append(1)
        chosen = next(answers, None)
        return None if chosen is None else chosen(request)

    _events(store).register_first(f"before-send.dynamodb.{operation}", answer)
    return requests


def an_error(code: str, status: int = 400, **more: object) -> Answer:
    """Answer with an error of DynamoDB's."""
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "Message": code, **more}
    return lambda request: _response(request, status, body)


def cancelled(**codes: str) -> Answer:
    """Cancel a transaction: each item whose key has the text is the reason, with the code, for it."""

    def answer(request: AWSPreparedRequest) -> AWSResponse:
        assert isinstance(request.body, bytes)
        items = json.loads(request.body)["TransactItems"]
        reasons = [{"Code": _code(item, codes), "Message": "as the test says"} for item in items]
        assert {reason["Code"] for reason in reasons} >= set(codes.values()), "no such item was sent"
        body = {
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "Message": "Transaction cancelled",
            "CancellationReasons": reasons,
        }
        return _response(request, 400, body)

    return answer


def _code(item: dict[str, Any], codes: dict[str, str]) -> str:
    return next((code for text, code in codes.items() if text in _named(item)), "None")


def lost_after_being_carried_out(request: AWSPreparedRequest) -> AWSResponse:
    """Let DynamoDB do what is asked, and lose its answer."""
    answered = URLLib3Session().send(request)
    assert answered.status_code == 200, answered.text
    return _response(request, 500, {"__type": "InternalServerError"})


def altered(alter: Callable[[dict[str, Any], dict[str, Any]], None]) -> Answer:
    """Let DynamoDB answer, and alter its answer, given what was asked."""

    def answer(request: AWSPreparedRequest) -> AWSResponse:
        answered = URLLib3Session().send(request)
        assert answered.status_code == 200, answered.text
        assert isinstance(request.body, bytes)
        body = json.loads(answered.text)
        alter(json.loads(request.body), body)
        return _response(request, 200, body)

    return answer


class _Body(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def _response(request: AWSPreparedRequest, status: int, body: Mapping[str, object]) -> AWSResponse:
    headers: Any = {"content-type": "application/x-amz-json-1.0"}
    return AWSResponse(request.url, status, headers, _Body(json.dumps(body).encode()))
