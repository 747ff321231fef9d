"""Add a subscription, and change its seats."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from functions.slack.listeners.below import opened_in, submit_above
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.outcome import Reason, Result
from shared.domain.request import Request
from shared.errors import NotFoundError
from shared.operations.looking import license_overview
from shared.policy.decide import Verdict
from shared.slack_ui import ids
from shared.slack_ui.ids import Click, Options
from shared.slack_ui.modals.asked import asked_view
from shared.slack_ui.modals.licenses import over_assigned, seats_used
from shared.slack_ui.modals.subscription_form import AddSubscriptionForm, EditSubscriptionForm
from shared.slack_ui.options import MAXIMUM_OPTIONS, product_options

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call
    from shared.domain.outcome import Outcome
    from shared.domain.subscription import Subscription
    from shared.slack_ui.state import ViewState

DEEPEST = 3  # views that Slack stacks


def open_add_subscription(call: Call) -> None:
    state = replace(opened_in(call), customer_id=call.value)
    call.show(_add_form(call, state, depth=call.depth + 1))


def switch_product_input(call: Call) -> None:
    """Ask for the product the other way; the seats entered stay."""
    is_typed = call.body["actions"][0]["action_id"] == Click.TYPE_PRODUCT
    call.replace(_add_form(call, call.state, depth=call.depth, is_typed=is_typed))


def offer_products(call: Call) -> None:
    found = call.desk.catalogue.find_products(call.body["value"], MAXIMUM_OPTIONS)
    call.ack(options=product_options(found))


def open_edit_subscription(call: Call) -> None:
    state = opened_in(call)
    decision = call.desk.admit(call.actor, Action.CHANGE_SEATS, state.customer_id)
    overview = license_overview(call.desk, call.actor, state.customer_id)
    subscription = next((each for each in overview.subscriptions if each.id == call.value), None)
    if subscription is None:
        raise NotFoundError(sku_id=call.value)
    call.show(EditSubscriptionForm.build(call.t, overview.customer, subscription, state, decision=decision))


def submit_add_subscription(call: Call) -> None:
    form = AddSubscriptionForm.parse(call.body["view"])
    outcome, below = submit_above(call, form.state, form.command)
    if isinstance(outcome, Request):
        call.answer_form(asked_view(call.t, outcome, form.state))
    elif outcome.subscription is None:
        call.point_out(form.errors(call.t, outcome.problems))
    else:
        below.show(outcome.subscription, _added(call, outcome.subscription))


def submit_edit_subscription(call: Call) -> None:
    form = EditSubscriptionForm.parse(call.body["view"])
    outcome, below = submit_above(call, form.state, form.command)
    if isinstance(outcome, Request):
        return call.answer_form(asked_view(call.t, outcome, form.state))
    subscription = outcome.subscription
    if outcome.reason is Reason.GONE:
        raise NotFoundError(sku_id=form.state.sku_id)
    if subscription is None:
        return call.point_out(form.errors(call.t, outcome.problems))
    if outcome.result is Result.REFUSED:
        state = replace(form.state, nonce=uuid4().hex)
        customer = below.overview.customer
        decision = call.desk.admit(call.actor, Action.CHANGE_SEATS, customer.id)
        again = EditSubscriptionForm.build(
            call.t, customer, subscription, state, typed=form.command, decision=decision
        )
        return call.answer_form(again)
    return below.show(subscription, _saved(call, outcome, subscription))


def _add_form(call: Call, state: ViewState, *, depth: int, is_typed: bool = False) -> View:
    decision = call.desk.admit(call.actor, Action.CHANGE_SEATS, state.customer_id)
    customer = call.desk.directory.customer(state.customer_id)
    catalogue = call.desk.decide(call.actor, Action.CHANGE_SEATS, None)  # nobody is asked to agree to it
    may_load = catalogue.verdict is Verdict.ALLOW and depth < DEEPEST
    return AddSubscriptionForm.build(
        call.t, customer, state, is_typed=is_typed, may_load_catalogue=may_load, decision=decision
    )


def _added(call: Call, subscription: Subscription) -> str:
    return call.t.n(
        "{product} was added, with {count} seat.",
        "{product} was added, with {count} seats.",
        subscription.units.total,
        product=subscription.name,
    )


def _saved(call: Call, outcome: Outcome, subscription: Subscription) -> str:
    product = subscription.name
    if outcome.result is Result.UNCHANGED:
        return call.t("Nothing was changed: {product} is as before.", product=product)
    seats = seats_used(call.t, subscription)
    told = call.t("{product} was saved: {seats}.", product=product, seats=seats)
    return f"{told} {over_assigned(call.t, subscription)}" if subscription.available < 0 else told


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_ADD_SUBSCRIPTION, Action.CHANGE_SEATS, open_add_subscription),
    Route(Kind.CLICK, Click.TYPE_PRODUCT, Action.CHANGE_SEATS, switch_product_input),
    Route(Kind.CLICK, Click.PICK_PRODUCT, Action.CHANGE_SEATS, switch_product_input),
    Route(Kind.OPTIONS, Options.PRODUCTS, Action.CHANGE_SEATS, offer_products),
    Route(Kind.SUBMISSION, ids.View.ADD_SUBSCRIPTION, Action.CHANGE_SEATS, submit_add_subscription),
    Route(Kind.CLICK, Click.OPEN_EDIT_SUBSCRIPTION, Action.CHANGE_SEATS, open_edit_subscription),
    Route(Kind.SUBMISSION, ids.View.EDIT_SUBSCRIPTION, Action.CHANGE_SEATS, submit_edit_subscription),
)
