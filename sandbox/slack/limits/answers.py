"""What an options load URL may answer."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.limits.checks import either, items, shape
from sandbox.slack.limits.parts import OPTION_GROUP, SELECT_OPTION

_FOUND_GROUP = items(OPTION_GROUP, at_most=100, at_least=0)
_OPTIONS = shape(
    {},
    {"options": items(SELECT_OPTION, at_most=100, at_least=0), "option_groups": _FOUND_GROUP},
    [either("options", "option_groups")],
)


def options_problems(answer: Mapping[str, Any]) -> list[str]:
    """Slack shows these suggestions, or says why not. No suggestion at all is a good answer."""
    found: Iterator[str] = _OPTIONS(dict(answer), "")
    return list(found)
