"""Add and edit customers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from functions.slack.listeners.desk import desk_of
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.outcome import Result
from shared.domain.user import UserCounts
from shared.operations.looking import CustomerCard
from shared.operations.side_by_side import side_by_side
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.customer_form import CustomerForm
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from functions.slack.call import Call
    from shared.domain.outcome import Outcome


def open_add_customer(call: Call) -> None:
    state = ViewState(root=call.root, nonce=uuid4().hex)
    call.show(CustomerForm.build(call.t, state, None))


def open_edit_customer(call: Call) -> None:
    call.desk.require(call.actor, Action.EDIT_CUSTOMER, call.value)
    customer = call.desk.directory.customer(call.value)
    state = ViewState(root=call.root, customer_id=customer.id, version=customer.version, nonce=uuid4().hex)
    call.show(CustomerForm.build(call.t, state, customer))


def submit_add_customer(call: Call) -> None:
    form = CustomerForm.parse(call.body["view"])
    outcome = call.desk.submit(form.command, call.actor, call.operation)
    _answer(call, form, outcome, UserCounts())


def submit_edit_customer(call: Call) -> None:
    form = CustomerForm.parse(call.body["view"])
    outcome, counts = side_by_side(
        lambda: call.desk.submit(form.command, call.actor, call.operation),
        lambda: call.desk.directory.count_users(form.state.customer_id),
    )
    _answer(call, form, outcome, counts)


def _answer(call: Call, form: CustomerForm, outcome: Outcome, counts: UserCounts) -> None:
    customer = outcome.customer
    if customer is None:
        call.point_out(form.errors(call.t, outcome.problems))
    elif outcome.result is Result.REFUSED:
        state = replace(form.state, nonce=uuid4().hex)
        typed = form.command.profile
        call.answer_form(CustomerForm.build(call.t, state, customer, typed=typed, theirs=customer))
    else:
        call.return_to(desk_of(call, CustomerCard(customer=customer, counts=counts)))


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_ADD_CUSTOMER, Action.ADD_CUSTOMER, open_add_customer),
    Route(Kind.CLICK, Click.OPEN_EDIT_CUSTOMER, Action.EDIT_CUSTOMER, open_edit_customer),
    Route(Kind.SUBMISSION, View.ADD_CUSTOMER, Action.ADD_CUSTOMER, submit_add_customer),
    Route(Kind.SUBMISSION, View.EDIT_CUSTOMER, Action.EDIT_CUSTOMER, submit_edit_customer),
)
