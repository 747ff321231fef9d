"""What the worker speaks to, in memory, and what passwords wait in.

The store's contract tests run on the requests, the credentials and the notices too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING

from shared.domain.import_file import PART
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Card, Slice
from shared.errors import (
    CredentialNotFoundError,
    ImportNotFoundError,
    InvalidInputError,
    MovedOnError,
    RequestNotFoundError,
)
from shared.ports import Page, Stalled, Standing, filed_key
from shared.store.request_item import standing_of
from tests.fakes import FakeAudit, _page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from shared.domain.audit import AuditEvent
    from shared.domain.credential import Credential, DownloadLink, Sealed
    from shared.domain.import_file import CheckedFile, ImportFile, ImportRow
    from shared.domain.outcome import Outcome
    from shared.domain.request import Request, Tally
    from shared.domain.user import User
    from shared.errors import PartnerDeskError
    from shared.ports import AuditExport, Cursor, LicenseExport


class FakeCredentials:
    """Passwords that wait, by the credential's id: ``kept`` and ``sealed``. ``links`` by their digest.

    ``before_handing_over`` runs once, just before passwords are handed over: another click on the button.
    """

    def __init__(self, audit: FakeAudit | None = None) -> None:
        self.audit = audit or FakeAudit()
        self.kept: dict[str, Credential] = {}
        self.sealed: dict[str, dict[int, Sealed]] = {}
        self.links: dict[str, DownloadLink] = {}
        self.before_handing_over: Callable[[], object] | None = None
        self._lock = RLock()

    def keep(self, credential: Credential, sealed: Sealed) -> None:
        with self._lock:
            if credential.id not in self.kept:
                self.save_part(credential, 0, sealed)

    def save_part(self, credential: Credential, number: int, sealed: Sealed) -> None:
        """Write what the store of requests writes with a slice of targets."""
        self.kept[credential.id] = credential
        self.sealed.setdefault(credential.id, {})[number] = sealed

    def credential(self, credential_id: str) -> tuple[Credential, list[Sealed]]:
        with self._lock:
            if credential_id not in self.kept:
                raise CredentialNotFoundError(credential_id=credential_id)
            parts = self.sealed[credential_id]
            return self.kept[credential_id], [parts[number] for number in sorted(parts)]

    def hand_over(self, credential: Credential, event: AuditEvent) -> AuditEvent | None:
        if meanwhile := self.before_handing_over:
            self.before_handing_over = None
            meanwhile()
        with self._lock:
            if earlier := self.audit.event(event.operation_id, event.target_id):
                return earlier
            kept = self.kept.get(credential.id)
            if kept is None or kept.owner_id != credential.owner_id:
                raise CredentialNotFoundError(credential_id=credential.id)
            self.audit.recorded.append(event)
            del self.kept[credential.id], self.sealed[credential.id]
            return None

    def save_link(self, link: DownloadLink) -> None:
        self.links[link.digest] = link

    def link(self, digest: str) -> DownloadLink:
        if digest not in self.links:
            raise CredentialNotFoundError(digest=digest)
        return self.links[digest]


@dataclass
class FakeCipher:
    """Unreadable to who looks for a password, and needs no key. ``error``, once set, is raised."""

    error: PartnerDeskError | None = None

    def seal(self, passwords: Sequence[str], credential_id: str, owner_id: str) -> bytes:
        if self.error is not None:
            raise self.error
        return _flipped(json.dumps([credential_id, owner_id, *passwords]).encode())

    def open(self, ciphertext: bytes, credential_id: str, owner_id: str) -> list[str]:
        if self.error is not None:
            raise self.error
        held: list[str] = json.loads(_flipped(ciphertext))
        sealed_for, sealed_to, *passwords = held
        if (sealed_for, sealed_to) != (credential_id, owner_id):
            raise CredentialNotFoundError(credential_id=credential_id)
        return passwords


def _flipped(content: bytes) -> bytes:
    return bytes(byte ^ 0xFF for byte in content)


@dataclass
class FakeMailer:
    """What was sent: address, subject and text. ``error``, once set, is raised instead."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    error: PartnerDeskError | None = None

    def send(self, address: str, subject: str, text: str) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append((address, subject, text))


