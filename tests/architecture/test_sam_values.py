"""What the template states and no tool checks: that AWS takes it, and that the build makes the same."""

from __future__ import annotations

import ast
import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from functions.purge import task as purge
from functions.sweep import task as sweep
from sandbox.places import ROOT
from shared.store.models import RequestItem
from tests.sam_values import problems, schedule_problem
from tests.template import properties, resources, template

if TYPE_CHECKING:
    from tests.template import Properties

FUNCTIONS = resources("AWS::Serverless::Function")
BUILD = (ROOT / "functions" / "Makefile").read_text()
PLATFORMS = {"arm64": "aarch64-manylinux2014", "x86_64": "x86_64-manylinux2014"}


def test_aws_takes_what_the_template_states() -> None:
    assert problems(template()) == []


FUNCTION, RULE = "Resources.SlackFunction.Properties", "Resources.SweepFunction.Properties"
WEEKLY = "Resources.PurgeFunction.Properties.Events.Weekly.Properties"
STREAM = "Resources.WorkerStream.Properties"
PATTERN = f"{STREAM}.FilterCriteria.Filters.0.Pattern"
WRONG: dict[str, list[Any]] = {
    "Globals.Function.Runtime": ["python3.31", "Python3.13", "python 3.13", "nodejs"],
    "Globals.Function.Architectures": [["arm"], ["arm64", "x86_64"], []],
    f"{FUNCTION}.Timeout": [0, 901],
    f"{FUNCTION}.FunctionUrlConfig.InvokeMode": ["BUFERED"],
    f"{FUNCTION}.Environment.Variables": [{"SLACK-TEAM-ID": "T0"}, {"1ST": "x"}],
    f"{RULE}.Events.Groups.Properties.Schedule": ["rate(1 minutes)", "rate(5 minute)", "every 5 minutes"],
    f"{RULE}.EventInvokeConfig.MaximumRetryAttempts": [3],
    f"{RULE}.EventInvokeConfig.MaximumEventAgeInSeconds": [30, 21_601],
    f"{WEEKLY}.Schedule": ["cron(0 7 * * *)", "cron(0 25 ? * MON *)"],
    f"{WEEKLY}.Input": ['{"task": weekly}'],
    f"{WEEKLY}.RetryPolicy": [
        {"MaximumRetryAttempts": 186, "MaximumEventAgeInSeconds": 3600},
        {"MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 59},
    ],
    f"{STREAM}.MaximumRecordAgeInSeconds": [59, 604_801],
    "Parameters.PurgeRate.Default": ["rate(1 hours)"],
    PATTERN: [
        '{"eventName": ["INSERT"]',
        '{"eventName": "INSERT"}',
        '{"eventName": ["insert"]}',
        '{"dynamodb": {"Newimage": {}}}',
        '{"dynamoDb": {}}',
        '{"dynamodb": {"NewImage": {"sk": {"S": "REQUEST"}}}}',
        '{"dynamodb": {"NewImage": {"sk": ["REQUEST"]}}}',
        '{"dynamodb": {"NewImage": {"sk": {"S": [{"prefix": "REQ"}]}}}}',
    ],
}


def with_value(path: str, value: Any) -> Properties:
    """Copy the template, with one value in the place of another."""
    changed: Any = deepcopy(template())
    place = changed
    *parents, last = path.split(".")
    for each in parents:
        place = place[int(each) if isinstance(place, list) else each]
    assert last in place
    place[last] = value
    return changed  # type: ignore[no-any-return]  # it is what it was


CASES = [(path, value) for path, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("path", "value"), CASES)
def test_what_aws_refuses_is_found(path: str, value: Any) -> None:
    assert problems(with_value(path, value))


@pytest.mark.parametrize(
    "expression",
    [
        "rate(1 minute)",
        "rate(15 minutes)",
        "rate(1 day)",
        "cron(0 7 ? * MON *)",
        "cron(0/15 * * * ? *)",
        "cron(0 8 1 * ? 2027)",
        "cron(15 10 ? * 6L 2027-2030)",
        "cron(0 18 ? * MON-FRI *)",
        "cron(0 7 3W JAN,JUL ? *)",
        "cron(0 9 ? * 2#1 *)",
    ],
)
def test_a_schedule_that_eventbridge_takes_has_no_problem(expression: str) -> None:
    assert schedule_problem(expression) == ""


@pytest.mark.parametrize(
    "expression",
    [
        "rate(0 minutes)",
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(5 min)",
        "rate(1.5 hours)",
        "at(2027-01-01T00:00:00)",
        "cron(0 7 * * *)",
        "cron(0 7 * * * *)",
        "cron(0 7 ? * ? *)",
        "cron(60 7 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 7 32 * ? *)",
        "cron(0 7 ? * MNO *)",
        "cron(0 7 ? * 8 *)",
        "cron(0 7 ? 13 MON *)",
        "cron(0 7 * * ? 1969)",
        "cron(0/0 7 * * ? *)",
        "every 5 minutes",
    ],
)
def test_a_schedule_that_no_rule_takes_has_a_problem(expression: str) -> None:
    assert schedule_problem(expression) != ""


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_runs_on_what_it_is_built_for(function: str) -> None:
    stated = template()["Globals"]["Function"] | properties(function)
    (version,) = re.findall(r"--python-version (\S+)", BUILD)
    (platform,) = re.findall(r"--python-platform (\S+)", BUILD)
    assert stated["Runtime"] == f"python{version}"
    assert [PLATFORMS[each] for each in stated["Architectures"]] == [platform]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_handler_is_in_the_folder_that_is_built_for_its_function(function: str) -> None:
    module, _, name = properties(function)["Handler"].rpartition(".")
    (folder,) = re.findall(rf"^build-{function}: FUNCTION := (\S+)$", BUILD, re.MULTILINE)
    assert module.split(".")[:2] == ["functions", folder]
    source = ast.parse((ROOT / module.replace(".", "/")).with_suffix(".py").read_text())
    assert name in defined(source)


def defined(module: ast.Module) -> set[str]:
    """Return the names that a module gives itself at its top."""
    names = {each.name for each in module.body if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    for each in module.body:
        targets = each.targets if isinstance(each, ast.Assign) else []
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            names.add(each.target.id)
    return names


TASKS = {"PurgeFunction": purge.Task, "SweepFunction": sweep.Task}


@pytest.mark.parametrize("function", TASKS)
def test_the_clock_asks_for_every_task_once(function: str) -> None:
    ticks = properties(function)["Events"].values()
    asked = [json.loads(tick["Properties"]["Input"])["task"] for tick in ticks]
    assert sorted(asked) == sorted(each.value for each in TASKS[function])


def test_the_stream_is_filtered_by_attributes_that_requests_have() -> None:
    known = {attribute.attr_name for attribute in RequestItem.get_attributes().values()}
    for each in properties("WorkerStream")["FilterCriteria"]["Filters"]:
        image = json.loads(each["Pattern"])["dynamodb"]["NewImage"]
        assert image.keys() <= known


def test_items_expire_by_the_attribute_that_the_store_writes() -> None:
    stated = properties("WorkflowTable")["TimeToLiveSpecification"]["AttributeName"]
    assert stated in {attribute.attr_name for attribute in RequestItem.get_attributes().values()}
