"""What an open view remembers between two clicks, in Slack's private_metadata (at most 3,000 characters).

Temporary passwords ride here and nowhere else: one is drawn when a form opens, so that the same form
delivered twice shows the same password, and what *Add another user* has gathered stays in the view. It
is Slack that signs and returns the state; the roles and the record are nevertheless checked again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from shared.domain.user import UserFilter
from shared.operations.looking import UserQuery
from shared.ports import Cursor

MAXIMUM_STATE = 3000  # characters, written
MAXIMUM_CREATED = 20  # users gathered on one confirmation


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A user created or given another password from this view, with the password to hand over."""

    user_id: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewState:
    """The state of any view; what a view does not need stays empty and takes no room.

    ``query`` is that of the list that the view was opened from. ``nonce`` makes each form that opens an
    operation of its own. ``root`` is the callback_id of the view at the bottom of the stack, to be brought
    up to date when this one is closed. ``carried`` is a command that waits to be confirmed, as
    ``shared.slack_ui.carried`` packs it. ``credential_id`` is that of passwords to be handed over.
    ``content_hash`` is of the request as it was shown. ``staff_id`` is a colleague's, or a user group's.
    """

    root: str = ""
    customer_id: str = ""
    user_id: str = ""
    sku_id: str = ""
    version: int = 0
    query: UserQuery = UserQuery()
    cursor: Cursor = Cursor()
    nonce: str = ""
    password: str = field(default="", repr=False)
    created: tuple[Created, ...] = ()
    carried: str = ""
    credential_id: str = ""
    request_id: str = ""
    content_hash: str = ""
    staff_id: str = ""

    def encode(self) -> str:
        """Write the state as compact JSON."""
        query = self.query
        pairs: dict[str, Any] = {
            "r": self.root,
            "c": self.customer_id,
            "u": self.user_id,
            "o": self.sku_id,
            "v": self.version,
            "f": "" if query.user_filter is UserFilter.ALL else query.user_filter.value,
            "l": query.sku_id,
            "t": query.typed,
            "k": query.skip,
            "qa": query.cursor.after,
            "qb": query.cursor.before,
            "a": self.cursor.after,
            "b": self.cursor.before,
            "n": self.nonce,
            "p": self.password,
            "s": [[each.user_id, each.password] for each in self.created],
            "d": self.carried,
            "w": self.credential_id,
            "q": self.request_id,
            "h": self.content_hash,
            "i": self.staff_id,
        }
        kept = {key: value for key, value in pairs.items() if value}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def decode(cls, metadata: str) -> ViewState:
        """Read what ``encode`` wrote; empty metadata is an empty state."""
        pairs = json.loads(metadata) if metadata else {}
        query = UserQuery(
            user_filter=UserFilter(pairs.get("f", UserFilter.ALL)),
            sku_id=pairs.get("l", ""),
            typed=pairs.get("t", ""),
            cursor=Cursor(after=pairs.get("qa"), before=pairs.get("qb")),
            skip=pairs.get("k", 0),
        )
        return cls(
            root=pairs.get("r", ""),
            customer_id=pairs.get("c", ""),
            user_id=pairs.get("u", ""),
            sku_id=pairs.get("o", ""),
            version=pairs.get("v", 0),
            query=query,
            cursor=Cursor(after=pairs.get("a"), before=pairs.get("b")),
            nonce=pairs.get("n", ""),
            password=pairs.get("p", ""),
            created=tuple(Created(user_id=user_id, password=word) for user_id, word in pairs.get("s", [])),
            carried=pairs.get("d", ""),
            credential_id=pairs.get("w", ""),
            request_id=pairs.get("q", ""),
            content_hash=pairs.get("h", ""),
            staff_id=pairs.get("i", ""),
        )
