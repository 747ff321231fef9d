"""What a button about a request carries: the request's id, and the hash of what it was shown to ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.operations.asking import content_hash

if TYPE_CHECKING:
    from shared.domain.request import Request


def pointer(request: Request) -> str:
    """Write which request a button is about, as it is shown."""
    return f"{request.id} {content_hash(request)}"


def read_pointer(value: str) -> tuple[str, str]:
    """Read the request's id and the hash; whatever else somebody sends points to no request."""
    request_id, _, shown_hash = value.rpartition(" ")
    return request_id, shown_hash
