"""From a tick of the clock to what it is for. What there is no time for is left to the next one."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit
from slack_sdk import WebClient

from functions.purge.herald import Herald
from functions.purge.task import NotATickError, Task, task_of
from shared.errors import BusyError
from shared.gateways.slack_messages import SlackMessages
from shared.operations.foresight import NoticeKind, notices
from shared.operations.purge import Purge
from shared.runtime.logging import where
from shared.store import Patience

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from shared.domain.deletion import DeletedUser
    from shared.runtime.wiring import Wiring

# With the tables: nobody looks at a clock here.
PATIENCE = Patience(connect=1, read=5, retry=10, mode="standard")
WEB_API_TIMEOUT_SECONDS = 10
TO_SPARE = 20.0  # seconds that must be left before one more user, or notice, is begun


class UnfinishedError(Exception):
    """Something of the task is left: Lambda tries again, and then tells the queue."""


class PurgeFunction:
    """The purge and the notices, with everything that they need from outside."""

    def __init__(
        self,
        wiring: Wiring,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._wiring = wiring
        self._log = wiring.log
        self._now = now
        self._sleep = sleep

    def __call__(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, int]:
        """Do what a tick is for, and count it.

        Raises NotATickError for an event that no rule of ours sends, and UnfinishedError where trying
        again may do more.
        """
        correlation_id = context.aws_request_id
        try:
            task = task_of(event)
            counted = self._purge(context) if task is Task.PURGE else self._tell(task, context)
        except NotATickError:
            self._log.error("not a tick: the function was invoked by something else")
            raise
        except BusyError as busy:
            self._log.warning("to be tried again", facts=busy.facts, correlation_id=correlation_id)
            raise UnfinishedError from None
        except Exception as error:  # noqa: BLE001  logged without its message, which may hold data
            name, lines = type(error).__qualname__, where(error)
            self._log.error("failed", error=name, where=lines, correlation_id=correlation_id)
            raise UnfinishedError from None
        self._log.info("done", task=task.value, correlation_id=correlation_id, counted=counted)
        _count(counted)
        if counted.get("FailedNotices"):
            raise UnfinishedError
        return counted

    def _purge(self, context: LambdaContext) -> dict[str, int]:
        """Purge who is due. Who is left, for want of time or because it failed, is found by the next tick."""
        report = Purge(
            directory=self._wiring.desk.directory,
            clock=self._wiring.clock,
            has_time=lambda: _seconds_left(context) > TO_SPARE,
            fault=self._fault,
            correlation_id=context.aws_request_id,
        ).run()
        return {
            "PurgedUsers": report.purged,
            "SparedUsers": report.spared,
            "FailedUsers": report.failed,
            "UsersLeft": report.left + report.failed,
        }

    def _tell(self, task: Task, context: LambdaContext) -> dict[str, int]:
        """Send the notices of the day that were not sent yet."""
        wiring = self._wiring
        client = WebClient(
            token=wiring.secrets.read().bot_token,
            base_url=wiring.settings.slack_api_url,
            timeout=WEB_API_TIMEOUT_SECONDS,
            retry_handlers=[],
        )
        herald = Herald(
            wiring,
            SlackMessages(client),
            has_time=lambda seconds: _seconds_left(context) > TO_SPARE + seconds,
            now=self._now,
            sleep=self._sleep,
        )
        due = notices(wiring.desk.directory, NoticeKind(task.value), wiring.clock.now())
        report = herald.tell(due)
        return {f"{name.capitalize()}Notices": count for name, count in asdict(report).items()}

    def _fault(self, deleted: DeletedUser, error: Exception) -> None:
        name, lines = type(error).__qualname__, where(error)
        self._log.error("not purged", error=name, where=lines, user_id=deleted.id)


def _seconds_left(context: LambdaContext) -> float:
    return context.get_remaining_time_in_millis() / 1000


def _count(counted: Mapping[str, int]) -> None:
    metrics = Metrics()
    for name, count in counted.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    metrics.flush_metrics()
