"""The Lambda handler. Built at import, which SnapStart freezes; nothing here touches the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.slack.function import SlackFunction
from shared.runtime.wiring import wire

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

_function = SlackFunction(wire())


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request of Slack's."""
    return _function(event, context)
