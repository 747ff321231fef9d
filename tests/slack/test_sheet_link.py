"""The link to a set of passwords: it works once and for five minutes, and looking at it uses nothing up."""

from __future__ import annotations

import base64
import csv
import logging
import re
from dataclasses import replace
from hashlib import sha256
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import EditUser
from shared.domain.staff import Role
from shared.errors import BusyError
from shared.operations.desk import Operation
from tests.office import ADMIN, FRENCH_MANAGER
from tests.slack.handing import MovableClock, Page, browse, reset_by_worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.office import Office

UNKNOWN = f"https://sandbox.lambda-url.eu-west-1.on.aws/sheet/{'A' * 43}"
HYPERLINK = '=HYPERLINK("https://evil.example","Zoe")'


@pytest.fixture
def contoso(office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    customer_id = office.add_customer()
    office.add_user(customer_id, "Bram Visser")
    rename(office, customer_id, office.add_user(customer_id, "Amara Nwosu").id, "Amara <b>Nwosu</b>")
    return customer_id


@pytest.fixture
def clock(office: Office, monkeypatch: pytest.MonkeyPatch) -> MovableClock:
    return MovableClock.put_on(office, monkeypatch)


def rename(office: Office, customer_id: str, user_id: str, display_name: str) -> None:
    user = office.wiring.desk.directory.user(customer_id, user_id)
    profile = replace(user.profile, display_name=display_name)
    command = EditUser(customer_id=customer_id, user_id=user_id, version=user.version, profile=profile)
    office.wiring.desk.submit(command, office.admin, Operation(f"rename.{user_id}", "test"))


def link_of(office: Office, customer_id: str, requester_id: str = ADMIN) -> str:
    """Have the worker reset passwords, and ask for the link to them."""
    reset_by_worker(office, customer_id, requester_id)
    person = office.workspace.sign_in(requester_id)
    is_french = requester_id == FRENCH_MANAGER
    person.presses("Télécharger une fois" if is_french else "Download once")
    link = person.modal.link("Ouvrir la page" if is_french else "Open the page")
    assert link is not None
    return link


def rows(page: Page, separator: str = ",") -> list[list[str]]:
    assert page.headers["content-type"] == "text/csv;charset=utf-8"
    assert page.body.startswith("\ufeff")
    return list(csv.reader(StringIO(page.body[1:], newline=""), delimiter=separator, strict=True))


@pytest.mark.promise(14)
def test_whatever_looks_at_the_link_uses_nothing_up_and_the_button_hands_over_once(
    office: Office, contoso: str
) -> None:
    link = link_of(office, contoso)
    assert re.fullmatch(r"https://sandbox\.lambda-url\.eu-west-1\.on\.aws/sheet/[\w-]{43}", link)
    before = office.everything()

    looked = [browse(office, link) for _ in range(5)]
    head = browse(office, link, method="HEAD")

    assert office.everything() == before
    assert {page.status for page in [*looked, head]} == {200}
    assert head.body == ""
    assert looked[0].body.count("<button") == 2
    page = browse(office, link, "as=csv")
    headings, *lines = rows(page)
    assert headings == ["Display name", "User principal name", "Temporary password"]
    assert [line[0] for line in lines] == ["Amara <b>Nwosu</b>", "Bram Visser"]
    assert page.headers["content-disposition"].endswith("contoso.example-passwords.csv")
    again = browse(office, link, "as=csv")
    assert again.status == 410
    assert "This link was used" in again.body
    assert "UTC</time>" in again.body
    assert [word for _, _, word in lines if word in again.body] == []


def test_the_sheet_to_print_has_a_slip_for_each_user_and_cannot_be_loaded_again(
    office: Office, contoso: str
) -> None:
    link = link_of(office, contoso)

    page = browse(office, link, "as=print")

    assert page.headers["content-type"].startswith("text/html")
    assert page.body.count("<li>") == 2
    assert "Amara &lt;b&gt;Nwosu&lt;/b&gt;" in page.body
    assert len(re.findall(r"<code>[A-Za-z][^<]{15}</code>", page.body)) == 2
    assert browse(office, link, "as=print").status == 410
    assert browse(office, link).status == 410


def test_a_name_that_is_a_formula_and_a_password_both_come_out_right_in_a_spreadsheet(office: Office) -> None:
    contoso = office.add_customer()
    user = office.add_user(contoso, "Zoe Ash")
    rename(office, contoso, user.id, HYPERLINK)
    link = link_of(office, contoso)

    _, (name, _, password) = rows(browse(office, link, "as=csv"))

    assert name == f"'{HYPERLINK}"
    assert re.fullmatch(r"[A-Za-z]\S{15}", password)


def test_a_link_lasts_five_minutes_and_the_passwords_wait_for_another(
    office: Office, contoso: str, clock: MovableClock
) -> None:
    link = link_of(office, contoso)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.closes()
    nadia.presses("Download once")
    other = nadia.modal.link("Open the page")
    assert other is not None
    assert other != link
    clock.move(minutes=4, seconds=59)
    assert browse(office, link).status == 200
    clock.move(seconds=1)

    for form in (None, "as=csv"):
        page = browse(office, link, form)
        assert page.status == 410
        assert "Ask for another one in Slack" in page.body

    nadia.closes()
    nadia.presses("Download once")
    fresh = nadia.modal.link("Open the page")
    assert fresh is not None
    assert len(rows(browse(office, fresh, "as=csv"))) == 3
    assert browse(office, other, "as=csv").status == 410


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/sheet/{'A' * 43}", 410),
        ("/sheet/", 404),
        ("/sheet/short", 404),
        (f"/sheet/{'A' * 43}/more", 404),
        (f"/sheet/{'é' * 43}", 404),
        ("/sheet/../slack/events", 404),
    ],
)
def test_an_unknown_or_mistyped_link_says_what_to_do_and_reads_nothing_of_anybody(
    office: Office, path: str, status: int
) -> None:
    for form in (None, "as=csv"):
        page = browse(office, f"https://function.example{path}", form)
        assert page.status == status
        assert "Ask for another one in Slack" in page.body


