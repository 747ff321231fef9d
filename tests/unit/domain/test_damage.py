"""Names whose letters were damaged on their way, and names of many languages that were not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.places import ROOT
from shared.domain.damage import MOST_LETTERS, accented_letters, damaged_letters, doubtful_letters
from shared.domain.text import tidy

# Names of some forty languages, and what people write about them; of none of these may anything be said.
WHOLE = (ROOT / "tests" / "corpus" / "names" / "real.txt").read_text(encoding="utf-8").splitlines()
WRITTEN = [
    "Zoé",
    "Lefèvre",
    "François",
    "Jörg",
    "Müller",
    "Björn",
    "Côté",
    "Benoît",
    "Noël",
    "Muñoz",
    "Martínez",
    "Gómez",
]
OF_EUROPE = [
    *WRITTEN,
    "João",
    "Ávila",
    "Straße",
    "Čapek",
    "Dvořák",
    "Łukasz",
    "Şahin",
    "Erdoğan",
    "Őry",
    "Ökten",
    "Åsa",
    "Ñusta",
]


def read_as_windows_1252(name: str) -> str:
    """Read UTF-8 as browsers and editors do, who make control characters of the bytes without a letter."""
    return "".join(bytes([byte]).decode("windows-1252", "ignore") or chr(byte) for byte in name.encode())


def told(name: str) -> bool:
    return bool(damaged_letters(name))


@pytest.mark.parametrize("name", WHOLE)
def test_real_name_has_no_damaged_letters(name: str) -> None:
    assert damaged_letters(tidy(name)) == ()


def test_few_real_names_are_doubtful() -> None:
    assert [name for name in WHOLE if doubtful_letters(tidy(name))] == ["ZOÉ…", "«\u00a0Zoé…\u00a0»"]


@pytest.mark.parametrize("name", OF_EUROPE)
def test_utf_8_read_as_windows_1252_is_damaged(name: str) -> None:
    read = read_as_windows_1252(name)
    assert told(tidy(read)), read
    assert told(tidy(f"Anna {read} Berg"))


@pytest.mark.parametrize(
    "name", ["Иван", "Ελένη", "נועה", "محمد", "王伟", "山田", "김지우", "Nguyễn", "Ắng", "O’Brien"]
)
def test_utf_8_of_any_script_read_as_windows_1252_is_damaged(name: str) -> None:
    read = read_as_windows_1252(name)
    assert told(tidy(read)), read


@pytest.mark.parametrize("encoding", ["cp850", "cp437", "mac-roman", "cp1250"])
@pytest.mark.parametrize("name", ["Zoé", "Müller", "Straße", "Óscar", "Muñoz"])
def test_utf_8_read_as_another_code_page_is_damaged(encoding: str, name: str) -> None:
    read = name.encode().decode(encoding, "replace")
    assert told(tidy(read)), read


@pytest.mark.parametrize(
    "name",
    [
        "Zoé",
        "Lefèvre",
        "André",
        "Bébin",
        "François",
        "Côté",
        "Benoît",
        "Noël",
        "Muñoz",
        "Martínez",
        "Gómez",
        "Raúl",
    ],
)
def test_code_page_850_read_as_windows_1252_is_damaged(name: str) -> None:
    read = name.encode("cp850").decode("windows-1252")
    assert told(tidy(read)), read


@pytest.mark.parametrize("name", ["Lefévre", "Mélanie", "François", "Côté", "Noémie", "Müller", "Günther"])
def test_mac_roman_read_as_windows_1252_is_damaged_or_doubtful(name: str) -> None:
    read = name.encode("mac-roman").decode("windows-1252", "replace")
    assert told(tidy(read)) or doubtful_letters(tidy(read)), read


@pytest.mark.parametrize("name", ["Иван Петров", "Γιώργος"])
@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp1253"])
def test_word_of_another_code_page_read_as_windows_1252_is_damaged(name: str, encoding: str) -> None:
    read = name.encode(encoding, "ignore").decode("windows-1252", "ignore")
    assert told(read) or not read.strip(), read


@pytest.mark.parametrize("name", ["Łukasz Żak", "Wałęsa", "Żaneta", "Śliwińska Grażyna"])
def test_polish_code_page_read_as_windows_1252_is_damaged(name: str) -> None:
    assert told(name.encode("cp1250").decode("windows-1252"))


@pytest.mark.parametrize(
    "name",
    [
        "?ukasz ?ak",
        "Zo? Lef?vre",
        "???? ??????",
        "Jo\ufffdo",
        "Zo&eacute;",
        "Zo&#233;",
        "Zo=C3=A9",
        "Zo%C3%A9",
        r"Zo\u00e9",
    ],
)
def test_letter_lost_or_written_in_another_way_is_damaged(name: str) -> None:
    assert told(name)


@pytest.mark.parametrize(
    "name",
    [
        *("©árka", "®iga", "ªebnem", "Gümüº"),  # ISO 8859-2 and Windows-1254 read as Windows-1252
        *("SeĂˇn", "SiĂ˘n", "Ă“scar", "Ĺ˝iga", "Ĺ\u00b4yn", "Dβ€™Arcy"),  # UTF-8 as Windows-1250 and -1253
        *("DÕArcy", "OÕBrien", "DÔÇÖArcy", "O\u0393\u00c7\u00d6Brien"),  # curly apostrophes
        *("Lef\u732bvre", "Andr\u8305 B\u8305bin", "Lef\uff83\uff68vre", "M\uccb4ller", "Lef\u0e23\u0e08vre"),
    ],
)
def test_letters_of_further_code_pages_are_damaged(name: str) -> None:
    assert told(name)


@pytest.mark.parametrize(
    "name",
    ["Mª José", "Nº 2", "Contoso® Support", "SIMÕES", "Õie Põld", "John \u9648", "\u738b Wang", "ÇÖKER"],
)
def test_the_same_signs_where_names_have_them_are_not(name: str) -> None:
    assert not told(name)


def test_damaged_letters_are_told_once_each_and_not_all() -> None:
    assert damaged_letters("Lef?vre Zo? \ufffd") == ("?", "\ufffd")
    assert damaged_letters("ZoÃ©") == ("Ã©",)
    assert damaged_letters("MartÃ\u00adnez") == ("Ã(U+00AD)",)
    assert len(damaged_letters("aÃ© aÃ¨ aÃª aÃ« aÃ¶ aÃ®")) == MOST_LETTERS


def test_accented_letters_are_told_once_each() -> None:
    assert accented_letters("Zoé Bébin-Noël") == ("é", "ë")


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="?&\\%=")))
def test_name_in_plain_letters_is_never_damaged(name: str) -> None:
    assert (damaged_letters(name), doubtful_letters(name), accented_letters(name)) == ((), (), ())
