"""The sweep where it is deployed: its role lets it do what it is for, and its rules tick."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.deploy import STACK_NAME
from shared.domain.audit import PARTNER_DESK, OperationType
from shared.domain.command import AddCustomer, CreateUser, DeleteUsers
from shared.domain.request import PENDING_FOR, Request, RequestState
from shared.domain.staff import Role, Staff, bootstrap_admin
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from shared.ports import Cursor
from shared.store import Patience, Store, open_store
from tests.builders import a_customer_profile, a_desk, a_user_profile
from tests.fakes import FakeClock
from tests.template import properties

if TYPE_CHECKING:
    from sandbox.deploy import Stack
    from tests.deployed import Deployed

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]

NADIA = bootstrap_admin("U0GLOBAL01")
THEO = Staff(slack_user_id="U0HELPDSK1", roles=frozenset({Role.HELPDESK_AGENT}))


@pytest.fixture
def store(stack: Stack) -> Store:
    return open_store(
        stack.directory_table,
        stack.workflow_table,
        stack.audit_table,
        endpoint_url=stack.aws_url,
        patience=Patience(connect=5, read=20, retry=20),
    )


def asked(store: Store, ago: timedelta) -> Request:
    """Let the helpdesk agent have asked, some time ago, for the deletion of a user of Nimbus."""
    desk = a_desk(
        store.directory,
        audit=store.audit,
        staff=store.staff,
        requests=store.requests,
        clock=FakeClock(datetime.now(UTC) - ago),
        first_admin=NADIA.slack_user_id,
    )
    profile = a_customer_profile("Nimbus", ("nimbus.example",))
    customer_id = desk.submit(AddCustomer(profile=profile), NADIA, Operation("nimbus", "test")).target_id
    create = CreateUser(
        customer_id=customer_id, profile=a_user_profile("Amara Nwosu", domain="nimbus.example")
    )
    user_id = desk.submit(create, NADIA, Operation("nimbus.amara", "test")).target_id
    delete = DeleteUsers(customer_id=customer_id, users=(user_id,))
    request = submit_many(desk, delete, THEO, Operation("V0NIMBUS.1", "test"), "en")
    assert isinstance(request, Request)
    return request


def swept(deployed: Deployed, task: str) -> dict[str, int]:
    """Invoke the function as its rule does."""
    cloudformation = deployed.emulator.client("cloudformation")
    (described,) = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"]
    (name,) = (
        each["OutputValue"] for each in described["Outputs"] if each["OutputKey"] == "SweepFunctionName"
    )
    payload = properties("SweepFunction")["Events"][task]["Properties"]["Input"].encode()
    answer = deployed.emulator.client("lambda").invoke(FunctionName=name, Payload=payload)
    counted: dict[str, int] = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, counted
    return counted


def test_a_request_that_was_filed_long_ago_ends(deployed: Deployed, store: Store) -> None:
    request = asked(store, PENDING_FOR + timedelta(minutes=1))
    assert request.is_pending

    counted = swept(deployed, "Requests")  # unless the rule was quicker

    ended = store.requests.request(request.id)
    assert ended == replace(request, state=RequestState.EXPIRED, version=2)
    assert counted["FailedRequests"] == 0
    assert request.command.customer_id is not None
    (newest, *_) = store.audit.events(request.command.customer_id, request.id, Cursor(), 10).items
    assert newest.operation_types == (OperationType.EXPIRE_REQUEST,)
    assert newest.actor_id == PARTNER_DESK


def test_groups_are_compared_with_slack(deployed: Deployed, workspace: object) -> None:
    assert swept(deployed, "Groups")["StaffLeft"] == 0
