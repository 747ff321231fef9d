"""Every example in events/ does what its name says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from functions.slack.edge import NotFromSlackError
from sandbox.event import lambda_event
from sandbox.slack.delivery.lambda_event import LambdaContext
from tests.office import Office

EXAMPLES = Path(__file__).parents[2] / "events" / "slack"
CONTOSO = "fc74b558-72b6-5384-85f9-b58edd6ccfd3"  # the id that every example names


def answer(office: Office, name: str) -> dict[str, Any]:
    return office.function(lambda_event(EXAMPLES / f"{name}.json"), LambdaContext())  # type: ignore[arg-type]


def test_the_examples_name_the_customer_that_this_test_prepares(office: Office) -> None:
    assert office.add_customer() == CONTOSO


FROM_SLACK = [path for path in sorted(EXAMPLES.glob("*.json")) if not path.stem.startswith("sheet_link")]


@pytest.mark.parametrize("example", FROM_SLACK, ids=lambda path: path.stem)
def test_every_example_is_verified_and_routed(office: Office, example: Path) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    if example.stem == "not_a_request":
        with pytest.raises(NotFromSlackError):
            answer(office, example.stem)
    else:
        assert answer(office, example.stem)["statusCode"] == 200


def test_the_submission_example_creates_its_user(office: Office) -> None:
    office.add_customer()
    told = json.loads(answer(office, "view_submission_create_user")["body"])
    assert told["response_action"] == "update"
    assert office.wiring.desk.directory.count_users(CONTOSO).total == 1


def test_the_typeahead_example_finds_the_customer(office: Office) -> None:
    office.add_customer()
    told = json.loads(answer(office, "block_suggestion_customers")["body"])
    assert [option["value"] for option in told["options"]] == [CONTOSO]


@pytest.mark.parametrize("name", ["sheet_link_followed", "sheet_link_button"])
def test_the_examples_of_a_link_that_nobody_made_are_told_so(office: Office, name: str) -> None:
    told = answer(office, name)
    assert told["statusCode"] == 410
    assert "</html>" in told["body"]
