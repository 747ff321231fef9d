"""The history of a customer, a user or a person; what of it was looked for, on the screen and in a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.audit import ALL_CUSTOMERS, AuditQuery, ResourceType
from shared.domain.command import ExportAudit
from shared.domain.customer import CustomerSummary
from shared.operations.recording import read_licenses
from shared.operations.request import submit_many
from shared.operations.side_by_side import side_by_side
from shared.operations.trail import may_look, trail
from shared.ports import Cursor
from shared.slack_ui.carried import pack, unpack
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.audit import trail_view, turned
from shared.slack_ui.modals.audit_filter import AuditFilterForm
from shared.slack_ui.products import ProductNames
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from slack_sdk.models.views import View as SlackView

    from functions.slack.call import Call
    from shared.domain.audit import AuditEvent


def open_audit(call: Call) -> None:
    call.show(trail_of(call, ViewState(root=call.root, customer_id=call.value)))


def open_user_audit(call: Call) -> None:
    state = replace(call.state, root=call.root, user_id=call.value, cursor=Cursor(), carried="")
    call.show(trail_of(call, state))


def turn_trail(call: Call) -> None:
    cursor = turned(call.body["actions"][0])
    call.replace(trail_of(call, replace(call.state, cursor=cursor)))


def open_filter(call: Call) -> None:
    """Ask what to look for, with what is shown now in the form."""
    call.replace(filter_of(call, _query(call.state), replace(call.state, cursor=Cursor(), carried="")))


def submit_filter(call: Call) -> None:
    form = AuditFilterForm.parse(call.body["view"])
    problems = form.problems()
    if problems:
        return call.point_out(form.errors(call.t, problems))
    query = form.query(_clock(call))
    state = ViewState(root=form.state.root, carried=pack(ExportAudit(query=query)))
    return call.answer_form(trail_of(call, state))


def export_events(call: Call) -> None:
    """Leave the file to the worker; a second press in the same view asks for the same one."""
    command = ExportAudit(query=_query(call.state))
    notice = call.t("A CSV file is on its way: it comes as a direct message from Partner Desk.")
    _, view = side_by_side(
        lambda: submit_many(call.desk, command, call.actor, call.operation, call.t.language),
        lambda: trail_of(call, call.state, notice),
    )
    call.replace(view)


def trail_of(call: Call, state: ViewState, notice: str = "") -> SlackView:
    """Draw a page of the trail that the state names."""
    query = _query(state)
    may_look(call.desk, call.actor, query)
    if query.customer_id in {"", ALL_CUSTOMERS}:
        return _of_whoever(call, query, state, notice)
    directory, ids = call.desk.directory, [query.target_id] if query.target_id else []
    found, active, deleted, subscriptions = side_by_side(
        lambda: trail(call.desk, call.actor, query, state.cursor),
        lambda: directory.users(query.customer_id, ids) if ids else [],
        lambda: directory.deleted_users(query.customer_id, ids) if ids else [],
        lambda: directory.subscriptions(query.customer_id),
    )
    user = next(iter([*active, *(each.user for each in deleted)]), None)
    names, state = ProductNames(subscriptions), replace(state, nonce=uuid4().hex)
    return trail_view(call.t, found, user, names, state, notice=notice)


def filter_of(call: Call, query: AuditQuery, state: ViewState) -> SlackView:
    """Draw the form that asks what to look for, with this in it."""
    directory = call.desk.directory
    customer_id = "" if query.customer_id == ALL_CUSTOMERS else query.customer_id
    if customer_id:
        call.desk.require(call.actor, Action.VIEW, customer_id)
    ids = [query.target_id] if customer_id and query.target_id else []
    customers, active, deleted = side_by_side(
        lambda: directory.customers([customer_id]) if customer_id else [],
        lambda: directory.users(customer_id, ids) if ids else [],
        lambda: directory.deleted_users(customer_id, ids) if ids else [],
    )
    user = next(iter([*active, *(each.user for each in deleted)]), None)
    chosen = [CustomerSummary(each.id, each.name, each.profile.default_domain.name) for each in customers]
    state = replace(state, customer_id=customer_id, user_id=query.target_id, nonce=uuid4().hex)
    form = AuditFilterForm.of(state, query, _clock(call))
    return form.build(call.t, next(iter(chosen), None), user.profile.display_name if user else "")


def _of_whoever(call: Call, query: AuditQuery, state: ViewState, notice: str) -> SlackView:
    """Draw what a person did, for whichever customers; what concerns all of them likewise."""
    found = trail(call.desk, call.actor, query, state.cursor)
    sku_ids = _sku_ids(found.page.items)
    products = call.desk.catalogue.products(sku_ids) if sku_ids else []
    names, state = ProductNames((), products), replace(state, nonce=uuid4().hex)
    return trail_view(call.t, found, None, names, state, notice=notice)


def _sku_ids(events: Iterable[AuditEvent]) -> list[str]:
    sku_ids = set()
    for event in events:
        sku_ids |= read_licenses(event.old_value).keys() | read_licenses(event.new_value).keys()
        if event.resource_type is ResourceType.SUBSCRIPTION:
            sku_ids.add(event.target_id)
    return sorted(sku_ids)


def _query(state: ViewState) -> AuditQuery:
    """Read what a view shows: what was looked for, or the customer or user whose history it is."""
    if state.carried:
        return unpack(state.carried, ExportAudit).query
    return AuditQuery(customer_id=state.customer_id, target_id=state.user_id)


def _clock(call: Call) -> tzinfo:
    """By which clock the person lives; asked for on their way in, and remembered."""
    return call.profiles.read(call.actor.slack_user_id, call.client).time_zone


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_AUDIT, Action.VIEW, open_audit),
    Route(Kind.CLICK, Click.OPEN_USER_AUDIT, Action.VIEW, open_user_audit),
    Route(Kind.CLICK, Click.OLDER_EVENTS, Action.VIEW, turn_trail),
    Route(Kind.CLICK, Click.NEWER_EVENTS, Action.VIEW, turn_trail),
    Route(Kind.CLICK, Click.FILTER_EVENTS, Action.VIEW, open_filter),
    Route(Kind.CLICK, Click.EXPORT_EVENTS, Action.VIEW, export_events),
    Route(Kind.SUBMISSION, View.AUDIT_FILTER, Action.VIEW, submit_filter),
)
