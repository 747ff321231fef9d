"""The notices about who will be gone, by the name of the situation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.deletion import RESTORABLE_FOR, DeletedUser
from shared.operations.foresight import Notice, NoticeKind
from shared.slack_ui.messages.notice import notice
from tests.builders import NOW, a_customer, a_customer_profile, a_user, a_user_profile
from tests.unit.slack_ui import longest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.customer import Customer
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.message import Message

WARNED = a_customer(profile=a_customer_profile(warning="Call Miriam Graham first."))


def gone_in(hours: float, name: str = "Nadia Okafor", *, by: str = "U0MALIK") -> DeletedUser:
    """Make a user who will be gone in so many hours."""
    user = a_user(name.partition(" ")[0].lower(), a_user_profile(name), version=2)
    return DeletedUser(user=user, deleted_at=NOW + timedelta(hours=hours) - RESTORABLE_FOR, deleted_by=by)


def a_notice(
    *deleted: DeletedUser, kind: NoticeKind = NoticeKind.WEEKLY, customer: Customer | None = None
) -> Notice:
    """Make a notice about Contoso."""
    customer = customer or a_customer()
    return Notice(id=f"{kind}.contoso", kind=kind, customer=customer, deleted=deleted, now=NOW)


def many(count: int) -> Sequence[DeletedUser]:
    """Make users who will be gone one after the other."""
    return [gone_in(1 + number, f"User {number}") for number in range(count)]


NOTICES: dict[str, Callable[[Translator], Message]] = {
    "notice, the week": lambda t: notice(
        t, a_notice(gone_in(25), gone_in(160, "Zoë O'Brien", by="U0GRACE"), customer=WARNED)
    ),
    "notice, the last day": lambda t: notice(t, a_notice(gone_in(3), kind=NoticeKind.LAST_DAY)),
}

_LONGEST = DeletedUser(
    user=longest.longest_user(), deleted_at=NOW - timedelta(days=23), deleted_by=longest.SLACK_USER
)
LONGEST_NOTICES: dict[str, Callable[[Translator], Message]] = {
    "notice": lambda t: notice(t, a_notice(*[_LONGEST] * 1000, customer=longest.longest_customer())),
}