@dataclass
class FakeNotices:
    """The notices that were sent, each with the instant after which that is forgotten."""

    claimed: dict[str, datetime] = field(default_factory=dict)

    def claim(self, notice_id: str, until: datetime) -> bool:
        is_new = notice_id not in self.claimed
        self.claimed.setdefault(notice_id, until)
        return is_new

    def release(self, notice_id: str) -> None:
        self.claimed.pop(notice_id, None)


class FakeRequests:
    """What waits for the worker. ``filed`` has each request as it is now, by id.

    ``before_checkpoint`` runs once, just before the next checkpoint: another delivery of the same step.
    ``due`` is since when the worker has had what, ``restarts`` how often, by the clock ``now``.
    """

    def __init__(
        self,
        credentials: FakeCredentials | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.now = now
        self.due: dict[str, datetime] = {}
        self.restarts: dict[str, int] = {}
        self.credentials = credentials or FakeCredentials()
        self.audit = self.credentials.audit
        self.filed: dict[str, Request] = {}
        self.stopped: set[str] = set()
        self.settled: dict[str, int] = {}
        self.shown: dict[str, dict[str, Card]] = {}
        self.before_checkpoint: Callable[[], object] | None = None
        self._targets: dict[tuple[str, int], list[str]] = {}
        self._outcomes: dict[tuple[str, int], list[Outcome]] = {}
        self._lock = RLock()

    def file(self, request: Request, event: AuditEvent | None = None) -> Request:
        with self._lock:
            if event is not None and request.id not in self.filed:
                self.audit.recorded.append(event)
            if request.id not in self.filed:
                self._given(request, is_due=True)
            return self.filed.setdefault(request.id, request)

    def move(self, before: Request, after: Request, event: AuditEvent) -> AuditEvent | None:
        if meanwhile := self.before_checkpoint:
            self.before_checkpoint = None
            meanwhile()
        with self._lock:
            if earlier := self.audit.event(event.operation_id, event.target_id):
                return earlier
            self._check_is_still(before)
            self.filed[after.id] = after
            self._given(after, is_due=True)
            self.audit.recorded.append(event)
            return None

    def ask_to_stop(self, request: Request, event: AuditEvent) -> AuditEvent | None:
        if meanwhile := self.before_checkpoint:
            self.before_checkpoint = None
            meanwhile()
        with self._lock:
            if earlier := self.audit.event(event.operation_id, event.target_id):
                return earlier
            if request.id not in self.filed or not self.filed[request.id].is_under_way:
                raise MovedOnError(request_id=request.id)
            self.audit.recorded.append(event)
            self.stopped.add(request.id)
            return None

    def is_to_stop(self, request_id: str) -> bool:
        return request_id in self.stopped

    def settle(self, request: Request) -> None:
        with self._lock:
            current = self.filed.get(request.id)
            if current is not None and current.version == request.version:
                self.settled[request.id] = request.version
                self._given(request, is_due=False)

    def keep_card(self, request: Request, audience: str, card: Card, instead_of: Card | None = None) -> Card:
        with self._lock:
            shown = self.shown.setdefault(request.id, {})
            if instead_of is not None and shown.get(audience) == instead_of:
                shown[audience] = card
            return shown.setdefault(audience, card)

    def cards(self, request_id: str) -> dict[str, Card]:
        return dict(self.shown.get(request_id, {}))

    def list_standing(self, standing: Standing, cursor: Cursor, limit: int) -> Page[Request]:
        found = [each for each in self.filed.values() if standing_of(each) is standing]
        return _page(sorted(_keyed(found)), cursor, limit, is_descending=False)

    def list_stalled(self, standing: Standing, since: datetime, cursor: Cursor, limit: int) -> Page[Stalled]:
        found = [each for each in self.filed.values() if self._standing(each) is standing]
        page = _page(sorted(_keyed(found)), cursor, limit, is_descending=False)
        stalled = [
            Stalled(request=each, restarts=self.restarts.get(each.id, 0))
            for each in page.items
            if each.id in self.due and self.due[each.id] < since
        ]
        return Page(stalled, page.before, page.after)

    def start_again(self, stalled: Stalled, now: datetime) -> bool:
        with self._lock:
            request = stalled.request
            is_as_it_was = (
                request.id in self.due
                and self.filed[request.id].version == request.version
                and self.restarts.get(request.id, 0) == stalled.restarts
            )
            if is_as_it_was:
                self.due[request.id] = now
                self.restarts[request.id] = stalled.restarts + 1
            return is_as_it_was

    def _standing(self, request: Request) -> Standing | None:
        return standing_of(request) or (Standing.UNTOLD if request.id in self.due else None)

    def _given(self, request: Request, *, is_due: bool) -> None:
        self.restarts.pop(request.id, None)
        self.due.pop(request.id, None)
        if is_due:
            self.due[request.id] = self.now()

    def list_filed_by(self, requester_id: str, cursor: Cursor, limit: int) -> Page[Request]:
        found = [each for each in self.filed.values() if each.requester_id == requester_id]
        return _page(sorted(_keyed(found), reverse=True), cursor, limit, is_descending=True)

    def request(self, request_id: str) -> Request:
        if request_id not in self.filed:
            raise RequestNotFoundError(request_id=request_id)
        return self.filed[request_id]

    def save_targets(
        self,
        request: Request,
        slice_number: int,
        target_ids: Sequence[str],
        sealed: tuple[Credential, Sealed] | None = None,
    ) -> None:
        with self._lock:
            self._check_is_still(request)
            self._targets[request.id, slice_number] = list(target_ids)
            if sealed is not None:
                credential, part = sealed
                self.credentials.save_part(credential, slice_number, part)

    def read_slice(self, request: Request, slice_number: int) -> Slice:
        key = request.id, slice_number
        if key not in self._targets:
            raise RequestNotFoundError(request_id=request.id)
        return Slice(target_ids=tuple(self._targets[key]), outcomes=tuple(self._outcomes.get(key, ())))

    def checkpoint(self, before: Request, after: Request, outcomes: Sequence[Outcome] = ()) -> None:
        if meanwhile := self.before_checkpoint:
            self.before_checkpoint = None
            meanwhile()
        with self._lock:
            self._check_is_still(before)
            self.filed[after.id] = after
            self._given(after, is_due=after.is_under_way or after.approval is not None)
            if outcomes:
                self._outcomes[after.id, before.slices_done] = [_told(each) for each in outcomes]

    def outcomes(self, request: Request) -> Iterator[Outcome]:
        for slice_number in range(request.slices_done):
            yield from self._outcomes.get((request.id, slice_number), [])

    def _check_is_still(self, request: Request) -> None:
        current = self.filed.get(request.id)
        if current is None or current.version != request.version:
            raise MovedOnError(request_id=request.id)


def _keyed(requests: Iterable[Request]) -> list[tuple[str, Request]]:
    return [(filed_key(each), each) for each in requests]


def _told(outcome: Outcome) -> Outcome:
    """Leave of an outcome what a request keeps: what is told of its target, not the records."""
    return replace(outcome, is_repeat=False, customer=None, user=None, subscription=None)


@dataclass
class FakeReporter:
    """What the requester would have been shown. ``card`` None is somebody who cannot be written to.

    ``error``, once set, is raised by everything that shows something.
    """

    card: Card | None = field(
        default_factory=lambda: Card(channel_id="D0GRACE", message_ts="1763803800.0001")
    )
    error: PartnerDeskError | None = None
    opened: list[str] = field(default_factory=list)
    withdrawn: list[Card] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    finished: list[tuple[Request, list[Outcome]]] = field(default_factory=list)
    delivered: list[tuple[Request, LicenseExport, list[User]]] = field(default_factory=list)
    trails: list[tuple[Request, AuditExport, list[AuditEvent]]] = field(default_factory=list)
    checked: list[tuple[Request, CheckedFile]] = field(default_factory=list)
    templates: list[Request] = field(default_factory=list)
    faults: list[tuple[str, str, Exception]] = field(default_factory=list)
    announced: list[Request] = field(default_factory=list)

    def announce(self, request: Request) -> None:
        self._show()
        self.announced.append(request)

    def open(self, request: Request) -> Card | None:
        self._show()
        self.opened.append(request.id)
        return self.card

    def withdraw(self, card: Card) -> None:
        self.withdrawn.append(card)

    def progress(self, request: Request, tally: Tally) -> None:
        del request
        self._show()
        self.tallies.append(tally)

    def finish(self, request: Request, outcomes: Iterable[Outcome]) -> None:
        self._show()
        self.finished.append((request, list(outcomes)))

    def deliver(self, request: Request, export: LicenseExport) -> None:
        self._show()
        self.delivered.append((request, export, list(export.users)))

    def deliver_check(self, request: Request, checked: CheckedFile) -> None:
        self._show()
        self.checked.append((request, checked))

    def deliver_template(self, request: Request) -> None:
        self._show()
        self.templates.append(request)

    def deliver_trail(self, request: Request, export: AuditExport) -> None:
        self._show()
        self.trails.append((request, export, list(export.events)))

    def fault(self, request: Request, target_id: str, error: Exception) -> None:
        self.faults.append((request.id, target_id, error))

    def _show(self) -> None:
        if self.error is not None:
            raise self.error


@dataclass
class FakeRoster:
    """The members of the workspace and of its user groups. ``error``, once set, is raised.

    ``before_telling`` runs once, just before the members of a group are told: somebody is quicker.
    """

    people: set[str] = field(default_factory=set)
    groups: dict[str, set[str]] = field(default_factory=dict)
    error: PartnerDeskError | None = None
    asked: list[str] = field(default_factory=list)
    before_telling: Callable[[], object] | None = None

    def members(self, group_id: str) -> frozenset[str]:
        if meanwhile := self.before_telling:
            self.before_telling = None
            meanwhile()
        self._ask(group_id)
        return frozenset(self.groups.get(group_id, ()))

    def is_member(self, slack_user_id: str) -> bool:
        self._ask(slack_user_id)
        return slack_user_id in self.people

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error


@dataclass
class FakeNews:
    """Who was told of their roles. ``error``, once set, is raised instead."""

    told: list[str] = field(default_factory=list)
    error: Exception | None = None

    def tell(self, slack_user_id: str) -> None:
        if self.error is not None:
            raise self.error
        self.told.append(slack_user_id)


@dataclass
class FakeImports:
    """Checked files by id."""

    kept: dict[str, CheckedFile] = field(default_factory=dict)

    def save(self, checked: CheckedFile) -> None:
        self.kept[checked.file.id] = checked

    def file(self, import_id: str) -> ImportFile:
        if import_id not in self.kept:
            raise ImportNotFoundError(import_id=import_id)
        return self.kept[import_id].file

    def rows(self, import_id: str, part: int) -> list[ImportRow]:
        rows = self.kept[import_id].rows if import_id in self.kept else ()
        return list(rows[part * PART : (part + 1) * PART])

    def all_rows(self, import_id: str) -> Iterator[ImportRow]:
        yield from self.kept[import_id].rows if import_id in self.kept else ()


@dataclass
class FakeFiles:
    """Files by id."""

    contents: dict[str, bytes] = field(default_factory=dict)

    def read(self, file_id: str) -> bytes:
        if file_id not in self.contents:
            raise InvalidInputError([Problem("file", ProblemCode.REQUIRED)])
        return self.contents[file_id]
