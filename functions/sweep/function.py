"""From a tick of the clock to what it is for. What there is no time for is left to the next one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit
from slack_sdk import WebClient

from functions.sweep.reminders import SlackReminders
from functions.sweep.task import NotATickError, Task, task_of
from shared.errors import BusyError
from shared.gateways.slack_roster import SlackRoster
from shared.operations.membership import reconcile
from shared.operations.sweep import HOPELESS, Sweep
from shared.runtime.logging import where
from shared.store import Patience

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from shared.domain.request import Request
    from shared.runtime.wiring import Wiring

# With the tables: nobody looks at a clock here.
PATIENCE = Patience(connect=1, read=5, retry=10, mode="standard")
WEB_API_TIMEOUT_SECONDS = 10
TO_SPARE = 40.0  # seconds that must be left before one more thing is begun


class UnfinishedError(Exception):
    """Something of the task is left: Lambda tries again, and then tells the queue."""


class SweepFunction:
    """The sweep, with everything that it needs from outside."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._log = wiring.log

    def __call__(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, int]:
        """Do what a tick is for, and count it.

        Raises NotATickError for an event that no rule of ours sends, and UnfinishedError where trying
        again may do more.
        """
        correlation_id = context.aws_request_id
        try:
            task = task_of(event)
            do = self._look_after_requests if task is Task.REQUESTS else self._reconcile_groups
            counted = do(context)
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
        return counted

    def _look_after_requests(self, context: LambdaContext) -> dict[str, int]:
        """Do what is due. What fails, or there is no time for, is found by the next tick."""
        wiring = self._wiring
        report = Sweep(
            desk=wiring.desk,
            notices=wiring.notices,
            reminders=SlackReminders(self._client(), wiring.profiles, self._log),
            has_time=partial(_has_time, context),
            restarted=self._note_restart,
            fault=self._fault,
            correlation_id=context.aws_request_id,
        ).run()
        return {
            "ExpiredRequests": report.expired,
            "RemindedApprovers": report.reminded,
            "RestartedRequests": report.restarted,
            "FailedRequests": report.failed,
            "RequestsLeft": report.left + report.failed,
        }

    def _reconcile_groups(self, context: LambdaContext) -> dict[str, int]:
        """Bring what people hold as members of user groups in step with Slack."""
        desk, has_time = self._wiring.desk, partial(_has_time, context)
        roster = SlackRoster(self._client(), self._wiring.profiles)
        report = reconcile(desk, roster, context.aws_request_id, has_time)
        return {"ChangedStaff": report.changed, "StaffLeft": report.left}

    def _client(self) -> WebClient:
        return WebClient(
            token=self._wiring.secrets.read().bot_token,
            base_url=self._wiring.settings.slack_api_url,
            timeout=WEB_API_TIMEOUT_SECONDS,
            retry_handlers=[],
        )

    def _note_restart(self, request: Request, times: int) -> None:
        """Leave in the log that a request stood still; somebody is called where it does so again."""
        note = self._log.warning if times < HOPELESS else self._log.error
        note("started again", request_id=request.id, version=request.version, times=times)

    def _fault(self, request: Request, error: Exception) -> None:
        name, lines = type(error).__qualname__, where(error)
        self._log.error("not looked after", error=name, where=lines, request_id=request.id)


def _has_time(context: LambdaContext) -> bool:
    return context.get_remaining_time_in_millis() / 1000 > TO_SPARE


def _count(counted: Mapping[str, int]) -> None:
    metrics = Metrics()
    for name, count in counted.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    metrics.flush_metrics()
