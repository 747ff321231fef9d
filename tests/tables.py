"""The three tables as template.yaml states them, made on any engine."""

import uuid
from dataclasses import dataclass
from typing import Any

import boto3

from tests.template import properties


@dataclass(frozen=True, slots=True)
class TableNames:
    directory: str
    workflow: str
    audit: str


def create_tables(endpoint_url: str | None = None) -> TableNames:
    """Three empty tables of their own. Without an address: wherever boto3 points, such as moto."""
    client = boto3.client("dynamodb", endpoint_url=endpoint_url)
    prefix = uuid.uuid4().hex[:8]
    names = TableNames(f"{prefix}-directory", f"{prefix}-workflow", f"{prefix}-audit")
    for resource, name in (
        ("DirectoryTable", names.directory),
        ("WorkflowTable", names.workflow),
        ("AuditTable", names.audit),
    ):
        stated = properties(resource)
        wanted: dict[str, Any] = {
            key: stated[key]
            for key in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
            if key in stated
        }
        if "StreamSpecification" in stated:
            view = stated["StreamSpecification"]["StreamViewType"]
            wanted["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": view}
        client.create_table(TableName=name, **wanted)
        if expiry := stated.get("TimeToLiveSpecification"):
            client.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
    return names
