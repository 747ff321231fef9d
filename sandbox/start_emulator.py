"""Starts the AWS emulator, run by its own Python, with two things that AWS does and it does not.

A DynamoDB stream outlives a restart: the emulator keeps how far each consumer has read and forgets the
records, so that after `make run` was stopped a consumer would wait for as many new ones. And a batch of
stream records that fails is tried again from where it failed, as often as its mapping says, and then goes to
the failure queue: the emulator gives it to the function for ever, and takes what is named in
`batchItemFailures` for done.
"""

from typing import Any, TypeGuard

from ministack import app  # type: ignore[import-not-found]  # it is in the emulator's environment alone
from ministack.services import dynamodb, lambda_svc  # type: ignore[import-not-found]  # likewise

from sandbox.stream_delivery import StreamDelivery

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


class StreamPolling:
    """Stands between the emulator's poller and the function: batches that fail end as they do on AWS."""

    def __init__(self) -> None:
        self._filter = lambda_svc._apply_filter_criteria  # noqa: SLF001  the poller's own steps, in this order
        self._execute = lambda_svc._execute_function  # noqa: SLF001  likewise
        self._delivery = StreamDelivery()
        self._mapping: dict[str, Any] = {}
        self._records: list[dict[str, Any]] = []

    def filter(self, records: list[dict[str, Any]], mapping: dict[str, Any]) -> list[dict[str, Any]]:
        """Keep in mind whose records are given next; the answer is the emulator's."""
        kept: list[dict[str, Any]] = self._filter(records, mapping)
        self._mapping, self._records = mapping, kept
        return kept

    def execute(self, function: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
        """Invoke a function; with what the poller read from a table's stream, as often as that takes."""
        records = event.get("Records")
        if records is not self._records or not is_of_table(records):
            result: dict[str, Any] = self._execute(function, event)
            return result
        mapping = self._mapping

        def discard(discarded: list[dict[str, Any]], result: dict[str, Any]) -> None:
            lambda_svc._send_ddb_stream_failure_record(  # noqa: SLF001  to the queue, as AWS words it
                mapping, function, discarded, mapping["EventSourceArn"], result, "RetryAttemptsExhausted"
            )

        return self._delivery.give(
            mapping, records, lambda given: self._execute(function, {"Records": given}), discard
        )


def is_of_table(records: Any) -> TypeGuard[list[dict[str, Any]]]:
    """Return whether these are records of a DynamoDB stream."""
    return bool(records) and records[0].get("eventSource") == "aws:dynamodb"


def end_batches_that_fail() -> None:
    """Put the delivery that AWS has in the place of the emulator's."""
    polling = StreamPolling()
    lambda_svc._apply_filter_criteria = polling.filter  # noqa: SLF001  what its own poller calls
    lambda_svc._execute_function = polling.execute  # noqa: SLF001  likewise


if __name__ == "__main__":
    keep_streams()
    end_batches_that_fail()
    app.main()
