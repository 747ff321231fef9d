"""The Lambda handler. Everything is built once for each execution environment, at import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.worker.function import PATIENCE, WorkerFunction
from shared.runtime.wiring import wire

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

_function = WorkerFunction(wire(patience=PATIENCE))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take the next step of each request that the records are about."""
    return _function(event, context)
