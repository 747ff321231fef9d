"""The real functions, on real store code over moto, spoken to in signed HTTP by the stand-in for Slack."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from logging import StreamHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

import boto3
import pytest

from functions.slack.function import SlackFunction
from functions.worker.function import WorkerFunction
from functions.worker.pace import Pace
from sandbox.slack.app_facts import AppFacts
from sandbox.slack.delivery import InProcess
from sandbox.slack.delivery.lambda_event import LambdaContext
from sandbox.slack.people import PEOPLE
from sandbox.slack.server import serve
from sandbox.slack.workspace import Workspace
from shared.domain.command import AddCustomer, AddSubscription, ChangeLicenses, CreateUser, DeleteUsers
from shared.domain.customer import CustomerProfile, Domain
from shared.domain.license import LicenseChange
from shared.domain.outcome import Result
from shared.domain.staff import Role, Staff, bootstrap_admin
from shared.domain.subscription import Units
from shared.domain.user import UserProfile
from shared.operations.deletion import Deleter
from shared.operations.desk import Act, Operation
from shared.operations.license import LicenseChanger
from shared.runtime.wiring import Wiring, wire
from tests.emulated import State, is_empty, moto_running
from tests.fakes import FakeTime
from tests.sentinel import Sentinel, listening
from tests.staffing import register
from tests.stream import Stream
from tests.tables import TableNames, create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandbox.slack.delivery import Delivered
    from shared.domain.subscription import Product
    from shared.domain.user import DirectoryRole, User
    from shared.ports import StaffRegister

ADMIN = "U0GLOBAL01"  # the first admin, named by the deployment
FRENCH_MANAGER = "U0USERMGR1"
HELPDESK = "U0HELPDSK1"
NO_ROLE = "U0NOROLE01"
GUEST = "U0GUEST001"
STRANGER = "U0STRANGER"
CREDENTIAL_KEY = "alias/credentials"


@dataclass(frozen=True, slots=True)
class Office:
    """A partner's office: its Slack workspace, the functions behind it, and a way to prepare things.

    ``time`` is the worker's: waiting for Slack takes none of ours.
    """

    workspace: Workspace
    function: SlackFunction
    worker: WorkerFunction
    wiring: Wiring
    tables: TableNames
    stream: Stream
    time: FakeTime

    def add_customer(self, name: str = "Contoso Ltd", *domains: str, country: str = "GB") -> str:
        profile = CustomerProfile(
            name=name,
            domains=tuple(Domain(each) for each in domains or ("contoso.example",)),
            country=country,
        )
        operation = Operation(f"prepare.{name}", "test")
        return self.wiring.desk.submit(AddCustomer(profile=profile), self.admin, operation).target_id

    def add_user(
        self,
        customer_id: str,
        name: str,
        *roles: DirectoryRole,
        domain: str = "contoso.example",
        usage_location: str = "GB",
    ) -> User:
        first_name, _, last_name = name.partition(" ")
        profile = UserProfile(
            first_name=first_name,
            last_name=last_name,
            display_name=name,
            user_name=name.replace(" ", ".").lower(),
            domain=domain,
            usage_location=usage_location,
            directory_roles=frozenset(roles),
        )
        command = CreateUser(customer_id=customer_id, profile=profile)
        outcome = self.wiring.desk.submit(command, self.admin, Operation(f"prepare.{name}", "test"))
        assert outcome.user is not None
        return outcome.user

    def add_subscription(self, customer_id: str, product: Product, active: int = 25) -> None:
        command = AddSubscription(customer_id=customer_id, product=product, units=Units(active=active))
        operation = Operation(f"prepare.{customer_id}.{product.sku_id}", "test")
        assert self.wiring.desk.submit(command, self.admin, operation).subscription is not None

    def assign(self, user: User, *sku_ids: str) -> None:
        change = LicenseChange(assign=dict.fromkeys(sku_ids))
        command = ChangeLicenses(customer_id=user.customer_id, users=(user.id,), change=change)
        desk, operation = self.wiring.desk, Operation(f"prepare.{user.id}.{sku_ids}", "test")
        act = Act(actor=self.admin, operation=operation, at=desk.clock.now())
        assert LicenseChanger(command, [user.id], desk, act).change(user.id).result is Result.DONE

    def delete(self, user: User, *, ago: timedelta = timedelta()) -> None:
        """Delete a user, as if so long ago."""
        desk, operation = self.wiring.desk, Operation(f"prepare.{user.id}.delete", "test")
        command = DeleteUsers(customer_id=user.customer_id, users=(user.id,))
        act = Act(actor=self.admin, operation=operation, at=desk.clock.now() - ago)
        assert Deleter(command, [user.id], desk, act).change(user.id).result is Result.DONE

    def holds(self, user: User) -> Mapping[str, frozenset[str]]:
        """What a user holds now: each SKU with its service plans switched off."""
        return self.wiring.desk.directory.user(user.customer_id, user.id).licenses

    def grant(self, slack_user_id: str, *roles: Role, customers: frozenset[str] | None = None) -> None:
        staff = Staff(slack_user_id=slack_user_id, roles=frozenset(roles), customers=customers)
        register(self.wiring.desk.staff, staff)

    def work(self) -> None:
        """Let the worker take every step that is due, until none is."""
        for event in self.stream.events():
            assert self.hand_over(event) == []

    def take_step(self) -> list[dict[str, str]]:
        """Let the worker take one step that is due; what it returns is to be tried again."""
        return self.hand_over(next(self.stream.events()))

    def hand_over(self, event: dict[str, Any]) -> list[dict[str, str]]:
        """Give the worker records of the stream; what it returns is to be tried again."""
        told = self.worker(event, LambdaContext())  # type: ignore[arg-type]
        assert list(told) == ["batchItemFailures"]
        failures: list[dict[str, str]] = told["batchItemFailures"]
        return failures

    @property
    def admin(self) -> Staff:
        return bootstrap_admin(ADMIN)

    def items(self, table: str) -> list[dict[str, object]]:
        """Everything in a table: how a test sees that nothing was written."""
        return list(boto3.resource("dynamodb").Table(table).scan()["Items"])

    def everything(self) -> list[dict[str, object]]:
        tables = (self.tables.directory, self.tables.workflow, self.tables.audit)
        return [item for table in tables for item in self.items(table)]


def sent_again(office: Office, delivered: Delivered | None, **replaced: str) -> Delivered:
    """Deliver the same once more, or with other words in it."""
    assert delivered is not None
    payload = parse_qs(delivered.request.body)["payload"][0]
    for old, new in replaced.items():
        assert old in payload
        payload = payload.replace(old, new)
    form = urlencode({"payload": payload})
    return office.workspace.delivery.send(delivered.kind, form, delivered.request.headers["Content-Type"])


@pytest.fixture
def aws() -> Iterator[TableNames]:
    with emulated_aws() as names:
        yield names


@contextmanager
def emulated_aws() -> Iterator[TableNames]:
    """What the functions need of AWS, empty."""
    with moto_running():
        names: TableNames = EMPTY.put_back(make_aws)
        yield names


def make_aws() -> TableNames:
    facts = AppFacts()
    held = {"signing_secret": facts.signing_secret, "bot_token": facts.bot_token}
    boto3.client("secretsmanager").create_secret(Name="slack", SecretString=json.dumps(held))
    kms = boto3.client("kms")
    kms.create_alias(AliasName=CREDENTIAL_KEY, TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])
    return create_tables()


EMPTY = State(("dynamodb", "kms", "secretsmanager"))
STAFFED = State(("dynamodb",))


@pytest.fixture(scope="session")
def served() -> Iterator[Workspace]:
    workspace = Workspace(trigger_seconds=60)
    workspace.delivery.patience = 60  # a busy machine is late by itself; tests of lateness say so
    with serve(workspace):
        yield workspace


@pytest.fixture
def environment(aws: TableNames, served: Workspace) -> Mapping[str, str]:
    return environment_of(aws, served)


def environment_of(aws: TableNames, served: Workspace) -> Mapping[str, str]:
    return {
        "DIRECTORY_TABLE": aws.directory,
        "WORKFLOW_TABLE": aws.workflow,
        "AUDIT_TABLE": aws.audit,
        "SLACK_SECRET_ID": "slack",
        "SLACK_TEAM_ID": served.facts.team_id,
        "SLACK_APP_ID": served.facts.app_id,
        "BOOTSTRAP_ADMIN": ADMIN,
        "CREDENTIAL_KEY_ID": CREDENTIAL_KEY,
        "SLACK_API_URL": f"{served.base_url}/api/",
    }


@pytest.fixture
def sentinel(aws: TableNames) -> Iterator[Sentinel]:
    """Whoever listens for temporary passwords, and finds none at the end of the test."""
    with listening((aws.directory, aws.workflow, aws.audit)) as listener:
        yield listener
        leaks = listener.leaks()
    assert leaks == []


@pytest.fixture
def office(environment: Mapping[str, str], served: Workspace, aws: TableNames, sentinel: Sentinel) -> Office:
    return open_office(environment, served, aws)


def open_office(environment: Mapping[str, str], served: Workspace, aws: TableNames) -> Office:
    """The functions wired to the workspace, and everybody in their role."""
    served.reset()
    wiring = wire(environment)
    function = SlackFunction(wiring)
    served.connect(InProcess(function))
    assert is_empty(), "an office opens where nothing stands in its tables yet"
    STAFFED.put_back(lambda: put_everybody_in_their_role(wiring.desk.staff))
    time = FakeTime()
    worker = WorkerFunction(wiring, Pace(time.now, time.sleep), time.sleep)
    return Office(served, function, worker, wiring, aws, Stream(aws.workflow), time)


def put_everybody_in_their_role(register_of_staff: StaffRegister) -> None:
    """Give each person of the workspace the partner role that they have in it."""
    for person in PEOPLE:
        if person.role and person.id != ADMIN:
            staff = Staff(slack_user_id=person.id, roles=frozenset({Role(person.role)}))
            register(register_of_staff, staff)


@pytest.fixture
def log(office: Office) -> Iterator[StringIO]:
    """Everything that the function logs, as it is written."""
    written = StringIO()
    handlers = [each for each in office.wiring.log.handlers if isinstance(each, StreamHandler)]
    before = [handler.setStream(written) for handler in handlers]
    yield written
    for handler, stream in zip(handlers, before, strict=True):
        handler.setStream(stream or sys.stdout)
