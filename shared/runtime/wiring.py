"""The one place where things are built, at import, so that SnapStart freezes them ready to use."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.session import get_session

from shared.gateways.click_time import ClickTime
from shared.gateways.clock import SystemClock
from shared.gateways.credential_cipher import CredentialCipher
from shared.gateways.mailer import SesMailer
from shared.gateways.slack_profiles import SlackProfiles
from shared.gateways.slack_secrets import SlackSecretsVault
from shared.operations.desk import Desk
from shared.policy.deployed import deployed_matrix
from shared.runtime.logging import open_log
from shared.runtime.settings import Settings
from shared.store import open_store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools import Logger

    from shared.ports import Clock, Notices
    from shared.store import Patience


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """Everything that a function needs from outside itself."""

    settings: Settings
    log: Logger
    clock: Clock
    desk: Desk
    secrets: SlackSecretsVault
    profiles: SlackProfiles
    notices: Notices
    click: ClickTime


def wire(
    environment: Mapping[str, str] = os.environ,
    *,
    clock: Clock | None = None,
    patience: Patience | None = None,
) -> Wiring:
    """Build everything, for production unless told otherwise. Raises SettingsError. No network."""
    settings = Settings.from_environment(environment)
    clock = clock or SystemClock()
    session = get_session()  # one for all clients: reading AWS's own descriptions is what takes them long
    click = ClickTime()
    click.watch(session)  # before the first client is made of it
    store = open_store(
        settings.directory_table,
        settings.workflow_table,
        settings.audit_table,
        patience=patience,
        session=session,
        now=clock.now,
    )
    desk = Desk(
        directory=store.directory,
        audit=store.audit,
        staff=store.staff,
        clock=clock,
        catalogue=store.catalogue,
        requests=store.requests,
        imports=store.imports,
        credentials=store.credentials,
        cipher=CredentialCipher(settings.credential_key_id, session),
        matrix=deployed_matrix(settings.policy_matrix),
        first_admin=settings.bootstrap_admin,
        mailer=SesMailer(settings.sender_address, session) if settings.sender_address else None,
        import_limit=int(settings.import_rows),
    )
    return Wiring(
        settings=settings,
        log=open_log(),
        clock=clock,
        desk=desk,
        secrets=SlackSecretsVault(settings.slack_secret_id, session),
        profiles=SlackProfiles(settings.slack_team_id),
        notices=store.notices,
        click=click,
    )
