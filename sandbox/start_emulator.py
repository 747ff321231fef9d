"""Starts the AWS emulator, run by its own Python, with two things that AWS does and it does not.

A DynamoDB stream outlives a restart: the emulator keeps how far each consumer has read and forgets the
records, so that after `make run` was stopped a consumer would wait for as many new ones. And what a function
names in `batchItemFailures` is given to it again, where the emulator takes any answer for a success.
"""

import json
from typing import Any

from ministack import app  # type: ignore[import-not-found]  # it is in the emulator's environment alone
from ministack.services import dynamodb, lambda_svc  # type: ignore[import-not-found]  # likewise

STREAMS = ("_stream_records", "_stream_trimmed")


def keep_streams() -> None:
    """Their records go into the state with the tables."""
    get_state, load_state = dynamodb.get_state, dynamodb.load_persisted_state

    def get_all() -> dict[str, Any]:
        kept: dict[str, Any] = get_state() | {name: getattr(dynamodb, name) for name in STREAMS}
        return kept | {"_stream_seq_counter": dynamodb._stream_seq_counter}  # noqa: SLF001  nowhere else

    def load_all(data: dict[str, Any]) -> None:
        load_state(data)
        for name in STREAMS:
            getattr(dynamodb, name).update(data.get(name, {}))
        dynamodb._stream_seq_counter = data.get("_stream_seq_counter", 0)  # noqa: SLF001  nowhere else

    dynamodb.get_state, dynamodb.load_persisted_state = get_all, load_all


def take_failures_seriously() -> None:
    """A batch of stream records of which some failed is given again, whole: here a batch is one record."""
    execute = lambda_svc._execute_function  # noqa: SLF001  what its own poller calls

    def execute_and_look(function: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
        result: dict[str, Any] = execute(function, event)
        records = event.get("Records") or [{}]
        if records[0].get("eventSource") == "aws:dynamodb" and _failures(result.get("body")):
            return {**result, "error": True}
        return result

    lambda_svc._execute_function = execute_and_look  # noqa: SLF001  what its own poller calls


def _failures(body: object) -> list[Any]:
    try:
        answer = json.loads(body) if isinstance(body, str | bytes) else body
    except ValueError:
        return []
    return list(answer.get("batchItemFailures") or []) if isinstance(answer, dict) else []


if __name__ == "__main__":
    keep_streams()
    take_failures_seriously()
    app.main()
