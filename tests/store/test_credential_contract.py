from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.action import Action
from shared.domain.audit import OperationType, ResourceType
from shared.domain.credential import LASTS, LINK_LASTS, Credential, DownloadLink, Sealed
from shared.errors import BusyError, CredentialNotFoundError
from tests.builders import CONTOSO, NOW, an_event
from tests.engines import ENGINES
from tests.store.calls import an_error, interrupt, listen, lost_after_being_carried_out, tables_of

if TYPE_CHECKING:
    from shared.domain.audit import AuditEvent
    from shared.store import Store

CREDENTIAL = Credential(
    id="V0123.click",
    owner_id="U0GRACE",
    customer_id=CONTOSO,
    action=Action.RESET_PASSWORD,
    expires_at=NOW + LASTS,
)
SEALED = Sealed(user_ids=("zoe", "nadia"), ciphertext=b"\x00\xff not to be read")
AT_ONCE = 8

# moto puts back whole tables when it undoes a transaction, so nothing may happen beside one.
ENGINES_FOR_THREADS = [engine for engine in ENGINES if engine != "moto"]


def handing_over(correlation_id: str = "delivery-1", credential_id: str = CREDENTIAL.id) -> AuditEvent:
    return an_event(
        f"{credential_id}.handed-over",
        target_id=credential_id,
        resource_type=ResourceType.CREDENTIAL,
        operation_types=(OperationType.HAND_OVER_PASSWORDS,),
        new_value={"means": "view", "count": 2},
        correlation_id=correlation_id,
    )


def items_of(store: Store, credential_id: str = CREDENTIAL.id) -> list[str]:
    """The sort keys of what is kept of a credential."""
    items = tables_of(store).sealed.query(f"CREDENTIAL#{credential_id}", consistent_read=True)
    return [item.sk for item in items]


# ---- keeping ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("of_request", [False, True])
def test_a_credential_is_read_as_it_was_kept(store: Store, *, of_request: bool) -> None:
    credential = replace(CREDENTIAL, of_request=of_request)
    store.credentials.keep(credential, SEALED)
    assert store.credentials.credential(CREDENTIAL.id) == (credential, [SEALED])


def test_the_first_delivery_of_a_click_says_what_is_kept(store: Store) -> None:
    store.credentials.keep(CREDENTIAL, SEALED)
    store.credentials.keep(
        replace(CREDENTIAL, expires_at=NOW + 2 * LASTS), Sealed(user_ids=("bram",), ciphertext=b"another")
    )
    assert store.credentials.credential(CREDENTIAL.id) == (CREDENTIAL, [SEALED])


def test_a_credential_that_nobody_kept_is_not_found(store: Store) -> None:
    with pytest.raises(CredentialNotFoundError):
        store.credentials.credential("nobody-kept-it")


def test_what_has_expired_is_read_until_the_table_removes_it(store: Store) -> None:
    """So whoever reads looks at the clock: the table may take days."""
    old = replace(CREDENTIAL, expires_at=NOW - timedelta(days=3650))
    store.credentials.keep(old, SEALED)
    assert store.credentials.credential(CREDENTIAL.id) == (old, [SEALED])


def test_the_passwords_of_a_hundred_users_fit(store: Store) -> None:
    ids = tuple(f"{number:08}-7d5e-4d57-9c5a-6b7f1f5a1c2e" for number in range(100))
    sealed = Sealed(user_ids=ids, ciphertext=bytes(6144))  # the longest that KMS answers with
    store.credentials.keep(CREDENTIAL, sealed)
    assert store.credentials.credential(CREDENTIAL.id) == (CREDENTIAL, [sealed])


# ---- handing over ----------------------------------------------------------------------------------


def test_what_is_handed_over_is_gone_and_in_the_audit_trail(store: Store) -> None:
    store.credentials.keep(CREDENTIAL, SEALED)
    assert store.credentials.hand_over(CREDENTIAL, handing_over()) is None
    with pytest.raises(CredentialNotFoundError):
        store.credentials.credential(CREDENTIAL.id)
    event = handing_over()
    assert store.audit.event(event.operation_id, event.target_id) == event


def test_whoever_comes_second_is_told_how_it_was_handed_over(store: Store) -> None:
    store.credentials.keep(CREDENTIAL, SEALED)
    store.credentials.hand_over(CREDENTIAL, handing_over())
    earlier = store.credentials.hand_over(CREDENTIAL, handing_over("delivery-2"))
    assert earlier == handing_over()


def test_a_click_that_is_delivered_again_afterwards_brings_nothing_back(store: Store) -> None:
    store.credentials.keep(CREDENTIAL, SEALED)
    store.credentials.hand_over(CREDENTIAL, handing_over())
    store.credentials.keep(CREDENTIAL, SEALED)
    assert store.credentials.hand_over(CREDENTIAL, handing_over("delivery-2")) == handing_over()


def test_what_nobody_kept_is_not_handed_over(store: Store) -> None:
    with pytest.raises(CredentialNotFoundError):
        store.credentials.hand_over(CREDENTIAL, handing_over())
    event = handing_over()
    assert store.audit.event(event.operation_id, event.target_id) is None


