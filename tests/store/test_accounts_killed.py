"""Workers killed at every step of resetting passwords and of restoring users, on AWS's own engine."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.slack.server import serve
from sandbox.slack.workspace import Workspace
from shared.domain.command import ResetPasswords, RestoreUsers
from shared.domain.deletion import DeletedUser
from shared.domain.outcome import Reason, Result
from shared.domain.request import RequestState, Tally
from shared.domain.user import Everyone, UserFilter
from shared.ports import Cursor
from shared.store import Store, open_store
from tests.builders import (
    CONTOSO,
    NOW,
    a_customer,
    a_request,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)
from tests.fakes_of_work import FakeCipher
from tests.products import E1
from tests.store.calls import tables_of
from tests.store.children import output_of, side_by_side
from tests.store.conftest import PATIENT
from tests.store.crowd import fill_with_deleted
from tests.store.killed_worker import AFTER, BEFORE, CHANGE, DEATH, LISTING, Job, arguments
from tests.tables import TableNames, create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.command import UsersCommand
    from shared.domain.user import User

pytestmark = pytest.mark.dynamodb_local

ADMIN = "U0GLOBAL01"
CLICK = "V0CLICK.1"
SLICE = 6
RESET = 11  # more than twenty take a second person
DELETED, SEATS = 36, 24


def someone(number: int, *, is_protected: bool = False) -> User:
    profile = replace(a_user_profile(f"Person {number:04}"), is_protected=is_protected)
    return a_user(f"0b6f0f3e-5c1f-5b0a-9d53-{number:012}", profile, licenses={})


def someone_deleted(number: int) -> DeletedUser:
    """Make somebody deleted the earlier, the higher their number; two are protected."""
    user = replace(someone(number, is_protected=number % 20 == 7), licenses={E1.sku_id: frozenset()})
    at = NOW - timedelta(minutes=number)
    return DeletedUser(user=replace(user, version=2), deleted_at=at, deleted_by=ADMIN)


@dataclass(frozen=True, slots=True)
class Office:
    """Tables and a Slack of their own, and a request."""

    store: Store
    names: TableNames
    workspace: Workspace
    endpoint_url: str

    def work(self, killed: str) -> list[str]:
        """Let a worker work until the request is finished, killed at each call; tell where."""
        job = Job(
            endpoint_url=self.endpoint_url,
            directory_table=self.names.directory,
            workflow_table=self.names.workflow,
            audit_table=self.names.audit,
            slack_api_url=f"{self.workspace.base_url}/api/",
            bot_token=self.workspace.facts.bot_token,
            first_admin=ADMIN,
            request_id=CLICK,
            slice_size=SLICE,
            approvals_channel="",
            killed=killed,
        )
        said = output_of(arguments(job)).splitlines()
        return [line.removeprefix(DEATH) for line in said if line.startswith(DEATH)]

    def changed(self) -> list[str]:
        """List whom the click's events are about."""
        items: list[dict[str, Any]] = []
        client = tables_of(self.store).connection.client
        for page in client.get_paginator("scan").paginate(TableName=self.names.audit):
            items += page["Items"]
        return sorted(item["sk"]["S"] for item in items if item["pk"]["S"] == CLICK)


@contextmanager
def office(endpoint_url: str, command: UsersCommand) -> Iterator[Office]:
    names = create_tables(endpoint_url)
    store = open_store(
        names.directory, names.workflow, names.audit, endpoint_url=endpoint_url, patience=PATIENT
    )
    made = Office(store, names, Workspace(), endpoint_url)
    store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
    store.directory.add_subscription(a_subscription(E1, SEATS), an_event("buy", target_id=E1.sku_id))
    store.requests.file(a_request(CLICK, command, requester_id=ADMIN))
    with serve(made.workspace):
        yield made


def killed_at_every_step(first: Office, second: Office, changed: int, slices: int) -> None:
    """Kill one worker before and another after each step; each user and slice is one of theirs."""
    with side_by_side(2) as threads:
        before, after = threads.submit(first.work, BEFORE), threads.submit(second.work, AFTER)
        deaths = [*before.result(), *after.result()]
    assert len([death for death in deaths if death.startswith(CHANGE)]) == changed
    assert len([death for death in deaths if death.startswith(LISTING)]) == slices
    assert len([death for death in deaths if death.startswith("checkpoint")]) == 2 * (slices + 3)


