"""The form that asks whom to restore: deleted users chosen by typing, or everyone deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ExternalDataMultiSelectElement, InputBlock

from shared.domain.command import RestoreUsers
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user import Everyone, UserFilter
from shared.slack_ui.asking import approval_note
from shared.slack_ui.blocks import customer_warning, section
from shared.slack_ui.deletion import time_left_briefly
from shared.slack_ui.ids import Options, View
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.people_inputs import MAXIMUM_CHOSEN
from shared.slack_ui.options import MAXIMUM_OPTIONS, option
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.state import ViewState
from shared.slack_ui.texts import OPTION, cut, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from slack_sdk.models.blocks import Block, Option
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.deletion import DeletedUser
    from shared.i18n.translator import Translator
    from shared.policy.decide import Decision

_CHOSEN = "chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreUsersForm:
    """Whom to restore."""

    state: ViewState
    command: RestoreUsers

    @staticmethod
    def build(
        t: Translator,
        customer: Customer,
        count: int,
        state: ViewState,
        *,
        decision: Decision | None = None,
    ) -> SlackView:
        """Ask whom of a customer's ``count`` deleted users to restore.

        ``decision`` says whether others have to agree, whoever is chosen.
        """
        state, title = replace(state, customer_id=customer.id), t("Restore users")
        if not count:
            said = t("No user of {customer} is deleted.", customer=customer.name)
            return modal(View.RESTORE_USERS, title, [section(said)], state, close=t("Close"))
        inputs = Inputs(t, state.nonce)
        chosen = option(t("The users chosen below"), _CHOSEN)
        everyone = option(t("Everyone deleted ({count})", count=t.number(count)), UserFilter.DELETED.value)
        blocks: list[Block] = [
            section(t("Deleted users of {customer}", customer=customer.name)),
            *approval_note(t, decision),
            *customer_warning(t, customer),
            inputs.choice("who", t("Whom to restore"), [chosen, everyone], chosen),
            _users_input(t, inputs),
        ]
        return modal(View.RESTORE_USERS, title, blocks, state, close=t("Cancel"), submit=t("Continue"))

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> RestoreUsersForm:
        """Read who was chosen."""
        state = ViewState.decode(view["private_metadata"])
        entered = Entered(view, state.nonce)
        is_everyone = entered.choice("who") == UserFilter.DELETED
        named = tuple(dict.fromkeys(entered.choices("users")))
        users = Everyone(UserFilter.DELETED) if is_everyone else named
        return cls(state=state, command=RestoreUsers(customer_id=state.customer_id, users=users))

    def errors(self, t: Translator) -> dict[str, str]:
        """Say that nobody was chosen, where nobody was."""
        if self.command.users != ():
            return {}
        sentence = problem_sentence(t, Problem("users", ProblemCode.NOBODY_CHOSEN))
        return by_block([("users", sentence)], ("users",), self.state.nonce)


def deleted_options(t: Translator, deleted: Sequence[DeletedUser], now: datetime) -> list[Option]:
    """Offer those who can still be restored by display name, each with former sign-in name and days left."""
    return [
        option(each.user.profile.display_name, each.id, _description(t, each, now))
        for each in deleted[:MAXIMUM_OPTIONS]
        if each.is_restorable_at(now)
    ]


def _description(t: Translator, deleted: DeletedUser, now: datetime) -> str:
    """Where the name is too long for an option, the days left stay."""
    left = f" · {time_left_briefly(t, deleted, now)}"
    return cut(deleted.user.user_principal_name, OPTION - len(left)) + left


def _users_input(t: Translator, inputs: Inputs) -> InputBlock:
    return InputBlock(
        block_id=inputs.block_id("users"),
        label=plain(t("Users")),
        element=ExternalDataMultiSelectElement(
            action_id=Options.DELETED_USERS.value,
            min_query_length=0,
            max_selected_items=MAXIMUM_CHOSEN,
            placeholder=plain(t("First letters of a name or user name"), 150),
        ),
        optional=True,
    )
