"""Values that hold a password, or its ciphertext, show nothing of it to whoever prints or logs them."""

from __future__ import annotations

import traceback
from datetime import timedelta
from io import StringIO

import pytest

from shared.domain.action import Action
from shared.domain.credential import LASTS, LINK_LASTS, Credential, Sealed, Sheet, SheetLine
from shared.runtime.logging import open_log
from shared.slack_ui.state import Created, ViewState
from tests.builders import NOW, a_customer

PASSWORD = "Kq7#vTmNp2w=Xy9R"
LINE = SheetLine(
    user_id="nadia",
    display_name="Nadia Okafor",
    user_principal_name="nadia.okafor@contoso.example",
    password=PASSWORD,
)
VALUES = {
    "a line of a sheet": LINE,
    "a sheet": Sheet(customer=a_customer(), lines=(LINE,)),
    "sealed passwords": Sealed(user_ids=("nadia",), ciphertext=PASSWORD.encode()),
    "a user created in a view": Created(user_id="nadia", password=PASSWORD),
    "what a view remembers": ViewState(password=PASSWORD, created=(Created(user_id="a", password=PASSWORD),)),
}


@pytest.mark.parametrize("what", VALUES)
def test_a_value_with_a_password_is_shown_without_it(what: str) -> None:
    value = VALUES[what]
    for shown in (repr(value), str(value), f"{value}", f"{value!r}", f"{[value]}", "%s %r" % (value, value)):  # noqa: UP031  as logging does
        assert PASSWORD not in shown
        assert type(value).__name__ in shown


@pytest.mark.parametrize("what", VALUES)
def test_a_value_with_a_password_is_logged_without_it(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, said = VALUES[what], StringIO()
    log = open_log()
    monkeypatch.setattr(log.registered_handler, "stream", said)  # whoever opened it first chose another
    log.error("handing over %s", value, extra={"value": value})
    try:
        raise ValueError(value)  # noqa: TRY301  as an operation would
    except ValueError:
        log.exception("not handed over")
        told = traceback.format_exc()
    written = said.getvalue() + told
    assert "not handed over" in written
    assert PASSWORD not in written


def test_a_credential_lasts_24_hours_and_a_link_five_minutes() -> None:
    assert (timedelta(hours=24), timedelta(minutes=5)) == (LASTS, LINK_LASTS)


def test_a_credential_itself_has_nothing_to_hide() -> None:
    names = set(Credential.__slots__)
    assert names == {"id", "owner_id", "customer_id", "action", "expires_at", "of_request"}
    credential = Credential(
        id="click-1", owner_id="U0GRACE", customer_id="contoso", action=Action.RESET_PASSWORD, expires_at=NOW
    )
    assert not credential.of_request
