"""The purge where it is deployed: its rule really fires, once a minute here."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest

from sandbox.deploy import STACK_NAME
from shared.domain.audit import PARTNER_DESK, OperationType
from shared.domain.command import AddCustomer, CreateUser
from shared.domain.deletion import DeletedUser
from shared.domain.staff import bootstrap_admin
from shared.errors import UserNotFoundError
from shared.operations.desk import Operation
from shared.ports import Cursor
from shared.store import Patience, Store, open_store
from tests.builders import a_customer_profile, a_desk, a_user_profile, an_event

if TYPE_CHECKING:
    from sandbox.deploy import Stack
    from sandbox.slack.workspace import Workspace
    from shared.domain.user import User
    from tests.deployed import Deployed

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]

NADIA = bootstrap_admin("U0GLOBAL01")
PATIENCE = 120  # seconds: the rule fires once a minute


@pytest.fixture
def store(stack: Stack) -> Store:
    return open_store(
        stack.directory_table,
        stack.workflow_table,
        stack.audit_table,
        endpoint_url=stack.aws_url,
        patience=Patience(connect=5, read=20, retry=20),
    )


def add_users(store: Store, domain: str, *names: str) -> list[User]:
    desk = a_desk(store.directory, audit=store.audit, staff=store.staff)
    profile = a_customer_profile("Lucerne Publishing", (domain,))
    customer_id = desk.submit(AddCustomer(profile=profile), NADIA, Operation(domain, "test")).target_id
    users = []
    for name in names:
        command = CreateUser(customer_id=customer_id, profile=a_user_profile(name, domain=domain))
        outcome = desk.submit(command, NADIA, Operation(f"{domain}.{name}", "test"))
        assert outcome.user is not None
        users.append(outcome.user)
    return users


def delete(store: Store, user: User, ago: timedelta) -> DeletedUser:
    """Delete a user some time ago."""
    deleted = DeletedUser(
        user=replace(user, version=user.version + 1),
        deleted_at=datetime.now(UTC) - ago,
        deleted_by=NADIA.slack_user_id,
    )
    event = an_event(f"delete.{user.id}", customer_id=user.customer_id, target_id=user.id)
    assert store.directory.delete_user(user, deleted, event) is None
    return deleted


def is_gone(store: Store, user: User) -> bool:
    try:
        store.directory.deleted_user(user.customer_id, user.id)
    except UserNotFoundError:
        return True
    return False


def items_about(stack: Stack, user: User) -> list[str]:
    """The sort keys of every item of the user's customer that names the user."""
    table = boto3.resource("dynamodb", endpoint_url=stack.aws_url).Table(stack.directory_table)
    items = table.query(
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": f"CUSTOMER#{user.customer_id}"},
    )["Items"]
    return [str(item["sk"]) for item in items if user.id in str(item)]


def test_who_was_deleted_30_days_ago_is_gone_for_good_and_who_has_a_day_left_stays(
    stack: Stack, store: Store
) -> None:
    due, waiting = add_users(store, "lucerne.example", "Amara Nwosu", "Bram Visser")
    deleted = delete(store, due, timedelta(days=30, minutes=1))
    delete(store, waiting, timedelta(days=29))
    assert len(items_about(stack, due)) > 1

    deadline = time.monotonic() + PATIENCE
    while not is_gone(store, due) and time.monotonic() < deadline:
        time.sleep(1)

    assert is_gone(store, due)
    assert items_about(stack, due) == []
    assert not is_gone(store, waiting)
    assert store.directory.count_users(due.customer_id).deleted == 1
    (newest, *_) = store.audit.events(due.customer_id, due.id, Cursor(), 10).items
    assert newest.operation_types == (OperationType.PURGE_CUSTOMER_USER,)
    assert newest.actor_id == PARTNER_DESK
    assert newest.operation_id == f"purge.{due.id}.{deleted.user.version}"


def test_who_has_a_day_left_is_told_of_in_the_channel_for_notices(
    deployed: Deployed, store: Store, workspace: Workspace
) -> None:
    (user,) = add_users(store, "notices.example", "Chidi Okeke")
    delete(store, user, timedelta(days=29, hours=12))
    name = outputs(deployed)["PurgeFunctionName"]

    answer = deployed.emulator.client("lambda").invoke(FunctionName=name, Payload=b'{"task": "last_day"}')

    counted = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, counted
    assert counted["SentNotices"] >= 1
    told = [said.text for said in workspace.sign_in(NADIA.slack_user_id).messages]
    assert [text for text in told if "Chidi Okeke, chidi.okeke@notices.example" in text]


def outputs(deployed: Deployed) -> dict[str, str]:
    """What the deployed stack tells of itself."""
    cloudformation = deployed.emulator.client("cloudformation")
    (described,) = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in described["Outputs"]}
