"""The Lambda handler. Everything is built once for each execution environment, at import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.sweep.function import PATIENCE, SweepFunction
from shared.runtime.wiring import wire

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

_function = SweepFunction(wire(patience=PATIENCE))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Do what this tick of the clock is for."""
    return _function(event, context)
