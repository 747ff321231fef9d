"""The app's secrets, kept in AWS Secrets Manager as one JSON object and read anew every five minutes.

``previous_signing_secret`` may stand beside ``signing_secret`` while Slack's is being rotated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from botocore.config import Config

from shared.errors import SettingsError

if TYPE_CHECKING:
    from botocore.session import Session

MAXIMUM_AGE_SECONDS = 300
_QUICK = Config(connect_timeout=1, read_timeout=1.5, retries={"total_max_attempts": 2, "mode": "standard"})


@dataclass(frozen=True, slots=True, repr=False)
class SlackSecrets:
    """What Slack and we share. Never printed."""

    signing_secrets: tuple[str, ...] = field(repr=False)
    bot_token: str = field(repr=False)


class SlackSecretsVault:
    """Reads the secrets when first asked, and again when they are older than five minutes."""

    def __init__(self, secret_id: str, session: Session) -> None:
        self._secret_id = secret_id
        client = session.create_client("secretsmanager", config=_QUICK)
        self._provider = SecretsProvider(boto3_client=client)

    def read(self) -> SlackSecrets:
        """Read the secrets. Raises SettingsError if one is missing or empty."""
        held: Any = self._provider.get(self._secret_id, max_age=MAXIMUM_AGE_SECONDS, transform="json")
        names = ("signing_secret", "bot_token")
        usable = isinstance(held, dict) and all(_is_text(held.get(name)) for name in names)
        if not usable:
            raise SettingsError(settings=[f"{self._secret_id}: {' and '.join(names)} must be set"])
        signing = [held["signing_secret"], held.get("previous_signing_secret")]
        return SlackSecrets(tuple(each for each in signing if _is_text(each)), held["bot_token"])


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
