"""Passwords as ciphertext: AWS KMS encrypts and decrypts them, with a key that never leaves it.

What is sealed is bound to its credential and its owner by KMS' encryption context: whoever does not name
both gets nothing. The most there is, a hundred passwords, is half of what KMS takes in one call.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError

from shared.errors import CredentialNotFoundError
from shared.gateways.aws_calls import ask_twice, error_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from botocore.session import Session

_QUICK = Config(connect_timeout=0.5, read_timeout=1, retries={"total_max_attempts": 1, "mode": "standard"})

# The context, the ciphertext or the key is another one than it was sealed with.
_NOT_THEIRS = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})


class CredentialCipher:
    """Implements ``ports.Cipher``. The client is made when first used: most clicks need none."""

    def __init__(self, key_id: str, session: Session) -> None:
        self._key_id = key_id
        self._session = session

    def seal(self, passwords: Sequence[str], credential_id: str, owner_id: str) -> bytes:
        """Encrypt at most 100 passwords. Raises BusyError."""
        answer = ask_twice(
            lambda: self._kms.encrypt(
                KeyId=self._key_id,
                Plaintext=json.dumps(list(passwords), separators=(",", ":")).encode(),
                EncryptionContext=context(credential_id, owner_id),
            )
        )
        ciphertext: bytes = answer["CiphertextBlob"]
        return ciphertext

    def open(self, ciphertext: bytes, credential_id: str, owner_id: str) -> list[str]:
        """Decrypt passwords, in their order. Raises CredentialNotFoundError for another's, BusyError."""
        try:
            answer = ask_twice(
                lambda: self._kms.decrypt(
                    KeyId=self._key_id,
                    CiphertextBlob=ciphertext,
                    EncryptionContext=context(credential_id, owner_id),
                )
            )
        except ClientError as error:
            if error_code(error) in _NOT_THEIRS:
                raise CredentialNotFoundError(credential_id=credential_id) from error
            raise
        passwords: list[str] = json.loads(answer["Plaintext"])
        return passwords

    @cached_property
    def _kms(self) -> Any:
        return self._session.create_client("kms", config=_QUICK)


def context(credential_id: str, owner_id: str) -> dict[str, str]:
    """Name what a ciphertext is for. Not secret: AWS CloudTrail shows it with every call.

    The roles in the template allow no other names.
    """
    return {"credential": credential_id, "owner": owner_id}
