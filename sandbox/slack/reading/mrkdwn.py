"""mrkdwn parsed into spans. Nothing here is HTML: the page makes text nodes of the spans."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.slack.reading.dates import shown_date
from sandbox.slack.reading.emoji import with_emoji
from sandbox.slack.reading.reader import Reader

Span = dict[str, Any]
SAFE_URL = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)

INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]+)>"
    r"|(?<![\w*])\*(?=\S)(?P<bold>[^*\n]+?)(?<=\S)\*(?![\w*])"
    r"|(?<![\w_])_(?=\S)(?P<italic>[^_\n]+?)(?<=\S)_(?![\w_])"
    r"|(?<![\w~])~(?=\S)(?P<strike>[^~\n]+?)(?<=\S)~(?![\w~])"
    r"|(?P<bare>https?://[^\s<>|]+)"
)


def unescaped(text: str) -> str:
    """Slack's three entities; nothing else is one."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def parsed(text: str, reader: Reader) -> list[Span]:
    """The spans of a mrkdwn text: text with styles, links, mentions, quotes, preformatted."""
    spans: list[Span] = []
    for index, part in enumerate(re.split(r"```(.+?)```", text, flags=re.DOTALL)):
        if index % 2:
            spans.append({"kind": "pre", "text": unescaped(part.strip("\n"))})
        else:
            spans += _lines(part, reader)
    return spans


def _lines(text: str, reader: Reader) -> Iterator[Span]:
    plain: list[str] = []
    for line in text.split("\n"):
        quoted = re.match(r"(?:&gt;|>)\s?(.*)", line)
        if not quoted:
            plain.append(line)
            continue
        yield from _inline("\n".join(plain), (), reader)
        plain = []
        yield {"kind": "quote", "spans": list(_inline(quoted[1], (), reader))}
    yield from _inline("\n".join(plain), (), reader)


def _inline(text: str, styles: tuple[str, ...], reader: Reader) -> Iterator[Span]:
    done = 0
    for found in INLINE.finditer(text):
        yield from _text(text[done : found.start()], styles)
        done = found.end()
        kind, inner = str(found.lastgroup), str(found[str(found.lastgroup)])
        if kind == "code":
            yield {"kind": "text", "text": unescaped(inner), "styles": [*styles, "code"]}
        elif kind == "angle":
            yield _angle(inner, styles, reader)
        elif kind == "bare":
            yield link(unescaped(inner), unescaped(inner), styles)
        else:
            yield from _inline(inner, (*styles, kind), reader)
    yield from _text(text[done:], styles)


def _text(text: str, styles: tuple[str, ...]) -> Iterator[Span]:
    if text:
        yield {"kind": "text", "text": with_emoji(unescaped(text)), "styles": list(styles)}


def _angle(inner: str, styles: tuple[str, ...], reader: Reader) -> Span:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return mention(f"@{reader.user_name(target[1:])}", styles)
    if target.startswith("#"):
        return mention(f"#{reader.channel_name(target[1:])}", styles)
    if target.startswith("!date^"):
        _, timestamp, template, *url = target.split("^")
        shown = shown_date(int(timestamp), template, reader) if timestamp.isdigit() else label
        plain: Span = {"kind": "text", "text": shown, "styles": list(styles)}
        return link(url[0], shown, styles) if url else plain
    if target.startswith("!"):
        return mention("@" + (label or target[1:]).lstrip("@"), styles)
    return link(unescaped(target), unescaped(label or target.removeprefix("mailto:")), styles)


def mention(text: str, styles: tuple[str, ...] = ()) -> Span:
    return {"kind": "mention", "text": text, "styles": list(styles)}


def link(url: str, text: str, styles: tuple[str, ...] = ()) -> Span:
    """A link when the address is one a browser may follow; otherwise just its text."""
    if not SAFE_URL.match(url):
        return {"kind": "text", "text": text, "styles": list(styles)}
    return {"kind": "link", "url": url, "text": text, "styles": list(styles)}
