"""A way in: what Slack calls it, the permission that it takes, and the listener behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.slack.call import Call
    from shared.domain.action import Action


class Kind(StrEnum):
    """How Slack sends it."""

    COMMAND = "command"
    CLICK = "block_actions"
    SUBMISSION = "view_submission"
    CLOSING = "view_closed"
    OPTIONS = "block_suggestion"
    EVENT = "event"


class Open(Enum):
    """The permission of what takes no certain role.

    ``TO_ALL_STAFF`` is what anyone with a role in force may do. ``TO_SLACK`` is what Slack itself tells of
    its workspace: no person may, and nothing else may be done by nobody.
    """

    TO_ALL_STAFF = "open to all staff"
    TO_SLACK = "open to Slack"


Permission: TypeAlias = "Action | Open"


@dataclass(frozen=True, slots=True)
class Route:
    """``requires`` is asked before the listener runs; the operations behind it ask again, by customer."""

    kind: Kind
    name: str
    requires: Permission
    listener: Callable[[Call], None]
