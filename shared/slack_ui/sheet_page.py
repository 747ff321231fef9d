"""The page behind a download link, as HTML that runs nothing and fetches nothing."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shared.domain.credential import Sheet, SheetLine
    from shared.i18n.translator import Translator

FIELD = "as"
CSV = "csv"
PRINT = "print"

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem;
  color: #1d1c1d; background: #fff; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.1rem; margin: 0; }
button { font: inherit; padding: .6rem 1.2rem; margin: 0 .5rem .5rem 0; border: 2px solid #0b5a43;
  border-radius: .4rem; background: #0b5a43; color: #fff; cursor: pointer; }
button + button { background: #fff; color: #0b5a43; }
button:focus-visible { outline: 3px solid #1264a3; outline-offset: 2px; }
ul { list-style: none; padding: 0; }
li { border: 1px dashed #696969; padding: 1rem; margin: 0 0 1rem; break-inside: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .5rem 0 0; }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: 1.1rem/1.4 ui-monospace, monospace; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } }
@media print { body { margin: 0; max-width: none; } .screen { display: none; } }
"""

CONTENT_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def offer_page(t: Translator) -> str:
    """Offer the file and the sheet. Whatever looks at this page, nothing is handed over yet."""
    told = t(
        "The passwords are handed over once: choose how, with a printer or a safe place for the file at hand."
    )
    as_file, as_sheet = t("Download for a spreadsheet (CSV)"), t("Show to print")
    return _page(
        t,
        t("Temporary passwords"),
        f"<p>{escape(told)}</p>",
        '<form method="post">',
        f'<button name="{FIELD}" value="{CSV}">{escape(as_file)}</button>',
        f'<button name="{FIELD}" value="{PRINT}">{escape(as_sheet)}</button>',
        "</form>",
    )


def print_page(t: Translator, sheet: Sheet) -> str:
    """Set the passwords as slips to be cut apart, one for each user."""
    told = t(
        "Print this page now: it cannot be opened again. Each user gets the slip with their own password."
    )
    title = t("Temporary passwords for {customer}", customer=sheet.customer.name)
    slips = (part for line in sheet.lines for part in _slip(t, line))
    return _page(t, title, f'<p class="screen">{escape(told)}</p>', "<ul>", *slips, "</ul>")


def used_page(t: Translator, at: datetime) -> str:
    """Say when the passwords were handed over, and what to do if nobody has them."""
    when = f'<time datetime="{at:%Y-%m-%dT%H:%M:%SZ}">{at:%Y-%m-%d %H:%M} UTC</time>'
    told = escape(t("The passwords were handed over already: {when}.")).replace("{when}", when)
    remedy = t("If they did not reach you, reset the passwords again in Slack.")
    return _page(t, t("This link was used"), f"<p>{told}</p>", f"<p>{escape(remedy)}</p>")


def gone_page(t: Translator) -> str:
    """Say that the link leads nowhere, used, too old or mistyped."""
    told = t("A link works once and for five minutes. Ask for another one in Slack, with “Download once”.")
    return _page(t, t("This link does not work"), f"<p>{escape(told)}</p>")


def said_page(t: Translator, title: str, told: str) -> str:
    """Say one thing."""
    return _page(t, title, f"<p>{escape(told)}</p>")


def _slip(t: Translator, line: SheetLine) -> Iterable[str]:
    sign_in_name, password = t("User principal name:"), t("Temporary password:")
    duty = t("You must choose another password when you first sign in.")
    yield f"<li><h2>{escape(line.display_name)}</h2><dl>"
    yield f"<dt>{escape(sign_in_name)}</dt><dd><code>{escape(line.user_principal_name)}</code></dd>"
    yield f"<dt>{escape(password)}</dt><dd><code>{escape(line.password)}</code></dd>"
    yield f"</dl><p>{escape(duty)}</p></li>"


def _page(t: Translator, title: str, *body: str) -> str:
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{t.language}">',
            '<head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex, nofollow">',
            f"<title>{escape(title)} · Partner Desk</title>",
            f"<style>{_STYLE}</style></head>",
            f"<body><main><h1>{escape(title)}</h1>",
            *body,
            "</main></body></html>",
        )
    )
