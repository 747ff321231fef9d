"""What a tick of the clock is for: the constant input of each rule in the template."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shared.operations.foresight import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Mapping


class NotATickError(Exception):
    """The event names no task: something else than our rules invoked the function."""


class Task(StrEnum):
    """What is done."""

    PURGE = "purge"
    WEEKLY = NoticeKind.WEEKLY.value
    LAST_DAY = NoticeKind.LAST_DAY.value


def task_of(event: Mapping[str, Any]) -> Task:
    """Read what a tick is for. Raises NotATickError."""
    told = event.get("task")
    if told not in set(Task):
        raise NotATickError
    return Task(told)
