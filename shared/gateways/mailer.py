"""E-mail, through Amazon SES, from the one address that the deployment names."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError

from shared.errors import RefusedError
from shared.gateways.aws_calls import busy_when_it_passes, error_code

if TYPE_CHECKING:
    from botocore.session import Session

# Never tried again: where an answer was lost, the message may be on its way.
_ONCE = Config(connect_timeout=0.5, read_timeout=1, retries={"total_max_attempts": 1, "mode": "standard"})


class SesMailer:
    """Implements ``ports.Mailer``. The client is made when first used."""

    def __init__(self, sender: str, session: Session) -> None:
        self._sender = sender
        self._session = session

    def send(self, address: str, subject: str, text: str) -> None:
        """Send a message, at most once.

        Raises RefusedError where SES does not take it, such as for a sender or a recipient who is not
        verified; BusyError where it asks to come back, or nobody knows whether it took it.
        """
        try:
            with busy_when_it_passes():
                self._ses.send_email(
                    FromEmailAddress=self._sender,
                    Destination={"ToAddresses": [address]},
                    Content={
                        "Simple": {
                            "Subject": {"Data": subject, "Charset": "UTF-8"},
                            "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
                        }
                    },
                )
        except ClientError as error:
            # Not with ``from error``: SES names addresses in what it says, and this may be logged.
            raise RefusedError(cause=error_code(error)) from None

    @cached_property
    def _ses(self) -> Any:
        return self._session.create_client("sesv2", config=_ONCE)
