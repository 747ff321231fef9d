"""Make an example of `events/` into what Lambda hands to the function: signed now, as Slack would.

    python -m sandbox.event events/slack/slash_command_whoami.json | sam local invoke SlackFunction -e -

The signing secret is the sandbox's unless SLACK_SIGNING_SECRET says otherwise.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sandbox.slack.app_facts import AppFacts
from sandbox.slack.delivery.lambda_event import function_url_event
from sandbox.slack.delivery.send import FORM, JSON, signed_headers


def lambda_event(example: Path, facts: AppFacts | None = None) -> dict[str, Any]:
    """Read an example: `form` of a slash command, `payload` of an interaction, `json` of the Events API.

    `event` is for what Slack does not send: it is handed over as it stands.
    """
    said = json.loads(example.read_text(encoding="utf-8"))
    if "event" in said:
        return dict(said["event"])
    if "json" in said:
        body, content_type = json.dumps(said["json"]), JSON
    else:
        fields = said.get("form") or {"payload": json.dumps(said["payload"])}
        body, content_type = urlencode(fields), FORM
    signed = signed_headers(facts or AppFacts(), body, content_type, time.time())
    return function_url_event("/slack/events", signed, body)


if __name__ == "__main__":
    secret = os.environ.get("SLACK_SIGNING_SECRET")
    known = replace(AppFacts(), signing_secret=secret) if secret else AppFacts()
    json.dump(lambda_event(Path(sys.argv[1]), known), sys.stdout, indent=2)
