"""What a person typed after ``/partner``, as words."""

from __future__ import annotations

import html
import re

_LINK = re.compile(r"<(?:https?://|mailto:)([^|>]*)(?:\|([^>]*))?>")
_WORD = re.compile(r'["“”„«]\s*([^"“”„»]*?)\s*["“”»]|(\S+)')


def split(text: str) -> list[str]:
    """Split a typed text into words; quotes, straight, curly or French, hold several together.

    Slack turns addresses into links (``<http://contoso.com|contoso.com>``) and escapes ``& < >``: both
    are undone.
    """
    plain = html.unescape(_LINK.sub(lambda link: link[2] or link[1], text))
    return [quoted or word for quoted, word in _WORD.findall(plain) if quoted or word]
