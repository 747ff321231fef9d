"""What docs/operations.md says to type does what it says."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from sandbox.places import ROOT
from shared.domain.action import Action
from shared.domain.credential import LASTS
from shared.domain.import_file import DEFAULT_ROWS, MOST_ROWS
from shared.domain.request import KEPT_FOR, RequestState
from shared.operations.import_file import run_id
from shared.policy.deployed import deployed_matrix, merged_matrix, packed
from shared.policy.matrix import default_matrix
from shared.store import keys
from tests.functions.contoso import CLICK, prepare
from tests.office import ADMIN

if TYPE_CHECKING:
    from tests.office import Office

GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
CONDITION_FAILED = "ConditionalCheckFailedException"


def start_again(office: Office, request_id: str) -> None:
    """Carry out the guide's own command, as the AWS CLI would."""
    (command,) = re.findall(r"aws dynamodb update-item (.*?)```", GUIDE, re.DOTALL)
    given: dict[str, Any] = {
        "".join(word.capitalize() for word in name.split("-")): value
        for name, value in re.findall(r"--([a-z-]+) '([^']+)'", command)
    }
    for name in ("Key", "ExpressionAttributeNames", "ExpressionAttributeValues"):
        given[name] = json.loads(given[name].replace("REQUEST_ID", request_id))
    boto3.client("dynamodb").update_item(TableName=office.tables.workflow, **given)


def test_a_request_that_stands_still_is_carried_on_with(office: Office) -> None:
    contoso = prepare(office)
    contoso.file()
    given_up = list(office.stream.events())
    assert len(given_up) == 1  # the worker never got it

    start_again(office, CLICK)
    office.work()

    assert contoso.request().state is RequestState.DONE
    (card,) = office.workspace.sign_in(ADMIN).direct_messages
    assert "3 changed" in card.text


def test_its_example_of_a_policy_is_one() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    matrix = merged_matrix(example)
    assert deployed_matrix(packed(example)) == matrix
    shipped = default_matrix().rows
    assert {action for action, row in matrix.rows.items() if row != shipped[action]} == {
        Action.RESET_PASSWORD,
        Action.DELETE_USER,
    }


def test_what_is_finished_or_was_never_filed_is_not_started(office: Office) -> None:
    contoso = prepare(office)
    contoso.file()
    office.work()
    for request_id in (CLICK, "V0NOBODY.1"):
        with pytest.raises(ClientError) as refused:
            start_again(office, request_id)
        assert refused.value.response["Error"]["Code"] == CONDITION_FAILED


def test_it_says_how_many_rows_a_file_has_and_for_how_long_it_is_kept() -> None:
    (section,) = re.findall(r"## Files of users, and of license changes\n(.*?)\n## ", GUIDE, re.DOTALL)
    assert f"the {DEFAULT_ROWS} that Partner Center takes, {MOST_ROWS:,} at most" in section
    assert f"for {KEPT_FOR.days} days" in section
    assert f"at the latest after {LASTS // timedelta(hours=1)} hours" in section
    assert f"`{keys.import_file('REQUEST_ID')}`" in section
    assert f"`{run_id('')}`" in section
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "IMPORT_ROWS=" in section
    assert "$(if $(IMPORT_ROWS),ImportRows=$(IMPORT_ROWS))" in makefile
