from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ConnectTimeoutError, ReadTimeoutError
from botocore.session import get_session
from moto import mock_aws

from shared.domain.password import temporary_password
from shared.errors import BusyError, CredentialNotFoundError
from shared.gateways.credential_cipher import CredentialCipher
from tests.emulated import no_key_pair
from tests.unit.gateways.aws_answers import let_it_answer, let_it_be_silent

HUNDRED = [temporary_password() for _ in range(100)]
KMS_TAKES = 4096  # bytes in one call


@pytest.fixture
def kms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """AWS KMS as moto has it: it mixes the encryption context into what it seals, as AWS does."""
    monkeypatch.setattr("moto.kms.models.generate_private_key", no_key_pair)
    with mock_aws():
        yield boto3.client("kms")


def a_cipher(kms: Any) -> CredentialCipher:
    return CredentialCipher(kms.create_key()["KeyMetadata"]["Arn"], get_session())


def test_passwords_are_opened_in_the_order_in_which_they_were_sealed(kms: Any) -> None:
    cipher = a_cipher(kms)
    assert cipher.open(cipher.seal(HUNDRED, "click-1", "U0GRACE"), "click-1", "U0GRACE") == HUNDRED


def test_the_most_passwords_there_are_go_into_one_call(kms: Any) -> None:
    cipher, sizes = a_cipher(kms), list[int]()
    cipher._kms.meta.events.register(
        "provide-client-params.kms.Encrypt", lambda params, **_: sizes.append(len(params["Plaintext"]))
    )
    cipher.seal(HUNDRED, "click-1", "U0GRACE")
    assert sizes == [1901]
    assert sizes[0] < KMS_TAKES / 2


def test_no_password_can_be_read_in_what_is_sealed(kms: Any) -> None:
    sealed = a_cipher(kms).seal(HUNDRED, "click-1", "U0GRACE")
    assert [word for word in HUNDRED if word.encode() in sealed] == []


@pytest.mark.parametrize(("credential_id", "owner_id"), [("click-2", "U0GRACE"), ("click-1", "U0OTHER")])
def test_what_is_sealed_for_one_credential_and_owner_opens_for_no_other(
    kms: Any, credential_id: str, owner_id: str
) -> None:
    cipher = a_cipher(kms)
    sealed = cipher.seal(HUNDRED, "click-1", "U0GRACE")
    with pytest.raises(CredentialNotFoundError):
        cipher.open(sealed, credential_id, owner_id)


def test_what_was_tampered_with_does_not_open(kms: Any) -> None:
    cipher = a_cipher(kms)
    sealed = cipher.seal(HUNDRED, "click-1", "U0GRACE")
    with pytest.raises(CredentialNotFoundError):
        cipher.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "click-1", "U0GRACE")


def test_only_the_key_of_the_deployment_is_asked_to_open_anything(kms: Any) -> None:
    sealed = a_cipher(kms).seal(HUNDRED, "click-1", "U0GRACE")
    with pytest.raises(ClientError):  # moto says so with another code than AWS
        a_cipher(kms).open(sealed, "click-1", "U0GRACE")


@pytest.mark.parametrize("code", ["InvalidCiphertextException", "IncorrectKeyException"])
def test_what_the_key_cannot_open_is_not_found(kms: Any, code: str) -> None:
    cipher = a_cipher(kms)
    let_it_answer(cipher._kms, code, 400)
    with pytest.raises(CredentialNotFoundError):
        cipher.open(b"sealed", "click-1", "U0GRACE")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ThrottlingException", 400),
        ("LimitExceeded", 429),
        ("KMSInternalException", 500),
        ("DependencyTimeoutException", 503),
        ("KeyUnavailableException", 500),
    ],
)
def test_what_passes_is_busy(kms: Any, code: str, status: int) -> None:
    cipher = a_cipher(kms)
    let_it_answer(cipher._kms, code, status)
    with pytest.raises(BusyError) as error:
        cipher.seal(HUNDRED, "click-1", "U0GRACE")
    assert error.value.facts == {"cause": code}
    with pytest.raises(BusyError):
        cipher.open(b"sealed", "click-1", "U0GRACE")


@pytest.mark.parametrize("error", [ReadTimeoutError, ConnectTimeoutError, ConnectionClosedError])
def test_no_answer_is_busy_after_a_second_try(kms: Any, error: type[Exception]) -> None:
    cipher = a_cipher(kms)
    asked = let_it_be_silent(cipher._kms, error)
    with pytest.raises(BusyError) as busy:
        cipher.seal(HUNDRED, "click-1", "U0GRACE")
    assert busy.value.facts == {"cause": error.__name__}
    assert len(asked) == 2


@pytest.mark.parametrize("code", ["AccessDeniedException", "DisabledException", "KMSInvalidStateException"])
def test_a_key_that_may_not_be_used_is_a_fault_and_told_as_one(kms: Any, code: str) -> None:
    """So that it is logged, and an alarm goes: it is no answer to the person who asked."""
    cipher = a_cipher(kms)
    let_it_answer(cipher._kms, code, 400)
    for use in (lambda: cipher.seal(HUNDRED, "a", "b"), lambda: cipher.open(b"sealed", "a", "b")):
        with pytest.raises(ClientError) as error:
            use()
        assert error.value.response["Error"]["Code"] == code


def test_nothing_that_is_raised_or_printed_shows_a_password(kms: Any) -> None:
    cipher = a_cipher(kms)
    let_it_answer(cipher._kms, "AccessDeniedException", 400)
    with pytest.raises(ClientError) as error:
        cipher.seal(HUNDRED, "click-1", "U0GRACE")
    assert [word for word in HUNDRED if word in f"{error.value!r} {cipher!r}"] == []


def test_a_function_that_seals_nothing_makes_no_client() -> None:
    assert "_kms" not in vars(CredentialCipher("alias/credentials", get_session()))
