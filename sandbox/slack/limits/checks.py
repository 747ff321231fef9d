"""The few kinds of check that every Slack limit is made of.

A check takes a value and its JSON pointer and yields Slack's sentence for each problem.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

Check = Callable[[object, str], Iterator[str]]


def problem(sentence: str, pointer: str) -> str:
    return f"[ERROR] {sentence} [json-pointer:{pointer}]"


def string(at_most: int | None = None, at_least: int = 0, pattern: str | None = None) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must provide a string", pointer)
            return
        if len(value) < at_least:
            yield problem(f"must be more than {at_least - 1} characters", pointer)
        if at_most is not None and len(value) > at_most:
            yield problem(f"must be less than {at_most + 1} characters", pointer)
        if pattern is not None and not re.fullmatch(pattern, value):
            yield problem("must match the required format", pointer)

    return check


def boolean(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield problem("must provide a boolean", pointer)


def integer(low: int, high: int | None = None) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield problem("must provide an integer", pointer)
        elif value < low:
            yield problem(f"must be greater than {low - 1}", pointer)
        elif high is not None and value > high:
            yield problem(f"must be less than {high + 1}", pointer)

    return check


def one_of(*allowed: object) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        if value not in allowed:
            yield problem("must be a valid enum value", pointer)

    return check


def items(of: Check, at_most: int | None = None, at_least: int = 1) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield problem("must provide an array", pointer)
            return
        if len(value) < at_least:
            yield problem(f"no fewer than {at_least} items allowed", pointer)
        if at_most is not None and len(value) > at_most:
            yield problem(f"no more than {at_most} items allowed", pointer)
        for index, item in enumerate(value):
            yield from of(item, f"{pointer}/{index}")

    return check


def shape(
    required: Mapping[str, Check],
    optional: Mapping[str, Check] | None = None,
    rules: Iterable[Check] = (),
) -> Check:
    """An object that has these keys and no others, and keeps these rules between them."""
    known = {**required, **(optional or {})}

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", pointer)
            return
        for name in required:
            if name not in value:
                yield problem(f"missing required field: {name}", pointer)
        for name, part in value.items():
            if name in known:
                yield from known[name](part, f"{pointer}/{name}")
            else:
                yield problem(f"invalid additional property: {name}", pointer)
        for rule in rules:
            yield from rule(value, pointer)

    return check


def by_type(checks: Mapping[str, Check], allowed: Collection[str] | None = None) -> Check:
    """The check that belongs to the object's own `type`."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", pointer)
            return
        kind = value.get("type")
        if kind is None:
            yield problem("missing required field: type", pointer)
        elif not isinstance(kind, str) or kind not in checks or (allowed is not None and kind not in allowed):
            yield problem(f"unsupported type: {kind}", f"{pointer}/type")
        else:
            yield from checks[kind](value, pointer)

    return check


def either(first: str, second: str) -> Check:
    """Exactly one of two fields must be there."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if isinstance(value, dict) and (first in value) == (second in value):
            yield problem(f"must provide exactly one of {first} or {second}", pointer)

    return check
