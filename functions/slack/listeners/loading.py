"""Take over subscriptions and product names from Microsoft's own files."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from functions.slack.listeners.licenses import overview_of
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.command import LoadSubscriptions
from shared.domain.product_name import told_apart
from shared.domain.request import Request
from shared.domain.subscribed_skus import read_subscribed_skus
from shared.domain.subscription import not_listed
from shared.errors import InvalidInputError
from shared.gateways.slack_files import SlackFiles
from shared.operations.request import submit_listed, submit_many
from shared.operations.side_by_side import side_by_side
from shared.slack_ui import ids
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.asked import asked_view
from shared.slack_ui.modals.load_catalogue import LoadCatalogueForm, loading_view
from shared.slack_ui.modals.load_subscriptions import (
    EndSubscriptionsForm,
    LoadSubscriptionsForm,
    ended_view,
    loaded_view,
)
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from functions.slack.call import Call


def open_load_subscriptions(call: Call) -> None:
    decision = call.desk.admit(call.actor, Action.CHANGE_SEATS, call.value)
    customer = call.desk.directory.customer(call.value)
    state = ViewState(root=call.root, query=call.state.query, nonce=uuid4().hex)
    call.show(LoadSubscriptionsForm.build(call.t, customer, state, decision=decision))


def submit_load_subscriptions(call: Call) -> None:
    """Authorise before the file is fetched, and again by the operation."""
    form = LoadSubscriptionsForm.parse(call.body["view"])
    customer_id = form.state.customer_id
    call.desk.admit(call.actor, Action.CHANGE_SEATS, customer_id)
    try:
        listed = read_subscribed_skus(SlackFiles(call.client).read(form.file_id))
    except InvalidInputError as error:
        return call.point_out(form.errors(call.t, error.problems))
    command = LoadSubscriptions(customer_id=customer_id, listed=tuple(listed))
    outcomes, held = side_by_side(
        lambda: submit_listed(call.desk, command, call.actor, call.operation, call.t.language),
        lambda: call.desk.directory.subscriptions(customer_id),
    )
    if isinstance(outcomes, Request):
        return call.answer_form(asked_view(call.t, outcomes, form.state))
    customer = next(outcome.customer for outcome in outcomes if outcome.customer)
    loaded = {each.subscription.id: each.subscription for each in outcomes if each.subscription}
    missing = not_listed(told_apart(({each.id: each for each in held} | loaded).values()), listed)
    return call.answer_form(loaded_view(call.t, customer, listed, outcomes, form.state, missing=missing))


def submit_ended_subscriptions(call: Call) -> None:
    """Mark what a list did not have as ended, as far as it was chosen."""
    form = EndSubscriptionsForm.parse(call.body["view"])
    if errors := form.errors(call.t):
        return call.point_out(errors)
    outcomes = submit_listed(call.desk, form.command, call.actor, call.operation, call.t.language)
    if isinstance(outcomes, Request):
        return call.answer_form(asked_view(call.t, outcomes, form.state))
    customer = next(outcome.customer for outcome in outcomes if outcome.customer)
    return call.answer_form(ended_view(call.t, customer, outcomes, form.state))


def close_loaded(call: Call) -> None:
    """Bring the products below up to date."""
    state, view = call.state, call.body["view"]
    call.ack()
    if not call.body.get("is_cleared") and view["root_view_id"] != view["id"]:
        call.redraw(view["root_view_id"], overview_of(call, state.customer_id, skip=state.query.skip))


def open_load_catalogue(call: Call) -> None:
    """Ask for the file, of somebody who may load it at once: nobody could say what they agree to."""
    call.desk.require(call.actor, Action.CHANGE_SEATS, None)
    call.show(LoadCatalogueForm.build(call.t, ViewState(nonce=uuid4().hex)))


def submit_load_catalogue(call: Call) -> None:
    form = LoadCatalogueForm.parse(call.body["view"])
    submit_many(call.desk, form.command, call.actor, call.operation, call.t.language)
    call.answer_form(loading_view(call.t))


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_LOAD_SUBSCRIPTIONS, Action.CHANGE_SEATS, open_load_subscriptions),
    Route(Kind.SUBMISSION, ids.View.LOAD_SUBSCRIPTIONS, Action.CHANGE_SEATS, submit_load_subscriptions),
    Route(Kind.SUBMISSION, ids.View.SUBSCRIPTIONS_LOADED, Action.CHANGE_SEATS, submit_ended_subscriptions),
    Route(Kind.CLOSING, ids.View.SUBSCRIPTIONS_LOADED, Action.VIEW, close_loaded),
    Route(Kind.CLICK, Click.OPEN_LOAD_CATALOGUE, Action.CHANGE_SEATS, open_load_catalogue),
    Route(Kind.SUBMISSION, ids.View.LOAD_CATALOGUE, Action.CHANGE_SEATS, submit_load_catalogue),
)
