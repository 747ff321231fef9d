"""A worker that is killed at every write and every call of Slack's, and starts again: a program.

    python -m tests.store.killed_worker '{"endpoint_url": …}'

It forks a process for each life. A life delivers to the worker what the stream would: the request's newest
version, again and again while it is due. At the first call at which no life has ended yet it
says so and kills itself (SIGKILL): always before the call is sent, or always once it was carried out and
answered, but before anything is made of the answer; or both, one after the other. A line of output names
each death.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

import slack_sdk.web.base_client
import slack_sdk.web.internal_utils
from pynamodb.exceptions import PynamoDBException

from functions.worker.function import PATIENCE, WorkerFunction
from functions.worker.pace import Pace
from sandbox.slack.delivery.lambda_event import LambdaContext
from shared.domain.import_file import DEFAULT_ROWS
from shared.domain.user import UserFilter
from shared.errors import MovedOnError
from shared.gateways.click_time import ClickTime
from shared.gateways.slack_profiles import SlackProfiles
from shared.gateways.slack_secrets import SlackSecrets
from shared.operations import target_listing
from shared.operations.desk import Desk
from shared.policy.matrix import default_matrix
from shared.ports import Cursor
from shared.runtime.logging import open_log
from shared.runtime.settings import Settings
from shared.runtime.wiring import Wiring
from shared.store import keys, open_store
from tests.fakes import FakeClock
from tests.fakes_of_work import FakeCipher
from tests.store.calls import tables_of
from tests.store.children import die_with
from tests.stream import due_event

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from botocore.awsrequest import AWSPreparedRequest

    from shared.gateways.slack_secrets import SlackSecretsVault
    from tests.stream import Record

BEFORE, AFTER, BOTH = "before", "after", "both"
DEATH = "killed at "
CHANGE, LISTING = "change of", "listing of"
OF_THE_STORE = ("directory", "audit", "staff", "catalogue", "requests", "imports", "credentials")
WRITES = ("TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Where the tables and Slack are, and which request is to be carried on with."""

    endpoint_url: str
    directory_table: str
    workflow_table: str
    audit_table: str
    slack_api_url: str
    approvals_channel: str
    bot_token: str
    first_admin: str
    request_id: str
    slice_size: int
    killed: str  # BEFORE or AFTER each call, BOTH, or nothing
    import_limit: int = DEFAULT_ROWS
    dying_at: tuple[str, ...] = ("",)  # how the ids of users end at whose change somebody dies
    deliveries: int = 1  # of each step at once
    is_patient: bool = False  # a step that failed is delivered again
    ahead: float = 0.055  # seconds that time runs ahead at each look


class SkippedTime:
    """The machine's time, but waiting takes a tenth of it, and it runs ahead so that progress is shown."""

    def __init__(self, ahead: float) -> None:
        self._ahead = ahead
        self._skipped = 0.0

    def now(self) -> float:
        self._skipped += self._ahead
        return time.monotonic() + self._skipped

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / 10)
        self._skipped += seconds * 9 / 10


