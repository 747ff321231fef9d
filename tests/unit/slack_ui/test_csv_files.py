"""Files for spreadsheets: what is in them, and that none of it is ever calculated."""

from __future__ import annotations

import csv
import tracemalloc
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.credential import Sheet, SheetLine
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.password import temporary_password
from shared.domain.problem import Problem, ProblemCode
from shared.domain.subscription import TargetType
from shared.i18n.translator import translator
from shared.ports import LicenseExport
from shared.slack_ui.csv_file import CsvFile
from shared.slack_ui.csv_files import license_files, outcome_file, password_file
from shared.slack_ui.problems import outcome_reason
from tests.builders import (
    a_customer,
    a_product,
    a_service_plan,
    a_subscription,
    a_user,
    a_user_profile,
)
from tests.unit.slack_ui.strategies import typed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator

EN = translator("en")
FORMULAS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"

E3 = a_subscription(
    a_product(service_plans=[a_service_plan(), a_service_plan("plan-teams", "TEAMS1", "Microsoft Teams")]),
    25,
    warning=5,
    suspended=2,
    consumed=18,
)
BACKUP = a_subscription(
    a_product(
        "sku-backup",
        "Fabrikam Backup",
        part_number="FAB/BACKUP",
        publisher="Fabrikam",
        target_type=TargetType.TENANT,
    ),
    10,
    consumed=12,
)
NADIA = a_user(licenses={"sku-e3": frozenset({"plan-teams"}), "sku-backup": frozenset()})
ZOE = a_user("zoe", a_user_profile("Zoë O'Brien", user_name="zoe.o'brien", usage_location=""))


def an_export(*users: User, subscriptions: Iterable[Subscription] = (E3, BACKUP)) -> LicenseExport:
    return LicenseExport(customer=a_customer(), subscriptions=list(subscriptions), users=users)


def read(file: CsvFile, separator: str = ",") -> list[list[str]]:
    """Open a file as a spreadsheet does that reads UTF-8."""
    text = b"".join(file.lines).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))


def test_the_products_of_a_customer_with_their_seats() -> None:
    products, _ = license_files(EN, an_export())

    assert products.name == "contoso.example-products.csv"
    headings, *rows = read(products)
    assert [dict(zip(headings, row, strict=True)) for row in rows] == [
        {
            "Product": "Office 365 E3",
            "Part number": "ENTERPRISEPACK",
            "SKU ID": "sku-e3",
            "Seats": "30",
            "Used": "18",
            "Available": "12",
            "Over-assigned": "0",
            "Active seats": "25",
            "Seats in their grace period": "5",
            "Suspended seats": "2",
            "Applies to": "Users",
            "License group": "Microsoft Entra ID (group 1)",
            "Publisher": "",
        },
        {
            "Product": "Fabrikam Backup",
            "Part number": "FAB/BACKUP",
            "SKU ID": "sku-backup",
            "Seats": "10",
            "Used": "12",
            "Available": "0",
            "Over-assigned": "2",
            "Active seats": "10",
            "Seats in their grace period": "0",
            "Suspended seats": "0",
            "Applies to": "The whole organization",
            "License group": "Microsoft Entra ID (group 1)",
            "Publisher": "Fabrikam",
        },
    ]


def test_a_row_for_each_user_and_product_and_one_for_whoever_has_none() -> None:
    _, users = license_files(EN, an_export(NADIA, ZOE))

    assert users.name == "contoso.example-users-and-licenses.csv"
    assert read(users) == [
        [
            "Display name",
            "User principal name",
            "Usage location",
            "Product",
            "Part number",
            "Service plans off",
        ],
        [
            "Nadia Okafor",
            "nadia.okafor@contoso.example",
            "United Kingdom",
            "Fabrikam Backup",
            "FAB/BACKUP",
            "",
        ],
        [
            "Nadia Okafor",
            "nadia.okafor@contoso.example",
            "United Kingdom",
            "Office 365 E3",
            "ENTERPRISEPACK",
            "Microsoft Teams",
        ],
        ["Zoë O'Brien", "zoe.o'brien@contoso.example", "", "", "", ""],
    ]


def test_french_excel_gets_its_own_separator_and_headings(fr: Translator) -> None:
    products, users = license_files(fr, an_export(NADIA))

    assert products.name == "contoso.example-produits.csv"
    assert read(products, ";")[0][:5] == [
        "Produit",
        "Référence",
        "ID de référence (SKU)",
        "Licences",
        "Utilisées",
    ]
    assert read(users, ";")[1][2] == "Royaume-Uni"


def test_the_file_begins_with_a_byte_order_mark_and_its_lines_end_as_windows_ends_them(
    t: Translator,
) -> None:
    for file in license_files(t, an_export(NADIA)):
        content = b"".join(file.lines)
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\r\n") == content.count(b"\n") > 1


