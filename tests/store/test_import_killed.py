"""A file of users done by workers that are killed, delivered twice, or asked to come back."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.slack.server import serve
from sandbox.slack.workspace import Workspace
from shared.domain.command import CheckLicenseFile, CheckUserFile
from shared.domain.credential import Means
from shared.domain.outcome import Result
from shared.domain.request import RequestState, Tally
from shared.domain.user import UserFilter
from shared.operations.desk import Desk, Operation
from shared.operations.handover import hand_over
from shared.operations.import_file import run_id, run_import
from shared.policy.matrix import default_matrix
from shared.ports import Cursor
from shared.store import Store, open_store
from tests.builders import (
    CONTOSO,
    a_customer,
    a_request,
    a_staff_member,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)
from tests.fakes import FakeClock
from tests.fakes_of_work import FakeCipher
from tests.products import E1, E3
from tests.scale import at_scale
from tests.store.calls import tables_of
from tests.store.children import output_of
from tests.store.conftest import PATIENT
from tests.store.faults import faulty
from tests.store.killed_worker import BOTH, CHANGE, DEATH, LISTING, OF_THE_STORE, Job, arguments
from tests.tables import TableNames, create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.command import CheckFile
    from shared.domain.request import Request

pytestmark = pytest.mark.dynamodb_local

ADMIN = "U0GLOBAL01"
CHECK = "V0CLICK.1"
RUN = run_id(CHECK)
GRACE = a_staff_member(slack_user_id=ADMIN)
USERS = "Display name,Email,Licenses"
ROWS = at_scale(small=200, full=1_000)
PARTS = ROWS // 100
WRONG = 2
DYING = ("70", "7f", "71", "7e", "30", "3e", "50", "5f")  # how the ids of those end at whom a worker dies


@dataclass(frozen=True, slots=True)
class Office:
    """Tables and a Slack of their own, and a file that somebody uploads.

    ``wrong`` of its rows cannot be done. ``faulty_url`` is where workers find the tables.
    """

    rows: int
    wrong: int
    store: Store
    names: TableNames
    workspace: Workspace
    endpoint_url: str
    faulty_url: str

    @property
    def desk(self) -> Desk:
        return Desk(
            **{name: getattr(self.store, name) for name in OF_THE_STORE},
            cipher=FakeCipher(),
            clock=FakeClock(),
            matrix=default_matrix(),
            first_admin=ADMIN,
        )

    @property
    def done(self) -> int:
        return self.rows - self.wrong

    def upload(self, command: type[CheckUserFile | CheckLicenseFile], lines: list[str]) -> None:
        content = "\n".join(lines).encode()
        file = self.workspace.files.add("new.csv", content, ADMIN, 1_763_803_800)
        facts = {"usage_location": "FR"} if command is CheckUserFile else {}
        asked: CheckFile = command(customer_id=CONTOSO, file_id=file.id, file_name="new.csv", **facts)
        self.store.requests.file(a_request(CHECK, asked, requester_id=ADMIN))

    def run(self) -> None:
        about = {"all_or_nothing": False, "correlation_id": "click", "language": "en"}
        run_import(self.desk, GRACE, CHECK, **about)  # type: ignore[arg-type]

    def work(self, request_id: str, **how: Any) -> list[str]:
        """Let a worker work until a request is finished; tell where it was killed."""
        job = Job(
            endpoint_url=self.faulty_url,
            directory_table=self.names.directory,
            workflow_table=self.names.workflow,
            audit_table=self.names.audit,
            slack_api_url=f"{self.workspace.base_url}/api/",
            bot_token=self.workspace.facts.bot_token,
            first_admin=ADMIN,
            request_id=request_id,
            slice_size=100,
            approvals_channel="",
            import_limit=self.rows,
            **{"killed": "", **how},
        )
        said = output_of(arguments(job)).splitlines()
        return [line.removeprefix(DEATH) for line in said if line.startswith(DEATH)]

    def request(self, request_id: str = RUN) -> Request:
        return self.store.requests.request(request_id)

    def events(self) -> list[dict[str, Any]]:
        """List the events of the request that did the rows."""
        client: Any = tables_of(self.store).connection.client
        pages = client.get_paginator("scan").paginate(TableName=self.names.audit)
        return [item for page in pages for item in page["Items"] if item["pk"]["S"] == RUN]


@contextmanager
def office(
    endpoint_url: str, rows: int, *, wrong: int = 0, seats: int | None = None, faulty_url: str = ""
) -> Iterator[Office]:
    names = create_tables(endpoint_url)
    store = open_store(
        names.directory, names.workflow, names.audit, endpoint_url=endpoint_url, patience=PATIENT
    )
    made = Office(rows, wrong, store, names, Workspace(), endpoint_url, faulty_url or endpoint_url)
    store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
    for product in (E1, E3):
        bought = a_subscription(product, rows if seats is None else seats)
        store.directory.add_subscription(bought, an_event(f"buy {product.sku_id}", target_id=product.sku_id))
    with serve(made.workspace):
        yield made


def new_users(count: int, wrong: int = 0) -> list[str]:
    """Write a file; so many of its rows, one in each hundred, are of another customer's domain."""
    domains = [
        "elsewhere" if number % 100 == 50 and number < wrong * 100 else "contoso" for number in range(count)
    ]
    rows = [
        f"Person {number},p{number:05}@{domain}.example,{E3.part_number}"
        for number, domain in enumerate(domains)
    ]
    return [USERS, *rows]