@dataclass
class Killer:
    """Ends a life at the first call at which none has ended yet. ``deaths`` is where they have.

    ``phase`` is when. Half of the users' changes, and of the slices' listings, are for who kills before,
    the other half for who kills after.
    """

    phase: str = ""
    dying_at: tuple[str, ...] = ("",)
    deaths: set[str] = field(default_factory=set)
    version: int = 0
    tell: int = -1
    _sending: str = ""

    def at(self, call: str, phase: str) -> None:
        is_half = call.startswith((CHANGE, LISTING))
        is_for_others = is_half and (call[-1] in "02468") is not (phase == BEFORE)
        is_spared = call.startswith(CHANGE) and not call.endswith(self.dying_at)
        if self.phase == BOTH:
            call = f"{call}, {phase}"
        if self.phase not in {phase, BOTH} or call in self.deaths or is_for_others or is_spared:
            return
        os.write(self.tell, call.encode())
        os.kill(os.getpid(), signal.SIGKILL)

    def watch_tables(self, client: Any) -> None:
        for operation in WRITES:
            client.meta.events.register(f"before-send.dynamodb.{operation}", self._before_write)
            client.meta.events.register(f"after-call.dynamodb.{operation}", self._after_write)

    def watch_slack(self) -> None:
        for module in (slack_sdk.web.base_client, slack_sdk.web.internal_utils):
            module.urlopen = self._watched(module.urlopen)  # type: ignore[attr-defined]

    def _before_write(self, request: AWSPreparedRequest, **_: Any) -> None:
        assert isinstance(request.body, bytes)
        self._sending = self._written(json.loads(request.body))
        self.at(self._sending, BEFORE)

    def _after_write(self, **_: Any) -> None:
        self.at(self._sending, AFTER)

    def _watched(self, urlopen: Any) -> Any:
        def watched(request: Any, **arguments: Any) -> Any:
            method = "upload" if "/upload/" in request.full_url else request.full_url.rpartition("/")[2]
            call = f"{method} at version {self.version}{_place(method, request)}"
            self.at(call, BEFORE)
            answer = urlopen(request, **arguments)
            self.at(call, AFTER)
            return answer

        return watched

    def _written(self, body: dict[str, Any]) -> str:
        """Name a write: the user whom it changes, the slice that it lists, the card, or the checkpoint."""
        if "Item" in body:
            return f"keeping {body['Item']['sk']['S']}"
        if "Key" in body:
            return f"settling version {self.version}"
        items = [next(iter(item.values())) for item in body["TransactItems"]]
        puts = [each["Item"] for each in items if "Item" in each]
        for item in puts:
            if "operation_types" in item:
                return f"{CHANGE} {item['sk']['S']}"
            if "target_ids" in item:
                return f"{LISTING} {item['sk']['S']}"
        return f"checkpoint after version {self.version}"


def _place(method: str, request: Any) -> str:
    """Say where a message is written: several people see the same request."""
    if method not in {"chat.postMessage", "chat.update"}:
        return ""
    said = (
        json.loads(request.data) if request.data.startswith(b"{") else dict(parse_qsl(request.data.decode()))
    )
    return f" in {said['channel']}"


class _KnownSecrets:
    def __init__(self, bot_token: str) -> None:
        self._secrets = SlackSecrets(("not used",), bot_token)

    def read(self) -> SlackSecrets:
        return self._secrets


def main() -> int:
    die_with(os.getppid())
    job = Job(**json.loads(sys.argv[1]))
    target_listing.SLICE = job.slice_size  # type: ignore[attr-defined]  # not ours to export
    killer = Killer()
    killer.watch_slack()
    wiring = _wire(job, killer)
    if job.killed:
        _warm_up(job, wiring)
    killer.phase, killer.dying_at = job.killed, tuple(job.dying_at)
    while True:
        ended_at, status = _live(job, killer, wiring)
        if not os.WIFSIGNALED(status):
            return os.waitstatus_to_exitcode(status)
        killer.deaths.add(ended_at)
        print(DEATH + ended_at)  # noqa: T201  this is what it is for


