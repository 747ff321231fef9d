"""From a batch of stream records to the next steps of the requests that they are about."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient

from functions.worker.announcer import Announcer
from functions.worker.homes import Homes
from functions.worker.pace import Pace
from functions.worker.record import DueStep, NotAStreamError, due_steps
from functions.worker.reporter import SlackReporter
from shared.errors import BusyError
from shared.gateways.slack_files import SlackFiles
from shared.gateways.slack_messages import SlackMessages, busy_when_it_passes
from shared.gateways.slack_roster import SlackRoster
from shared.operations.retry import Retry
from shared.operations.work import Worker
from shared.runtime.logging import where
from shared.runtime.staff_news import SlackStaffNews
from shared.store import Patience

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from shared.runtime.wiring import Wiring

# With the tables; what is busy then has another turn.
PATIENCE = Patience(connect=1, read=5, retry=2, mode="standard")
WEB_API_TIMEOUT_SECONDS = 15
PAUSE = 3.0  # seconds before a failed step is given back: Lambda may well send it again at once


class WorkerFunction:
    """The worker, with everything that it needs from outside."""

    def __init__(
        self,
        wiring: Wiring,
        pace: Pace | None = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wiring = wiring
        self._log = wiring.log
        self._pace = pace or Pace()
        self._sleep = sleep
        self._now = now

    def __call__(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Take every step that is due, and name those that are to be tried again.

        Raises NotAStreamError for an event that no stream sends.
        """
        try:
            steps = list(due_steps(event))
        except NotAStreamError:
            self._log.error("not a stream: the function was invoked by something else")
            raise
        failed = [step for step in steps if not self._is_taken(step, context.aws_request_id)]
        if failed:
            self._sleep(PAUSE)
        return {"batchItemFailures": [{"itemIdentifier": step.sequence_number} for step in failed]}

    def _is_taken(self, step: DueStep, correlation_id: str) -> bool:
        started = time.perf_counter()
        facts: dict[str, Any] = {
            "request_id": step.request_id,
            "version": step.version,
            "correlation_id": correlation_id,
        }
        if step.version > 1:
            self._pace.pause()
        try:
            self._worker().carry_on(step.request_id, step.version, correlation_id)
        except BusyError as busy:
            self._log.warning("step to be tried again", facts=busy.facts, **facts)
            return False
        except Exception as error:  # noqa: BLE001  logged and tried again; then it goes to the failure queue
            self._log.error("step failed", error=type(error).__qualname__, where=where(error), **facts)
            return False
        self._homes().refresh(step.request_id)
        self._log.info("step taken", milliseconds=round((time.perf_counter() - started) * 1000), **facts)
        return True

    def _worker(self) -> Worker:
        """Make what takes one step."""
        wiring = self._wiring
        retry = Retry(self._now, self._sleep)
        desk = retry.around(wiring.desk)
        client = self._client()
        messages = SlackMessages(client)
        announcer = Announcer(
            messages=messages,
            desk=desk,
            pace=self._pace,
            log=wiring.log,
            channel_id=wiring.settings.approvals_channel,
            channel_language=wiring.settings.notice_language,
            locale_of=partial(self._locale_of, client),
        )
        reporter = SlackReporter(messages, desk, self._pace, wiring.log, announcer)
        return Worker(
            desk=wiring.desk,
            reporter=reporter,
            files=SlackFiles(client),
            roster=SlackRoster(client, wiring.profiles),
            news=SlackStaffNews(wiring, client),
            retry=retry,
        )

    def _locale_of(self, client: WebClient, slack_user_id: str) -> str:
        with busy_when_it_passes():
            return self._wiring.profiles.read(slack_user_id, client).locale

    def _homes(self) -> Homes:
        wiring = self._wiring
        return Homes(
            client=self._client(),
            desk=wiring.desk,
            profiles=wiring.profiles,
            log=wiring.log,
            first_admin=wiring.settings.bootstrap_admin,
        )

    def _client(self) -> WebClient:
        return WebClient(
            token=self._wiring.secrets.read().bot_token,
            base_url=self._wiring.settings.slack_api_url,
            timeout=WEB_API_TIMEOUT_SECONDS,
            retry_handlers=[],
        )
