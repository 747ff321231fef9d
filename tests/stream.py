"""The workflow table's stream, as Lambda hands it to the worker: filtered, a record at a time."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3

from tests.template import properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Record = dict[str, Any]

KNOWN_TO_MOTO = "https://streams.dynamodb.eu-west-1.amazonaws.com"  # boto3's own choice names the account


class Stream:
    """Records written since the last look at them. Without an address: moto's."""

    def __init__(self, table_name: str, endpoint_url: str | None = None) -> None:
        tables, self._client = _clients(endpoint_url)
        self._arn = tables.describe_table(TableName=table_name)["Table"]["LatestStreamArn"]
        self._iterators: dict[str, str] = {}

    def events(self) -> Iterator[Record]:
        """One event for each record that passes the filter, until there is none."""
        while found := list(self._new_records()):
            for record in found:
                if passes(record):
                    yield {"Records": [record]}

    def _new_records(self) -> Iterator[Record]:
        for shard in self._client.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]:
            shard_id = shard["ShardId"]
            if shard_id not in self._iterators:
                first = self._client.get_shard_iterator(
                    StreamArn=self._arn, ShardId=shard_id, ShardIteratorType="TRIM_HORIZON"
                )
                self._iterators[shard_id] = first["ShardIterator"]
            if not self._iterators[shard_id]:
                continue
            answer = self._client.get_records(ShardIterator=self._iterators[shard_id])
            self._iterators[shard_id] = answer.get("NextShardIterator", "")
            yield from answer["Records"]


@cache
def _clients(endpoint_url: str | None) -> tuple[Any, Any]:
    """Make the clients of tables and of their streams, once for all tests of a process."""
    tables = boto3.client("dynamodb", endpoint_url=endpoint_url)
    return tables, boto3.client("dynamodbstreams", endpoint_url=endpoint_url or KNOWN_TO_MOTO)


def passes(record: Mapping[str, Any]) -> bool:
    """Tell whether the template's filter lets a record through to the worker."""
    (only,) = properties("WorkerStream")["FilterCriteria"]["Filters"]
    return _matches(record, json.loads(only["Pattern"]))


def _matches(found: Any, pattern: Any) -> bool:
    if isinstance(pattern, dict):
        return isinstance(found, dict) and all(_matches(found.get(name), pattern[name]) for name in pattern)
    return found in pattern


def due_event(request_id: str, version: int, *, sequence_number: str = "1000") -> Record:
    """Make the event of a request that has come to a version."""
    image = {
        "pk": {"S": f"REQUEST#{request_id}"},
        "sk": {"S": "REQUEST"},
        "version": {"N": str(version)},
        "work": {"S": "due"},
    }
    change = {
        "Keys": {"pk": image["pk"], "sk": image["sk"]},
        "NewImage": image,
        "SequenceNumber": sequence_number,
    }
    record = {
        "eventID": sequence_number,
        "eventName": "INSERT" if version == 1 else "MODIFY",
        "eventSource": "aws:dynamodb",
        "dynamodb": change,
    }
    return {"Records": [record]}
