"""Temporary passwords that wait to be handed over: one person's, once, for 24 hours.

Nobody signs in to Partner Desk, so nothing of a password is kept but this, and this only as ciphertext.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.action import Action
    from shared.domain.customer import Customer

LASTS = timedelta(hours=24)
LINK_LASTS = timedelta(minutes=5)


class Means(StrEnum):
    """How passwords are handed over."""

    VIEW = "view"  # in a modal, to their owner
    DOWNLOAD = "download"  # through a link that works once
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """Passwords to be handed over to ``owner_id``, who must still be allowed ``action`` then.

    ``of_request`` tells those that the worker set: their id is the request's, and of them only those count
    whose users the request has done. After ``expires_at`` nobody gets them.
    """

    id: str
    owner_id: str
    customer_id: str
    action: Action
    expires_at: datetime
    of_request: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The passwords of some users, in their order, as ciphertext."""

    user_ids: tuple[str, ...]
    ciphertext: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadLink:
    """A link to a credential. ``digest`` is the SHA-256, in hex, of the token that is the link's secret."""

    digest: str
    credential_id: str
    owner_id: str
    language: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One user's sign-in name and temporary password."""

    user_id: str
    display_name: str
    user_principal_name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is handed over: a line for each user, by display name."""

    customer: Customer
    lines: Sequence[SheetLine]
