"""The stand-in Slack and its page, served on loopback beside the stack."""

from collections.abc import Iterator
from contextlib import contextmanager

import yaml

from sandbox.deploy import Stack
from sandbox.places import ROOT, STATE
from sandbox.slack.app_facts import AppFacts
from sandbox.slack.delivery import FunctionUrl
from sandbox.slack.server import serve
from sandbox.slack.workspace import Workspace as StandIn
from sandbox.workspace import Workspace


@contextmanager
def served(workspace: Workspace, stack: Stack, port: int) -> Iterator[None]:
    """Serves until the block ends. What was said and opened there is kept beside the state."""
    facts = known_to_slack(workspace.signing_secret, workspace.bot_token)
    carrier = FunctionUrl(stack.function_url, stack.function_host)
    stand_in = StandIn(carrier, facts=facts, keep_in=STATE / "slack.json")
    with serve(stand_in, port):
        yield


def known_to_slack(signing_secret: str, bot_token: str) -> AppFacts:
    """What Slack knows of the app: a Home tab only if the manifest asks for one."""
    manifest = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text(encoding="utf-8"))
    has_home = bool(manifest["features"].get("app_home", {}).get("home_tab_enabled"))
    return AppFacts(signing_secret=signing_secret, bot_token=bot_token, has_home=has_home)
