"""Whom a request is about: by name, the first twenty of them, or everyone whom a filter shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import ChangeLicenses, DeleteUsers, PurgeUsers, RestoreUsers
from shared.domain.user import Everyone, UserFilter
from shared.i18n.translator import N_
from shared.operations.subject import NAMED
from shared.slack_ui import rich
from shared.slack_ui.deletion import who_deleted
from shared.slack_ui.products import ProductNames, held_briefly
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from shared.domain.command import UsersCommand
    from shared.domain.deletion import DeletedUser
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject

_NAME = 75  # characters

_EVERYONE = {
    UserFilter.ALL: N_("All users of {customer}."),
    UserFilter.ADMINISTRATORS: N_("The administrators of {customer}."),
    UserFilter.WITHOUT_LICENSE: N_("The users of {customer} who have no license."),
    UserFilter.WITH_LICENSE: N_("The users of {customer} who have {product}."),
    UserFilter.DELETED: N_("All deleted users of {customer}."),
}


def people_blocks(t: Translator, subject: Subject, command: UsersCommand) -> list[Block]:
    """Name those whom it is about, as many as were read, and count the others."""
    if isinstance(command.users, Everyone):
        return _everyone(t, subject, command.users)
    names = ProductNames(subject.subscriptions)
    items = [_user(t, command, names, each) for each in subject.users]
    items += [_deleted(t, command, each) for each in subject.deleted]
    missing, more = min(NAMED, len(command.users)) - len(items), max(0, len(command.users) - NAMED)
    elements: list[rich.Element] = [rich.bullets(items)] if items else []
    if more:
        elements.append(rich.lines([rich.words(t.n("and {count} more", "and {count} more", more))]))
    if missing and not subject.request.is_finished:
        said = t.n(
            "{count} of those chosen is no longer there.",
            "{count} of those chosen are no longer there.",
            missing,
        )
        elements.append(rich.lines([rich.words(said)]))
    return [rich.rich(*elements)] if elements else []


def named_user(t: Translator, user: User) -> list[rich.Element]:
    """Name a user by both names, and say what makes them special."""
    name = rich.bold(cut(user.profile.display_name, _NAME))
    marks = [
        *([t("administrator")] if user.is_administrator else []),
        *([t("protected")] if user.profile.is_protected else []),
    ]
    said = [rich.words(f" · {' · '.join(marks)}")] if marks else []
    return [name, rich.words(" "), rich.code(user.user_principal_name), *said]


def _user(t: Translator, command: UsersCommand, names: ProductNames, user: User) -> list[rich.Element]:
    if isinstance(command, DeleteUsers):
        held = held_briefly(t, names, user.licenses.keys())
        said = t("frees {products}", products=held) if user.is_licensed else held
        return [*named_user(t, user), rich.words(f" — {said}")]
    if isinstance(command, ChangeLicenses):
        has = t("has {products}", products=held_briefly(t, names, user.licenses.keys()))
        return [*named_user(t, user), rich.words(f" — {has}")]
    return named_user(t, user)


def _deleted(t: Translator, command: UsersCommand, deleted: DeletedUser) -> list[rich.Element]:
    line = named_user(t, deleted.user)
    if isinstance(command, RestoreUsers):
        if new_name := command.sign_in_names.get(deleted.id):
            line += [rich.words(" → "), rich.code("@".join(new_name))]
        return [*line, rich.words(" — "), *rich.woven(t("gone {when}"), when=rich.moment(t, deleted.due_at))]
    if isinstance(command, PurgeUsers):
        return [*line, rich.words(" — "), *who_deleted(t, deleted)]
    return line


def _everyone(t: Translator, subject: Subject, everyone: Everyone) -> list[Block]:
    """Say whom a filter shows, how many that were, and that it never becomes more of them."""
    approval = subject.request.approval
    product = ProductNames(subject.subscriptions).product(everyone.sku_id)
    whom = t(_EVERYONE[everyone.user_filter], customer=subject.customer_name, product=product)
    lines: list[list[rich.Element]] = [[rich.bold(whom)]]
    if approval is not None:
        count = t.n(
            "{count} user when it was asked for. If there are more when it begins, nothing is done.",
            "{count} users when it was asked for. If there are more when it begins, nothing is done.",
            approval.targets,
        )
        lines.append([rich.words(count)])
    return [rich.rich(rich.lines(*lines))]
