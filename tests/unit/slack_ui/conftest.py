"""Both languages, and what a person would send back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.i18n.translator import LANGUAGES, translator

if TYPE_CHECKING:
    from shared.i18n.translator import Translator


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Translator:
    """Each language in turn."""
    return translator(request.param)


@pytest.fixture
def en() -> Translator:
    return translator("en")


@pytest.fixture
def fr() -> Translator:
    return translator("fr")
