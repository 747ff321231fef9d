"""Take over Microsoft's published product names, a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.domain.command import LoadCatalogue
from shared.slack_ui.blocks import section
from shared.slack_ui.ids import View
from shared.slack_ui.inputs import Entered, Inputs
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.i18n.translator import Translator


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCatalogueForm:
    """Ask for Microsoft's file."""

    command: LoadCatalogue

    @staticmethod
    def build(t: Translator, state: ViewState) -> SlackView:
        """Ask for the file, and say where it comes from and what it does."""
        does = t(
            "Products and their service plans then go by Microsoft's names for all customers, and can be "
            "found by typing. Loading a newer list later brings new products in; none goes."
        )
        comes = t(
            "The CSV file from Microsoft's page “Product names and service plan identifiers for licensing”."
        )
        inputs = Inputs(t, state.nonce)
        blocks: list[Block] = [
            section(does),
            inputs.file("file", t("Microsoft's product list"), extensions=["csv"], hint=comes),
        ]
        title, submit = t("Load the product list"), t("Load")
        return modal(View.LOAD_CATALOGUE, title, blocks, state, close=t("Cancel"), submit=submit)

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> LoadCatalogueForm:
        """Read which file was attached."""
        state = ViewState.decode(view["private_metadata"])
        return cls(command=LoadCatalogue(file_id=Entered(view, state.nonce).file("file")))


def loading_view(t: Translator) -> SlackView:
    """Say that the worker has the file now."""
    told = t(
        "The list is being loaded. Partner Desk tells you in a direct message when it is done, or what is "
        "wrong with the file."
    )
    state = ViewState()
    return modal(View.NOTICE, t("Load the product list"), [section(told)], state, close=t("Close"))
