"""How Lambda gives a DynamoDB stream to a function that fails: retries, halves, and the failure queue.

The rules are those of the AWS Lambda guide, "Using AWS Lambda with Amazon DynamoDB" and "Configuring partial
batch response with DynamoDB and Lambda". One batch at a time is given here, where AWS gives those of several
partition keys side by side.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]
Answer = dict[str, Any]  # as the emulator has it: `error`, `body`
Invoke = Callable[[list[Record]], Answer]
Discard = Callable[[list[Record], Answer], None]

FOREVER = -1  # what MaximumRetryAttempts is unless it is set


@dataclass
class Batch:
    """Records that are given together, and how often they were in vain."""

    records: list[Record]
    failures: int = 0


@dataclass
class Reading:
    """What was read from one position of a stream, less the records that are dealt with."""

    first: str = ""
    last: str = ""
    waiting: list[Batch] = field(default_factory=list)

    def add(self, records: list[Record]) -> None:
        """Take in what the poller read: from a new position, or the same and later records behind."""
        if _sequence_number(records[0]) != self.first:
            self.first, self.waiting, later = _sequence_number(records[0]), [], records
        else:
            later = [each for each in records if int(_sequence_number(each)) > int(self.last)]
        if later:
            self.last = _sequence_number(later[-1])
            self.waiting.append(Batch(later))


class StreamDelivery:
    """Remembers, for each event source mapping, which records its function has not dealt with yet."""

    def __init__(self) -> None:
        self._readings: dict[str, Reading] = {}

    def give(
        self, mapping: Mapping[str, Any], records: list[Record], invoke: Invoke, discard: Discard
    ) -> Answer:
        """Give records to the function until one batch is to be tried again later, or none is left.

        Return the last answer; its `error` says whether the poller is to come back with the same records.
        What has used up `MaximumRetryAttempts` is handed to `discard`.
        """
        reading = self._readings.setdefault(mapping["UUID"], Reading())
        reading.add(records)
        answer: Answer = {}
        while reading.waiting:
            batch = reading.waiting[0]
            answer = invoke(batch.records)
            position = failed_position(mapping, batch.records, answer)
            if position is None:
                del reading.waiting[0]
                continue
            left = _after_failure(mapping, batch, position)
            reading.waiting[:1] = left
            if left:
                return {**answer, "error": True}
            discard(batch.records, answer)
        return {**answer, "error": False}


def failed_position(mapping: Mapping[str, Any], records: list[Record], answer: Answer) -> int | None:
    """Return where in a batch the first failed record stands; None where all succeeded.

    An identifier that names no record of the batch fails all of it.
    """
    if answer.get("error"):
        return 0
    if "ReportBatchItemFailures" not in mapping.get("FunctionResponseTypes", []):
        return None
    places = {_sequence_number(each): place for place, each in enumerate(records)}
    failed = [
        places.get(str(each.get("itemIdentifier")), 0) if isinstance(each, dict) else 0
        for each in _reported(answer.get("body"))
    ]
    return min(failed, default=None)


def _after_failure(mapping: Mapping[str, Any], batch: Batch, position: int) -> list[Batch]:
    """Return what is to be tried again; nothing where that was done often enough.

    To go on behind what succeeded begins a new count, and to halve a batch is no attempt.
    """
    if position:
        return [Batch(batch.records[position:])]
    if mapping.get("BisectBatchOnFunctionError") and len(batch.records) > 1:
        middle = len(batch.records) // 2
        halves = batch.records[:middle], batch.records[middle:]
        return [Batch(half, batch.failures) for half in halves]
    batch.failures += 1
    allowed = int(mapping.get("MaximumRetryAttempts", FOREVER))
    return [] if FOREVER < allowed < batch.failures else [batch]


def _reported(body: object) -> list[Any]:
    """Return the failures that an answer names; an answer that is no object names none."""
    try:
        answer = json.loads(body) if isinstance(body, str | bytes) else body
    except ValueError:
        return []
    return list(answer.get("batchItemFailures") or []) if isinstance(answer, dict) else []


def _sequence_number(record: Record) -> str:
    return str(record["dynamodb"]["SequenceNumber"])
