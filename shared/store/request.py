"""Requests: a row that each checkpoint moves on, and beside it the slices of its targets."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError
from pynamodb.transactions import TransactWrite

from shared.errors import MovedOnError, RequestNotFoundError
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back, is_refused_by_condition
from shared.store.credential import credential_item, sealed_item
from shared.store.models import RequestItem, SliceItem
from shared.store.outcome_json import outcomes_json, to_outcomes
from shared.store.request_item import expires_at, request_item, to_request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pynamodb.expressions.condition import Condition

    from shared.domain.credential import Credential, Sealed
    from shared.domain.outcome import Outcome
    from shared.domain.request import Request
    from shared.store.tables import Tables


class RequestTable:
    """What waits for the worker, as it is this instant. Nothing is written for one that has moved on."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @busy_when_asked_to_come_back()
    def file(self, request: Request) -> Request:
        """Write a new request, or return the one that an earlier delivery of the click filed."""
        request_is_new = RequestItem.pk.does_not_exist()
        try:
            request_item(self._tables, request).save(condition=request_is_new)
        except PutError as error:
            if not is_refused_by_condition(error):
                raise
            return self.request(request.id)
        return request

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
    def targets(self, request: Request, slice_number: int) -> list[str]:
        """Read the targets of a slice. Raises RequestNotFoundError."""
        key = keys.request(request.id), keys.slice_(slice_number)
        try:
            return self._tables.slices.get(*key, consistent_read=True).target_ids
        except DoesNotExist:
            raise RequestNotFoundError(request_id=request.id) from None

    @busy_when_asked_to_come_back()
    def checkpoint(self, before: Request, after: Request, outcomes: Sequence[Outcome] = ()) -> None:
        """Note how far a request has come, with the outcomes of the slice just done, in one transaction.

        Raises MovedOnError.
        """
        with _moved_on(before), TransactWrite(connection=self._tables.connection) as transaction:
            transaction.save(request_item(self._tables, after), condition=_is_still(before))
            if outcomes:
                transaction.update(
                    self._tables.slices(keys.request(after.id), keys.slice_(before.slices_done)),
                    [SliceItem.outcomes.set(outcomes_json(outcomes))],
                )

    def outcomes(self, request: Request) -> Iterator[Outcome]:
        """Read the outcomes of all slices done, in order."""
        if not request.slices_done:
            return
        are_done = SliceItem.sk.between(keys.slice_(0), keys.slice_(request.slices_done - 1))
        with busy_when_asked_to_come_back():
            for item in self._tables.slices.query(keys.request(request.id), are_done, consistent_read=True):
                yield from to_outcomes(item.outcomes)


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
