"""Add and edit customers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from functions.slack.listeners.desk import desk_of
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.command import EditCustomer
from shared.domain.outcome import Result
from shared.domain.request import Request
from shared.domain.user import UserCounts
from shared.operations.looking import CustomerCard, find_domains
from shared.operations.request import submit_many, submit_one
from shared.operations.side_by_side import side_by_side
from shared.slack_ui.ids import Click, Options, View
from shared.slack_ui.modals.asked import asked_view
from shared.slack_ui.modals.customer_form import CustomerForm
from shared.slack_ui.modals.load_domains import LoadDomainsForm, loading_domains_view
from shared.slack_ui.options import domain_options
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from functions.slack.call import Call
    from shared.domain.outcome import Outcome


def open_add_customer(call: Call) -> None:
    decision = call.desk.admit(call.actor, Action.ADD_CUSTOMER, None)
    state = ViewState(root=call.root, nonce=uuid4().hex)
    call.show(CustomerForm.build(call.t, state, None, decision=decision))


def open_edit_customer(call: Call) -> None:
    decision = call.desk.admit(call.actor, Action.EDIT_CUSTOMER, call.value)
    customer = call.desk.directory.customer(call.value)
    state = ViewState(root=call.root, customer_id=customer.id, version=customer.version, nonce=uuid4().hex)
    call.show(CustomerForm.build(call.t, state, customer, decision=decision))


def submit_add_customer(call: Call) -> None:
    form = CustomerForm.parse(call.body["view"])
    outcome = submit_one(call.desk, form.command, call.actor, call.operation, call.t.language)
    _answer(call, form, outcome, UserCounts())


def submit_edit_customer(call: Call) -> None:
    form = CustomerForm.parse(call.body["view"])
    outcome, counts = side_by_side(
        lambda: submit_one(call.desk, form.command, call.actor, call.operation, call.t.language),
        lambda: call.desk.directory.count_users(form.state.customer_id),
    )
    _answer(call, form, outcome, counts)


def _answer(call: Call, form: CustomerForm, outcome: Outcome | Request, counts: UserCounts) -> None:
    if isinstance(outcome, Request):
        return call.answer_form(asked_view(call.t, outcome, form.state))
    customer = outcome.customer
    if customer is None:
        return call.point_out(form.errors(call.t, outcome.problems))
    if outcome.result is Result.REFUSED:
        state = replace(form.state, nonce=uuid4().hex)
        typed = form.command.profile
        decision = call.desk.admit(call.actor, form.command.action, customer.id)
        edits = form.command.domain_edits if isinstance(form.command, EditCustomer) else None
        again = CustomerForm.build(
            call.t, state, customer, typed=typed, theirs=customer, edits=edits, decision=decision
        )
        return call.answer_form(again)
    return call.return_to(desk_of(call, CustomerCard(customer=customer, counts=counts)))


def offer_domains(call: Call) -> None:
    found = find_domains(call.desk, call.actor, call.state.customer_id, call.body["value"])
    call.ack(options=domain_options(found))


def offer_domains_to_remove(call: Call) -> None:
    found = find_domains(call.desk, call.actor, call.state.customer_id, call.body["value"], is_any=True)
    call.ack(options=domain_options(found))


def open_load_domains(call: Call) -> None:
    """Ask for the file, of a person who may load it at once: others could not see what they agree to."""
    call.desk.require(call.actor, Action.EDIT_CUSTOMER, call.value)
    customer = call.desk.directory.customer(call.value)
    state = ViewState(root=call.root, customer_id=customer.id, nonce=uuid4().hex)
    call.show(LoadDomainsForm.build(call.t, customer, state))


def submit_load_domains(call: Call) -> None:
    form = LoadDomainsForm.parse(call.body["view"])
    submit_many(call.desk, form.command, call.actor, call.operation, call.t.language)
    call.answer_form(loading_domains_view(call.t))


ROUTES = (
    Route(Kind.OPTIONS, Options.DOMAINS, Action.VIEW, offer_domains),
    Route(Kind.OPTIONS, Options.DOMAINS_TO_REMOVE, Action.EDIT_CUSTOMER, offer_domains_to_remove),
    Route(Kind.CLICK, Click.OPEN_LOAD_DOMAINS, Action.EDIT_CUSTOMER, open_load_domains),
    Route(Kind.SUBMISSION, View.LOAD_DOMAINS, Action.EDIT_CUSTOMER, submit_load_domains),
    Route(Kind.CLICK, Click.OPEN_ADD_CUSTOMER, Action.ADD_CUSTOMER, open_add_customer),
    Route(Kind.CLICK, Click.OPEN_EDIT_CUSTOMER, Action.EDIT_CUSTOMER, open_edit_customer),
    Route(Kind.SUBMISSION, View.ADD_CUSTOMER, Action.ADD_CUSTOMER, submit_add_customer),
    Route(Kind.SUBMISSION, View.EDIT_CUSTOMER, Action.EDIT_CUSTOMER, submit_edit_customer),
)