def test_another_persons_passwords_are_not_handed_over(store: Store) -> None:
    store.credentials.keep(CREDENTIAL, SEALED)
    with pytest.raises(CredentialNotFoundError):
        store.credentials.hand_over(replace(CREDENTIAL, owner_id="U0OTHER"), handing_over())
    event = handing_over()
    assert store.audit.event(event.operation_id, event.target_id) is None
    assert store.credentials.credential(CREDENTIAL.id) == (CREDENTIAL, [SEALED])


@pytest.mark.parametrize("store", ENGINES_FOR_THREADS, indirect=True)
def test_of_many_at_once_exactly_one_gets_it(store: Store) -> None:
    store.credentials.keep(CREDENTIAL, SEALED)
    start = Barrier(AT_ONCE)

    def hand_over(number: int) -> AuditEvent | BusyError | None:
        start.wait()
        try:
            return store.credentials.hand_over(CREDENTIAL, handing_over(f"delivery-{number}"))
        except BusyError as busy:  # met too many others
            return busy

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(hand_over, range(AT_ONCE)))

    (winner,) = [number for number, answer in enumerate(answers) if answer is None]
    told = [answer for answer in answers if answer is not None and not isinstance(answer, BusyError)]
    assert told == [handing_over(f"delivery-{winner}")] * len(told)


@pytest.mark.dynamodb_local
def test_a_handing_over_whose_answer_is_lost_is_no_earlier_one(local_store: Store) -> None:
    local_store.credentials.keep(CREDENTIAL, SEALED)
    interrupt(local_store, "TransactWriteItems", iter([lost_after_being_carried_out]))
    assert local_store.credentials.hand_over(CREDENTIAL, handing_over()) is None


@pytest.mark.dynamodb_local
def test_nothing_stays_of_what_was_handed_over(local_store: Store) -> None:
    for number in range(60):  # more than one batch takes
        table = tables_of(local_store)
        table.sealed(
            f"CREDENTIAL#{CREDENTIAL.id}",
            f"SEALED#{number:06}",
            user_ids=["nadia"],
            ciphertext=b"sealed",
            expires_at=CREDENTIAL.expires_at,
        ).save()
    local_store.credentials.keep(CREDENTIAL, SEALED)
    calls = listen(local_store)
    local_store.credentials.hand_over(CREDENTIAL, handing_over())
    assert items_of(local_store) == []
    assert calls.operations[:5] == ["TransactWriteItems", "Query", *["BatchWriteItem"] * 3]


@pytest.mark.dynamodb_local
@pytest.mark.parametrize("operation", ["Query", "BatchWriteItem"])
def test_passwords_are_handed_over_even_where_the_ciphertext_cannot_be_removed(
    local_store: Store, operation: str
) -> None:
    local_store.credentials.keep(CREDENTIAL, SEALED)
    fails = [an_error("ProvisionedThroughputExceededException")] * 3
    requests = interrupt(local_store, operation, iter(fails))
    assert local_store.credentials.hand_over(CREDENTIAL, handing_over()) is None
    assert requests
    with pytest.raises(CredentialNotFoundError):
        local_store.credentials.credential(CREDENTIAL.id)


# ---- links -----------------------------------------------------------------------------------------


def test_a_link_is_read_as_it_was_written(store: Store) -> None:
    link = DownloadLink(
        digest="9f86d081884c7d65",
        credential_id=CREDENTIAL.id,
        owner_id="U0GRACE",
        language="fr",
        expires_at=NOW + LINK_LASTS,
    )
    store.credentials.save_link(link)
    assert store.credentials.link("9f86d081884c7d65") == link


def test_a_link_that_nobody_made_is_not_found(store: Store) -> None:
    with pytest.raises(CredentialNotFoundError):
        store.credentials.link("nobody-made-it")


# ---- notices ---------------------------------------------------------------------------------------


def test_a_notice_is_claimed_once(store: Store) -> None:
    assert store.notices.claim("weekly.contoso.2026-11-23", NOW) is True
    assert store.notices.claim("weekly.contoso.2026-11-23", NOW) is False
    assert store.notices.claim("weekly.fabrikam.2026-11-23", NOW) is True


def test_a_notice_that_was_not_sent_after_all_can_be_claimed_again(store: Store) -> None:
    store.notices.claim("weekly.contoso.2026-11-23", NOW)
    store.notices.release("weekly.contoso.2026-11-23")
    assert store.notices.claim("weekly.contoso.2026-11-23", NOW) is True


@pytest.mark.dynamodb_local
def test_a_claim_whose_answer_is_lost_is_not_taken_for_another_ones(local_store: Store) -> None:
    interrupt(local_store, "PutItem", iter([lost_after_being_carried_out]))
    assert local_store.notices.claim("weekly.contoso.2026-11-23", NOW) is True


# ---- what the table forgets by itself --------------------------------------------------------------


@pytest.mark.dynamodb_local
def test_everything_about_passwords_has_a_time_at_which_the_table_removes_it(local_store: Store) -> None:
    link = DownloadLink(
        digest="9f86d081884c7d65", credential_id="x", owner_id="U0GRACE", language="fr", expires_at=NOW
    )
    local_store.credentials.keep(replace(CREDENTIAL, expires_at=NOW), SEALED)
    local_store.credentials.save_link(link)
    local_store.notices.claim("weekly.contoso.2026-11-23", NOW)
    tables = tables_of(local_store)
    client: Any = tables.connection.client
    items = client.scan(TableName=tables.credentials.Meta.table_name)["Items"]
    assert [item["expires_at"] for item in items] == [{"N": str(int(NOW.timestamp()))}] * 4
