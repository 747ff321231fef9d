"""The tables that tests use are the ones the template deploys."""

import boto3
import pytest
from moto import mock_aws

from tests.tables import TableNames, create_tables
from tests.template import properties


def indexes(client: object, name: str) -> set[str]:
    table = client.describe_table(TableName=name)["Table"]  # type: ignore[attr-defined]
    return {index["IndexName"] for index in table.get("GlobalSecondaryIndexes", [])}


def check(client: object, names: TableNames) -> None:
    tables = {
        "DirectoryTable": names.directory,
        "WorkflowTable": names.workflow,
        "AuditTable": names.audit,
    }
    for resource, name in tables.items():
        stated = {i["IndexName"] for i in properties(resource)["GlobalSecondaryIndexes"]}
        assert indexes(client, name) == stated


def test_moto_takes_the_tables_of_the_template() -> None:
    with mock_aws():
        check(boto3.client("dynamodb"), create_tables())


@pytest.mark.dynamodb_local
def test_dynamodb_local_takes_the_tables_of_the_template(dynamodb_local: str) -> None:
    names = create_tables(dynamodb_local)
    check(boto3.client("dynamodb", endpoint_url=dynamodb_local), names)
