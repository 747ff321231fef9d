#!/usr/bin/env bash
# slack-bolt 1.30.0 (Python) reads a slash command as an empty body once the word "payload" is anywhere in its form.
#
# One would bet that a form is read as a form, and that only a field named "payload" holds JSON. Bolt looks for the
# word in the raw text of the body: a command typed in a channel named "payload-team", by a user named so, or with
# the word in its text, comes to `{}`. No listener matches, Bolt answers 404, and the person sees an error of
# Slack's. A form sent as "text=help" is read in full.
#
# What helps: read the body yourself, once, and hand Bolt the result: BoltRequest(body=a_dict, mode="socket_mode").
# Exits non-zero when this changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check slack-bolt==1.30.0 slack-sdk==3.47.0

"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version
from urllib.parse import urlencode

from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult


def authorize(enterprise_id, team_id):
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-none")


app = App(
    authorize=authorize,
    request_verification_enabled=False,
    process_before_response=True,
)


@app.command("/desk")
def answer(ack, command):
    ack(f"you typed {command['text']}")


def form(**changes):
    fields = {
        "command": "/desk",
        "text": "help",
        "team_id": "T0CONTOSO",
        "team_domain": "contoso",
        "channel_id": "C0CONTOSO",
        "channel_name": "partner-desk",
        "user_id": "U0NADIA",
        "user_name": "nadia.okafor",
    }
    return fields | changes


def dispatch(fields):
    return app.dispatch(BoltRequest(body=urlencode(fields)))


print("slack-bolt", version("slack-bolt"))
as_expected = dispatch(form())
print("without the word:", as_expected.status, as_expected.body)
seen = {}
for changes in (
    {"text": "payload"},
    {"channel_name": "payload-team"},
    {"user_name": "marit.payload"},
    {"team_domain": "payload"},
):
    response = dispatch(form(**changes))
    seen[str(changes)] = response.status
    print("with", changes, "the body is", BoltRequest(body=urlencode(form(**changes))).body, "- status", response.status)
read_already = app.dispatch(BoltRequest(body=form(channel_name="payload-team"), mode="socket_mode"))
print("read already, handed over as a dict:", read_already.status, read_already.body)

assert as_expected.status == 200
assert set(seen.values()) == {404}, "this has changed"
assert read_already.status == 200
PYTHON
