from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectionClosedError, ConnectTimeoutError, ReadTimeoutError
from botocore.session import get_session
from moto import mock_aws
from moto.ses.models import ses_backends

from shared.errors import BusyError, RefusedError
from shared.gateways.mailer import SesMailer
from tests.unit.gateways.aws_answers import let_it_answer, let_it_be_silent

MOTOS_ACCOUNT = "123456789012"
DESK, ADA = "desk@partner.example", "ada@contoso.example"
TEXT = "Zoë O\u2019Brien \U0001f702\r\nline two"


@pytest.fixture
def ses() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("sesv2")
        client.create_email_identity(EmailIdentity=DESK)
        yield client


@pytest.fixture
def mailer(ses: Any) -> SesMailer:
    del ses  # is there
    return SesMailer(DESK, get_session())


def test_a_message_goes_from_the_sender_to_one_address_as_plain_text(mailer: SesMailer) -> None:
    asked: list[dict[str, Any]] = []
    mailer._ses.meta.events.register(
        "provide-client-params.sesv2.SendEmail", lambda params, **_: asked.append(params)
    )
    mailer.send(ADA, "Mots de passe : Zoë", TEXT)
    assert asked == [
        {
            "FromEmailAddress": DESK,
            "Destination": {"ToAddresses": [ADA]},
            "Content": {
                "Simple": {
                    "Subject": {"Data": "Mots de passe : Zoë", "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": TEXT, "Charset": "UTF-8"}},
                }
            },
        }
    ]
    (sent,) = ses_backends[MOTOS_ACCOUNT]["eu-west-1"].sent_messages
    assert (sent.source, sent.destinations["ToAddresses"], sent.subject) == (
        DESK,
        [ADA],
        "Mots de passe : Zoë",
    )


def test_a_sender_who_is_not_verified_is_refused(ses: Any) -> None:
    del ses
    with pytest.raises(RefusedError) as refused:
        SesMailer("nobody@elsewhere.example", get_session()).send(ADA, "Subject", TEXT)
    assert refused.value.facts == {"cause": "MessageRejected"}


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("MessageRejected", 400),
        ("MailFromDomainNotVerifiedException", 400),
        ("BadRequestException", 400),
        ("AccountSuspendedException", 400),
        ("SendingPausedException", 400),
        ("LimitExceededException", 400),
        ("NotFoundException", 404),
        ("AccessDeniedException", 403),
    ],
)
def test_what_ses_does_not_take_is_refused_and_its_words_are_not_passed_on(
    mailer: SesMailer, code: str, status: int
) -> None:
    """They name the address, and what is raised may be logged."""
    said = "Email address is not verified: ada@contoso.example"
    asked = let_it_answer(mailer._ses, code, status, said)
    with pytest.raises(RefusedError) as refused:
        mailer.send(ADA, "Subject", TEXT)
    assert refused.value.facts == {"cause": code}
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert ADA not in str(refused.value)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("code", "status"),
    [("TooManyRequestsException", 429), ("ThrottlingException", 400), ("InternalServiceError", 500)],
)
def test_what_passes_is_busy_and_is_not_tried_again(mailer: SesMailer, code: str, status: int) -> None:
    asked = let_it_answer(mailer._ses, code, status)
    with pytest.raises(BusyError):
        mailer.send(ADA, "Subject", TEXT)
    assert len(asked) == 1


@pytest.mark.parametrize("error", [ReadTimeoutError, ConnectTimeoutError, ConnectionClosedError])
def test_a_message_without_an_answer_may_be_on_its_way_and_is_not_sent_again(
    mailer: SesMailer, error: type[Exception]
) -> None:
    asked = let_it_be_silent(mailer._ses, error)
    with pytest.raises(BusyError) as busy:
        mailer.send(ADA, "Subject", TEXT)
    assert busy.value.facts == {"cause": error.__name__}
    assert len(asked) == 1


def test_a_function_that_sends_nothing_makes_no_client() -> None:
    assert "_ses" not in vars(SesMailer(DESK, get_session()))
