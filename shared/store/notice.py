"""Notices: that one was sent, so that nobody sends it again."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from pynamodb.exceptions import PutError

from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back, is_refused_by_condition
from shared.store.models import NoticeItem

if TYPE_CHECKING:
    from datetime import datetime

    from shared.store.tables import Tables


class NoticeTable:
    """Which notices were sent."""

    def __init__(self, tables: Tables) -> None:
        self._items = tables.notices

    @busy_when_asked_to_come_back()
    def claim(self, notice_id: str, until: datetime) -> bool:
        """Note that a notice is being sent; False if it was noted before. Forgotten after ``until``."""
        # Where the answer is lost the client asks again, and must not take its own note for another's.
        claim = uuid.uuid4().hex
        is_free_or_ours = NoticeItem.pk.does_not_exist() | (NoticeItem.claim == claim)
        item = self._items(keys.notice(notice_id), keys.NOTICE, claim=claim, expires_at=until)
        try:
            item.save(condition=is_free_or_ours)
        except PutError as error:
            if not is_refused_by_condition(error):
                raise
            return False
        return True

    @busy_when_asked_to_come_back()
    def release(self, notice_id: str) -> None:
        """Note that it was not sent after all."""
        self._items(keys.notice(notice_id), keys.NOTICE).delete()
