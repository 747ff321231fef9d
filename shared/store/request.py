"""Requests: a row that each checkpoint moves on, and beside it the slices of its targets."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError, UpdateError
from pynamodb.transactions import TransactWrite

from shared.domain.request import Card, RequestState, Slice
from shared.errors import MovedOnError, RequestNotFoundError
from shared.ports import Page, Stalled
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back, is_refused_by_condition
from shared.store.credential import credential_item, sealed_item
from shared.store.models import CardItem, RequestItem, SliceItem
from shared.store.outcome_json import outcomes_json, to_outcomes
from shared.store.paging import read_page
from shared.store.request_item import DUE, expires_at, request_item, standing_of, to_request
from shared.store.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

    from shared.domain.audit import AuditEvent
    from shared.domain.credential import Credential, Sealed
    from shared.domain.outcome import Outcome
    from shared.domain.request import Request
    from shared.ports import Cursor, Standing
    from shared.store.tables import Tables


CARDS_OUTLIVE = timedelta(days=60)  # a request may wait for its review


class RequestTable:
    """What waits for the worker, as it is this instant. Nothing is written for one that has moved on."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def file(self, request: Request, event: AuditEvent | None = None) -> Request:
        """Write a new request, or return the one that an earlier delivery of the click filed.

        With the event of its filing, in one transaction, where other people have to agree to it.
        """
        request_is_new = RequestItem.pk.does_not_exist()
        item = request_item(self._tables, request, self._now(), is_news=True)
        if event is None:
            return request if self._is_put(item, request_is_new) else self.request(request.id)
        transaction = Transaction(self._tables, event)
        transaction.put(item, when=request_is_new, otherwise=MovedOnError(request_id=request.id))
        try:
            return request if transaction.commit() is None else self.request(request.id)
        except MovedOnError:  # the click was left to the worker before others had to agree
            return self.request(request.id)

    def move(self, before: Request, after: Request, event: AuditEvent) -> AuditEvent | None:
        """Replace a request as it was ``before``, with the event of who did that; the worker is told.

        Returns None, or the event that an earlier delivery of the click left. Raises MovedOnError.
        """
        transaction = Transaction(self._tables, event)
        item = request_item(self._tables, after, self._now(), is_news=True)
        transaction.put(item, when=_is_still(before), otherwise=MovedOnError(request_id=before.id))
        return transaction.commit()

    def ask_to_stop(self, request: Request, event: AuditEvent) -> AuditEvent | None:
        """Let no further slice of a request under way begin; with the event of who asked.

        Returns None, or the event that an earlier delivery left. Raises MovedOnError where it is no longer
        under way.
        """
        partition = keys.request(request.id)
        transaction = Transaction(self._tables, event)
        transaction.check(
            self._tables.requests(partition, keys.REQUEST),
            when=RequestItem.state.is_in(RequestState.APPROVED.value, RequestState.RUNNING.value),
            otherwise=MovedOnError(request_id=request.id),
        )
        transaction.put(self._tables.stops(partition, keys.STOP, expires_at=expires_at(request)))
        return transaction.commit()

    @busy_when_asked_to_come_back()
    def is_to_stop(self, request_id: str) -> bool:
        """Tell whether somebody asked to let no further slice begin, as it is this instant; one read."""
        try:
            self._tables.stops.get(keys.request(request_id), keys.STOP, consistent_read=True)
        except DoesNotExist:
            return False
        return True

    @busy_when_asked_to_come_back()
    def settle(self, request: Request) -> None:
        """Note that the worker has told everybody of a request as it is; of a later version it has not."""
        gone = [RequestItem.work.remove(), RequestItem.due_since.remove(), RequestItem.restarts.remove()]
        if standing_of(request) is None:
            gone.append(RequestItem.standing.remove())
        self._is_updated(request, gone, _is_still(request))

    @busy_when_asked_to_come_back()
    def keep_card(self, request: Request, audience: str, card: Card, instead_of: Card | None = None) -> Card:
        """Note where a request is shown to somebody, or return the card that another delivery noted.

        ``instead_of`` is the one noted so far, which cannot be edited any more.
        """
        item = self._tables.cards(
            keys.request(request.id),
            keys.card(audience),
            channel_id=card.channel_id,
            message_ts=card.message_ts,
            expires_at=expires_at(request) + CARDS_OUTLIVE,
        )
        nobody_noted_one = CardItem.pk.does_not_exist()
        if instead_of is not None:
            nobody_noted_one |= CardItem.message_ts == instead_of.message_ts
        if self._is_put(item, nobody_noted_one):
            return card
        return self.cards(request.id)[audience]

    @busy_when_asked_to_come_back()
    def cards(self, request_id: str) -> dict[str, Card]:
        """Read where a request is shown, by audience."""
        are_cards = CardItem.sk.startswith(keys.CARDS)
        found = self._tables.cards.query(keys.request(request_id), are_cards, consistent_read=True)
        return {
            keys.audience(item.sk): Card(channel_id=item.channel_id, message_ts=item.message_ts)
            for item in found
        }

    @busy_when_asked_to_come_back()
    def list_standing(self, standing: Standing, cursor: Cursor, limit: int) -> Page[Request]:
        """List the requests that wait for approvers, are under way, or wait for a review; oldest first.

        In one query of their keys, and one batch of the requests. One that has moved on, which the index does
        not know yet, is left out.
        """
        index, order = self._tables.requests.by_standing, RequestItem.filed_key
        return self._read_listed(read_page(index, standing.value, order, cursor, limit), standing)

    @busy_when_asked_to_come_back()
    def list_stalled(self, standing: Standing, since: datetime, cursor: Cursor, limit: int) -> Page[Stalled]:
        """List what is due at the worker and has not moved, nor was started again, since an instant.

        Read as ``list_standing``; a page shows those of so many requests.
        """
        index, order = self._tables.requests.by_standing, RequestItem.filed_key
        page = read_page(index, standing.value, order, cursor, limit)
        found = [(item.pk, item.sk) for item in page.items]
        stalled = [
            Stalled(request=to_request(item), restarts=int(item.restarts or 0))
            for item in self._tables.requests.batch_get(found, consistent_read=True)
            if item.work == DUE and _is_before(item.due_since, since)
        ]
        return Page(stalled, page.before, page.after)

    @busy_when_asked_to_come_back()
    def start_again(self, stalled: Stalled, now: datetime) -> bool:
        """Let the worker have a request once more, where it is still as it was; tell whether it was."""
        request, restarts = stalled.request, RequestItem.restarts
        nobody_was_quicker = restarts == stalled.restarts if stalled.restarts else restarts.does_not_exist()
        return self._is_updated(
            request,
            [RequestItem.due_since.set(now), restarts.set(stalled.restarts + 1)],
            _is_still(request) & (RequestItem.work == DUE) & nobody_was_quicker,
        )

    def _is_updated(self, request: Request, changes: Sequence[Action], when: Condition) -> bool:
        item = self._tables.requests(keys.request(request.id), keys.REQUEST)
        try:
            item.update(list(changes), condition=when)
        except UpdateError as error:
            if not is_refused_by_condition(error):
                raise
            return False
        return True

    @busy_when_asked_to_come_back()
    def list_filed_by(self, requester_id: str, cursor: Cursor, limit: int) -> Page[Request]:
        """List what somebody asked for, newest first; in one query of the keys, and one batch."""
        index, order = self._tables.requests.by_requester, RequestItem.filed_key
        return self._read_listed(read_page(index, requester_id, order, cursor, limit, is_newest_first=True))

    def _read_listed(self, page: Page[RequestItem], standing: Standing | None = None) -> Page[Request]:
        found = [(item.pk, item.sk) for item in page.items]
        items = {
            item.pk: item
            for item in self._tables.requests.batch_get(found, consistent_read=True)
            if standing is None or item.standing == standing.value
        }
        return Page([to_request(items[pk]) for pk, _ in found if pk in items], page.before, page.after)

    @busy_when_asked_to_come_back()
    def _is_put(self, item: RequestItem | CardItem, when: Condition) -> bool:
        try:
            item.save(condition=when)
        except PutError as error:
            if not is_refused_by_condition(error):
                raise
            return False
        return True

    @busy_when_asked_to_come_back()
    def request(self, request_id: str) -> Request:
        """Read a request. Raises RequestNotFoundError."""
        try:
            item = self._tables.requests.get(keys.request(request_id), keys.REQUEST, consistent_read=True)
        except DoesNotExist:
            raise RequestNotFoundError(request_id=request_id) from None
        return to_request(item)

    @busy_when_asked_to_come_back()
    def save_targets(
        self,
        request: Request,
        slice_number: int,
        target_ids: Sequence[str],
        sealed: tuple[Credential, Sealed] | None = None,
    ) -> None:
        """Write down the targets of a slice, and the passwords that they will get, whatever was there.

        Raises MovedOnError.
        """
        with _moved_on(request), TransactWrite(connection=self._tables.connection) as transaction:
            transaction.condition_check(
                self._tables.requests, keys.request(request.id), keys.REQUEST, _is_still(request)
            )
            transaction.save(
                self._tables.slices(
                    keys.request(request.id),
                    keys.slice_(slice_number),
                    target_ids=list(target_ids),
                    expires_at=expires_at(request),
                )
            )
            if sealed is not None:
                credential, part = sealed
                transaction.save(credential_item(self._tables, credential))
                transaction.save(sealed_item(self._tables, credential, slice_number, part))

    @busy_when_asked_to_come_back()
    def read_slice(self, request: Request, slice_number: int) -> Slice:
        """Read the targets of a slice, with their outcomes so far. Raises RequestNotFoundError."""
        key = keys.request(request.id), keys.slice_(slice_number)
        try:
            item = self._tables.slices.get(*key, consistent_read=True)
        except DoesNotExist:
            raise RequestNotFoundError(request_id=request.id) from None
        outcomes = to_outcomes(item.outcomes) if item.outcomes else []
        return Slice(target_ids=tuple(item.target_ids), outcomes=tuple(outcomes))

    @busy_when_asked_to_come_back()
    def checkpoint(self, before: Request, after: Request, outcomes: Sequence[Outcome] = ()) -> None:
        """Note how far a request has come, with all outcomes of its slice so far, in one transaction.

        Raises MovedOnError.
        """
        is_news = after.is_finished and after.approval is not None  # others see cards of it, too
        with _moved_on(before), TransactWrite(connection=self._tables.connection) as transaction:
            item = request_item(self._tables, after, self._now(), is_news=is_news)
            transaction.save(item, condition=_is_still(before))
            if outcomes:
                transaction.update(
                    self._tables.slices(keys.request(after.id), keys.slice_(before.slices_done)),
                    [
                        SliceItem.outcomes.set(outcomes_json(outcomes)),
                        SliceItem.expires_at.set(expires_at(after)),
                    ],
                )

    def outcomes(self, request: Request) -> Iterator[Outcome]:
        """Read the outcomes of all slices done, in order."""
        if not request.slices_done:
            return
        are_done = SliceItem.sk.between(keys.slice_(0), keys.slice_(request.slices_done - 1))
        with busy_when_asked_to_come_back():
            for item in self._tables.slices.query(keys.request(request.id), are_done, consistent_read=True):
                if item.outcomes is not None:  # a slice may have no targets
                    yield from to_outcomes(item.outcomes)


def _is_before(noted: datetime | None, since: datetime) -> bool:
    """Compare an instant that was not noted always."""
    return noted is not None and noted < since


def _is_still(request: Request) -> Condition:
    """State that no other delivery has made a checkpoint meanwhile."""
    is_as_it_was: Condition = RequestItem.version == request.version
    return is_as_it_was


@contextmanager
def _moved_on(request: Request) -> Iterator[None]:
    """Raise MovedOnError where the one condition of a transaction does not hold."""
    try:
        yield
    except TransactWriteError as error:
        if is_refused_by_condition(error):
            raise MovedOnError(request_id=request.id) from error
        raise
