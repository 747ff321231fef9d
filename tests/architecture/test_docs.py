"""The docs say what the code does, and nothing that it does not."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from functions.slack.listeners.commands import SUBCOMMANDS
from shared.runtime.settings import Settings
from tests.template import properties, resources, template

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SOURCES = "".join(
    path.read_text(encoding="utf-8")
    for function in ("worker", "purge", "sweep")
    for path in (ROOT / "functions" / function).glob("*.py")
)


def test_every_promise_on_the_page_is_borne_by_a_test_and_the_other_way_round() -> None:
    page = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    promised = set(re.findall(r"^\| (\d+) \|", page, re.MULTILINE))
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    marks = re.findall(r"mark\.promise\(([\d, ]+)\)", tests)
    borne = {number for each in marks for number in each.split(", ")}
    assert borne == promised


def test_readme_names_every_command_in_both_languages() -> None:
    words = [names[0] for each in SUBCOMMANDS for names in each.names.values()]
    assert [word for word in words if f"`{word}`" not in README and f"/partner {word}" not in README] == []


def test_every_decision_is_on_the_list_of_decisions() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in folder.glob("0*.md") if f"({path.name})" not in listed] == []


def test_every_link_to_a_file_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "events").glob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


FUNCTIONS = resources("AWS::Serverless::Function")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_template_sets_every_setting_that_must_be_there(function: str) -> None:
    given = properties(function)["Environment"]["Variables"]
    needed = [each.name for each in fields(Settings) if each.default is MISSING]
    assert [name for name in needed if name.upper() not in given] == []


def test_the_template_sets_every_other_setting_for_some_function() -> None:
    given = {name for function in FUNCTIONS for name in properties(function)["Environment"]["Variables"]}
    given |= template()["Globals"]["Function"]["Environment"]["Variables"].keys()
    assert [each.name for each in fields(Settings) if each.name.upper() not in given] == []


def test_every_make_target_that_the_docs_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    docs = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?:^|`) *make ([a-z-]+)", docs, re.MULTILINE)) <= targets


def test_the_operations_guide_explains_every_alarm_of_what_works_by_itself() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    alarms = [name for name in resources("AWS::CloudWatch::Alarm") if not name.startswith("Slack")]
    assert [name for name in alarms if f"| `{name}` |" not in guide] == []
    outputs = set(re.findall(r"`(\w+)` of the stack's outputs", guide))
    assert outputs <= template()["Outputs"].keys()
    logged = re.findall(r'(?:_log\.\w+|note)\(\s*"([^"{]+)"', SOURCES)
    assert set(re.findall(r"^- `([^`]+)`", guide, re.MULTILINE)) <= set(logged)
