"""The history: of a customer, of one of its users, or of what a person did; newest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.domain.audit import PARTNER_DESK, ResourceType
from shared.operations.recording import read_licenses
from shared.ports import Cursor
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, section
from shared.slack_ui.changes import license_changes, plan_changes
from shared.slack_ui.codes import DEPARTURES
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.audit_search import audit_findings, audit_head
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.readings import reading, shown
from shared.slack_ui.sentences import field_name, operation_name
from shared.slack_ui.texts import SECTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.models.blocks import Block, ButtonElement, RichTextBlock, RichTextElement
    from slack_sdk.models.views import View as SlackView

    from shared.domain.audit import AuditEvent, Recorded
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.operations.trail import Trail
    from shared.ports import Page
    from shared.slack_ui.products import ProductNames
    from shared.slack_ui.state import ViewState

_SHOWN = 300  # characters of a value
_LISTED = 4000  # characters of all changes of licenses in an event: Slack takes 250 KB of a view


def trail_view(
    t: Translator, found: Trail, user: User | None, names: ProductNames, state: ViewState, *, notice: str = ""
) -> SlackView:
    """Show a page of events about a customer and its users, about one user, or of what a person did.

    Products have the names that they have now.
    """
    customer, page = found.customer, found.page
    blocks: list[Block] = [section(notice)] if notice else []
    blocks += audit_head(t, customer, user, found.query)
    blocks += [_event(t, names, event, names_customer=customer is None) for event in page.items]
    blocks += audit_findings(t, page, found.query, is_cut=found.is_cut)
    blocks += actions(_pager(t, page))
    if customer is not None:
        state = replace(state, customer_id=customer.id, user_id=user.id if user else state.user_id)
    return modal(View.AUDIT, t("History"), blocks, state, close=t("Close"))


def turned(action: Mapping[str, Any]) -> Cursor:
    """Read from a click on *Newer* or *Older* where the next page lies."""
    cursor = str(action["value"])
    return Cursor(after=cursor) if action["action_id"] == Click.OLDER_EVENTS else Cursor(before=cursor)


def _event(
    t: Translator, names: ProductNames, event: AuditEvent, *, names_customer: bool = False
) -> RichTextBlock:
    name = " · ".join(operation_name(t, each) for each in event.operation_types)
    by = rich.woven(
        t("{when} by {who}"),
        when=rich.moment(t, event.occurred_at),
        who=rich.mention(event.actor_id),
    )
    whose = [rich.words(f" · {event.customer_name}")] if names_customer and event.customer_name else []
    head = rich.lines([rich.bold(name), rich.words(" · "), _about(t, names, event), *whose], by)
    fields = dict.fromkeys([*event.new_value, *event.old_value])
    changes = [line for field in fields for line in _changes(t, names, event, field)]
    return rich.rich(head, rich.bullets(changes)) if changes else rich.rich(head)


def _about(t: Translator, names: ProductNames, event: AuditEvent) -> RichTextElement:
    if event.resource_type is ResourceType.STAFF:
        return rich.mention(event.target_id)
    if event.resource_type is ResourceType.REQUEST:
        return rich.words(reading(t, "command", event.target_name))
    if event.resource_type is ResourceType.SUBSCRIPTION:
        return rich.words(names.recorded(event.target_id, event.target_name))
    return rich.words(event.target_name or event.customer_name)


def _changes(
    t: Translator, names: ProductNames, event: AuditEvent, field: str
) -> list[list[RichTextElement]]:
    if field == "licenses":
        said = license_changes(t, names, read_licenses(event.old_value), read_licenses(event.new_value))
    elif field == "service_plans":
        said = plan_changes(t, names, _ids(event.old_value, field), _ids(event.new_value, field))
    else:
        return [_change(t, event, field)]
    return [[rich.words(each, limit=min(SECTION, _LISTED // len(said)))] for each in said]


def _ids(values: Mapping[str, Recorded], field: str) -> list[str]:
    ids = values.get(field)
    return ids if isinstance(ids, list) else []


def _change(t: Translator, event: AuditEvent, field: str) -> list[RichTextElement]:
    sides = (event.old_value, event.new_value)
    values = [_value(t, event, field, side[field]) for side in sides if field in side]
    arrow = [rich.words(" → ")] if len(values) > 1 else []
    return rich.fact(t("{label}:", label=field_name(t, field)), *values[:1], *arrow, *values[1:])


def _value(t: Translator, event: AuditEvent, field: str, value: Recorded) -> RichTextElement:
    if field == "expires_at" and isinstance(value, str) and value:
        return rich.moment(t, datetime.fromisoformat(value))
    if field == "reason" and event.actor_id == PARTNER_DESK and value in DEPARTURES:
        return rich.words(t(DEPARTURES[str(value)]))
    return shown(field, reading(t, field, value), limit=_SHOWN)


def _pager(t: Translator, page: Page[AuditEvent]) -> list[ButtonElement]:
    buttons = []
    if page.before is not None:
        buttons.append(button(t("Newer"), Click.NEWER_EVENTS, page.before))
    if page.after is not None:
        buttons.append(button(t("Older"), Click.OLDER_EVENTS, page.after))
    return buttons
