"""What the selects offer while a person types."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from sandbox.places import ROOT
from sandbox.slack.limits import options_problems
from shared.domain.collation import fold
from shared.domain.customer import CustomerSummary
from shared.domain.subscription import ProductSummary
from shared.i18n.translator import LANGUAGES, country_aliases, country_names, translator
from shared.slack_ui.options import country_option, country_options, customer_options, product_options
from tests.unit.slack_ui.longest import DOMAIN, UUID
from tests.unit.slack_ui.strategies import typed

if TYPE_CHECKING:
    from shared.i18n.translator import Translator

T = translator("en")
TYPED: dict[str, dict[str, str]] = json.loads(
    (ROOT / "tests" / "corpus" / "countries" / "countries_typed_into_a_form.json").read_text(encoding="utf-8")
)


def codes(t: Translator, said: str) -> list[str]:
    return [option.value for option in country_options(t, said)]


def test_nothing_typed_lists_the_first_hundred_by_name(en: Translator) -> None:
    found = country_options(en, "")

    assert len(found) == 100
    assert [option.text for option in found[:3]] == ["Afghanistan", "Åland Islands", "Albania"]


def test_in_french_they_are_sorted_by_their_french_names(fr: Translator) -> None:
    assert [option.text for option in country_options(fr, "all")] == ["Allemagne"]
    assert codes(fr, "etats")[0] == "US"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("united k", "GB"),
        ("kingdom", "GB"),
        ("gb", "GB"),
        ("UK", "GB"),
        ("cote", "CI"),
        ("ivoire", "CI"),
        ("d’ivoire", "CI"),
        ("guinea-bissau", "GW"),
        ("barthelemy", "BL"),
        ("são tomé", "ST"),
    ],
)
def test_a_country_is_found_by_any_word_or_its_code(said: str, code: str, en: Translator) -> None:
    assert code in codes(en, said)


def test_the_country_with_the_code_typed_stands_first(en: Translator) -> None:
    assert codes(en, "be")[0] == "BE"
    assert codes(en, "be").count("BE") == 1


@pytest.mark.parametrize("language", sorted(TYPED))
def test_what_people_type_offers_the_country_that_is_meant_first(language: str) -> None:
    offered = {said: codes(translator(language), said)[:1] for said in TYPED[language]}

    assert offered == {said: [code] for said, code in TYPED[language].items()}


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("Korea", ["KR", "KP"]),
        ("Congo", ["CG", "CD"]),
        ("Guinea", ["GN", "GQ", "GW", "PG"]),
        ("virgin islands", ["VG", "VI"]),
    ],
)
def test_a_name_of_several_countries_offers_each_of_them(
    said: str, offered: list[str], en: Translator
) -> None:
    assert codes(en, said) == offered


@pytest.mark.parametrize("said", ["Trinidad a", "Trinidad and", "trinidad et t", "tobago"])
def test_a_country_stays_offered_while_its_name_is_typed(said: str, t: Translator) -> None:
    assert codes(t, said) == ["TT"]


def test_the_beginning_of_the_next_word_narrows_what_is_offered(en: Translator) -> None:
    found = codes(en, "Saint L")

    assert found[0] == "LC"
    assert "KN" not in found


def test_every_country_is_offered_by_every_name_in_both_languages(t: Translator) -> None:
    names = {(code, name) for each in LANGUAGES for code, name in country_names(each).items()}
    names |= {(code, name) for code, others in country_aliases().items() for name in others}
    names |= {(code, fold(name)) for code, name in names}

    assert [(code, name) for code, name in sorted(names) if codes(t, name)[:1] != [code]] == []


def test_letters_inside_a_word_find_nothing(en: Translator) -> None:
    assert codes(en, "ingdom") == []


@given(typed)
def test_slack_takes_whatever_is_found(said: str) -> None:
    answer = {"options": [option.to_dict() for option in country_options(T, said)]}

    assert options_problems(answer) == []


def test_a_code_without_a_name_is_shown_as_it_is(t: Translator) -> None:
    assert country_option(t, "XX").to_dict()["text"]["text"] == "XX"


def test_a_customer_is_offered_with_their_default_domain(t: Translator) -> None:
    (offered,) = customer_options(t, [CustomerSummary("contoso", "Contoso Ltd", "contoso.example")])

    assert offered.to_dict() == {
        "text": {"type": "plain_text", "text": "Contoso Ltd", "emoji": False},
        "description": {"type": "plain_text", "text": "contoso.example", "emoji": False},
        "value": "contoso",
    }


def test_products_of_one_name_are_offered_with_their_part_numbers_in_it() -> None:
    name = "Microsoft 365 Apps for business"
    offered = product_options(
        [
            ProductSummary(sku_id="1", part_number="O365_BUSINESS", name=name),
            ProductSummary(sku_id="2", part_number="SMB_BUSINESS", name=name),
            ProductSummary(sku_id="3", part_number="ENTERPRISEPACK", name="Office 365 E3"),
        ]
    )

    assert [each.text for each in offered] == [
        f"{name} (O365_BUSINESS)",
        f"{name} (SMB_BUSINESS)",
        "Office 365 E3",
    ]


def test_more_customers_than_slack_takes_are_left_off(t: Translator) -> None:
    many = [CustomerSummary(f"{UUID}-{each}", "Œ🏢" * 50, DOMAIN) for each in range(150)]

    answer = {"options": [option.to_dict() for option in customer_options(t, many)]}

    assert options_problems(answer) == []
    assert len(answer["options"]) == 100
