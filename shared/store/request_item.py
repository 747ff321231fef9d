"""A request as an item, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.request import KEPT_FOR, Card, Request, RequestState, Tally
from shared.operations.command_json import command_json, to_command
from shared.store import keys

if TYPE_CHECKING:
    from datetime import datetime

    from shared.store.models import RequestItem
    from shared.store.tables import Tables

DUE = "due"


def request_item(tables: Tables, request: Request) -> RequestItem:
    """Make the item of a request. Without ``work`` the worker's stream lets it pass."""
    card, tally = request.card, request.tally
    return tables.requests(
        keys.request(request.id),
        keys.REQUEST,
        command=command_json(request.command),
        requester_id=request.requester_id,
        language=request.language,
        filed_at=request.filed_at,
        state=request.state.value,
        channel_id=card.channel_id if card else None,
        message_ts=card.message_ts if card else None,
        listed_to=request.listed_to,
        is_listed=request.is_listed,
        targets=request.targets,
        slices=request.slices,
        slices_done=request.slices_done,
        done=tally.done,
        unchanged=tally.unchanged,
        refused=tally.refused,
        version=request.version,
        work=None if request.is_finished else DUE,
        expires_at=expires_at(request),
    )


def expires_at(request: Request) -> datetime:
    """Tell when a request, and all that belongs to it, may be forgotten."""
    return request.filed_at + KEPT_FOR


def to_request(item: RequestItem) -> Request:
    """Read a request from its item."""
    card = None
    if item.channel_id and item.message_ts:
        card = Card(channel_id=item.channel_id, message_ts=item.message_ts)
    return Request(
        id=keys.request_id(item.pk),
        command=to_command(item.command),
        requester_id=item.requester_id,
        language=item.language,
        filed_at=item.filed_at,
        state=RequestState(item.state),
        card=card,
        listed_to=item.listed_to,
        is_listed=item.is_listed,
        targets=int(item.targets),
        slices=int(item.slices),
        slices_done=int(item.slices_done),
        tally=Tally(done=int(item.done), unchanged=int(item.unchanged), refused=int(item.refused)),
        version=int(item.version),
    )
