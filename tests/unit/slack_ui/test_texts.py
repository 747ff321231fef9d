"""Texts fit Slack's limits and stay as they were typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.slack_ui.texts import cut, plain


def test_a_text_that_fits_is_not_touched() -> None:
    assert cut("Nadia Okafor", 12) == "Nadia Okafor"


def test_a_longer_text_ends_in_an_ellipsis() -> None:
    assert cut("Nadia Okafor", 11) == "Nadia Okaf…"


def test_no_space_stands_before_the_ellipsis() -> None:
    assert cut("Nadia Okafor", 7) == "Nadia…"


def test_an_emoji_counts_as_two_and_is_never_halved() -> None:
    assert cut("🙂🙂🙂", 5) == "🙂🙂…"
    assert cut("🙂🙂🙂", 4) == "🙂…"


@given(st.text(), st.integers(min_value=1, max_value=60))
def test_no_text_is_longer_than_its_limit_however_one_counts(text: str, limit: int) -> None:
    shortened = cut(text, limit)

    assert len(shortened) <= len(shortened.encode("utf-16-le", errors="replace")) // 2 <= limit


@given(st.text())
def test_a_plain_text_is_never_empty_and_its_colons_are_no_emoji(text: str) -> None:
    drawn = plain(text, 20).to_dict()

    assert drawn["type"] == "plain_text"
    assert drawn["text"]
    assert drawn["emoji"] is False
