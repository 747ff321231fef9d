"""Files to import in both languages: what Slack accepts, what people see, and what they send back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.slack.limits import view_problems
from shared.domain.command import CheckLicenseFile, CheckUserFile
from shared.domain.import_kind import ImportKind
from shared.domain.problem import ProblemCode
from shared.domain.text import visible
from shared.i18n.translator import translator
from shared.slack_ui.modals.import_checked import checked_view, is_all_or_nothing
from shared.slack_ui.modals.import_form import ImportForm, read_template_value, template_value
from shared.slack_ui.state import ViewState
from tests.unit.slack_ui.import_situations import (
    CLEAN,
    CONTOSO,
    FOUR_EYES,
    IMPORT_ID,
    LONGEST_VIEWS,
    QUIET,
    REFUSED,
    STATE,
    SUBMITTED,
    VIEWS,
    WRONG,
    a_file,
    a_preview,
)
from tests.unit.slack_ui.test_slack_takes_it import parts, readable

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from shared.i18n.translator import Translator

T = translator("en")
UNSEEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u0000\u0007"


@pytest.mark.parametrize("situation", VIEWS)
def test_slack_takes_the_view_and_people_see_this(
    situation: str, t: Translator, snapshot: SnapshotAssertion
) -> None:
    view = VIEWS[situation](t).to_dict()

    assert view_problems(view) == []
    assert readable(view) == snapshot


@pytest.mark.parametrize("situation", LONGEST_VIEWS)
def test_slack_takes_the_view_with_the_longest_records(situation: str, t: Translator) -> None:
    view = LONGEST_VIEWS[situation](t).to_dict()

    assert view_problems(view) == []
    assert len(view["blocks"]) <= 100
    assert len(view["private_metadata"]) <= 3000
    assert [text for text in texts(view) if len(text.encode("utf-16-le")) > 6000] == []


@pytest.mark.parametrize("situation", [*VIEWS, *LONGEST_VIEWS])
def test_nothing_is_ever_markup_or_unseen(situation: str, t: Translator) -> None:
    drawing = {**VIEWS, **LONGEST_VIEWS}[situation](t).to_dict()

    assert [part for part in parts(drawing) if part.get("type") == "mrkdwn"] == []
    assert [text for text in texts(drawing) if set(UNSEEN) & set(text)] == []


@pytest.mark.parametrize("situation", VIEWS)
def test_what_is_asked_can_be_submitted_and_everything_closed(situation: str, t: Translator) -> None:
    view = VIEWS[situation](t).to_dict()

    has_inputs = any(block["type"] == "input" for block in view["blocks"])
    assert "submit" in view or not has_inputs
    assert view["close"]["text"]


def test_no_name_of_a_button_is_cut(t: Translator) -> None:
    for situation in (*VIEWS.values(), *LONGEST_VIEWS.values()):
        view = situation(t).to_dict()
        assert "…" not in view["title"]["text"] + view.get("submit", {}).get("text", "")


def test_characters_that_nobody_sees_are_shown_as_replaced() -> None:
    assert [visible(f"a{each}b") for each in UNSEEN] == ["a\ufffdb"] * len(UNSEEN)
    assert (
        visible("Élodie \u06a9\u200c\u06a9 שרה\n de\tVries") == "Élodie \u06a9\u200c\u06a9 שרה de\ufffdVries"
    )


def texts(view: dict[str, Any]) -> list[str]:
    """Everything that is read, whatever holds it."""
    return [part["text"] for part in parts(view) if isinstance(part.get("text"), str)]


# -- how far it goes -------------------------------------------------------------------------------------


def chosen(view: dict[str, Any], value: str | None) -> dict[str, Any]:
    """Submit a checked file, with one of the ways pressed."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    values = {
        block["block_id"]: {block["element"]["action_id"]: {"selected_option": {"value": value}}}
        for block in inputs
    }
    return {**view, "id": "V0IMPORT", "state": {"values": values}}


def offered(view: dict[str, Any]) -> list[str]:
    return [
        each["value"]
        for block in view["blocks"]
        if block["type"] == "input"
        for each in block["element"]["options"]
    ]


def test_all_or_nothing_is_offered_where_no_row_is_wrong_and_not_chosen(en: Translator) -> None:
    view = checked_view(en, CLEAN, STATE).to_dict()
    valid, everything = offered(view)
    (block,) = [each for each in view["blocks"] if each["type"] == "input"]
    assert block["element"]["initial_option"]["value"] == valid
    assert not is_all_or_nothing(chosen(view, valid))
    assert is_all_or_nothing(chosen(view, everything))


def test_what_was_pressed_for_one_file_is_not_kept_for_the_next(en: Translator) -> None:
    other = replace(CLEAN, file=replace(SUBMITTED, id="V0IMPORT.0ther"))
    views = [checked_view(en, each, STATE).to_dict() for each in (CLEAN, other)]
    blocks = {each["block_id"] for view in views for each in view["blocks"] if each["type"] == "input"}
    assert len(blocks) == 2


def test_where_rows_are_wrong_only_the_others_can_be_done(en: Translator) -> None:
    view = checked_view(en, WRONG, STATE).to_dict()
    assert offered(view) == []
    assert view["submit"]["text"] == "Create 97 users"
    assert not is_all_or_nothing(chosen(view, None))


