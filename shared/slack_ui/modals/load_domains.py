"""Add the domains of Microsoft's own list of them, a file, to a customer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shared.domain.command import LoadDomains
from shared.domain.customer import MAXIMUM_DOMAINS
from shared.slack_ui.blocks import customer_warning, section
from shared.slack_ui.ids import View
from shared.slack_ui.inputs import Entered, Inputs
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.i18n.translator import Translator


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadDomainsForm:
    """Ask for the list."""

    command: LoadDomains

    @staticmethod
    def build(t: Translator, customer: Customer, state: ViewState) -> SlackView:
        """Ask for the file, and say where it comes from and what it does."""
        does = t(
            "Domains of the list that {customer} does not have here are added; those that became managed or "
            "federated are changed; all others stay. A customer may have {limit}.",
            customer=customer.name,
            limit=t.number(MAXIMUM_DOMAINS),
        )
        comes = t(
            "The JSON that Microsoft Graph answers /domains with, what PowerShell's Get-MgDomain exports, or "
            "a domain on each line."
        )
        inputs = Inputs(t, state.nonce)
        blocks: list[Block] = [
            section(does),
            *customer_warning(t, customer),
            inputs.file("file", t("The list of domains"), extensions=["json", "csv", "txt"], hint=comes),
        ]
        state = replace(state, customer_id=customer.id)
        title, submit = t("Load domains"), t("Load")
        return modal(View.LOAD_DOMAINS, title, blocks, state, close=t("Cancel"), submit=submit)

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> LoadDomainsForm:
        """Read which file was attached."""
        state = ViewState.decode(view["private_metadata"])
        file_id = Entered(view, state.nonce).file("file")
        return cls(command=LoadDomains(customer_id=state.customer_id, file_id=file_id))


def loading_domains_view(t: Translator) -> SlackView:
    """Say that the worker has the file now."""
    told = t(
        "The domains are being added. Partner Desk tells you in a direct message when it is done, and which "
        "were left out."
    )
    return modal(View.NOTICE, t("Load domains"), [section(told)], ViewState(), close=t("Close"))
