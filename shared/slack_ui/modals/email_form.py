"""Send passwords by e-mail: the form that asks where to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.domain.email_address import address_problems
from shared.slack_ui.blocks import section
from shared.slack_ui.ids import View
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.problem import Problem
    from shared.i18n.translator import Translator


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailCredentialsForm:
    """The address, and the credential to be sent to it."""

    state: ViewState
    address: str

    @staticmethod
    def build(t: Translator, customer_name: str, count: int, state: ViewState) -> SlackView:
        """Ask for the address, and say whose passwords go there."""
        told = t.n(
            "The sign-in name and temporary password of {count} user of {customer} will be sent, once.",
            "The sign-in names and temporary passwords of {count} users of {customer} will be sent, once.",
            count,
            customer=customer_name,
        )
        hint = t("Everyone who reads that mailbox can sign in as these users. The history keeps the address.")
        blocks: list[Block] = [
            section(told),
            Inputs(t, state.nonce).email("address", t("E-mail address"), hint=hint),
        ]
        title = t("Send by e-mail")
        return modal(View.EMAIL_CREDENTIALS, title, blocks, state, close=t("Cancel"), submit=t("Send"))

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> EmailCredentialsForm:
        """Read what was typed."""
        state = ViewState.decode(view["private_metadata"])
        return cls(state=state, address=Entered(view, state.nonce).text("address"))

    @property
    def problems(self) -> list[Problem]:
        """Name what is wrong with the address."""
        return address_problems("address", self.address)

    def errors(self, t: Translator, *, is_off: bool) -> dict[str, str]:
        """Say what is wrong with the address; or that e-mail was switched off while the form was open."""
        said = [(problem.field, problem_sentence(t, problem)) for problem in self.problems]
        if is_off:
            said = [("address", t("E-mail was switched off meanwhile: download the passwords instead."))]
        return by_block(said, ("address",), self.state.nonce)