def _wire(job: Job, killer: Killer) -> Wiring:
    """Build everything, and open nothing: what is connected only later belongs to each life alone."""
    tables = job.directory_table, job.workflow_table, job.audit_table
    store = open_store(*tables, endpoint_url=job.endpoint_url, patience=PATIENCE)
    killer.watch_tables(tables_of(store).connection.client)
    clock = FakeClock()
    desk = Desk(
        **{name: getattr(store, name) for name in OF_THE_STORE},
        cipher=FakeCipher(),
        clock=clock,
        matrix=default_matrix(),
        first_admin=job.first_admin,
        import_limit=job.import_limit,
    )
    settings = Settings(
        directory_table=job.directory_table,
        workflow_table=job.workflow_table,
        audit_table=job.audit_table,
        slack_secret_id="slack",
        slack_team_id="T0SANDBOX",
        slack_app_id="A0SANDBOX",
        bootstrap_admin=job.first_admin,
        slack_api_url=job.slack_api_url,
        approvals_channel=job.approvals_channel,
        credential_key_id="none",
    )
    return Wiring(
        settings=settings,
        log=open_log(),
        clock=clock,
        desk=desk,
        secrets=cast("SlackSecretsVault", _KnownSecrets(job.bot_token)),
        profiles=SlackProfiles("T0SANDBOX"),
        notices=store.notices,
        click=ClickTime(),
    )


def _warm_up(job: Job, wiring: Wiring) -> None:
    """Load what every life would load, and hang up: no life may speak on another's connection."""
    desk = wiring.desk
    request = desk.requests.request(job.request_id)
    customer_id = request.command.customer_id
    assert customer_id is not None
    with suppress(MovedOnError):  # nothing is written over a version that nobody ever made
        desk.requests.checkpoint(replace(request, version=0), request)
    desk.directory.customer(customer_id)
    desk.directory.subscriptions(customer_id)
    users = desk.directory.list_users(customer_id, UserFilter.ALL, Cursor(), 1).items
    desk.directory.users(customer_id, [user.id for user in users])
    desk.audit.event("nothing", "nobody")
    tables_of(desk).connection.client._endpoint.http_session.close()  # type: ignore[arg-type]
    gc.freeze()  # or each life copies what its own collector looks at


def _live(job: Job, killer: Killer, wiring: Wiring) -> tuple[str, int]:
    """Fork a life and wait for its end: where it was killed, and how it ended."""
    hear, killer.tell = os.pipe()
    parent = os.getpid()
    life = os.fork()
    if life == 0:
        die_with(parent)
        os._exit(_work(job, killer, wiring))
    os.close(killer.tell)
    with os.fdopen(hear) as said:
        ended_at = said.read()
    _, status = os.waitpid(life, 0)
    return ended_at, status


def _work(job: Job, killer: Killer, wiring: Wiring) -> int:
    """Deliver what is due until nothing is."""
    try:
        time_ = SkippedTime(job.ahead)
        workers = [
            WorkerFunction(wiring, Pace(time_.now, time_.sleep), time_.sleep) for _ in range(job.deliveries)
        ]
        requests = tables_of(wiring.desk).requests  # type: ignore[arg-type]  # has a directory too
        key = keys.request(job.request_id), keys.REQUEST
        while (row := _answered(job, lambda: requests.get(*key, consistent_read=True))).work:
            killer.version = int(row.version)
            event = due_event(job.request_id, killer.version)
            has_failed = any(told["batchItemFailures"] for told in _delivered(workers, event))
            if has_failed and not job.is_patient:
                return 2
    except BaseException:  # noqa: BLE001  a life that did not end as it should
        traceback.print_exc()
        return 1
    return 0


def _answered(job: Job, ask: Callable[[], Any]) -> Any:
    """Ask until there is an answer, where there need not be one."""
    while True:
        try:
            return ask()
        except PynamoDBException:
            if not job.is_patient:
                raise


def _delivered(workers: Sequence[WorkerFunction], event: Record) -> list[Any]:
    """Deliver the same event to every worker at once."""
    context: Any = LambdaContext(aws_request_id="delivered")
    if len(workers) == 1:
        return [workers[0](event, context)]
    with ThreadPoolExecutor(len(workers)) as threads:
        return list(threads.map(lambda worker: worker(event, context), workers))


def arguments(job: Job) -> list[str]:
    """Write the command that runs this program."""
    return [sys.executable, "-m", "tests.store.killed_worker", json.dumps(asdict(job))]


if __name__ == "__main__":
    sys.exit(main())
