"""All rows of a checked file, page by page, each with what it asks for or what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.operations.import_page import ROWS_A_PAGE
from shared.operations.looking import UserQuery
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, context, customer_warning, header, section
from shared.slack_ui.ids import Click, View
from shared.slack_ui.import_rows import row_lines
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.products import ProductNames

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block, ButtonElement
    from slack_sdk.models.views import View as SlackView

    from shared.i18n.translator import Translator
    from shared.operations.import_page import ImportPage
    from shared.slack_ui.state import ViewState


def import_rows_view(t: Translator, page: ImportPage, state: ViewState) -> SlackView:
    """Show a page of a file; ``state.request_id`` is by what it is shown: the file, or a request."""
    file, names = page.file, ProductNames(page.subscriptions)
    blocks: list[Block] = [header(page.customer.name), *customer_warning(t, page.customer)]
    if page.rows:
        position = t(
            "{first} to {last} of {total}",
            first=t.number(page.skip + 1),
            last=t.number(page.skip + len(page.rows)),
            total=t.number(file.rows),
        )
        blocks.append(context(position))
        blocks += [rich.rich(rich.lines(*row_lines(t, row, names))) for row in page.rows]
        blocks += actions(_pager(t, page))
    else:
        blocks.append(section(t("This file has no rows that could be read.")))
    state = replace(state, customer_id=file.customer_id, query=UserQuery(skip=page.skip))
    return modal(View.IMPORT_ROWS, t("Rows of the file"), blocks, state, close=t("Close"))


def _pager(t: Translator, page: ImportPage) -> list[ButtonElement]:
    before, after = page.skip - ROWS_A_PAGE, page.skip + ROWS_A_PAGE
    buttons = []
    if before >= 0:
        buttons.append(button(t("Previous"), Click.PREVIOUS_IMPORT_ROWS, str(before)))
    if after < page.file.rows:
        buttons.append(button(t("Next"), Click.NEXT_IMPORT_ROWS, str(after)))
    return buttons
