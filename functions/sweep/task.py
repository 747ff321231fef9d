"""What a tick of the clock is for: the constant input of each rule in the template."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class NotATickError(Exception):
    """The event names no task: something else than our rules invoked the function."""


class Task(StrEnum):
    """What is done."""

    REQUESTS = "requests"
    GROUPS = "groups"


def task_of(event: Mapping[str, Any]) -> Task:
    """Read what a tick is for. Raises NotATickError."""
    told = event.get("task")
    if told not in set(Task):
        raise NotATickError
    return Task(told)
