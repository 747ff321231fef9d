"""Which partner roles a request gives to a colleague or a user group, or takes from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import GrantRoles, MapGroup, RevokeRoles, RolesCommand, UnmapGroup
from shared.slack_ui import rich
from shared.slack_ui.sentences import role_names
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from shared.domain.staff import Grant
    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject

LISTED = 10  # customers

_NAME = 75  # characters
_REASON = 300


def roles_lines(t: Translator, subject: Subject, command: RolesCommand) -> list[list[rich.Element]]:
    """Say whose roles, for which customers and until when: as they are, and as they become."""
    new = command.grant if isinstance(command, GrantRoles | MapGroup) else None
    old = _held(subject) if new is None or not subject.request.is_finished else None
    lines = [_whose(t, subject, command), *_grant_lines(t, subject, old, new)]
    lines.append(rich.fact(t("Why:"), rich.words(command.reason, limit=_REASON)))
    if subject.request.is_pending and _is_moved(subject, command):
        moved = t("Their roles have been changed since this was asked for: it will be refused.")
        lines.append([rich.warning_sign(), rich.words(f" {moved}")])
    return lines


def _whose(t: Translator, subject: Subject, command: RolesCommand) -> list[rich.Element]:
    if isinstance(command, GrantRoles | RevokeRoles):
        return rich.fact(
            t("For:") if isinstance(command, GrantRoles) else t("From:"), rich.mention(command.slack_user_id)
        )
    if isinstance(command, MapGroup):
        return rich.fact(t("For all members of:"), rich.words(command.name, limit=_NAME))
    name = subject.group.name if subject.group else t("a user group")
    return rich.fact(t("From all members of:"), rich.words(name, limit=_NAME))


def _grant_lines(
    t: Translator, subject: Subject, old: Grant | None, new: Grant | None
) -> list[list[rich.Element]]:
    """Write each side of the change only where there is one, and an arrow between two that differ."""
    grants = [each for each in (old, new) if each is not None]
    if not grants:
        return []
    return [
        rich.fact(t("Roles:"), *_arrow([_roles(t, each) for each in grants])),
        rich.fact(t("Customers:"), *_arrow([_customers(t, subject, each) for each in grants])),
        rich.fact(t("Until:"), *_until(t, grants)),
    ]


def _arrow(said: list[str]) -> list[rich.Element]:
    return [rich.words(" → ".join(dict.fromkeys(said)))]


def _roles(t: Translator, grant: Grant) -> str:
    return t.listed(role_names(t, grant.roles)) or t("none")


def _customers(t: Translator, subject: Subject, grant: Grant) -> str:
    if grant.customers is None:
        return t("all of them")
    names = [cut(each.name, _NAME) for each in subject.scope if each.id in grant.customers]
    more = len(grant.customers) - len(names[:LISTED])
    rest = [t.n("{count} more", "{count} more", more)] if more > 0 else []
    return t.listed([*names[:LISTED], *rest])


def _until(t: Translator, grants: list[Grant]) -> list[rich.Element]:
    ends = list(dict.fromkeys(each.expires_at for each in grants))
    said: list[rich.Element] = []
    for end in ends:
        said += [rich.words(" → ")] if said else []
        said.append(rich.words(t("without end")) if end is None else rich.moment(t, end))
    return said


def _held(subject: Subject) -> Grant | None:
    """What they hold now, if anything."""
    own = subject.colleague.own if subject.colleague else subject.group.grant if subject.group else None
    return own if own is not None and own.roles else None


def _is_moved(subject: Subject, command: RolesCommand) -> bool:
    if isinstance(command, MapGroup | UnmapGroup):
        return (subject.group.version if subject.group else 0) != command.version
    return (subject.colleague.version if subject.colleague else 0) != command.version
