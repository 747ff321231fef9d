"""The desk: choose a customer by typing, then what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.slack.route import Kind, Open, Route
from shared.domain.action import Action
from shared.operations.looking import customer_card, find_customers
from shared.policy.decide import Verdict
from shared.slack_ui.ids import Click, Options
from shared.slack_ui.modals.desk import desk_view
from shared.slack_ui.options import country_options, customer_options
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call
    from shared.operations.looking import CustomerCard


def open_desk(call: Call) -> None:
    """Open the desk, with the customer on it whose list the person comes back from."""
    if call.value:
        choose_customer(call)
    else:
        call.replace(empty_desk(call))


def choose_customer(call: Call) -> None:
    if not call.value:  # the choice was taken back
        return call.replace(empty_desk(call))
    return call.replace(desk_of(call, customer_card(call.desk, call.actor, call.value)))


def offer_customers(call: Call) -> None:
    found = find_customers(call.desk, call.actor, call.body["value"])
    call.ack(options=customer_options(call.t, found))


def offer_countries(call: Call) -> None:
    call.ack(options=country_options(call.t, call.body["value"]))


def empty_desk(call: Call, notice: str = "") -> View:
    """The desk before a customer is chosen."""
    may_add = Action.ADD_CUSTOMER in call.permits(None)
    return desk_view(call.t, ViewState(), None, frozenset(), may_add, notice)


def desk_of(call: Call, card: CustomerCard) -> View:
    """The desk with a customer on it."""
    permits = call.permits(card.customer.id)
    may_add = Action.ADD_CUSTOMER in call.permits(None)
    editing = call.desk.decide(call.actor, Action.EDIT_CUSTOMER, card.customer.id)
    return desk_view(
        call.t,
        ViewState(customer_id=card.customer.id),
        card,
        permits,
        may_add,
        may_load_domains=editing.verdict is Verdict.ALLOW,
    )


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_DESK, Open.TO_ALL_STAFF, open_desk),
    Route(Kind.CLICK, Click.CHOOSE_CUSTOMER, Action.VIEW, choose_customer),
    Route(Kind.OPTIONS, Options.CUSTOMERS, Action.VIEW, offer_customers),
    Route(Kind.OPTIONS, Options.COUNTRIES, Open.TO_ALL_STAFF, offer_countries),
)
