"""The stand-in Slack and its page, served on loopback beside the stack."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

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
    facts = replace(
        AppFacts(),
        signing_secret=workspace.signing_secret,
        bot_token=workspace.bot_token,
        has_home=_has_home(),
    )
    carrier = FunctionUrl(stack.function_url, stack.function_host)
    stand_in = StandIn(carrier, facts=facts, keep_in=STATE / "slack.json")
    with serve(stand_in, port):
        yield


def _has_home() -> bool:
    """Whether the app's manifest asks Slack for a Home tab."""
    manifest = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text(encoding="utf-8"))
    return bool(manifest["features"].get("app_home", {}).get("home_tab_enabled"))
