"""Passwords that wait to be handed over: who gets them, and beside it the passwords themselves, sealed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from pynamodb.exceptions import DoesNotExist, PynamoDBException, TransactWriteError
from pynamodb.transactions import TransactWrite

from shared.domain.action import Action
from shared.domain.credential import Credential, DownloadLink, Sealed
from shared.errors import CredentialNotFoundError
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back, is_refused_by_condition
from shared.store.models import CredentialItem, SealedItem
from shared.store.transaction import Transaction

if TYPE_CHECKING:
    from shared.domain.audit import AuditEvent
    from shared.store.tables import Tables


class CredentialTable:
    """Credentials and links, as of this instant. Nobody but the operations looks at the clock."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @busy_when_asked_to_come_back()
    def keep(self, credential: Credential, sealed: Sealed) -> None:
        """Write the passwords of a click; a second delivery changes nothing."""
        first_time = CredentialItem.pk.does_not_exist()
        try:
            with TransactWrite(connection=self._tables.connection) as transaction:
                transaction.save(credential_item(self._tables, credential), condition=first_time)
                transaction.save(sealed_item(self._tables, credential, 0, sealed))
        except TransactWriteError as error:
            if not is_refused_by_condition(error):
                raise

    @busy_when_asked_to_come_back()
    def credential(self, credential_id: str) -> tuple[Credential, list[Sealed]]:
        """Read a credential with its passwords, in one query. Raises CredentialNotFoundError."""
        partition = keys.credential(credential_id)
        credential, sealed = None, []
        for page in self._tables.credentials.query(partition, consistent_read=True).page_iter:
            for item in page["Items"]:
                if item["sk"]["S"] == keys.CREDENTIAL:
                    credential = _to_credential(self._tables.credentials.from_raw_data(item))
                else:
                    sealed.append(_to_sealed(self._tables.sealed.from_raw_data(item)))
        if credential is None:
            raise CredentialNotFoundError(credential_id=credential_id)
        return credential, sealed

    def hand_over(self, credential: Credential, event: AuditEvent) -> AuditEvent | None:
        """Forget the passwords, with the event that says how they were handed over.

        Returns None, or the event of whoever was quicker. Raises CredentialNotFoundError.
        """
        is_still_theirs = CredentialItem.owner_id == credential.owner_id
        transaction = Transaction(self._tables, event)
        transaction.delete(
            self._tables.credentials(keys.credential(credential.id), keys.CREDENTIAL),
            when=is_still_theirs,
            otherwise=CredentialNotFoundError(credential_id=credential.id),
        )
        earlier = transaction.commit()
        if earlier is None:
            # They are handed over now, come what may. What stays is ciphertext that nothing leads to.
            with suppress(PynamoDBException):
                self._forget_sealed(credential.id)
        return earlier

    def _forget_sealed(self, credential_id: str) -> None:
        partition, are_sealed = keys.credential(credential_id), SealedItem.sk.startswith(keys.SEALED)
        with self._tables.sealed.batch_write() as batch:
            for item in self._tables.sealed.query(partition, are_sealed, attributes_to_get=["pk", "sk"]):
                batch.delete(item)

    @busy_when_asked_to_come_back()
    def save_link(self, link: DownloadLink) -> None:
        """Write a link. Of the token that is its secret, only the digest is known here."""
        self._tables.links(
            keys.link(link.digest),
            keys.LINK,
            credential_id=link.credential_id,
            owner_id=link.owner_id,
            language=link.language,
            expires_at=link.expires_at,
        ).save()

    @busy_when_asked_to_come_back()
    def link(self, digest: str) -> DownloadLink:
        """Read a link. Raises CredentialNotFoundError."""
        try:
            item = self._tables.links.get(keys.link(digest), keys.LINK, consistent_read=True)
        except DoesNotExist:
            raise CredentialNotFoundError(digest=digest) from None
        return DownloadLink(
            digest=digest,
            credential_id=item.credential_id,
            owner_id=item.owner_id,
            language=item.language,
            expires_at=item.expires_at,
        )


def credential_item(tables: Tables, credential: Credential) -> CredentialItem:
    """Make the item that says whose passwords wait."""
    return tables.credentials(
        keys.credential(credential.id),
        keys.CREDENTIAL,
        owner_id=credential.owner_id,
        customer_id=credential.customer_id,
        action=credential.action.value,
        of_request=credential.of_request,
        expires_at=credential.expires_at,
    )


def sealed_item(tables: Tables, credential: Credential, number: int, sealed: Sealed) -> SealedItem:
    """Make an item of a credential's passwords; the numbers give their order."""
    return tables.sealed(
        keys.credential(credential.id),
        keys.sealed(number),
        user_ids=list(sealed.user_ids),
        ciphertext=sealed.ciphertext,
        expires_at=credential.expires_at,
    )


def _to_credential(item: CredentialItem) -> Credential:
    return Credential(
        id=keys.credential_id(item.pk),
        owner_id=item.owner_id,
        customer_id=item.customer_id,
        action=Action(item.action),
        expires_at=item.expires_at,
        of_request=item.of_request,
    )


def _to_sealed(item: SealedItem) -> Sealed:
    return Sealed(user_ids=tuple(item.user_ids), ciphertext=item.ciphertext)
