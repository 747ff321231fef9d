"""Hand over temporary passwords: to the person who had them set, once, and the audit trail says how.

The event comes first: what it tells of may fail, and then the passwords are gone and can be reset. The other
way round, they could be handed over twice.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from shared.domain.audit import AuditEvent, OperationType, ResourceType
from shared.domain.collation import sort_key
from shared.domain.credential import (
    LASTS,
    LINK_LASTS,
    Credential,
    DownloadLink,
    Means,
    Sealed,
    Sheet,
    SheetLine,
)
from shared.domain.outcome import Result
from shared.domain.staff import Staff
from shared.errors import BusyError, CredentialNotFoundError
from shared.operations.desk import Act, Operation
from shared.operations.recording import record
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from shared.domain.action import Action
    from shared.domain.audit import Recorded
    from shared.operations.desk import Desk


NAMED = 100  # users whom one event names: an item has 400 KB


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """Passwords that were handed over already: ``event`` says when, to whom and how."""

    event: AuditEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Passwords that wait for the person who looks, as they were ``at`` that instant."""

    credential: Credential
    sealed: Sequence[Sealed]
    at: datetime


HandedOver: TypeAlias = "Sheet | Before"


def keep(
    desk: Desk,
    actor: Staff,
    action: Action,
    customer_id: str,
    passwords: Mapping[str, str],
    operation: Operation,
) -> str:
    """Keep the passwords that a view shows, by user id, so that they can be downloaded or sent from it.

    Returns the credential's id: the same operation's, however often it is delivered. What was handed over
    already is not kept again.
    """
    now = desk.require(actor, action, customer_id)
    if desk.audit.event(_event_id(operation.id), operation.id) is not None:
        return operation.id
    credential = Credential(
        id=operation.id,
        owner_id=actor.slack_user_id,
        customer_id=customer_id,
        action=action,
        expires_at=now + LASTS,
    )
    ciphertext = desk.cipher.seal(list(passwords.values()), credential.id, credential.owner_id)
    desk.credentials.keep(credential, Sealed(user_ids=tuple(passwords), ciphertext=ciphertext))
    return credential.id


def hand_over(
    desk: Desk, actor: Staff, credential_id: str, means: Means, operation: Operation, *, to: str = ""
) -> HandedOver:
    """Hand over a credential's passwords to their owner. ``to`` is the address of Means.EMAIL.

    Raises AccessDeniedError for an owner who lost the role, and CredentialNotFoundError for another
    person's passwords, or ones that are older than 24 hours; BusyError while they are still being set.
    """
    waiting = find(desk, actor, credential_id)
    if isinstance(waiting, Before):
        return waiting
    credential, sealed = waiting.credential, waiting.sealed
    sheet = _sheet(desk, credential, sealed)
    handing_over = Operation(_event_id(credential_id), operation.correlation_id)
    event = record(
        Act(actor=actor, operation=handing_over, at=waiting.at),
        [OperationType.HAND_OVER_PASSWORDS],
        ResourceType.CREDENTIAL,
        sheet.customer,
        (credential_id, ""),
        was={},
        becomes=_told(sheet, means, to),
    )
    earlier = desk.credentials.hand_over(credential, event)
    return Before(event=earlier) if earlier else sheet


def find(desk: Desk, actor: Staff, credential_id: str) -> Waiting | Before:
    """Look whether passwords wait for a person, or how they were handed over; it raises as ``hand_over``."""
    try:
        credential, sealed = desk.credentials.credential(credential_id)
    except CredentialNotFoundError:
        return _before(desk, actor, credential_id)
    now = desk.clock.now()
    if credential.owner_id != actor.slack_user_id or now >= credential.expires_at:
        raise CredentialNotFoundError(credential_id=credential_id)
    if credential.of_request:  # others may have agreed to what the policy does not let the owner do alone
        desk.admit(actor, credential.action, credential.customer_id)
    else:
        desk.require(actor, credential.action, credential.customer_id)
    return Waiting(credential=credential, sealed=sealed, at=now)


