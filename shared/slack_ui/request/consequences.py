"""What comes of a request for those whom it is about, in short lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import (
    ChangeLicenses,
    CreateUser,
    DeleteUsers,
    EditUser,
    GrantRoles,
    ImportLicenses,
    ImportUsers,
    MapGroup,
    PurgeUsers,
    ResetPasswords,
    RestoreUsers,
    RevokeRoles,
)
from shared.domain.deletion import RESTORABLE_FOR
from shared.slack_ui import rich
from shared.slack_ui.directory import directory_sentence, is_also_at_microsoft
from shared.slack_ui.messages.job import Job
from shared.slack_ui.messages.license_change import LicenseChangeTelling

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject


def consequences(t: Translator, subject: Subject) -> list[list[rich.Element]]:
    """Say what will have changed when it is done, and whether it can be undone."""
    command = subject.request.command
    told = _CONSEQUENCES.get(type(command))
    said = told(t, subject) if told else []
    return [*said, *_said(directory_sentence(t))] if is_also_at_microsoft(command) else said


def _of_deletion(t: Translator, _subject: Subject) -> list[list[rich.Element]]:
    until = t.n(
        "They can be restored for {count} day, and are deleted for good after that.",
        "They can be restored for {count} days, and are deleted for good after that.",
        RESTORABLE_FOR.days,
    )
    return _said(
        t("Their licenses and sign-in names are free for others."),
        until,
    )


def _of_purge(t: Translator, _subject: Subject) -> list[list[rich.Element]]:
    never = t("Nothing brings them back: this cannot be undone.")
    return [[rich.warning_sign(), rich.words(" "), rich.bold(never)]]


def _of_restoration(t: Translator, _subject: Subject) -> list[list[rich.Element]]:
    return _said(
        t("Their licenses come back as far as there are seats."),
    )


def _of_reset(t: Translator, subject: Subject) -> list[list[rich.Element]]:
    return [
        *_said(
            t("A new temporary password is set, to be changed at the next sign-in."),
        ),
        _passwords_go_to(t, subject),
    ]


def _of_creation(t: Translator, subject: Subject) -> list[list[rich.Element]]:
    chosen = t("A temporary password is set, to be changed at the first sign-in.")
    return [*_said(chosen), _passwords_go_to(t, subject)]


def _of_license_change(t: Translator, subject: Subject) -> list[list[rich.Element]]:
    command = subject.request.command
    if not isinstance(command, ChangeLicenses):
        return []
    job = Job(request=subject.request, customer=subject.customer, subscriptions=subject.subscriptions)
    return _said(*LicenseChangeTelling(t, job, command).details())


def _of_user_import(t: Translator, subject: Subject) -> list[list[rich.Element]]:
    command = subject.request.command
    if isinstance(command, ImportUsers) and command.all_or_nothing:
        how = t(
            "All or nothing: if one of them cannot be created any more when it begins, nobody is. If one "
            "cannot be later, it ends there, and those created before stay."
        )
    else:
        how = t(
            "Whoever cannot be created any more when it is their turn is left out; the others are created."
        )
    return [*_said(how), *_of_creation(t, subject)]


def _of_license_import(t: Translator, subject: Subject) -> list[list[rich.Element]]:
    command = subject.request.command
    if isinstance(command, ImportLicenses) and command.all_or_nothing:
        how = t(
            "All or nothing: if the licenses of one of them cannot be changed any more when it begins, "
            "nobody's are. If they cannot be later, it ends there, and what was changed before stays."
        )
    else:
        how = t("Whoever's licenses cannot be changed when it is their turn is left out; the others' are.")
    return _said(how)


def _of_edit(t: Translator, subject: Subject) -> list[list[rich.Element]]:
    command = subject.request.command
    user = subject.users[0] if subject.users else None
    if not isinstance(command, EditUser) or user is None:
        return []
    if user.user_principal_name == command.profile.user_principal_name:
        return []
    return _said(t("The new sign-in name takes the place of the old one."))


def _of_grant(t: Translator, _subject: Subject) -> list[list[rich.Element]]:
    return _said(t("It holds at once, in place of what they were granted before."))


def _of_mapping(t: Translator, _subject: Subject) -> list[list[rich.Element]]:
    return _said(t("It holds for everybody who is in the group, for as long as they are in it."))


def _of_revocation(t: Translator, _subject: Subject) -> list[list[rich.Element]]:
    return _said(
        t("It ends at once, also for what they asked for and is not done yet."),
        t("What they hold as members of user groups stays."),
    )


def _passwords_go_to(t: Translator, subject: Subject) -> list[rich.Element]:
    who = rich.mention(subject.request.requester_id)
    return rich.woven(t("The temporary passwords are shown to {who} alone, once."), who=who)


def _said(*sentences: str) -> list[list[rich.Element]]:
    return [[rich.words(each)] for each in sentences]


_CONSEQUENCES: Mapping[type, Callable[[Translator, Subject], list[list[rich.Element]]]] = {
    DeleteUsers: _of_deletion,
    PurgeUsers: _of_purge,
    RestoreUsers: _of_restoration,
    ResetPasswords: _of_reset,
    CreateUser: _of_creation,
    ImportUsers: _of_user_import,
    ImportLicenses: _of_license_import,
    EditUser: _of_edit,
    ChangeLicenses: _of_license_change,
    GrantRoles: _of_grant,
    MapGroup: _of_mapping,
    RevokeRoles: _of_revocation,
}
