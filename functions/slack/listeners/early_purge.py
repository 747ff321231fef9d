"""Delete a deleted user for good before the 30 days are over: ask once more, then others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.command import PurgeUsers
from shared.domain.request import Request
from shared.errors import UserNotFoundError
from shared.operations.request import submit_many
from shared.operations.restorable import restorable
from shared.operations.side_by_side import side_by_side
from shared.policy.targets import Targets
from shared.slack_ui import ids
from shared.slack_ui.carried import pack, unpack
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.asked import asked_view
from shared.slack_ui.modals.purge_confirmation import purge_confirmation_view, purged_view
from shared.slack_ui.modals.under_way import under_way_view

if TYPE_CHECKING:
    from functions.slack.call import Call


def open_purge(call: Call) -> None:
    """Ask about the user whose card it was pressed on."""
    customer_id, user_id = call.state.customer_id, call.value
    call.desk.admit(call.actor, Action.PURGE_USER, customer_id)
    found = restorable(call.desk, call.actor, customer_id, [user_id])
    if not found.people:
        raise UserNotFoundError(user_id=user_id)
    targets = Targets(has_sensitive=found.people[0].deleted.user.is_sensitive)
    decision = call.desk.admit(call.actor, Action.PURGE_USER, customer_id, targets)
    command = PurgeUsers(customer_id=customer_id, users=(user_id,))
    state = replace(call.state, root=call.root, user_id="", nonce=uuid4().hex, carried=pack(command))
    call.show(purge_confirmation_view(call.t, found, decision, state))


def submit_purge(call: Call) -> None:
    """Ask others to agree; where the policy asks nobody, do it."""
    command = unpack(call.state.carried, PurgeUsers)
    submitted, customer = side_by_side(
        lambda: submit_many(call.desk, command, call.actor, call.operation, call.t.language),
        lambda: call.desk.directory.customer(command.customer_id),
    )
    if not isinstance(submitted, Request):
        return call.return_to(purged_view(call.t, customer, submitted[0], call.state))
    if submitted.approval is not None:
        return call.answer_form(asked_view(call.t, submitted, call.state))
    told = call.t("Deleting users of {customer} for good is under way.", customer=customer.name)
    return call.return_to(under_way_view(call.t, ids.View.USERS_DELETED, customer, [told], call.state))


ROUTES = (
    Route(Kind.CLICK, Click.PURGE_USER, Action.PURGE_USER, open_purge),
    Route(Kind.SUBMISSION, ids.View.CONFIRM_PURGE, Action.PURGE_USER, submit_purge),
)
