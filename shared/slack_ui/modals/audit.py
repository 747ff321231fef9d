"""The history of a customer or of one of its users: who changed what, newest first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.operations.recording import read_licenses
from shared.ports import Cursor
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, customer_warning, header, section
from shared.slack_ui.changes import license_changes, plan_changes
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.products import ProductNames
from shared.slack_ui.readings import reading, shown
from shared.slack_ui.sentences import field_name, operation_name
from shared.slack_ui.texts import SECTION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.models.blocks import Block, ButtonElement, RichTextBlock, RichTextElement
    from slack_sdk.models.views import View as SlackView

    from shared.domain.audit import AuditEvent, Recorded
    from shared.domain.customer import Customer
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.ports import Page
    from shared.slack_ui.state import ViewState

_SHOWN = 300  # characters of a value
_LISTED = 4000  # characters of all changes of licenses in an event: Slack takes 250 KB of a view


def audit_view(
    t: Translator,
    customer: Customer,
    user: User | None,
    subscriptions: Sequence[Subscription],
    page: Page[AuditEvent],
    state: ViewState,
) -> SlackView:
    """Show a page of events about a customer and its users, or about one user.

    Products are named as they are among the customer's ``subscriptions`` now.
    """
    blocks: list[Block] = [header(user.profile.display_name if user else customer.name)]
    if user is not None:
        about = t("{upn} of {customer}", upn=user.user_principal_name, customer=customer.name)
        blocks.append(section(about))
    blocks += customer_warning(t, customer)
    names = ProductNames(subscriptions)
    blocks += [_event(t, names, event) for event in page.items]
    if not page.items:
        blocks.append(section(_nothing(t, page)))
    blocks += actions(_pager(t, page))
    state = replace(state, customer_id=customer.id, user_id=user.id if user else state.user_id)
    return modal(View.AUDIT, t("History"), blocks, state, close=t("Close"))


def turned(action: Mapping[str, Any]) -> Cursor:
    """Read from a click on *Newer* or *Older* where the next page lies."""
    cursor = str(action["value"])
    return Cursor(after=cursor) if action["action_id"] == Click.OLDER_EVENTS else Cursor(before=cursor)


def _nothing(t: Translator, page: Page[AuditEvent]) -> str:
    if page.before is not None or page.after is not None:
        return t("There is nothing more on this page.")
    return t("Nothing was changed yet. Every change made here will be listed, with who made it and when.")


def _event(t: Translator, names: ProductNames, event: AuditEvent) -> RichTextBlock:
    name = " · ".join(operation_name(t, each) for each in event.operation_types)
    by = rich.woven(
        t("{when} by {who}"),
        when=rich.moment(t, event.occurred_at),
        who=rich.mention(event.actor_id),
    )
    about = event.target_name or event.customer_name
    head = rich.lines([rich.bold(name), rich.words(" · "), rich.words(about)], by)
    fields = dict.fromkeys([*event.new_value, *event.old_value])
    changes = [line for field in fields for line in _changes(t, names, event, field)]
    return rich.rich(head, rich.bullets(changes)) if changes else rich.rich(head)


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
    values = [
        shown(field, reading(t, field, side[field]), limit=_SHOWN)
        for side in (event.old_value, event.new_value)
        if field in side
    ]
    arrow = [rich.words(" → ")] if len(values) > 1 else []
    return rich.fact(t("{label}:", label=field_name(t, field)), *values[:1], *arrow, *values[1:])


def _pager(t: Translator, page: Page[AuditEvent]) -> list[ButtonElement]:
    buttons = []
    if page.before is not None:
        buttons.append(button(t("Newer"), Click.NEWER_EVENTS, page.before))
    if page.after is not None:
        buttons.append(button(t("Older"), Click.OLDER_EVENTS, page.after))
    return buttons