def check_created(office: Office) -> None:
    """Each row is one user, one event, one seat, one outcome and one password; and no other is."""
    assert office.request(CHECK).state is RequestState.DONE
    request = office.request()
    assert (request.state, request.tally) == (RequestState.DONE, Tally(done=office.done))
    directory = office.store.directory
    users = directory.list_users(CONTOSO, UserFilter.ALL, Cursor(), office.rows + 1).items
    rows = [row for row in office.store.imports.all_rows(CHECK) if row.is_ready]
    assert sorted(user.user_principal_name for user in users) == sorted(row.email for row in rows)
    assert len(rows) == len(users) == directory.count_users(CONTOSO).total == office.done
    check_seats(office, {E3.sku_id: office.done, E1.sku_id: 0})
    assert sorted(event["sk"]["S"] for event in office.events()) == sorted(user.id for user in users)

    outcomes = list(office.store.requests.outcomes(request))
    assert [each.sign_in_name for each in outcomes] == [row.email for row in rows]
    assert {each.result for each in outcomes} == {Result.DONE}

    _, sealed = office.store.credentials.credential(RUN)
    drawn = [user_id for part in sealed for user_id in part.user_ids]
    assert drawn == [each.target_id for each in outcomes]
    sheet = hand_over(office.desk, GRACE, RUN, Means.VIEW, Operation("look", "look"))
    assert {line.user_id for line in sheet.lines} == {user.id for user in users}  # type: ignore[union-attr]
    words = [line.password for line in sheet.lines]  # type: ignore[union-attr]
    assert len(set(words)) == len(words) == office.done


def check_seats(office: Office, taken: dict[str, int]) -> None:
    directory = office.store.directory
    users = directory.list_users(CONTOSO, UserFilter.ALL, Cursor(), 2 * office.rows + 1).items
    for subscription in directory.subscriptions(CONTOSO):
        holders = directory.list_holders(CONTOSO, subscription.id, Cursor(), office.rows + 1).items
        holding = {user.id for user in users if subscription.id in user.licenses}
        assert {user.id for user in holders} == holding
        assert len(holders) == len(holding) == subscription.consumed == taken[subscription.id]


def check_deaths(deaths: list[str], slices: int) -> None:
    """Somebody died before and after each write that is no row, and in the middle of slices."""
    kinds = Counter(death.partition(" ")[0] for death in deaths)
    assert kinds["checkpoint"] == 2 * (1 + 1 + slices + 1)  # begun, listed, each slice, ended
    assert len([death for death in deaths if death.startswith(LISTING)]) == slices
    changes = [death for death in deaths if death.startswith(CHANGE)]
    assert len({death.rpartition(", ")[2] for death in changes}) == 2
    assert len(changes) > slices / 2


