"""What a checked file would do: shown to whoever had it checked, before anything of it is done."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from shared.operations.import_file import ACTIONS, request_of
from shared.operations.side_by_side import side_by_side
from shared.policy.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.customer import Customer
    from shared.domain.import_file import ImportFile, ImportRow
    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from shared.domain.subscription import Subscription
    from shared.operations.desk import Desk
    from shared.policy.decide import Decision

FIRST = 5  # ready rows shown
WRONG = 20  # rows shown with what is wrong with them
REMARKED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """A checked file: the first rows that can be done, the first that cannot, and the first with a remark.

    ``decision`` is what the policy says of doing it. ``request`` is the one that does it, once somebody
    asked for that.
    """

    file: ImportFile
    customer: Customer
    subscriptions: Sequence[Subscription]
    first: Sequence[ImportRow]
    wrong: Sequence[ImportRow]
    remarked: Sequence[ImportRow]
    decision: Decision
    request: Request | None = None


def preview_import(desk: Desk, owner: Staff, file: ImportFile) -> ImportPreview:
    """Read what is shown of a file of the actor's, which ``find_import`` found; in one round trip."""
    customer, subscriptions, rows, request = side_by_side(
        lambda: desk.directory.customer(file.customer_id),
        lambda: desk.directory.subscriptions(file.customer_id),
        lambda: list(desk.imports.all_rows(file.id)),
        lambda: request_of(desk, file.id),
    )
    return ImportPreview(
        file=file,
        customer=customer,
        subscriptions=subscriptions,
        first=list(islice((row for row in rows if row.is_ready), FIRST)),
        wrong=list(islice((row for row in rows if row.problems and not row.is_left_out), WRONG)),
        remarked=list(islice((row for row in rows if row.is_ready and row.remarks), REMARKED)),
        decision=desk.decide(owner, ACTIONS[file.kind], file.customer_id, Targets(count=file.ready)),
        request=request,
    )
