"""The models and template.yaml say the same of the tables."""

from __future__ import annotations

import pytest
from pynamodb.attributes import TTLAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from shared.store import models
from tests.template import properties

ITEMS = [each for each in vars(models).values() if isinstance(each, type) and issubclass(each, models.Item)]
TABLES: dict[str, list[type[models.Item]]] = {
    "DirectoryTable": [models.UserItem, models.DomainItem],
    "AuditTable": [models.AuditItem],
    "WorkflowTable": [models.RequestItem],
}


def indexes_of(table: str) -> list[GlobalSecondaryIndex[models.Item]]:
    """The indexes of all items of a table."""
    found = [each for item in TABLES[table] for each in vars(item).values()]
    return [each for each in found if isinstance(each, GlobalSecondaryIndex)]


def test_every_item_has_the_keys_of_its_table() -> None:
    for item in ITEMS:
        names = {name: each for name, each in item.get_attributes().items() if each.is_hash_key}
        assert list(names) == ["pk"]
    for table in TABLES:
        assert [key["AttributeName"] for key in properties(table)["KeySchema"]] == ["pk", "sk"]


@pytest.mark.parametrize("table", TABLES)
def test_the_indexes_of_a_table_are_those_of_its_items(table: str) -> None:
    stated = {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for index in properties(table).get("GlobalSecondaryIndexes", [])
    }
    indexes = indexes_of(table)
    known = {
        index.Meta.index_name: [
            *[name for name, each in index.Meta.attributes.items() if each.is_hash_key],
            *[name for name, each in index.Meta.attributes.items() if each.is_range_key],
        ]
        for index in indexes
    }
    assert known == stated


@pytest.mark.parametrize("table", TABLES)
def test_an_index_has_as_much_of_an_item_as_its_reader_expects(table: str) -> None:
    stated = {
        index["IndexName"]: index["Projection"]["ProjectionType"]
        for index in properties(table)["GlobalSecondaryIndexes"]
    }
    indexes = indexes_of(table)
    assert {index.Meta.index_name: index.Meta.projection.projection_type for index in indexes} == stated


PASSING = [
    models.RequestItem,
    models.CardItem,
    models.SliceItem,
    models.StopItem,
    models.CredentialItem,
    models.SealedItem,
    models.LinkItem,
    models.NoticeItem,
    models.ImportItem,
    models.ImportPartItem,
]


def test_an_item_that_has_to_stay_never_carries_the_time_to_live_of_its_table() -> None:
    time_to_live = properties("WorkflowTable")["TimeToLiveSpecification"]["AttributeName"]
    staying = [each for each in ITEMS if each not in PASSING]
    assert [each for each in staying if time_to_live in each.get_attributes()] == []


@pytest.mark.parametrize("item", PASSING, ids=lambda item: item.__name__)
def test_what_has_to_pass_goes_by_the_time_to_live_of_its_table(item: type[models.Item]) -> None:
    time_to_live = properties("WorkflowTable")["TimeToLiveSpecification"]["AttributeName"]
    assert isinstance(item.get_attributes()[time_to_live], TTLAttribute)
