"""Workers that are killed at every step, or work at the same request at once, on AWS's own engine."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.slack.conversations import APPROVALS_CHANNEL
from sandbox.slack.server import serve
from sandbox.slack.workspace import Workspace
from shared.domain.command import ChangeLicenses
from shared.domain.license import LicenseChange
from shared.domain.request import Request, RequestState, Tally
from shared.domain.user import Everyone, UserFilter
from shared.operations.target_listing import SLICES_LISTED
from shared.ports import Cursor
from shared.store import Store, keys, open_store
from tests.builders import (
    CONTOSO,
    a_customer,
    a_request,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)
from tests.products import E1, E3
from tests.scale import at_scale
from tests.store.calls import tables_of
from tests.store.children import running, side_by_side
from tests.store.conftest import PATIENT
from tests.store.crowd import fill_with_users
from tests.store.killed_worker import AFTER, BEFORE, CHANGE, DEATH, LISTING, Job, arguments
from tests.tables import TableNames, create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.slack.surface import Said
    from shared.domain.user import User

pytestmark = pytest.mark.dynamodb_local

ADMIN = "U0GLOBAL01"
CLICK = "V0CLICK.1"
USERS = at_scale(small=50, full=1_000)  # by the fifty
# Each life finds done again what its slice had done: with a hundred, it would take minutes. More than ten
# slices are listed between several checkpoints.
SLICE = at_scale(small=4, full=20)
FOUGHT_OVER = at_scale(small=50, full=100)
SWAP = LicenseChange(assign={E3.sku_id: None}, remove=frozenset({E1.sku_id}))


def someone(number: int) -> User:
    """Make a user: of fifty, two work nowhere, one has what everyone shall get, the others have E1."""
    place = "" if number % 25 == 24 else "GB"
    held = (E1,) if number % 50 != 10 else (E3,)
    return a_user(
        f"0b6f0f3e-5c1f-5b0a-9d53-{number:012}",
        a_user_profile(f"Person {number:04}", usage_location=place),
        licenses={} if not place else {product.sku_id: frozenset() for product in held},
    )


def wants_a_seat(number: int) -> bool:
    return bool(someone(number).licenses) and E3.sku_id not in someone(number).licenses


@dataclass(frozen=True, slots=True)
class Office:
    """Tables and a Slack of their own, users by the fifty, and a request about them.

    There is no seat for one of fifty.
    """

    users: int
    store: Store
    names: TableNames
    workspace: Workspace
    endpoint_url: str
    slice_size: int

    @property
    def seats(self) -> int:
        return self.users * 47 // 50

    @property
    def slices(self) -> int:
        return -(-self.users // self.slice_size)

    @property
    def tally(self) -> Tally:
        """What the request comes to."""
        nowhere, unchanged, without_seat = self.users // 25, self.users // 50, self.users // 50
        done = self.users - nowhere - unchanged - without_seat
        return Tally(done=done, unchanged=unchanged, refused=nowhere + without_seat)

    @property
    def tables(self) -> tuple[str, str, str]:
        return self.names.directory, self.names.audit, self.names.workflow

    @property
    def request(self) -> Request:
        return self.store.requests.request(CLICK)

    def work(self, workers: int = 1, *, killed: str = "") -> list[str]:
        """Let workers work until the request is finished, killed before or after each call, or never.

        Returns where their lives ended.
        """
        job = Job(
            endpoint_url=self.endpoint_url,
            directory_table=self.names.directory,
            workflow_table=self.names.workflow,
            audit_table=self.names.audit,
            slack_api_url=f"{self.workspace.base_url}/api/",
            approvals_channel=APPROVALS_CHANNEL,
            bot_token=self.workspace.facts.bot_token,
            first_admin=ADMIN,
            request_id=CLICK,
            slice_size=self.slice_size,
            ahead=1.1 / self.slice_size,  # so that progress is shown in each slice
            killed=killed,
        )
        said = []
        with ExitStack() as running_now:
            working = [running_now.enter_context(running(arguments(job))) for _ in range(workers)]
            for worker in working:
                output, _ = worker.communicate()
                assert worker.returncode == 0, output[-3000:]
                said += output.splitlines()
        return [line.removeprefix(DEATH) for line in said if line.startswith(DEATH)]

    def items(self, table: str) -> list[dict[str, Any]]:
        """Everything in a table; what Slack named a card is another name in each workspace."""
        client = tables_of(self.store).connection.client
        pages = client.get_paginator("scan").paginate(TableName=table)
        items = [item for page in pages for item in page["Items"]]
        for item in items:
            item.pop("message_ts", None)
        return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


@contextmanager
def office(endpoint_url: str, count: int, slice_size: int) -> Iterator[Office]:
    names = create_tables(endpoint_url)
    store = open_store(
        names.directory, names.workflow, names.audit, endpoint_url=endpoint_url, patience=PATIENT
    )
    made = Office(count, store, names, Workspace(), endpoint_url, slice_size)
    store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
    users = [someone(number) for number in range(count)]
    held = Counter(sku_id for user in users for sku_id in user.licenses)
    tables = tables_of(store)
    for product, seats in ((E1, count), (E3, made.seats)):
        event = an_event(f"buy {product.sku_id}", target_id=product.sku_id)
        store.directory.add_subscription(a_subscription(product, seats), event)
        counter = tables.seats(keys.customer(CONTOSO), keys.seats(product.sku_id))
        counter.update([tables.seats.consumed.set(held[product.sku_id])])
    fill_with_users(store, users)
    with serve(made.workspace):
        yield made


@contextmanager
def busy_office(endpoint_url: str, count: int, slice_size: int = SLICE) -> Iterator[Office]:
    with office(endpoint_url, count, slice_size) as made:
        command = ChangeLicenses(customer_id=CONTOSO, users=Everyone(), change=SWAP)
        made.store.requests.file(a_request(CLICK, command, requester_id=ADMIN))
        yield made


@pytest.mark.promise(9, 26)
@pytest.mark.timeout(900)
def test_a_worker_killed_at_every_step_comes_to_the_same_and_does_nothing_twice(
    dynamodb_local: str,
) -> None:
    with (
        busy_office(dynamodb_local, USERS) as undisturbed,
        busy_office(dynamodb_local, USERS) as killed_before,
        busy_office(dynamodb_local, USERS) as killed_after,
        side_by_side(2) as threads,
    ):
        undisturbed.work()

        before = threads.submit(killed_before.work, killed=BEFORE)
        after = threads.submit(killed_after.work, killed=AFTER)

        check_deaths(undisturbed, [*before.result(), *after.result()])
        for killed in (killed_before, killed_after):
            check_same(killed, undisturbed)
            messages = check_card(killed)
            # Killed once between Slack's answer and the checkpoint: nobody can know that it was posted.
            assert len([message for message in messages if message.files]) == 2
            assert len([message for message in messages if not message.files]) == 2


@pytest.mark.promise(9)
def test_two_workers_at_the_same_request_at_once_do_it_once(dynamodb_local: str) -> None:
    with (
        busy_office(dynamodb_local, FOUGHT_OVER, FOUGHT_OVER // 5) as undisturbed,
        busy_office(dynamodb_local, FOUGHT_OVER, FOUGHT_OVER // 5) as fought_over,
    ):
        undisturbed.work()

        fought_over.work(workers=2)

        check_same(fought_over, undisturbed)
        messages = check_card(fought_over)
        assert len([message for message in messages if not message.files]) == 1


def check_same(office: Office, undisturbed: Office) -> None:
    """Every item is what it is where one worker did it all; and that is what it should be."""
    for mine, theirs in zip(office.tables, undisturbed.tables, strict=True):
        assert office.items(mine) == undisturbed.items(theirs)
    assert office.request.state is RequestState.PARTIAL
    assert office.request.tally == office.tally
    check_events(office)
    check_seats(office)
    check_outcomes(office)


def check_deaths(office: Office, deaths: list[str]) -> None:
    """At the change of every user, the listing of every slice, and before and after everything else."""
    counted = Counter(deaths)
    once = [death for death in counted if death.startswith((CHANGE, LISTING))]
    assert {counted[death] for death in once} == {1}
    assert sum(death.startswith(LISTING) for death in once) == office.slices
    # Of those for whom no seat is left, the first of a slice tries to take one; the others need not.
    wanting = [number for number in range(office.users) if wants_a_seat(number)]
    tried = len({number // office.slice_size for number in wanting[office.tally.done :]})
    assert sum(death.startswith(CHANGE) for death in once) == office.tally.done + tried
    others = counted.keys() - set(once)
    listed = -(-office.slices // SLICES_LISTED)
    kinds = Counter(death.partition(" ")[0] for death in others)
    assert kinds["checkpoint"] == 1 + listed + office.slices + 1  # begun, listed, each slice, ended
    assert kinds["chat.postMessage"] == 1
    assert kinds["chat.update"] > office.slices / 2
    assert kinds["upload"] == kinds["files.completeUploadExternal"] == 1
    # What draws App Homes is let go where it fails: it may be met once, and not again.
    surely = {"checkpoint", "chat.postMessage", "upload", "files.completeUploadExternal"}
    assert {counted[death] for death in others if death.partition(" ")[0] in surely} == {2}


def check_events(office: Office) -> None:
    """One event for each user who was changed, and no other."""
    events = [item for item in office.items(office.names.audit) if item["pk"]["S"] == CLICK]
    assert len({event["sk"]["S"] for event in events}) == len(events) == office.tally.done


def check_seats(office: Office) -> None:
    """What is counted as taken, who is listed as a holder and what users hold are the same."""
    directory = office.store.directory
    users = directory.list_users(CONTOSO, UserFilter.ALL, Cursor(), office.users + 1).items
    for subscription in directory.subscriptions(CONTOSO):
        holders = directory.list_holders(CONTOSO, subscription.id, Cursor(), office.users + 1).items
        holding = {user.id for user in users if subscription.id in user.licenses}
        assert {user.id for user in holders} == holding
        assert len(holders) == len(holding) == subscription.consumed
        assert subscription.consumed <= subscription.units.total


def check_outcomes(office: Office) -> None:
    """Nobody is forgotten, and nobody told of twice."""
    told = [outcome.target_id for outcome in office.store.requests.outcomes(office.request)]
    assert sorted(told) == [someone(number).id for number in range(office.users)]


def check_card(office: Office) -> list[Said]:
    """The request's card shows the end, and every file says the same; all messages there are."""
    messages = office.workspace.sign_in(ADMIN).direct_messages
    card, tally = office.request.card, office.tally
    assert card is not None
    (shown,) = [message for message in messages if message.ts == card.message_ts]
    counts = f"{tally.done} changed · {tally.unchanged} unchanged · {tally.refused} refused"
    assert counts in shown.text
    assert len({tuple(message.files.values()) for message in messages if message.files}) == 1
    return messages
