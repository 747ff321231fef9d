"""A history as its view is given it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.audit import AuditQuery
from shared.operations.trail import Trail
from shared.slack_ui.modals.audit import trail_view
from shared.slack_ui.products import ProductNames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.views import View

    from shared.domain.audit import AuditEvent
    from shared.domain.customer import Customer
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.ports import Page
    from shared.slack_ui.state import ViewState


def audit_view(
    t: Translator,
    customer: Customer,
    user: User | None,
    subscriptions: Sequence[Subscription],
    page: Page[AuditEvent],
    state: ViewState,
) -> View:
    """The history of a customer, or of one of its users."""
    query = AuditQuery(customer_id=customer.id, target_id=user.id if user else "")
    found = Trail(query=query, customer=customer, page=page)
    return trail_view(t, found, user, ProductNames(subscriptions), state)
