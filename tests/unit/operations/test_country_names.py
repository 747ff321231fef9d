"""Which country a name in a file means."""

from __future__ import annotations

import pytest

from shared.domain.country import ALPHA_3, COUNTRIES
from shared.i18n.translator import LANGUAGES, country_aliases, country_names
from shared.operations.country_names import find_country

# As Microsoft lists them where it differs from Unicode's CLDR, the source of what we show.
MICROSOFT = {
    "AG": "Antigua and Barbuda",
    "BA": "Bosnia and Herzegovina",
    "BL": "Saint Barthélemy",
    "BQ": "Bonaire, Sint Eustatius and Saba",
    "BS": "Bahamas, The",
    "CD": "Congo (DRC)",
    "CG": "Congo",
    "CI": "Côte d'Ivoire",
    "CV": "Cabo Verde",
    "CZ": "Czech Republic",
    "FK": "Falkland Islands (Islas Malvinas)",
    "GM": "Gambia, The",
    "GS": "South Georgia and the South Sandwich Islands",
    "HK": "Hong Kong SAR",
    "HM": "Heard Island and McDonald Islands",
    "KN": "Saint Kitts and Nevis",
    "KR": "Korea",
    "LC": "Saint Lucia",
    "MF": "Saint Martin",
    "MK": "Macedonia, FYRO",
    "MM": "Myanmar",
    "MO": "Macao SAR",
    "PM": "Saint Pierre and Miquelon",
    "PS": "Palestinian Authority",
    "SH": "St Helena, Ascension, Tristan da Cunha",
    "SJ": "Svalbard and Jan Mayen",
    "ST": "São Tomé and Príncipe",
    "SZ": "Swaziland",
    "TC": "Turks and Caicos Islands",
    "TR": "Türkiye",
    "TT": "Trinidad and Tobago",
    "UM": "U.S. Minor Outlying Islands",
    "VA": "Holy See (Vatican City)",
    "VC": "Saint Vincent and the Grenadines",
    "VI": "U.S. Virgin Islands",
    "WF": "Wallis and Futuna",
    "XK": "Kosovo",
}
# As Microsoft's older lists and other exports write them.
FORMERLY = {
    "BQ": "Bonaire, Saint Eustatius and Saba",
    "FJ": "Fiji Islands",
    "HR": "Croatia (Local Name: Hrvatska)",
    "MF": "Saint-Martin (France)",
    "MK": "Macédoine (ARYM)",
    "SJ": "Svalbard and Jan Mayen Islands",
    "SX": "Saint-Martin (Pays-Bas)",
    "TL": "Democratic Republic of Timor-Leste",
    "WF": "Wallis and Futuna Islands",
}
FRENCH = {
    "AE": "EAU",
    "CD": "Congo (RDC)",
    "CI": "Cote dIvoire",
    "GB": "Grande Bretagne",
    "HK": "Hong-Kong (R.A.S.)",
    "KR": "Corée",
    "LC": "Ste-Lucie",
    "PS": "Autorité palestinienne",
    "TR": "TURQUIE",
    "TT": "Trinité et Tobago",
    "US": "États Unis d'Amérique",
    "VN": "Vietnam",
}


@pytest.mark.parametrize(("code", "named"), [*MICROSOFT.items(), *FORMERLY.items(), *FRENCH.items()])
def test_a_country_is_known_by_the_name_that_microsoft_gives_it(code: str, named: str) -> None:
    assert find_country(named) == code


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("U.K.", "GB"),
        ("uae", "AE"),
        ("DRC", "CD"),
        ("RDC", "CD"),
        ("fra", "FR"),
        ("XKX", "XK"),
        ("St. Lucia", "LC"),
        ("  st  lucia ", "LC"),
        ("Korea, Republic of", "KR"),
        ("Republic of Korea", "KR"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Congo, The Democratic Republic of the", "CD"),
        ("Netherlands, The", "NL"),
        ("Hongkong", "HK"),
        ("Trinidad & Tobago", "TT"),
        ("Réunion", "RE"),
    ],
)
def test_abbreviations_and_the_order_of_words_are_understood(named: str, code: str) -> None:
    assert find_country(named) == code


@pytest.mark.parametrize("named", ["", "-", "Atlantis", "Islands", "Republic of", "Saint", "EU"])
def test_no_other_name_is_a_country(named: str) -> None:
    assert find_country(named) == ""


def test_every_code_and_every_name_means_its_own_country() -> None:
    called = [(code, name) for each in LANGUAGES for code, name in country_names(each).items()]
    called += [(code, name) for code, others in country_aliases().items() for name in others]
    called += [(code, code) for code in COUNTRIES] + [(code, alpha_3) for alpha_3, code in ALPHA_3.items()]

    assert [(code, name) for code, name in called if find_country(name) != code] == []
