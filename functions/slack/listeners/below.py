"""The view in which a form about subscriptions was opened: the products, or the form of licenses.

The form of licenses is drawn again with the seats that there are then, so that what was bought can be
assigned; what was chosen in it rides along.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from functions.slack.listeners.licenses import drawn_overview
from shared.domain.action import Action
from shared.domain.collation import sort_key
from shared.domain.command import ChangeLicenses
from shared.domain.product_name import told_apart
from shared.domain.user import Everyone
from shared.operations.looking import license_overview
from shared.operations.request import submit_one
from shared.operations.side_by_side import side_by_side
from shared.slack_ui import ids
from shared.slack_ui.carried import pack, unpack
from shared.slack_ui.modals.license_form import ManageLicensesForm
from shared.slack_ui.modals.license_plans import Picked
from shared.slack_ui.modals.license_products import Choice
from shared.slack_ui.state import MAXIMUM_STATE, ViewState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.views import View

    from functions.slack.call import Call
    from shared.domain.command import AddSubscription, ChangeSubscription
    from shared.domain.outcome import Outcome
    from shared.domain.request import Request
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.operations.looking import LicenseOverview

_AS_IT_IS = "-"  # carried: more was chosen in the form below than fits, so it stays as it is drawn
_ROOM = 150  # characters of a state that are not there yet: the subscription's id and version


def opened_in(call: Call) -> ViewState:
    """Remember the view in which somebody opens a form."""
    before, view = call.state, call.view
    nonce = uuid4().hex
    state = ViewState(root=call.root, customer_id=before.customer_id, query=before.query, nonce=nonce)
    if view is None or view["callback_id"] != ids.View.MANAGE_LICENSES:
        return state
    carrying = replace(state, carried=pack(ManageLicensesForm.parse(view).command))
    fits = len(carrying.encode()) + _ROOM <= MAXIMUM_STATE
    return carrying if fits else replace(state, carried=_AS_IT_IS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """What that view shows."""

    call: Call
    state: ViewState
    overview: LicenseOverview
    users: Sequence[User]

    def show(self, saved: Subscription, notice: str) -> None:
        """Go back to it, with the seats as they are now."""
        # It was read beside the change, so it may be from before it.
        others = [each for each in self.overview.subscriptions if each.id != saved.id]
        by_name = sorted(told_apart([*others, saved]), key=lambda each: sort_key(each.name, each.id))
        now = replace(self.overview, subscriptions=by_name)
        if self.state.carried == _AS_IT_IS:
            self.call.ack()
        elif self.state.carried:
            self.call.return_to(self._form(now))
        else:
            skip = self.state.query.skip
            self.call.return_to(drawn_overview(self.call, now, skip=skip, notice=notice))

    def _form(self, overview: LicenseOverview) -> View:
        call, customer_id = self.call, self.state.customer_id
        decision = call.desk.admit(call.actor, Action.CHANGE_LICENSES, customer_id)
        command = unpack(self.state.carried, ChangeLicenses)
        change = command.change
        plans = {sku_id: chosen for sku_id, chosen in change.assign.items() if chosen is not None}
        choices = dict.fromkeys(change.assign, Choice.ASSIGN) | dict.fromkeys(change.remove, Choice.REMOVE)
        form = ManageLicensesForm(
            state=replace(self.state, sku_id="", version=0, carried="", nonce=uuid4().hex),
            everyone=command.users if isinstance(command.users, Everyone) else None,
            chosen={user.id: user.profile.display_name for user in self.users},
            choices=choices | dict.fromkeys(plans, Choice.CHOOSE_PLANS),
            picked={sku_id: Picked("", chosen) for sku_id, chosen in plans.items()},
            sets_usage_location=change.sets_usage_location,
        )
        return form.build(call.t, overview, self.users, call.permits(customer_id), decision)


def submit_above(
    call: Call, state: ViewState, command: AddSubscription | ChangeSubscription
) -> tuple[Outcome | Request, Below]:
    """Carry out a command, or ask others to agree; read beside it what the view below shows."""
    outcome, overview, users = side_by_side(
        lambda: submit_one(call.desk, command, call.actor, call.operation, call.t.language),
        lambda: license_overview(call.desk, call.actor, state.customer_id),
        lambda: _carried_users(call, state),
    )
    return outcome, Below(call=call, state=state, overview=overview, users=users)


def _carried_users(call: Call, state: ViewState) -> list[User]:
    if state.carried in {"", _AS_IT_IS}:
        return []
    users = unpack(state.carried, ChangeLicenses).users
    if isinstance(users, Everyone) or not users:
        return []
    return call.desk.directory.users(state.customer_id, users)
