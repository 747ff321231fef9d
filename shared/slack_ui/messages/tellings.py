"""Which sentences tell of which kind of command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import (
    ChangeLicenses,
    Command,
    DeleteUsers,
    ImportLicenses,
    ImportUsers,
    LoadSubscriptions,
    PurgeUsers,
    ResetPasswords,
    RestoreUsers,
)
from shared.slack_ui.messages.deletion import DeletionTelling, RestorationTelling
from shared.slack_ui.messages.imports import LicenseImportTelling, UserImportTelling
from shared.slack_ui.messages.license_change import LicenseChangeTelling
from shared.slack_ui.messages.password_reset import PasswordResetTelling
from shared.slack_ui.messages.purge import PurgeTelling
from shared.slack_ui.messages.single import SingleTelling

if TYPE_CHECKING:
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.job import Job, Telling


def telling(t: Translator, job: Job) -> Telling | None:
    """Find what says the sentences of a command that changes something; None for the others."""
    says: Telling | None = None
    match job.request.command:
        case ChangeLicenses() as command:
            says = LicenseChangeTelling(t, job, command)
        case ResetPasswords() as command:
            says = PasswordResetTelling(t, job, command)
        case DeleteUsers() as command:
            says = DeletionTelling(t, job, command)
        case RestoreUsers() as command:
            says = RestorationTelling(t, job, command)
        case PurgeUsers() as command:
            says = PurgeTelling(t, job, command)
        case ImportUsers() as command:
            says = UserImportTelling(t, job, command)
        case ImportLicenses() as command:
            says = LicenseImportTelling(t, job, command)
        case command if isinstance(command, Command | LoadSubscriptions):
            says = SingleTelling(t, job)
    return says