@pytest.mark.promise(9)
@pytest.mark.timeout(900)
def test_a_file_of_users_done_by_workers_killed_at_every_step(dynamodb_local: str) -> None:
    with office(dynamodb_local, ROWS, wrong=WRONG) as killed:
        killed.upload(CheckUserFile, new_users(ROWS, WRONG))
        deaths = killed.work(CHECK, killed=BOTH)
        kept = {death for death in deaths if death.startswith("keeping")}
        names = ["IMPORT", *(f"PART#{number:06}" for number in range(PARTS))]
        assert kept >= {f"keeping {name}, {phase}" for name in names for phase in ("before", "after")}
        killed.run()
        deaths = killed.work(RUN, killed=BOTH, dying_at=DYING)
        check_deaths(deaths, PARTS)
        check_created(killed)


@pytest.mark.promise(9)
def test_a_file_whose_steps_are_delivered_twice_at_once(dynamodb_local: str) -> None:
    with office(dynamodb_local, 250) as doubled:
        doubled.upload(CheckUserFile, new_users(250))
        doubled.work(CHECK, deliveries=2)
        doubled.run()
        doubled.work(RUN, deliveries=2)
        check_created(doubled)


@pytest.mark.promise(9, 25)
@pytest.mark.timeout(600)
def test_a_file_of_license_changes_done_by_workers_killed_at_every_step(dynamodb_local: str) -> None:
    with office(dynamodb_local, 120, seats=130) as killed:
        lines = ["Email,Licenses to add,Licenses to remove"]
        for number in range(120):
            profile = a_user_profile(f"Person{number:03} Example")
            user = a_user(f"user-{number:03}", profile, licenses={E1.sku_id: frozenset()})
            killed.store.directory.add_user(user, an_event(f"hire {number}", target_id=user.id))
            lines.append(f"{user.user_principal_name},{E3.part_number},{E1.part_number}")
        killed.upload(CheckLicenseFile, lines)
        killed.work(CHECK, killed=BOTH)
        killed.run()
        check_deaths(killed.work(RUN, killed=BOTH, dying_at=("10", "25", "50", "75", "99")), 2)

        request = killed.request()
        assert (request.state, request.tally) == (RequestState.DONE, Tally(done=120))
        assert {each.result for each in killed.store.requests.outcomes(request)} == {Result.DONE}
        assert len(killed.events()) == 120
        check_seats(killed, {E3.sku_id: 120, E1.sku_id: 0})


THROTTLED = {"code": "ProvisionedThroughputExceededException"}
FAULTS = [
    {"service": "dynamodb", "operation": "TransactWriteItems", "probability": 0.2, "error": THROTTLED},
    {"service": "dynamodb", "operation": "PutItem", "probability": 0.3, "error": THROTTLED},
    {"service": "dynamodb", "operation": "Query", "probability": 0.3, "error": THROTTLED},
    {
        "service": "dynamodb",
        "operation": "GetItem",
        "probability": 0.1,
        "error": {"code": "ThrottlingException"},
    },
    {"service": "dynamodb", "operation": "BatchGetItem", "probability": 0.3, "error": THROTTLED},
    {"service": "dynamodb", "probability": 0.05, "reset": True},
    {
        "service": "dynamodb",
        "operation": "TransactWriteItems",
        "probability": 0.05,
        "response": {"abort_bytes": 1},
    },
    {"service": "dynamodb", "probability": 0.1, "latency": {"min": 5, "max": 60}},
]


@pytest.mark.promise(9)
@pytest.mark.timeout(600)
def test_a_file_done_while_the_tables_throttle_wait_and_hang_up(dynamodb_local: str) -> None:
    with faulty(dynamodb_local) as faults, office(dynamodb_local, 120, faulty_url=faults.url) as throttled:
        throttled.upload(CheckUserFile, new_users(120))
        faults.begin(FAULTS)
        throttled.work(CHECK, is_patient=True)
        throttled.run()
        throttled.work(RUN, is_patient=True)
        check_created(throttled)
        fired = Counter(fault["action"].partition(":")[0] for fault in faults.fired())
        assert fired["error"] > 20, fired  # about 70, 16 and 30 are expected: chance decides how many
        assert min(fired["reset"], fired["latency"]) > 0, fired
