"""What a person reads: dates, names and formatting in their own language."""

from typing import Any

import pytest

from sandbox.slack.reading import Reader, block_words, drawn_text
from sandbox.slack.reading.dates import shown_date
from sandbox.slack.workspace import Workspace
from tests.sandbox.conftest import Clock

NADIA, CAMILLE, RAVI = "U0GLOBAL01", "U0USERMGR1", "U0ADMIN001"
AT_NINE = 1_771_232_400  # Monday 16 February 2026, 09:00 UTC


def words(text: str, reader: Reader) -> str:
    return "".join(
        "".join(inner["text"] for inner in span["spans"]) if "spans" in span else span["text"]
        for span in drawn_text(text, reader)
    )


@pytest.mark.parametrize(
    ("template", "english", "french"),
    [
        ("{date_num}", "2026-02-16", "2026-02-16"),
        ("{date}", "February 16th, 2026", "16 février 2026"),
        ("{date_short}", "Feb 16, 2026", "16 févr. 2026"),
        ("{date_long}", "Monday, February 16th, 2026", "lundi 16 février 2026"),
        ("{date_pretty} {time}", "today 9:00 AM", "aujourd’hui 10:00"),
        ("{time_secs}", "9:00:00 AM", "10:00:00"),
        ("{unknown}", "{unknown}", "{unknown}"),
    ],
)
def test_dates_are_read_in_ones_language_and_time_zone(
    workspace: Workspace, template: str, english: str, french: str
) -> None:
    assert shown_date(AT_NINE, template, workspace.reader(NADIA)) == english
    assert shown_date(AT_NINE, template, workspace.reader(CAMILLE)) == french


def test_near_days_have_names(workspace: Workspace, clock: Clock) -> None:
    clock.advance(86_400)
    assert shown_date(AT_NINE, "{date_short_pretty}", workspace.reader(NADIA)) == "yesterday"
    assert shown_date(AT_NINE, "{ago}", workspace.reader(CAMILLE)) == "il y a 1 jour"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("*bold* _italic_ ~gone~ `code`", "bold italic gone code"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("&lt;b&gt; &amp; co", "<b> & co"),
        (f"<@{RAVI}> in <#C0PARTNER1>", "@Ravi Menon in #partner-desk"),
        ("<https://contoso.example|the site>", "the site"),
        ("<mailto:nadia@contoso.example|write>", "write"),
        ("<!channel> look", "@channel look"),
        (f"due <!date^{AT_NINE}^{{date_short}}|later>", "due Feb 16, 2026"),
        (":lock: :unheard_of:", "🔒 :unheard_of:"),
    ],
)
def test_mrkdwn_is_read_as_slack_shows_it(workspace: Workspace, text: str, read: str) -> None:
    assert words(text, workspace.reader(NADIA)) == read


def test_only_safe_addresses_become_links(workspace: Workspace) -> None:
    reader = workspace.reader(NADIA)
    [script] = drawn_text("<javascript:alert(1)|click>", reader)
    [site] = drawn_text("<https://contoso.example|click>", reader)
    assert (script["kind"], site["kind"]) == ("text", "link")


def test_lists_are_numbered_or_marked(workspace: Workspace) -> None:
    def lines(style: str) -> dict[str, Any]:
        items = [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
            for text in ("One", "Two")
        ]
        part = {"type": "rich_text_list", "style": style, "elements": items}
        return {"type": "rich_text", "elements": [part]}

    blocks = [lines("ordered"), lines("bullet")]
    read = block_words(blocks, {}, workspace.reader(NADIA))
    assert read == ["1. One", "2. Two", "• One", "• Two"]
