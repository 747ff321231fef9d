"""Temporary passwords, drawn from the operating system's random source.

Within Microsoft Entra's password policy (8 to 256 characters, three of four classes): 16 characters
of all four classes, none that a person reading aloud could take for another. The alphabet has
no quote, backslash, ampersand or angle bracket, so that no message format has to escape any of it. The first
character is a letter: a spreadsheet shows the password as it is, where a sign would begin a formula.
"""

from __future__ import annotations

import secrets

LOWER = "abcdefghijkmnpqrstuvwxyz"
UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"
SYMBOLS = "#%+=?@!"
LENGTH = 16


def temporary_password() -> str:
    """Draw a password with at least one character of each class; more than 94 bits of chance."""
    letters = LOWER + UPPER
    alphabet = letters + DIGITS + SYMBOLS
    while True:
        password = secrets.choice(letters) + "".join(secrets.choice(alphabet) for _ in range(LENGTH - 1))
        if all(any(char in group for char in password) for group in (LOWER, UPPER, DIGITS, SYMBOLS)):
            return password
