"""What a file would do, once it was checked: what is wrong with it, and the button that has it done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.domain.import_kind import ImportKind
from shared.domain.text import visible
from shared.policy.decide import Verdict
from shared.slack_ui import rich
from shared.slack_ui.asking import approval_note, submit_text
from shared.slack_ui.blocks import actions, button, customer_warning, section
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import Click, View
from shared.slack_ui.inputs import Entered, Inputs
from shared.slack_ui.modals.import_form import template_value
from shared.slack_ui.modals.import_found import (
    administrators_blocks,
    first_blocks,
    remarked_blocks,
    seats_blocks,
    wrong_blocks,
)
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.options import option
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.request import request_state
from shared.slack_ui.request.buttons import show_button
from shared.slack_ui.sentences import decision_sentence
from shared.slack_ui.state import ViewState
from shared.slack_ui.texts import TITLE, cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.import_file import ImportFile
    from shared.i18n.translator import Translator
    from shared.operations.import_preview import ImportPreview

_HOW = "how"
_ALL = "all"
_VALID = "valid"
_FILE_NAME = 100  # characters
_NOTE = 600
_OPEN = {
    ImportKind.USERS: Click.OPEN_IMPORT_USERS,
    ImportKind.LICENSES: Click.OPEN_IMPORT_LICENSES,
}


def checking_view(
    t: Translator, customer: Customer, file_name: str, state: ViewState, *, is_late: bool = False
) -> SlackView:
    """Say that a file is being checked, still if it ``is_late``; ``state.request_id`` is what checks it."""
    told = t("Your file is being checked; the result appears here and in your direct messages.")
    if is_late:
        told = t("Your file is still being checked; the result appears in your direct messages.")
    blocks: list[Block] = [
        section(told),
        rich.rich(rich.lines(*_what(t, customer, file_name))),
        *actions([button(t("Show the result"), Click.SHOW_IMPORT, state.request_id)]),
    ]
    state = replace(state, customer_id=customer.id)
    return modal(View.CHECKING_IMPORT, t("Checking the file"), blocks, state, close=t("Close"))


def checked_view(t: Translator, preview: ImportPreview, state: ViewState) -> SlackView:
    """Show what a file would do, and everything that stands in the way, row by row."""
    file = preview.file
    blocks: list[Block] = [
        section(_summary(t, file)),
        rich.rich(rich.lines(*_what(t, preview.customer, file.file_name))),
        *customer_warning(t, preview.customer),
        *_where_it_stands(t, preview),
        *_refusal(t, file),
        *_notes(t, file),
        *wrong_blocks(t, preview),
        *seats_blocks(t, preview),
        *administrators_blocks(t, preview),
        *first_blocks(t, preview),
        *remarked_blocks(t, preview),
        *_buttons(t, file),
    ]
    state = replace(
        state, customer_id=file.customer_id, request_id=file.id, nonce=file.id.rpartition(".")[2], carried=""
    )
    submit = ""
    if _can_run(preview):
        blocks += [*_how(t, file, state), *directory_note(t)]
        submit = submit_text(t, preview.decision, _does(t, file))
    return modal(View.CHECKED_IMPORT, t("File checked"), blocks, state, close=t("Close"), submit=submit)


def is_all_or_nothing(view: Mapping[str, Any]) -> bool:
    """Read from the submitted view how far it goes."""
    return Entered(view, ViewState.decode(view["private_metadata"]).nonce).choice(_HOW) == _ALL


def form_value(file: ImportFile) -> str:
    """Write for a button that opens the form again whose file it was, and the location chosen for it."""
    return f"{file.customer_id}/{file.usage_location}"


def reopen_button(t: Translator, file: ImportFile) -> Block:
    """Offer to upload the file again, once it was corrected."""
    return actions([button(t("Upload a corrected file"), _OPEN[file.kind], form_value(file))])[0]


def _can_run(preview: ImportPreview) -> bool:
    may = preview.decision.verdict is not Verdict.DENY
    return may and preview.file.ready > 0 and preview.request is None


def _what(t: Translator, customer: Customer, file_name: str) -> list[list[rich.Element]]:
    lines = [rich.fact(t("Customer:"), rich.words(customer.name))]
    if file_name:
        lines.append(rich.fact(t("File:"), rich.words(cut(visible(file_name), _FILE_NAME))))
    return lines


def _summary(t: Translator, file: ImportFile) -> str:
    if file.refusal:
        return t("This file cannot be taken as it is, and nothing was done.")
    rows = t.number(file.rows)
    if file.kind is ImportKind.USERS:
        can = t.n(
            "{count} of {rows} users can be created.",
            "{count} of {rows} users can be created.",
            file.ready,
            rows=rows,
        )
    else:
        can = t.n(
            "The licenses of {count} of {rows} users can be changed.",
            "The licenses of {count} of {rows} users can be changed.",
            file.ready - file.unchanged,
            rows=rows,
        )
    said = [can]
    if file.unchanged:
        said.append(
            t.n(
                "{count} has exactly these licenses already.",
                "{count} have exactly these licenses already.",
                file.unchanged,
            )
        )
    if file.wrong:
        said.append(t.n("{count} cannot.", "{count} cannot.", file.wrong))
    if file.left_out:
        said.append(
            t.n(
                "{count} was created before and is left out.",
                "{count} were created before and are left out.",
                file.left_out,
            )
        )
    return " ".join([*said, t("Nothing has been done yet.")])


def _where_it_stands(t: Translator, preview: ImportPreview) -> list[Block]:
    """Say who must agree; or where the request stands that this file was submitted as."""
    if preview.request is not None:
        stands = rich.fact(t("This file was submitted:"), rich.words(request_state(t, preview.request)))
        return [rich.rich(rich.lines(stands)), *actions([show_button(t, preview.request)])]
    if not preview.file.ready:
        return []
    if preview.decision.verdict is Verdict.DENY:
        return [section(decision_sentence(t, preview.decision))]
    return approval_note(t, preview.decision)


def _refusal(t: Translator, file: ImportFile) -> list[Block]:
    if not file.refusal:
        return []
    told = [[rich.words(visible(problem_sentence(t, each)))] for each in file.refusal]
    template = template_value(file.customer_id, file.kind)
    return [
        rich.rich(rich.bullets(told)),
        section(t("Correct the file, and upload it again. The template shows how it should look.")),
        *actions([button(t("Send me the template"), Click.SEND_TEMPLATE, template)]),
    ]


def _notes(t: Translator, file: ImportFile) -> list[Block]:
    """Say what is not read of the file."""
    if not file.notes:
        return []
    said = [[rich.words(cut(visible(problem_sentence(t, each)), _NOTE))] for each in file.notes]
    return [rich.rich(rich.bullets(said))]


def _buttons(t: Translator, file: ImportFile) -> list[Block]:
    buttons = [button(t("Upload a corrected file"), _OPEN[file.kind], form_value(file))]
    if file.rows:
        buttons.append(button(t("All rows"), Click.SHOW_IMPORT_ROWS, file.id))
    return actions(buttons)


def _how(t: Translator, file: ImportFile, state: ViewState) -> Sequence[Block]:
    """Ask how far it goes where every row can be done; else it is those that can."""
    is_users = file.kind is ImportKind.USERS
    if file.wrong:
        said = t("Only those that can be created are. Correct the others, and upload the file again.")
        other = t("Only those that can be changed are. Correct the others, and upload the file again.")
        return [section(said if is_users else other)]
    valid = t("Those that can be created") if is_users else t("Those that can be changed")
    none = (
        t("If one can no longer be created when it begins, none is.")
        if is_users
        else t("If one can no longer be changed when it begins, none is.")
    )
    offered = [option(valid, _VALID), option(t("All or nothing"), _ALL, none)]
    return [Inputs(t, state.nonce).radio(_HOW, t("What is done"), offered, offered[0])]


def _does(t: Translator, file: ImportFile) -> str:
    """Name the button, in the room that Slack gives it."""
    if file.kind is ImportKind.LICENSES:
        return t("Change licenses")
    said = t.n("Create {count} user", "Create {count} users", file.ready)
    return said if len(said) <= TITLE else t("Create users")
