"""The names of countries are those of Unicode's CLDR, as Babel carries them."""

from __future__ import annotations

import pytest
from babel import Locale

from shared.domain.country import COUNTRIES
from shared.i18n.translator import LANGUAGES, country_names


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_its_name_from_cldr(language: str) -> None:
    territories = Locale(language).territories

    assert country_names(language) == {code: territories[code] for code in COUNTRIES}
