"""Names of another code page read as Windows-1252, and names that have the same letters for good."""

from __future__ import annotations

import pytest

from sandbox.places import ROOT
from shared.domain.code_page import misread_letters

REAL = (ROOT / "tests" / "corpus" / "names" / "real.txt").read_text(encoding="utf-8").splitlines()
CENTRAL_EUROPE = (
    *("Petrović", "Ćosić", "Ćuk", "Havlíček", "Kovačić", "Maček", "Kovač", "Marković", "Rožič", "Klemenčič"),
    *(
        "Čapek",
        "Blažičko",
        "Hrdlička",
        "Jiří",
        "Kolářová",
        "Ondřejka",
        "Oldřich",
        "Kříž",
        "Říha",
        "Břetislav",
    ),
    *("Němec", "Tůma", "Vaňková", "Hroboň", "Bošňák", "Ďurica", "Anđela", "Jenő", "Szőke", "Győző", "Szűcs"),
    *("Răzvan", "Călin", "Ionică", "Czerwiński", "Antoń", "Kuśka", "Boguś", "Chochoł", "Brzęk", "Ciemięga"),
    *("Dębniak", "Roháč", "Kočka", "Bříza", "Győri", "Hegedűs"),
)
TURKEY = (
    *(
        "Altuş",
        "Taşkan",
        "Aşir",
        "Y\u0131ld\u0131z",
        "K\u0131l\u0131ç",
        "İnönü",
        "Ç\u0131kar",
        "Ş\u0131r\u0131n",
        "Alt\u0131nkaya",
        "As\u0131l",
        "Ak\u0131kol",
    ),
    *(
        "Ar\u0131soy",
        "Akboğa",
        "Köroğlu",
        "Neşrin",
        "Altun\u0131ş\u0131k",
        "Rüşen",
        "K\u0131rgüz",
        "Akçal\u0131",
        "T\u0131mar",
        "İdris",
        "İbrahim",
    ),
)
BALTIC = (
    "Bērziņš",
    "Jānis",
    "Arvīds",
    "Zālītis",
    "Jonas Arūnas",
    "Šarūnas",
    "Žydrūnas",
    "Auziņš",
    "Šimkus",
    "Pētersons",
    "Živilė",
    "Vėžys",
)
CASES = [
    *((name, "cp1250") for name in CENTRAL_EUROPE),
    *((name, "cp1254") for name in TURKEY),
    *((name, "cp1257") for name in BALTIC),
]


@pytest.mark.parametrize(("name", "code_page"), CASES)
def test_name_of_another_code_page_is_told(name: str, code_page: str) -> None:
    read = name.encode(code_page).decode("windows-1252", "replace")
    assert read != name
    assert misread_letters(read), read


def test_name_that_windows_1252_can_write_is_not_told() -> None:
    writable = [name for name in REAL if name.encode("windows-1252", "ignore").decode("windows-1252") == name]
    assert len(writable) > 80
    assert [name for name in writable if misread_letters(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        *("Hélène", "Rivière", "Siècle", "Noè", "Niccolò", "Gesù", "Bøe", "Øystein", "Kjær", "Brûlé", "Août"),
        *(
            "Simões",
            "Conceição",
            "Irmã",
            "Muñoz",
            "Ibáñez",
            "Lœuil",
            "Þórður",
            "Guðný",
            "Týr",
            "Tõnu",
            "Maïa",
        ),
        *("Novotný", "Dušan", "Žižka", "Zoë", "Seçkin", "Benoît"),
    ],
)
def test_name_with_the_same_letters_in_their_own_place_is_not_told(name: str) -> None:
    assert misread_letters(name) == ()


def test_letters_are_told_once_each() -> None:
    assert misread_letters("Petroviæ Jiøí Petroviæ") == ("iæ", "iø")