def count(desk: Desk, waiting: Waiting) -> int:
    """Count the passwords that wait; of those that the worker drew, the ones that it has set."""
    if waiting.credential.of_request:
        return desk.requests.request(waiting.credential.id).tally.done
    return sum(len(each.user_ids) for each in waiting.sealed)


def make_link(desk: Desk, actor: Staff, credential_id: str, language: str) -> str | Before:
    """Make a link that works once and for five minutes: its secret token, which is kept nowhere.

    It raises as ``hand_over`` does.
    """
    waiting = find(desk, actor, credential_id)
    if isinstance(waiting, Before):
        return waiting
    token = secrets.token_urlsafe(32)
    link = DownloadLink(
        digest=_digest(token),
        credential_id=credential_id,
        owner_id=actor.slack_user_id,
        language=language,
        expires_at=waiting.at + LINK_LASTS,
    )
    desk.credentials.save_link(link)
    return token


def find_link(desk: Desk, token: str) -> DownloadLink:
    """Read the link whose token somebody presents. Raises CredentialNotFoundError."""
    link = desk.credentials.link(_digest(token))
    if desk.clock.now() >= link.expires_at:
        raise CredentialNotFoundError(credential_id=link.credential_id)
    return link


def look_up(desk: Desk, link: DownloadLink) -> Before | None:
    """Tell whether a link was used, or what it leads to was handed over in another way."""
    event = desk.audit.event(_event_id(link.credential_id), link.credential_id)
    return Before(event=event) if event else None


def collect(desk: Desk, token: str, correlation_id: str) -> HandedOver:
    """Hand over what a link leads to, in the name of the person for whom it was made."""
    link = find_link(desk, token)
    owner = desk.find_staff(link.owner_id) or Staff(slack_user_id=link.owner_id, roles=frozenset())
    operation = Operation(link.digest, correlation_id)
    return hand_over(desk, owner, link.credential_id, Means.DOWNLOAD, operation)


def _before(desk: Desk, actor: Staff, credential_id: str) -> Before:
    """Tell how passwords that are gone were handed over. Raises CredentialNotFoundError."""
    event = desk.audit.event(_event_id(credential_id), credential_id)
    if event is None or event.actor_id != actor.slack_user_id:
        raise CredentialNotFoundError(credential_id=credential_id)
    return Before(event=event)


def _sheet(desk: Desk, credential: Credential, sealed: Sequence[Sealed]) -> Sheet:
    """Decrypt the passwords, and put them to the users who have them and are still there."""
    passwords = {
        user_id: password
        for each in sealed
        for user_id, password in zip(
            each.user_ids,
            desk.cipher.open(each.ciphertext, credential.id, credential.owner_id),
            strict=True,
        )
    }
    if credential.of_request:
        request = desk.requests.request(credential.id)
        if not request.is_dealt_with:
            raise BusyError(cause="the passwords are still being set")
        done = {
            outcome.target_id for outcome in desk.requests.outcomes(request) if outcome.result is Result.DONE
        }
        passwords = {user_id: word for user_id, word in passwords.items() if user_id in done}
    customer, users = side_by_side(
        lambda: desk.directory.customer(credential.customer_id),
        lambda: desk.directory.users(credential.customer_id, list(passwords)),
    )
    lines = [
        SheetLine(
            user_id=user.id,
            display_name=user.profile.display_name,
            user_principal_name=user.user_principal_name,
            password=passwords[user.id],
        )
        for user in sorted(users, key=lambda user: sort_key(user.profile.display_name, user.id))
    ]
    return Sheet(customer=customer, lines=lines)


def _told(sheet: Sheet, means: Means, to: str) -> dict[str, Recorded]:
    """Write what the event has of a sheet; whose many passwords were set by one request, that names them."""
    told: dict[str, Recorded] = {"means": means.value, "count": len(sheet.lines)}
    if len(sheet.lines) <= NAMED:
        told["users"] = [line.user_principal_name for line in sheet.lines]
    if to:
        told["address"] = to
    return told


def _event_id(credential_id: str) -> str:
    return f"{credential_id}.handed-over"


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