@pytest.mark.parametrize(
    ("form", "headers", "status"),
    [
        ("as=csv", {"content-type": "application/json"}, 415),
        ("as=csv", {"content-type": "multipart/form-data; boundary=x"}, 415),
        ("as=csv&" + "x" * 1000, {}, 413),
        ("as=pdf", {}, 400),
        ("", {"content-length": "0"}, 400),
    ],
)
def test_what_the_pages_own_form_does_not_send_is_refused_and_hands_nothing_over(
    office: Office, contoso: str, form: str, headers: dict[str, str], status: int
) -> None:
    link = link_of(office, contoso)
    assert browse(office, link, form, **headers).status == status
    assert browse(office, link, "as=csv").status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_no_other_method_does_anything(office: Office, method: str) -> None:
    page = browse(office, UNKNOWN, method=method)
    assert page.status == 405
    assert page.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.promise(10)
def test_a_role_that_went_meanwhile_gets_nothing_by_the_link(office: Office, contoso: str) -> None:
    link = link_of(office, contoso, FRENCH_MANAGER)
    office.grant(FRENCH_MANAGER, Role.USER_MANAGEMENT_ADMIN, customers=frozenset({"another"}))

    page = browse(office, link, "as=csv")

    assert page.status == 403
    assert "Rien n’a été remis" in page.body
    office.grant(FRENCH_MANAGER, Role.USER_MANAGEMENT_ADMIN)
    assert browse(office, link, "as=csv").status == 200


def test_the_page_speaks_the_language_of_whoever_asked_for_it(office: Office, contoso: str) -> None:
    link = link_of(office, contoso, FRENCH_MANAGER)

    page = browse(office, link, **{"accept-language": "en-GB"})

    assert '<html lang="fr">' in page.body
    assert "Afficher pour imprimer" in page.body
    sheet = browse(office, link, "as=csv")
    assert rows(sheet, ";")[0][2] == "Mot de passe temporaire"
    assert '<html lang="fr">' in browse(office, UNKNOWN, **{"accept-language": "fr-FR,fr;q=0.9"}).body


def test_the_page_runs_nothing_fetches_nothing_and_is_kept_nowhere(office: Office, contoso: str) -> None:
    link = link_of(office, contoso)
    for page in (browse(office, link), browse(office, link, "as=print"), browse(office, link)):
        (style,) = re.findall(r"<style>(.*)</style>", page.body, re.DOTALL)
        allowed = base64.b64encode(sha256(style.encode()).digest()).decode()
        policy = page.headers["content-security-policy"]
        assert policy.startswith(f"default-src 'none'; style-src 'sha256-{allowed}'; form-action 'self'")
        assert "frame-ancestors 'none'" in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "noindex" in page.headers["x-robots-tag"]
        assert '<meta name="viewport"' in page.body
        assert re.findall(r"<script|<img|<link|style=|\son\w+=|https?:", page.body) == []


@pytest.mark.promise(15)
def test_neither_the_token_nor_a_password_is_ever_logged_or_written_down(
    office: Office,
    contoso: str,
    log: StringIO,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    link = link_of(office, contoso)
    token = link.rsplit("/", 1)[1]

    browse(office, link)
    browse(office, link, "as=pdf")
    passwords = [row[2] for row in rows(browse(office, link, "as=csv"))[1:]]
    browse(office, link, "as=csv")

    told = log.getvalue() + caplog.text + "".join(capfd.readouterr()) + str(office.everything())
    assert "sheet answered" in told
    assert [secret for secret in (token, *passwords) if secret in told] == []


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [(BusyError, 503, "Try again in a moment"), (RuntimeError, 500, "Something went wrong")],
)
def test_when_something_fails_before_they_are_handed_over_the_link_still_works(
    office: Office,
    contoso: str,
    monkeypatch: pytest.MonkeyPatch,
    error: Callable[[], Exception],
    status: int,
    said: str,
) -> None:
    link = link_of(office, contoso)

    def fails(*_: object) -> None:
        raise error()

    monkeypatch.setattr(type(office.wiring.desk.cipher), "open", fails)
    page = browse(office, link, "as=csv")
    assert page.status == status
    assert said in page.body
    monkeypatch.undo()
    assert browse(office, link, "as=csv").status == 200
