#!/usr/bin/env bash
# pynamodb 6.1.0 with botocore 1.44.5: the error code of a call that timed out cannot be read.
#
# One would bet: `PynamoDBException.cause_response_code` is the code that DynamoDB answered, and None where
# there was no answer; its docstring says to "inspect this value to determine the cause of the error".
# It does: the cause of a timeout is botocore's ReadTimeoutError, which has an attribute `response` that is
# None, and the property asks that None for its `Error`. Reading the code raises AttributeError, so the
# handler that decides whether to try again fails in place of the call.
# Source: pynamodb/exceptions.py, `getattr(self.cause, "response", {}).get("Error", {})`; botocore/exceptions.py,
# `HTTPClientError.__init__(self, request=None, response=None, **kwargs)`.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pynamodb==6.1.0 botocore==1.44.5

cat >"$work/try.py" <<'PYTHON'
import socket
from importlib.metadata import version

from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException

silent = socket.create_server(("127.0.0.1", 0))  # takes connections and answers none
connection = Connection(
    region="eu-west-1",
    host=f"http://127.0.0.1:{silent.getsockname()[1]}",
    read_timeout_seconds=0.2,
    max_retry_attempts=0,
)
connection.session.set_credentials("sandbox", "sandbox")
try:
    connection.list_tables()
except PynamoDBException as error:
    print("pynamodb", version("pynamodb"), "botocore", version("botocore"))
    print("raised", type(error).__name__, "caused by", type(error.cause).__name__)
    try:
        print("unchanged: no; the code is", error.cause_response_code)
    except AttributeError as second:
        print("reading cause_response_code raised AttributeError:", second)
        raise SystemExit(0)
raise SystemExit("behaves otherwise now: the code of a timeout can be read, or nothing was raised")
PYTHON
"$work/venv/bin/python" "$work/try.py"
