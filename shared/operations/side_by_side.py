"""Reads that do not wait for each other: a person waits for the slowest, not for their sum."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable

First = TypeVar("First")
Second = TypeVar("Second")
Third = TypeVar("Third")
Fourth = TypeVar("Fourth")


@overload
def side_by_side(first: Callable[[], First], second: Callable[[], Second], /) -> tuple[First, Second]: ...
@overload
def side_by_side(
    first: Callable[[], First], second: Callable[[], Second], third: Callable[[], Third], /
) -> tuple[First, Second, Third]: ...


@overload
def side_by_side(
    first: Callable[[], First],
    second: Callable[[], Second],
    third: Callable[[], Third],
    fourth: Callable[[], Fourth],
    /,
) -> tuple[First, Second, Third, Fourth]: ...
@overload
def side_by_side(first: Callable[[], First], /, *others: Callable[[], First]) -> tuple[First, ...]: ...


def side_by_side(first: Callable[[], Any], /, *others: Callable[[], Any]) -> tuple[Any, ...]:
    """Call functions at the same time; an error of any is raised once all have ended.

    The first runs in the caller's thread. Each may use this again, one level deep: the pool has room for
    all that one process asks at once, so its threads never wait for each other in a ring.
    """
    running = [_threads().submit(other) for other in others]
    try:
        answer = first()
    finally:
        wait(running)
    return answer, *(each.result() for each in running)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=64, thread_name_prefix="side_by_side")
