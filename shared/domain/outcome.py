"""What became of a command, target by target. "Done" is said only after the effect is committed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.domain.customer import Customer
    from shared.domain.deletion import DeletedUser
    from shared.domain.problem import Problem
    from shared.domain.subscription import Subscription
    from shared.domain.user import User


class Result(StrEnum):
    """What became of one target."""

    DONE = "done"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a target was refused."""

    INVALID = "invalid"  # problems has every field
    CHANGED_MEANWHILE = "changed_meanwhile"
    GONE = "gone"  # deleted meanwhile, or never there
    GUARDED = "guarded"  # problems say whom the policy guards, and who may
    TOO_LATE = "too_late"  # deleted 30 days ago or more, purged or not
    NOT_ALLOWED = "not_allowed"  # the requester's roles changed before it was done
    MORE_THAN_AGREED = "more_than_agreed"  # more users match than when it was asked for
    CONTENT_DIFFERS = "content_differs"  # the rows are not those that were asked for
    STOPPED = "stopped"  # a row before it could not be done, and it was all or nothing
    FAILED = "failed"  # nobody foresaw it; the log has more


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The answer to one command about one target.

    ``target_name`` is what people call the target, and ``sign_in_name`` what a user signs in with; both are
    empty where nobody knows. ``is_repeat`` says that an earlier delivery of the same click had this effect
    already. ``customer``, ``user``, ``deleted`` and ``subscription`` are the records as they are now: what
    was committed, or what somebody else made of it.

    Of a deletion, ``freed`` has the subscriptions that got a seat back, as they are then.
    Of a restoration, ``regained`` has the SKUs that came back, and ``problems`` those that did not, each
    with the reason; it is done all the same. Of a product list that was loaded, ``problems`` has the rows
    that were left out.
    """

    target_id: str
    target_name: str = ""
    sign_in_name: str = ""
    result: Result
    reason: Reason | None = None
    problems: tuple[Problem, ...] = ()
    freed: tuple[Subscription, ...] = ()
    regained: tuple[str, ...] = ()
    is_repeat: bool = False
    customer: Customer | None = None
    user: User | None = None
    deleted: DeletedUser | None = None
    subscription: Subscription | None = None
