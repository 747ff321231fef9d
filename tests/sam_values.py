"""What AWS refuses or takes for nothing in a SAM template, and neither cfn-lint nor `sam validate` sees.

Each rule names its page: the Lambda guide ("Lambda runtimes", "Lambda quotas", "Lambda event filtering",
"CreateEventSourceMapping"), and EventBridge's ("Creating a rule that runs on a schedule").
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.template import Properties

RUNTIMES = {f"python3.{minor}" for minor in range(10, 15)}
ARCHITECTURES = {"arm64", "x86_64"}
LONGEST_TIMEOUT = 900  # seconds
MODES = {"BUFFERED", "RESPONSE_STREAM"}
SETTING = re.compile(r"[A-Za-z][A-Za-z0-9_]+")
EVENT_NAMES = {"INSERT", "MODIFY", "REMOVE"}
IMAGES = {"Keys", "NewImage", "OldImage"}
RETRIES_OF = {"RetryPolicy": 185, "EventInvokeConfig": 2}
AGES_OF = {"RetryPolicy": (60, 86_400), "EventInvokeConfig": (60, 21_600)}  # seconds
RECORD_AGE = (60, 604_800)  # seconds; -1 for no limit

_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_FIELDS: tuple[tuple[str, int, int, list[str]], ...] = (
    ("minutes", 0, 59, []),
    ("hours", 0, 23, []),
    ("day of month", 1, 31, []),
    ("month", 1, 12, _MONTHS),
    ("day of week", 1, 7, _DAYS),
    ("year", 1970, 2199, []),
)


def problems(template: Properties) -> list[str]:
    """Name everything wrong in a template, each with where it stands."""
    functions = _of_type(template, "AWS::Serverless::Function")
    mappings = _of_type(template, "AWS::Lambda::EventSourceMapping")
    shared = template["Globals"]["Function"]
    found = [*_function("Globals", shared)]
    for name, stated in functions.items():
        found += _function(name, shared | stated)
        found += _schedules(name, stated, template["Parameters"])
        found += _retries(name, "EventInvokeConfig", stated.get("EventInvokeConfig"))
    for name, stated in mappings.items():
        found += _mapping(name, stated)
    return found


def schedule_problem(expression: str) -> str:
    """Say what is wrong with the schedule of an EventBridge rule; empty where nothing is."""
    rate = re.fullmatch(r"rate\(([1-9]\d*) (minute|hour|day)(s?)\)", expression)
    if rate is not None:
        return "" if (rate[1] == "1") is not bool(rate[3]) else "one minute, and several minutes"
    cron = re.fullmatch(r"cron\((.+)\)", expression)
    if cron is None:
        return "neither rate(value unit) nor cron(fields)"
    fields = cron[1].split(" ")
    if len(fields) != len(_FIELDS):
        return "six fields"
    if (fields[2] == "?") is (fields[4] == "?"):
        return "one of day of month and day of week is ?"
    wrong = [
        stated[0] for stated, field in zip(_FIELDS, fields, strict=True) if not _is_field(field, *stated)
    ]
    return ", ".join(wrong)


def _is_field(field: str, name: str, lowest: int, highest: int, words: list[str]) -> bool:
    if field == "?":
        return name.startswith("day")
    special = {"day of month": r"L|([1-9]|[12]\d|3[01])W", "day of week": r"L|[1-7]L|[1-7]#[1-5]"}
    if name in special and re.fullmatch(special[name], field):
        return True

    def is_value(text: str) -> bool:
        return text in words or (text.isdecimal() and lowest <= int(text) <= highest)

    for part in field.split(","):
        span, _, step = part.partition("/")
        ends = span.split("-")
        is_span = span == "*" or (len(ends) <= 2 and all(map(is_value, ends)))
        if not is_span or ("/" in part and not (step.isdecimal() and int(step) > 0)):
            return False
    return True


def _of_type(template: Properties, kind: str) -> dict[str, Properties]:
    return {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == kind
    }


def _function(name: str, stated: Properties) -> Iterator[str]:
    if stated["Runtime"] not in RUNTIMES:
        yield f"{name}: Lambda has no runtime {stated['Runtime']}"
    if len(stated["Architectures"]) != 1 or stated["Architectures"][0] not in ARCHITECTURES:
        yield f"{name}: one architecture, not {stated['Architectures']}"
    if not 0 < stated.get("Timeout", 3) <= LONGEST_TIMEOUT:
        yield f"{name}: a timeout of at most {LONGEST_TIMEOUT} seconds"
    if stated.get("FunctionUrlConfig", {}).get("InvokeMode", "BUFFERED") not in MODES:
        yield f"{name}: no such InvokeMode"
    for setting in stated.get("Environment", {}).get("Variables", {}):
        if not SETTING.fullmatch(setting):
            yield f"{name}: no name of an environment variable: {setting}"


def _schedules(name: str, stated: Properties, parameters: Properties) -> Iterator[str]:
    for tick, event in stated.get("Events", {}).items():
        rule = event["Properties"]
        expression = rule["Schedule"]
        if isinstance(expression, dict):
            expression = parameters[expression["Ref"]]["Default"]
        if problem := schedule_problem(expression):
            yield f"{name} {tick}: {expression}: {problem}"
        try:
            json.loads(rule["Input"])
        except ValueError:
            yield f"{name} {tick}: the input is not JSON"
        yield from _retries(f"{name} {tick}", "RetryPolicy", rule.get("RetryPolicy"))


def _retries(name: str, kind: str, stated: Properties | None) -> Iterator[str]:
    if stated is None:
        return
    if not 0 <= stated["MaximumRetryAttempts"] <= RETRIES_OF[kind]:
        yield f"{name}: {kind} takes at most {RETRIES_OF[kind]} retries"
    least, most = AGES_OF[kind]
    if not least <= stated["MaximumEventAgeInSeconds"] <= most:
        yield f"{name}: {kind} takes an age from {least} to {most} seconds"


def _mapping(name: str, stated: Properties) -> Iterator[str]:
    least, most = RECORD_AGE
    age = stated.get("MaximumRecordAgeInSeconds", -1)
    if age != -1 and not least <= age <= most:
        yield f"{name}: records of an age from {least} to {most} seconds"
    for each in stated["FilterCriteria"]["Filters"]:
        try:
            pattern = json.loads(each["Pattern"])
        except ValueError:
            yield f"{name}: a pattern is not JSON"
        else:
            yield from (f"{name}: {problem}" for problem in _pattern(pattern))


def _pattern(pattern: Mapping[str, Any]) -> Iterator[str]:
    """Take plain equality of strings alone: what is misspelled matches nothing, and nobody is told."""
    for level in pattern.keys() - {"eventName", "dynamodb"}:
        yield f"a pattern has no level {level}"
    names = pattern.get("eventName", [])
    if not isinstance(names, list) or not set(names) <= EVENT_NAMES:
        yield f"no event is called {names}"
    for image, attributes in pattern.get("dynamodb", {}).items():
        if image not in IMAGES:
            yield f"a record has no {image}"
            continue
        for attribute, typed in attributes.items():
            values = typed.get("S") if isinstance(typed, dict) and len(typed) == 1 else None
            if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
                yield f'{attribute} is not of the form {{"S": ["value"]}}'
