"""A link to temporary passwords: a page that hands nothing over, and two buttons that do, once.

Whatever only looks at the link (a mail scanner, a preview, a prefetching browser) sends GET, and that uses
nothing up. The token is in the path and nowhere else, and the path is in no log line.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote

from functions.slack.edge import Refusal
from shared.domain.credential import Sheet
from shared.errors import AccessDeniedError, BusyError, CredentialNotFoundError
from shared.i18n.translator import translator
from shared.operations.handover import collect, find_link, look_up
from shared.runtime.logging import where
from shared.slack_ui.csv_files import password_file
from shared.slack_ui.sheet_page import (
    CONTENT_POLICY,
    CSV,
    FIELD,
    PRINT,
    gone_page,
    offer_page,
    print_page,
    said_page,
    used_page,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.slack.edge import HttpRequest
    from shared.i18n.translator import Translator
    from shared.operations.handover import Before
    from shared.runtime.wiring import Wiring

PREFIX = "/sheet/"
MAXIMUM_FORM = 100  # characters; ours has six
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_FORM = "application/x-www-form-urlencoded"
_HEADERS = {
    "content-type": "text/html;charset=utf-8",
    "content-security-policy": CONTENT_POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=31536000",
}


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    is_base64: bool = False


class SheetLinks:
    """Answers whoever follows such a link."""

    def __init__(self, wiring: Wiring) -> None:
        self._desk = wiring.desk
        self._log = wiring.log

    @staticmethod
    def are_at(path: str) -> bool:
        """Whether a path is that of such a link, right or wrong."""
        return path.startswith(PREFIX)

    def answer(self, http: HttpRequest, correlation_id: str) -> dict[str, Any]:
        """Answer in the shape that a Function URL takes."""
        answer = self._answer(http, correlation_id)
        self._log.info(
            "sheet answered", method=http.method[:10], status=answer.status, correlation_id=correlation_id
        )
        return {
            "statusCode": answer.status,
            "headers": {**_HEADERS, **answer.headers},
            "body": "" if http.method == "HEAD" else answer.body,
            "isBase64Encoded": answer.is_base64 and http.method != "HEAD",
        }

    def _answer(self, http: HttpRequest, correlation_id: str) -> _Answer:
        t = translator(http.headers.get("accept-language", "")[:2])  # until the link says better
        if http.method not in {"GET", "HEAD", "POST"}:
            return _Answer(405, gone_page(t), {"allow": "GET, HEAD, POST"})
        token = http.path.removeprefix(PREFIX)
        if not _TOKEN.fullmatch(token):
            return _Answer(404, gone_page(t))
        try:
            link = find_link(self._desk, token)
            t = translator(link.language)
            if http.method != "POST":
                before = look_up(self._desk, link)
                return _used(t, before) if before else _Answer(200, offer_page(t))
            wanted = _wanted(http)
            return _handed_over(t, collect(self._desk, token, correlation_id), wanted)
        except Exception as error:  # noqa: BLE001  the log has the lines, the page the reference
            return self._mishap(t, error, correlation_id)

    def _mishap(self, t: Translator, error: Exception, reference: str) -> _Answer:
        if isinstance(error, Refusal):
            return _Answer(error.status, offer_page(t))
        if isinstance(error, CredentialNotFoundError):
            return _Answer(410, gone_page(t))
        if isinstance(error, AccessDeniedError):
            return _Answer(403, _denied(t))
        if isinstance(error, BusyError):
            return _Answer(503, _busy(t), {"retry-after": "5"})
        self._log.error("unexpected", error=type(error).__qualname__, where=where(error), reference=reference)
        return _Answer(500, _failed(t, reference))


def _wanted(http: HttpRequest) -> str:
    """Read which button was pressed. Raises Refusal for what our form does not send."""
    if http.headers.get("content-type", "").split(";")[0].strip().lower() != _FORM:
        raise Refusal(415, "not a form")
    if len(http.raw) > 2 * MAXIMUM_FORM or len(http.body) > MAXIMUM_FORM:
        raise Refusal(413, "too long")
    wanted = parse_qs(http.body).get(FIELD, [""])[0]
    if wanted not in {CSV, PRINT}:
        raise Refusal(400, "neither button")
    return wanted


def _handed_over(t: Translator, handed_over: Sheet | Before, wanted: str) -> _Answer:
    if not isinstance(handed_over, Sheet):
        return _used(t, handed_over)
    if wanted == PRINT:
        return _Answer(200, print_page(t, handed_over))
    file = password_file(t, handed_over)
    headers = {
        "content-type": "text/csv;charset=utf-8",
        "content-disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
    }
    return _Answer(200, b64encode(b"".join(file.lines)).decode(), headers, is_base64=True)


def _used(t: Translator, before: Before) -> _Answer:
    return _Answer(410, used_page(t, before.event.occurred_at))


def _denied(t: Translator) -> str:
    told = t("The roles of the person who asked for this link no longer allow it. Nothing was handed over.")
    return said_page(t, t("Not allowed any more"), told)


def _busy(t: Translator) -> str:
    told = t(
        "Too much is going on at once. Load this page again in a moment; if it then says that the passwords "
        "were handed over, reset them again."
    )
    return said_page(t, t("Try again in a moment"), told)


def _failed(t: Translator, reference: str) -> str:
    told = t(
        "The passwords were not handed over, or got lost: reset them again in Slack. If it goes on, give "
        "your administrator this reference: {reference}",
        reference=reference,
    )
    return said_page(t, t("Something went wrong"), told)
