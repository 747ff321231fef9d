"""How hard the tests of races, deaths and histories try: one setting for all of them.

`PROOF_SCALE=small` is what `make test` does, and `PROOF_SCALE=full` what `make prove` does. At which scale
which fault was seen is in docs/promises.md.
"""

from __future__ import annotations

import os

SCALES = ("small", "full")
SCALE = os.environ.get("PROOF_SCALE", "small")
if SCALE not in SCALES:
    message = f"PROOF_SCALE is {SCALE!r}, and must be one of: {', '.join(SCALES)}"
    raise ValueError(message)


def at_scale(*, small: int, full: int) -> int:
    """Return how many: users, races, rounds, seconds or examples."""
    return full if SCALE == "full" else small
