"""A change of licenses as text, short enough to ride in the view that asks for its confirmation."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from shared.domain.command import ChangeLicenses
from shared.domain.license import LicenseChange
from shared.domain.user import Everyone, UserFilter


def pack(command: ChangeLicenses) -> str:
    """Write a change; the same one is always the same text. An id of 36 characters takes some 25."""
    change, users = command.change, command.users
    pairs: dict[str, Any] = {
        "c": command.customer_id,
        "u": [users.user_filter.value, users.sku_id] if isinstance(users, Everyone) else None,
        "i": list(users) if isinstance(users, tuple) else None,
        "a": {
            sku_id: None if plans is None else sorted(plans)
            for sku_id, plans in sorted(change.assign.items())
        },
        "r": sorted(change.remove),
        "l": change.sets_usage_location,
    }
    written = json.dumps(pairs, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.compress(written, 9)).decode().rstrip("=")


def unpack(packed: str) -> ChangeLicenses:
    """Read what ``pack`` wrote."""
    pairs = json.loads(zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))))
    users = pairs["i"]
    return ChangeLicenses(
        customer_id=pairs["c"],
        users=tuple(users) if users is not None else Everyone(UserFilter(pairs["u"][0]), pairs["u"][1]),
        change=LicenseChange(
            assign={
                sku_id: None if plans is None else frozenset(plans) for sku_id, plans in pairs["a"].items()
            },
            remove=frozenset(pairs["r"]),
            sets_usage_location=pairs["l"],
        ),
    )