@pytest.mark.parametrize(
    "preview",
    [REFUSED, a_preview(a_file(rows=2)), a_preview(a_file(rows=2, left_out=2))],
    ids=["refused", "all wrong", "all created before"],
)
def test_what_does_nothing_cannot_be_submitted(en: Translator, preview: Any) -> None:
    assert "submit" not in checked_view(en, preview, STATE).to_dict()


def test_a_view_remembers_the_file_and_the_customer_whatever_it_was_before(en: Translator) -> None:
    drawn = checked_view(en, CLEAN, ViewState(customer_id="other", request_id="other", carried="x"))
    state = ViewState.decode(str(drawn.private_metadata))
    assert (state.request_id, state.customer_id, state.carried) == (IMPORT_ID, "contoso", "")


def test_who_must_agree_is_said_and_the_button_asks(en: Translator) -> None:
    view = checked_view(en, replace(CLEAN, decision=FOUR_EYES), STATE).to_dict()
    assert view["submit"]["text"] == "Ask for approval"
    assert "Another person will have to agree" in readable(view)


def test_an_administrator_among_many_is_told_in_bold(en: Translator) -> None:
    bold = [
        part["text"]
        for part in parts(checked_view(en, WRONG, STATE).to_dict())
        if part.get("style") == {"bold": True}
    ]
    assert "2 of these users will be administrators." in bold
    assert "Among the first rows: Password admin." in bold


def test_each_problem_stands_with_its_line_and_its_heading(t: Translator) -> None:
    told = [part.get("text") for part in parts(checked_view(t, WRONG, STATE).to_dict())]
    lines = {
        "en": ["Line 14 · Display name:", "Line 14 · Email:", "Line 14:", "Line 1,234 · Usage location:"],
        "fr": [
            "Ligne 14 · Nom d’affichage\u00a0:",
            "Ligne 14 · E-mail\u00a0:",
            "Ligne 14\u00a0:",
            "Ligne 1\u202f234 · Emplacement d’utilisation\u00a0:",
        ],
    }
    assert [line for line in lines[t.language] if line not in told] == []


def test_rows_that_are_not_shown_are_counted(en: Translator) -> None:
    told = readable(checked_view(en, WRONG, STATE).to_dict())
    assert "and 3 more, in the file in your direct messages" in told  # of 5
    assert "and 6 more" in told  # remarks


# -- the form --------------------------------------------------------------------------------------------


def entered(kind: ImportKind, file: dict[str, str] | None, location: str = "FR") -> dict[str, Any]:
    view = ImportForm.build(T, kind, CONTOSO, STATE, limit=100).to_dict()
    values: dict[str, Any] = {"file-n0nce": {"file": {"files": [file] if file else []}}}
    if kind is ImportKind.USERS:
        option = {"value": location} if location else None
        values["usage_location-n0nce"] = {"choose_country": {"selected_option": option}}
    return {**view, "id": "V0FORM", "state": {"values": values}}


def test_what_was_entered_for_users_is_a_command() -> None:
    form = ImportForm.parse(entered(ImportKind.USERS, {"id": "F0FILE", "name": "nouveaux.csv"}, "CA"))
    assert form.problems() == []
    assert form.command == CheckUserFile(
        customer_id="contoso",
        file_id="F0FILE",
        file_name="nouveaux.csv",
        usage_location="CA",
        view_id="V0FORM",
    )


def test_what_was_entered_for_licenses_is_a_command_even_without_a_file_name() -> None:
    form = ImportForm.parse(entered(ImportKind.LICENSES, {"id": "F0FILE"}))
    assert form.problems() == []
    assert form.command == CheckLicenseFile(
        customer_id="contoso", file_id="F0FILE", file_name="", view_id="V0FORM"
    )


def test_what_is_missing_is_said_at_its_field(t: Translator) -> None:
    form = ImportForm.parse(entered(ImportKind.USERS, None, ""))
    errors = form.errors(t, form.problems())
    assert list(errors) == ["file-n0nce", "usage_location-n0nce"]
    assert errors["file-n0nce"] == t("Choose a file.")


def test_a_location_that_nobody_offered_is_refused() -> None:
    form = ImportForm.parse(entered(ImportKind.USERS, {"id": "F0FILE"}, "UK"))
    assert [(each.field, each.code) for each in form.problems()] == [
        ("usage_location", ProblemCode.COUNTRY_UNKNOWN)
    ]


def test_the_location_is_the_customers_unless_another_was_chosen_for_the_file_before() -> None:
    views = [
        ImportForm.build(T, ImportKind.USERS, QUIET, STATE, limit=100, usage_location=each).to_dict()
        for each in ("", "CA")
    ]
    initial = [
        part["initial_option"]["value"] for view in views for part in parts(view) if "initial_option" in part
    ]
    assert initial == ["FR", "CA"]


def test_the_form_says_how_many_rows_and_which_columns(t: Translator) -> None:
    said = readable(ImportForm.build(t, ImportKind.USERS, QUIET, STATE, limit=2500).to_dict())
    assert t.number(2500) in said
    for heading in (
        ("First name", "Status update", "Permissions") if t.language == "en" else ("Prénom", "Autorisations")
    ):
        assert heading in said


@pytest.mark.parametrize("kind", list(ImportKind))
def test_a_button_for_a_template_tells_which_and_for_whom(kind: ImportKind) -> None:
    assert read_template_value(template_value("contoso", kind)) == ("contoso", kind)
