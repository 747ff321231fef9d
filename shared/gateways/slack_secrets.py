"""The app's secrets, kept in AWS Secrets Manager as one JSON object and read anew every five minutes.

``previous_signing_secret`` may stand beside ``signing_secret`` while Slack's is being rotated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.errors import BusyError, SettingsError
from shared.gateways.aws_calls import ask_twice

if TYPE_CHECKING:
    from botocore.session import Session

MAXIMUM_AGE_SECONDS = 300
_QUICK = Config(connect_timeout=0.5, read_timeout=1, retries={"total_max_attempts": 1, "mode": "standard"})


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
        """Read the secrets. Raises SettingsError if one is missing or empty, BusyError."""
        held = ask_twice(self._ask)
        names = ("signing_secret", "bot_token")
        usable = isinstance(held, dict) and all(_is_text(held.get(name)) for name in names)
        if not usable:
            raise SettingsError(settings=[f"{self._secret_id}: {' and '.join(names)} must be set"])
        signing = [held["signing_secret"], held.get("previous_signing_secret")]
        return SlackSecrets(tuple(each for each in signing if _is_text(each)), held["bot_token"])

    def _ask(self) -> Any:
        try:
            return self._provider.get(self._secret_id, max_age=MAXIMUM_AGE_SECONDS, transform="json")
        except GetParameterError as error:
            if isinstance(error.__context__, ClientError | BotoCoreError | BusyError):
                raise error.__context__ from None  # Powertools has put its own in the place of what AWS said
            raise


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
