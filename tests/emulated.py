"""AWS as moto has it, made once in a process and put back before each test.

moto forgets everything where a test begins; what is put back are copies of what stood in it after it was
made: the tables, the secret, the key. Clients, caches and clocks are the test's own and made anew.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler
from moto.kms.models import kms_backends
from moto.secretsmanager.models import secretsmanager_backends

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REGION = "eu-west-1"
BACKENDS: dict[str, Any] = {
    "dynamodb": dynamodb_backends,
    "kms": kms_backends,
    "secretsmanager": secretsmanager_backends,
}
MOTOS_OWN = {"account_id", "region_name", "partition"}


@dataclass
class State:
    """What stands in some of AWS's services, as it was when this process first made it."""

    services: tuple[str, ...]
    facts: Any = None
    _kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put_back(self, make: Callable[[], Any]) -> Any:
        """Let the services hold what ``make`` makes in them, and nothing else; return what it returned."""
        if not self._kept:
            self.facts = make()
            self._kept = {service: _copied(service_of(service)) for service in self.services}
        for service, kept in self._kept.items():
            vars(service_of(service)).update(copy.deepcopy(kept))
        return self.facts


def service_of(name: str) -> Any:
    """Return what moto has of a service where the tests are."""
    return BACKENDS[name][DEFAULT_ACCOUNT_ID][REGION]


def is_empty() -> bool:
    """Whether no item stands in any table."""
    return not any(table.items for table in service_of("dynamodb").tables.values())


def _copied(service: Any) -> dict[str, Any]:
    return copy.deepcopy({name: each for name, each in vars(service).items() if name not in MOTOS_OWN})


@contextmanager
def moto_running() -> Iterator[None]:
    """Stand in for AWS, empty, until the block ends: quickly, and for threads that call at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DynamoHandler, "call_action", _one_at_a_time)
        patch.setattr("moto.kms.models.generate_private_key", no_key_pair)
        patch.setattr(Table, "__deepcopy__", _snapshot, raising=False)
        patch.setattr(DynamoDBBackend, "update_item", _update_a_copy)
        with mock_aws():
            yield


def no_key_pair(_key_spec: str) -> None:
    """Spare moto the RSA key pair that it makes beside every symmetric key, and takes half a second for."""


_call_action = DynamoHandler.call_action
_turn = Lock()


def _one_at_a_time(self: DynamoHandler) -> Any:
    """Let calls take turns: moto undoes a transaction by putting back the tables with all that is in them."""
    with _turn:
        return _call_action(self)


def _snapshot(table: Table, _memo: object) -> Table:
    """Copy a table with the same items in it: moto copies whole tables for each step of a transaction.

    It holds because no item is changed in place (`_update_a_copy`).
    """
    copied = copy.copy(table)
    copied.items = defaultdict(dict)
    for key, found in table.items.items():
        copied.items[key] = dict(found)  # by sort key, which every table of ours has
    if table.stream_shard is not None:
        copied.stream_shard = copy.copy(table.stream_shard)
        copied.stream_shard.table = copied
        copied.stream_shard.items = list(table.stream_shard.items)
    return copied


_update_item = DynamoDBBackend.update_item


def _update_a_copy(self: DynamoDBBackend, table_name: str, key: dict[str, Any], **facts: Any) -> Any:
    """Update an item, and leave the one that was there to the copies of the table."""
    table = self.get_table(table_name)
    place = DynamoType(key[table.hash_key_attr]), DynamoType(key[table.range_key_attr or ""])
    if (item := table.get_item(*place)) is not None:
        table.items[place[0]][place[1]] = copy.deepcopy(item)
    return _update_item(self, table_name, key, **facts)
