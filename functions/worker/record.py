"""A record of the workflow table's stream, as far as the worker is concerned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.store import keys
from shared.store.request_item import DUE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class NotAStreamError(Exception):
    """The event holds no records of a DynamoDB stream: something else invoked the function."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueStep:
    """A request that has come to ``version`` and waits to be carried on with."""

    sequence_number: str
    request_id: str
    version: int


def due_steps(event: Mapping[str, Any]) -> Iterator[DueStep]:
    """Find what is due; the stream's filter lets nothing else through. Raises NotAStreamError."""
    records = event.get("Records")
    if not isinstance(records, list) or any(each.get("eventSource") != "aws:dynamodb" for each in records):
        raise NotAStreamError
    for record in records:
        change = record["dynamodb"]
        image = change.get("NewImage", {})
        is_request = image.get("sk", {}).get("S") == keys.REQUEST
        if is_request and image.get("work", {}).get("S") == DUE:
            yield DueStep(
                sequence_number=change["SequenceNumber"],
                request_id=keys.request_id(image["pk"]["S"]),
                version=int(image["version"]["N"]),
            )
