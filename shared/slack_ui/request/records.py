"""What a request makes of a user, a customer or a subscription: each field, old and new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.command import (
    AddCustomer,
    AddSubscription,
    ChangeSubscription,
    CreateUser,
    EditCustomer,
    EditUser,
    LoadSubscriptions,
)
from shared.domain.product_name import distinctions_with
from shared.domain.subscription import not_listed
from shared.slack_ui import rich
from shared.slack_ui.products import ProductNames, short_name
from shared.slack_ui.readings import (
    customer_readings,
    domain_readings,
    shown,
    subscription_readings,
    user_readings,
)
from shared.slack_ui.sentences import field_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.command import AnyCommand
    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject

LISTED = 20  # subscriptions of a file, or products

_VALUE = 300  # characters
_NAME = 75


@dataclass(frozen=True, slots=True)
class _Record:
    """What a record becomes, and what it is; ``is_moved`` where somebody has changed it meanwhile."""

    new: Mapping[str, str]
    old: Mapping[str, str] | None = None
    is_moved: bool = False


def record_lines(t: Translator, subject: Subject) -> list[list[rich.Element]]:
    """Say what each field becomes: of a new record all that is filled in, of an edit what changes."""
    command = subject.request.command
    if isinstance(command, LoadSubscriptions):
        return _listed(t, subject, command)
    record = _record(t, subject, command)
    if record is None:
        return []
    lines = [_line(t, field, record) for field in _fields(t, record)]
    if isinstance(command, CreateUser) and command.sku_ids:
        names = ProductNames(subject.subscriptions)
        products = [names.product(each, _NAME) for each in names.held(command.sku_ids)]
        lines.append(rich.fact(_label(t, "licenses"), rich.words(_enumerated(t, products))))
    if record.is_moved and subject.request.is_pending:
        moved = t("It has been changed since this was asked for: the edit will be refused.")
        lines.append([rich.warning_sign(), rich.words(f" {moved}")])
    return lines


def _record(t: Translator, subject: Subject, command: AnyCommand) -> _Record | None:
    match command:
        case AddCustomer() | EditCustomer():
            return _customer(t, subject, command)
        case CreateUser() | EditUser():
            return _user(t, subject, command)
        case AddSubscription() | ChangeSubscription():
            return _subscription(t, subject, command)
    return None


def _customer(t: Translator, subject: Subject, command: AddCustomer | EditCustomer) -> _Record:
    new, now = customer_readings(t, command.profile), subject.customer
    if isinstance(command, EditCustomer) and command.domain_edits is not None:
        new = {field: said for field, said in new.items() if field not in {"domains", "federated_domains"}}
        new |= domain_readings(command.domain_edits)
    if isinstance(command, AddCustomer):
        return _Record(new)
    if now is None or now.version != command.version:
        return _Record(new, is_moved=True)
    return _Record(new, customer_readings(t, now.profile))


def _user(t: Translator, subject: Subject, command: CreateUser | EditUser) -> _Record:
    new, now = user_readings(t, command.profile), next(iter(subject.users), None)
    if isinstance(command, CreateUser):
        return _Record(new)
    if now is None or now.version != command.version:
        return _Record(new, is_moved=True)
    return _Record(new, user_readings(t, now.profile))


def _subscription(t: Translator, subject: Subject, command: AddSubscription | ChangeSubscription) -> _Record:
    new, now = subscription_readings(t, command.product, command.units), subject.subscription
    if isinstance(command, AddSubscription):
        return _Record(new)
    if now is None or now.version != command.version:
        return _Record(new, is_moved=True)
    return _Record(new, subscription_readings(t, now.product, now.units))


def _fields(t: Translator, record: _Record) -> list[str]:
    if record.old is None:
        empty = {t("none"), t("no")}
        return [field for field, said in record.new.items() if said not in empty]
    return [field for field, said in record.new.items() if said != record.old.get(field)]


def _line(t: Translator, field: str, record: _Record) -> list[rich.Element]:
    new = shown(field, record.new[field], limit=_VALUE)
    if record.old is None:
        return rich.fact(_label(t, field), new)
    if field not in record.old:  # of a form that does not have all of it
        return rich.fact(_label(t, field), new)
    old = shown(field, record.old[field], limit=_VALUE)
    return rich.fact(_label(t, field), old, rich.words(" → "), new)


def _listed(t: Translator, subject: Subject, command: LoadSubscriptions) -> list[list[rich.Element]]:
    """Say of each subscription in a file how many seats it has, and how many it will have; what is ended."""
    seats = {each.id: each.units.active for each in subject.subscriptions}
    marks = distinctions_with((each.product for each in command.listed), subject.subscriptions)
    lines: list[list[rich.Element]] = []
    if command.listed:
        lines.append([rich.words(_label(t, "active_units"))])
    for each in command.listed[:LISTED]:
        old, new = seats.get(each.product.sku_id), t.number(each.units.active)
        said = new if old is None else f"{t.number(old)} → {new}"
        name = t("{label}:", label=short_name(each.product.name, marks[each.product.sku_id], _NAME))
        lines.append(rich.fact(name, rich.words(said)))
    more = len(command.listed) - LISTED
    if more > 0:
        lines.append([rich.words(t.n("and {count} more", "and {count} more", more))])
    names = {each.id: short_name(each.product.name, marks[each.id], _NAME) for each in subject.subscriptions}
    if command.ended:
        ended = _enumerated(t, [names.get(each, each) for each in command.ended])
        lines.append(rich.fact(t("Marked as ended:"), rich.words(ended)))
    if command.listed and subject.request.is_pending:
        others = [names[each.id] for each in not_listed(subject.subscriptions, command.listed)]
        if others:
            lines.append(rich.fact(t("Here and not in the list:"), rich.words(_enumerated(t, others))))
    return lines


def _label(t: Translator, field: str) -> str:
    return t("{label}:", label=field_name(t, field))


def _enumerated(t: Translator, names: list[str]) -> str:
    more = len(names) - LISTED
    return t.listed([*names[:LISTED], *([t.n("{count} more", "{count} more", more)] if more > 0 else [])])
