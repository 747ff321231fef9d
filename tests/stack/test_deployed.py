"""What only shows once it is built, deployed and reached over HTTP."""

import json

import pytest

from sandbox.slack.delivery import Request
from sandbox.slack.workspace import Workspace
from tests.artifact import FUNCTIONS, faults
from tests.deployed import Deployed

pytestmark = pytest.mark.stack

NADIA = "U0GLOBAL01"


def test_a_signed_command_is_answered(workspace: Workspace) -> None:
    delivered = workspace.sign_in(NADIA).types("/partner whoami")

    assert delivered is not None
    assert delivered.is_ok, delivered.what_went_wrong


@pytest.mark.promise(1)
def test_an_unsigned_command_is_refused(deployed: Deployed) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}

    answer = deployed.function.carry(Request("command=%2Fpartner&text=whoami", headers), 10)

    assert answer.status == 401


@pytest.mark.parametrize(("resource", "function"), FUNCTIONS.items())
def test_an_artifact_is_small_and_holds_only_what_it_must(
    deployed: Deployed, resource: str, function: str
) -> None:
    code = deployed.emulator.folder / "build" / resource

    assert faults(code, function) == []


@pytest.mark.promise(2)
def test_until_the_secret_is_filled_in_nobody_knows_it(deployed: Deployed) -> None:
    """The secret of a second stack's birth: random, never empty, so nothing verifies against it."""
    client = deployed.emulator.client("secretsmanager")
    versions = client.list_secret_version_ids(SecretId=deployed.stack.secret_id)["Versions"]
    born = [v for v in versions if "AWSPREVIOUS" in v["VersionStages"]]

    value = client.get_secret_value(SecretId=deployed.stack.secret_id, VersionId=born[0]["VersionId"])

    assert len(json.loads(value["SecretString"])["signing_secret"]) == 64
