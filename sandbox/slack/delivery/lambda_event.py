"""What a Lambda Function URL hands to a handler (payload format 2.0) and takes from it."""

import base64
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DOMAIN = "sandbox.lambda-url.eu-west-1.on.aws"


@dataclass(slots=True)
class LambdaContext:
    """The few facts that handlers and Powertools read."""

    function_name: str = "partner-desk-slack"
    function_version: str = "1"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:000000000000:function:partner-desk-slack:live"
    log_group_name: str = "/aws/lambda/partner-desk-slack"
    log_stream_name: str = "sandbox"
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.monotonic)

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int(30_000 - (time.monotonic() - self.started) * 1000))


def function_url_event(
    path: str, headers: Mapping[str, str], body: str, *, method: str = "POST"
) -> dict[str, Any]:
    """The event. A Function URL sends anything but text and JSON in base64, so forms too."""
    names = {name.lower(): value for name, value in headers.items()}
    is_text = names.get("content-type", "").startswith(("application/json", "text/"))
    now = time.time()
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            **names,
            "content-length": str(len(body.encode())),
            "host": DOMAIN,
            "x-forwarded-for": "127.0.0.1",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        },
        "requestContext": {
            "accountId": "anonymous",
            "apiId": DOMAIN.split(".", 1)[0],
            "domainName": DOMAIN,
            "domainPrefix": DOMAIN.split(".", 1)[0],
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": names.get("user-agent", ""),
            },
            "requestId": str(uuid.uuid4()),
            "routeKey": "$default",
            "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
            "timeEpoch": int(now * 1000),
        },
        "body": body if is_text else base64.b64encode(body.encode()).decode(),
        "isBase64Encoded": not is_text,
    }


def answer_fields(answer: Any) -> tuple[int, dict[str, str], str]:
    """Status, headers and body as a Function URL reads them from what the handler returned."""
    if not isinstance(answer, dict) or "statusCode" not in answer:
        body = answer if isinstance(answer, str) else json.dumps(answer)
        return 200, {"content-type": "application/json"}, body
    headers = {str(k).lower(): str(v) for k, v in (answer.get("headers") or {}).items()}
    body = answer.get("body") or ""
    if answer.get("isBase64Encoded"):
        body = base64.b64decode(body).decode()
    return int(answer["statusCode"]), headers, body
