"""The sign-in name of a user, ``name@domain``: what the directory accepts.

Source: Microsoft Entra "Password policies and account restrictions", UserPrincipalName policy.
"""

from __future__ import annotations

import re

from shared.domain.problem import Problem, ProblemCode

MAXIMUM_USER_NAME = 64
MAXIMUM_DOMAIN = 48
MAXIMUM_LENGTH = 113

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4\u2032\uff07", "'"))
_FORBIDDEN = re.compile(r"[^A-Za-z0-9'._!#^~-]")
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


def straight(typed: str) -> str:
    """Make the apostrophes of a typed sign-in name the one that it may have: phones and Excel curl them."""
    return typed.translate(_APOSTROPHES)


def user_name_problems(user_name: str, domain: str) -> list[Problem]:
    """Name everything wrong with the part before the ``@``, for a user of this domain."""
    if not user_name:
        return [Problem("user_name", ProblemCode.REQUIRED)]
    problems = []
    if "@" in user_name:
        problems.append(Problem("user_name", ProblemCode.USER_NAME_HAS_DOMAIN))
    if forbidden := dict.fromkeys(_FORBIDDEN.findall(user_name.replace("@", ""))):
        shown = " ".join(_shown(character) for character in forbidden)
        problems.append(Problem("user_name", ProblemCode.USER_NAME_CHARACTERS, {"characters": shown}))
    if user_name.endswith("."):
        problems.append(Problem("user_name", ProblemCode.USER_NAME_ENDS_WITH_PERIOD))
    if len(user_name) > MAXIMUM_USER_NAME:
        facts = {"limit": MAXIMUM_USER_NAME, "length": len(user_name)}
        problems.append(Problem("user_name", ProblemCode.TOO_LONG, facts))
    elif (length := len(user_name) + 1 + len(domain)) > MAXIMUM_LENGTH:
        facts = {"limit": MAXIMUM_LENGTH, "length": length}
        problems.append(Problem("user_name", ProblemCode.USER_PRINCIPAL_NAME_TOO_LONG, facts))
    return problems


def _shown(character: str) -> str:
    """Write a character so that it can be seen, and does nothing to what stands beside it."""
    if character.isspace():
        return "␣"
    return character if character.isprintable() else f"U+{ord(character):04X}"


def is_domain(text: str) -> bool:
    """Tell whether a lower-case text is a domain name that a user name may end with."""
    return len(text) <= MAXIMUM_DOMAIN and _DOMAIN.fullmatch(text) is not None


def bare_domain(written: str) -> str:
    """Take the domain out of what was typed, pasted or written: an address or a web link included."""
    name = written.strip().lower().removeprefix("https://").removeprefix("http://")
    return name.lstrip("@").rstrip("/.")


def uniqueness_key(user_principal_name: str) -> str:
    """Make the form in which two sign-in names are the same one: the directory ignores case."""
    return user_principal_name.lower()