def test_what_became_of_each_target_and_why() -> None:
    no_seat = Problem("sku-e3", ProblemCode.NO_SEAT, {"product": "Office 365 E3"})
    outcomes = [
        Outcome(
            target_id="nadia",
            target_name="Nadia Okafor",
            sign_in_name="nadia.okafor@contoso.example",
            result=Result.DONE,
        ),
        Outcome(target_id="zoe", target_name="Zoë O'Brien", result=Result.UNCHANGED),
        Outcome(
            target_id="bram",
            target_name="Bram Visser",
            result=Result.REFUSED,
            reason=Reason.INVALID,
            problems=(no_seat,),
        ),
        Outcome(target_id="gone", result=Result.REFUSED, reason=Reason.GONE),
    ]

    headings, *rows = read(outcome_file(EN, outcomes, partial(outcome_reason, EN)))

    assert headings == ["Name", "User principal name", "Result", "Reason", "ID"]
    assert [row[:3] for row in rows] == [
        ["Nadia Okafor", "nadia.okafor@contoso.example", "Done"],
        ["Zoë O'Brien", "", "Unchanged"],
        ["Bram Visser", "", "Refused"],
        ["", "", "Refused"],
    ]
    assert "run out of licenses to Office 365 E3" in rows[2][3]
    assert [row[3] for row in rows[:2]] == ["", ""]
    assert "deleted meanwhile" in rows[3][3]


@pytest.mark.promise(13)
@pytest.mark.parametrize(
    "name", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", '  =HYPERLINK("http://evil.example")', "\uff1d1+1"]
)
def test_a_cell_that_would_be_calculated_gets_an_apostrophe(name: str) -> None:
    outcome = Outcome(target_id="x", target_name=name, result=Result.DONE)
    (_, (shown, *_)) = read(outcome_file(EN, [outcome], partial(outcome_reason, EN)))

    assert shown == f"'{name}"


cells = st.one_of(typed, st.builds("{}{}".format, st.sampled_from(FORMULAS), typed))


@pytest.mark.promise(13)
@given(st.lists(cells, max_size=5), st.sampled_from(["en", "fr"]))
def test_whatever_is_written_is_read_back_and_nothing_is_calculated(names: list[str], language: str) -> None:
    t = translator(language)
    users = [a_user(str(number), a_user_profile(name)) for number, name in enumerate(names)]
    separator = {"en": ",", "fr": ";"}[language]

    for name in names:
        product = a_subscription(a_product(name=name))
        products_file, _ = license_files(t, an_export(subscriptions=[product]))
        (_, row) = read(products_file, separator)
        assert row[0] in (name, f"'{name}")
    _, users_file = license_files(t, an_export(*users))
    _, *rows = read(users_file, separator)

    assert all(row[0] in (name, f"'{name}") for row, name in zip(rows, names, strict=True))
    assert [cell for row in rows for cell in row if cell[:1] and cell[:1] in FORMULAS] == []


def test_ten_thousand_users_are_written_a_line_at_a_time() -> None:
    users = (a_user(str(number), licenses={"sku-e3": frozenset()}) for number in range(10_000))
    _, file = license_files(EN, LicenseExport(customer=a_customer(), subscriptions=[E3], users=users))

    tracemalloc.start()
    lines = sum(1 for _ in file.lines)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert lines == 10_002  # the mark, the headings, and the users
    assert most < 1_000_000


def test_passwords_come_out_as_they_were_drawn_beside_a_name_that_is_never_calculated() -> None:
    forged = '=HYPERLINK("https://evil.example","Nadia")'
    lines = [
        SheetLine(user_id="n", display_name=forged, user_principal_name="+n@contoso.example", password=word)
        for word in (temporary_password() for _ in range(50))
    ]

    file = password_file(EN, Sheet(customer=a_customer(), lines=lines))

    assert file.name == "contoso.example-passwords.csv"
    headings, *rows = read(file)
    assert headings == ["Display name", "User principal name", "Temporary password"]
    assert {tuple(row[:2]) for row in rows} == {(f"'{forged}", "'+n@contoso.example")}
    assert [row[2] for row in rows] == [line.password for line in lines]


def test_the_file_of_passwords_has_a_french_name_and_separator() -> None:
    line = SheetLine(user_id="n", display_name="Zoë", user_principal_name="z@contoso.fr", password="Xy=2")

    file = password_file(translator("fr"), Sheet(customer=a_customer(), lines=[line]))

    assert file.name == "contoso.example-mots-de-passe.csv"
    assert read(file, ";")[1] == ["Zoë", "z@contoso.fr", "Xy=2"]
