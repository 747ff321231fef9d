"""A request as an item, and back."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.domain.request import (
    KEPT_FOR,
    Answer,
    Approval,
    ApproverDecision,
    BreakGlass,
    Card,
    Request,
    RequestState,
    Tally,
)
from shared.domain.staff import Role
from shared.operations.command_json import command_json, to_command
from shared.ports import Standing, filed_key
from shared.store import keys

if TYPE_CHECKING:
    from shared.domain.command import AnyCommand
    from shared.store.models import RequestItem
    from shared.store.tables import Tables

DUE = "due"
LONG = 4_000  # characters of a command; a list of seventy products has far more than an item's 400 KB


def request_item(tables: Tables, request: Request, now: datetime, *, is_news: bool = False) -> RequestItem:
    """Make the item of a request. Without ``work`` the worker's stream lets it pass.

    There is work while it is under way, and where ``is_news``, which somebody has to be told.
    """
    card, tally, standing = request.card, request.tally, standing_of(request)
    is_due = is_news or request.is_under_way
    if standing is None and is_due:
        standing = Standing.UNTOLD
    return tables.requests(
        keys.request(request.id),
        keys.REQUEST,
        **_written_command(request.command),
        requester_id=request.requester_id,
        language=request.language,
        filed_at=request.filed_at,
        filed_key=filed_key(request),
        standing=standing.value if standing else None,
        state=request.state.value,
        approval=_written(request.approval) if request.approval else None,
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
        is_stopped=request.is_stopped or None,
        unsent=request.unsent or None,
        version=request.version,
        work=DUE if is_due else None,
        due_since=now if is_due else None,
        expires_at=None if standing is Standing.REVIEW else expires_at(request),
    )


def standing_of(request: Request) -> Standing | None:
    """Tell what a request waits for, if it does."""
    if request.is_pending:
        return Standing.PENDING
    if request.is_under_way:
        return Standing.UNDER_WAY
    return Standing.REVIEW if request.approval and request.approval.has_open_review else None


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
        command=_read_command(item),
        requester_id=item.requester_id,
        language=item.language,
        filed_at=item.filed_at,
        state=RequestState(item.state),
        approval=_read(item.approval) if item.approval else None,
        card=card,
        listed_to=item.listed_to,
        is_listed=item.is_listed,
        targets=int(item.targets),
        slices=int(item.slices),
        slices_done=int(item.slices_done),
        tally=Tally(done=int(item.done), unchanged=int(item.unchanged), refused=int(item.refused)),
        is_stopped=bool(item.is_stopped),
        unsent=item.unsent or "",
        version=int(item.version),
    )


def _written_command(command: AnyCommand) -> dict[str, Any]:
    written = command_json(command)
    if len(written) <= LONG:
        return {"command": written}
    return {"packed_command": zlib.compress(written.encode(), 9)}


def _read_command(item: RequestItem) -> AnyCommand:
    if item.command:
        return to_command(item.command)
    return to_command(zlib.decompress(item.packed_command or b"").decode())


def _written(approval: Approval) -> dict[str, Any]:
    glass = approval.break_glass
    return {
        "policy_reason": approval.policy_reason,
        "needed": approval.needed,
        "approver_roles": sorted(role.value for role in approval.approver_roles),
        "expires_at": approval.expires_at.isoformat(),
        "targets": approval.targets,
        "customer_name": approval.customer_name,
        "target_name": approval.target_name,
        "decisions": [
            [
                each.approver_id,
                each.answer.value,
                each.decided_at.isoformat(),
                each.content_hash,
                each.reason,
            ]
            for each in approval.decisions
        ],
        "break_glass": None
        if glass is None
        else {
            "reason": glass.reason,
            "broken_at": glass.broken_at.isoformat(),
            "closed_by": glass.closed_by,
            "closed_at": glass.closed_at.isoformat() if glass.closed_at else None,
            "note": glass.note,
        },
    }


def _read(written: dict[str, Any]) -> Approval:
    glass = written["break_glass"]
    return Approval(
        policy_reason=written["policy_reason"],
        needed=written["needed"],
        approver_roles=frozenset(Role(each) for each in written["approver_roles"]),
        expires_at=datetime.fromisoformat(written["expires_at"]),
        targets=written["targets"],
        customer_name=written["customer_name"],
        target_name=written.get("target_name", ""),
        decisions=tuple(
            ApproverDecision(
                approver_id=approver_id,
                answer=Answer(answer),
                decided_at=datetime.fromisoformat(decided_at),
                content_hash=content_hash,
                reason=reason,
            )
            for approver_id, answer, decided_at, content_hash, reason in written["decisions"]
        ),
        break_glass=None
        if glass is None
        else BreakGlass(
            reason=glass["reason"],
            broken_at=datetime.fromisoformat(glass["broken_at"]),
            closed_by=glass["closed_by"],
            closed_at=datetime.fromisoformat(glass["closed_at"]) if glass["closed_at"] else None,
            note=glass["note"],
        ),
    )
