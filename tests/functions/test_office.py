"""Tests share what is slow to make, and nothing that one of them leaves behind reaches the next."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from slack_sdk import WebClient

from shared.domain.staff import Role, Staff
from tests.emulated import service_of
from tests.office import CREDENTIAL_KEY, HELPDESK, NO_ROLE, emulated_aws, environment_of, open_office
from tests.products import E3
from tests.staffing import register

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.workspace import Workspace
    from tests.office import Office
    from tests.tables import TableNames

FACTS: dict[str, Callable[[Office], Any]] = {
    "names of tables": lambda _: sorted(service_of("dynamodb").tables),
    "items": lambda office: sorted(
        json.dumps(each, sort_keys=True, default=str) for each in office.everything()
    ),
    "stream": lambda office: [event["Records"][0]["dynamodb"]["Keys"] for event in office.stream.events()],
    "secret": lambda _: boto3.client("secretsmanager").get_secret_value(SecretId="slack")["SecretString"],
    "key": lambda _: boto3.client("kms").describe_key(KeyId=CREDENTIAL_KEY)["KeyMetadata"]["KeyId"],
    "keys": lambda _: len(boto3.client("kms").list_keys()["Keys"]),
    "senders": lambda _: boto3.client("sesv2").list_email_identities()["EmailIdentities"],
    "staff": lambda office: sorted(repr(each) for each in office.wiring.desk.staff.everyone()),
    "people": lambda office: sorted(office.workspace.people.items()),
    "groups": lambda office: sorted(office.workspace.user_groups),
    "messages": lambda office: [said.text for said in office.workspace.sign_in(HELPDESK).messages],
    "profile cache": lambda office: repr(vars(office.wiring.profiles)),
    "files": lambda office: len(office.workspace.files._files),
    "clock": lambda office: office.time.now(),
    "calls": lambda office: list(office.workspace.calls),
    "deliveries": lambda office: list(office.workspace.delivery.delivered),
}
"""What one test could leave to the next, and how it is seen."""


def look(office: Office) -> dict[str, Any]:
    return {name: see(office) for name, see in FACTS.items()}


def dirty(office: Office) -> None:
    """Leave something behind everywhere, and change what was there."""
    workspace, desk = office.workspace, office.wiring.desk
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3)
    office.assign(office.add_user(customer_id, "Nadia Okafor"), E3.sku_id)
    current = desk.staff.find(HELPDESK)
    assert current is not None
    register(desk.staff, replace(current, roles=frozenset({Role.GLOBAL_ADMIN})))
    register(desk.staff, Staff(slack_user_id=NO_ROLE, roles=frozenset({Role.SALES_AGENT})))
    boto3.client("dynamodb").create_table(
        TableName="left-behind",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    boto3.resource("dynamodb").Table(office.tables.workflow).put_item(Item=A_DUE_REQUEST)
    kms = boto3.client("kms")
    another = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.update_alias(AliasName=CREDENTIAL_KEY, TargetKeyId=another)
    boto3.client("sesv2").create_email_identity(EmailIdentity="desk@partner.example")
    workspace.change_person(HELPDESK, name="theo.left")
    workspace.put_user_group(replace(next(iter(workspace.user_groups.values())), id="S0LEFT"))
    workspace.sign_in(HELPDESK).types("/partner whoami")
    workspace.sign_in(HELPDESK).opens_home()
    slack = WebClient(token=workspace.facts.bot_token, base_url=f"{workspace.base_url}/api/")
    slack.chat_postMessage(channel=HELPDESK, text="Left behind")
    workspace.files.add("left.csv", b"left", HELPDESK, 1_763_803_800)
    office.time.sleep(60)
    boto3.client("secretsmanager").put_secret_value(SecretId="slack", SecretString="{}")


A_DUE_REQUEST = {"pk": "REQUEST#left", "sk": "REQUEST", "version": 1, "work": "due"}


def test_nothing_that_a_test_leaves_behind_reaches_the_next(served: Workspace) -> None:
    def opened(names: TableNames) -> Office:
        return open_office(environment_of(names, served), served, names)

    with emulated_aws() as names:
        before = look(opened(names))
    with emulated_aws() as names:
        office = opened(names)
        dirty(office)
        left = look(office)
    with emulated_aws() as names:
        after = look(opened(names))

    assert [name for name in FACTS if left[name] == before[name]] == []
    assert after == before


def test_an_office_opens_only_where_nothing_is_in_its_tables(served: Workspace) -> None:
    with emulated_aws() as names:
        office = open_office(environment_of(names, served), served, names)
        with pytest.raises(AssertionError, match="nothing stands in its tables yet"):
            open_office(environment_of(names, served), served, names)
        assert office.everything() != []
