"""Texts fit Slack's limits and stay as they were typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.slack_ui.texts import cut, cut_before, plain


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


def test_what_follows_a_text_stays_whole() -> None:
    assert cut_before("Microsoft 365 Apps for business", " (SMB_BUSINESS)", 30) == (
        "Microsoft 365… (SMB_BUSINESS)"
    )


def test_of_too_long_a_tail_beginning_and_end_stay() -> None:
    shortened = cut_before("Microsoft 365 E3", f" ({'A' * 60}_GOV)", 40)

    assert shortened.startswith("Microsof")
    assert shortened.endswith("A_GOV)")
    assert len(shortened) == 40


@given(st.text(), st.text(), st.integers(min_value=8, max_value=60))
def test_a_text_and_its_tail_are_no_longer_than_their_limit(text: str, tail: str, limit: int) -> None:
    shortened = cut_before(text, tail, limit)

    assert len(shortened.encode("utf-16-le", errors="replace")) // 2 <= limit


@given(st.text())
def test_a_plain_text_is_never_empty_and_its_colons_are_no_emoji(text: str) -> None:
    drawn = plain(text, 20).to_dict()

    assert drawn["type"] == "plain_text"
    assert drawn["text"]
    assert drawn["emoji"] is False
