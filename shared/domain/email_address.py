"""Whether a text can be an e-mail address: the rules that Amazon SES and SMTP share (RFC 5321)."""

from __future__ import annotations

import re

from shared.domain.problem import Problem, ProblemCode

MAXIMUM = 254  # characters, of which 64 before the @

_ADDRESS = re.compile(
    r"(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)


def address_problems(field: str, address: str) -> list[Problem]:
    """Name what is wrong with an address. Letters without accents alone: SES takes no others."""
    if not address:
        return [Problem(field, ProblemCode.REQUIRED)]
    if len(address) > MAXIMUM or not _ADDRESS.fullmatch(address):
        return [Problem(field, ProblemCode.ADDRESS_MALFORMED)]
    return []