@pytest.mark.promise(9, 14)
@pytest.mark.timeout(300)
def test_whoever_was_reset_by_workers_killed_at_every_step_has_one_password(dynamodb_local: str) -> None:
    command = ResetPasswords(customer_id=CONTOSO, users=Everyone())
    with office(dynamodb_local, command) as killed_before, office(dynamodb_local, command) as killed_after:
        for each in (killed_before, killed_after):
            for number in range(RESET + 1):
                user = someone(number, is_protected=number == RESET)
                each.store.directory.add_user(user, an_event(f"add-{number}", target_id=user.id))

        killed_at_every_step(killed_before, killed_after, RESET, -(-(RESET + 1) // SLICE))

        for each in (killed_before, killed_after):
            check_passwords(each)


def check_passwords(office: Office) -> None:
    """One event and one password for everybody; the protected one was refused."""
    everybody = [someone(number).id for number in range(RESET + 1)]
    request = office.store.requests.request(CLICK)
    assert (request.state, request.tally) == (RequestState.PARTIAL, Tally(done=RESET, refused=1))
    assert office.changed() == everybody[:RESET]
    credential, sealed = office.store.credentials.credential(CLICK)
    assert (credential.owner_id, credential.of_request) == (ADMIN, True)
    assert credential.expires_at == request.filed_at + timedelta(hours=24)
    assert [user_id for each in sealed for user_id in each.user_ids] == everybody
    opened = [FakeCipher().open(each.ciphertext, CLICK, ADMIN) for each in sealed]
    assert [len(words) for words in opened] == [len(each.user_ids) for each in sealed]
    assert len({word for words in opened for word in words}) == RESET + 1
    users = office.store.directory.users(CONTOSO, everybody)
    assert [user.version for user in users] == [*[2] * RESET, 1]


@pytest.mark.promise(9)
@pytest.mark.timeout(300)
def test_whoever_is_restored_by_workers_killed_at_every_step_gets_the_seats_in_order(
    dynamodb_local: str,
) -> None:
    command = RestoreUsers(customer_id=CONTOSO, users=Everyone(UserFilter.DELETED))
    with office(dynamodb_local, command) as killed_before, office(dynamodb_local, command) as killed_after:
        for each in (killed_before, killed_after):
            fill_with_deleted(each.store, [someone_deleted(number) for number in range(DELETED)])

        killed_at_every_step(killed_before, killed_after, DELETED - 2, DELETED // SLICE)

        for each in (killed_before, killed_after):
            check_restored(each)


def check_restored(office: Office) -> None:
    """The first deleted have the seats, the others came back without, and the protected are deleted."""
    directory = office.store.directory
    deleted = sorted((someone_deleted(number) for number in range(DELETED)), key=lambda each: each.order)
    restored = [each.id for each in deleted if not each.user.is_sensitive]
    outcomes = list(office.store.requests.outcomes(office.store.requests.request(CLICK)))
    assert [each.target_id for each in outcomes] == [each.id for each in deleted]
    done = [each for each in outcomes if each.result is Result.DONE]
    assert [each.target_id for each in done] == restored
    assert [each.regained for each in done] == [(E1.sku_id,)] * SEATS + [()] * (DELETED - 2 - SEATS)
    assert {each.reason for each in outcomes} == {None, Reason.GUARDED}
    assert office.changed() == sorted(restored)
    users = directory.list_users(CONTOSO, UserFilter.ALL, Cursor(), DELETED).items
    assert {user.id for user in users if user.licenses} == set(restored[:SEATS])
    (subscription,) = directory.subscriptions(CONTOSO)
    holders = directory.list_holders(CONTOSO, E1.sku_id, Cursor(), DELETED).items
    assert len(holders) == subscription.consumed == SEATS
    counts = directory.count_users(CONTOSO)
    assert (counts.total, counts.deleted) == (DELETED - 2, 2)
