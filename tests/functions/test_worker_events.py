"""Every example of what the worker is sent does what its name says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from functions.worker.record import NotAStreamError, due_steps
from sandbox.slack.delivery.lambda_event import LambdaContext
from tests.stream import passes

if TYPE_CHECKING:
    from io import StringIO

    from tests.office import Office

EXAMPLES = Path(__file__).parents[2] / "events" / "worker"
IN_THE_TABLE = sorted(path for path in EXAMPLES.glob("*.json") if path.stem != "not_a_stream")
DUE = {
    "request_filed": 1,
    "request_checkpoint": 4,
    "request_pending": 1,
    "request_approved": 2,
    "request_rejected": 2,
}


def example(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("path", IN_THE_TABLE, ids=lambda path: path.stem)
def test_the_stream_lets_through_what_is_due_and_nothing_else(path: Path) -> None:
    (record,) = example(path.stem)["Records"]
    assert passes(record) == (path.stem in DUE)


@pytest.mark.parametrize("path", IN_THE_TABLE, ids=lambda path: path.stem)
def test_the_worker_itself_knows_what_is_due(path: Path) -> None:
    steps = [(step.request_id, step.version) for step in due_steps(example(path.stem))]
    expected = [("V0EXAMPLE1.5f0c", DUE[path.stem])] if path.stem in DUE else []
    assert steps == expected


def test_a_request_that_nobody_filed_is_no_news(office: Office) -> None:
    told = office.worker(example("request_filed"), LambdaContext())  # type: ignore[arg-type]
    assert told == {"batchItemFailures": []}
    assert office.workspace.calls == []


def test_an_event_that_is_no_stream_fails_loudly(office: Office, log: StringIO) -> None:
    with pytest.raises(NotAStreamError):
        office.worker(example("not_a_stream"), LambdaContext())  # type: ignore[arg-type]
    assert '"level":"ERROR"' in log.getvalue()
