"""The form that asks whose passwords to reset, or whom to delete: what ``build`` asks, ``parse`` reads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from shared.domain.collation import sort_key
from shared.domain.command import DeleteUsers, ResetPasswords
from shared.domain.problem import Problem, ProblemCode
from shared.policy.targets import MANY
from shared.slack_ui.asking import approval_note
from shared.slack_ui.blocks import context, customer_warning, section
from shared.slack_ui.ids import Click, View
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.people_inputs import held_values, read_who, users_input, who_input
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.user import Everyone
    from shared.i18n.translator import Translator
    from shared.operations.looking import LicenseOverview
    from shared.operations.preview import FearedCommand
    from shared.policy.decide import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleForm:
    """Whom it is about, as far as it has been chosen: ``everyone`` of a filter, or the users ``chosen``.

    ``callback`` says what is to be done to them: View.RESET_PASSWORDS or View.DELETE_USERS. The users are
    ids, each with the name that it was shown by.
    """

    callback: View
    state: ViewState
    everyone: Everyone | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def command(self) -> FearedCommand:
        """What is to be done, to those chosen by name."""
        users = self.everyone or tuple(
            sorted(self.chosen, key=lambda each: sort_key(self.chosen[each], each))
        )
        if self.callback is View.RESET_PASSWORDS:
            return ResetPasswords(customer_id=self.state.customer_id, users=users)
        return DeleteUsers(customer_id=self.state.customer_id, users=users)

    def build(self, t: Translator, overview: LicenseOverview, decision: Decision | None = None) -> SlackView:
        """Ask whom it is about; ``decision`` says whether others have to agree, whoever is chosen."""
        customer, inputs = overview.customer, Inputs(t, self.state.nonce)
        is_reset = self.callback is View.RESET_PASSWORDS
        about = t("Users of {customer}", customer=customer.name)
        blocks: list[Block] = [context(about), *approval_note(t, decision), *customer_warning(t, customer)]
        has_users = bool(overview.counts.total)
        if has_users:
            label = t("Whose passwords") if is_reset else t("Whom to delete")
            blocks.append(who_input(t, inputs, label, Click.CHOOSE_WHOM, overview, self.everyone))
            blocks += self._users(t, inputs)
            blocks.append(context(t("You are asked once more before anything is done.")))
        else:
            blocks.append(section(t("{customer} has no users yet.", customer=customer.name)))
        return modal(
            self.callback,
            t("Resetting passwords") if is_reset else t("Deleting users"),
            blocks,
            replace(self.state, customer_id=customer.id),
            close=t("Cancel") if has_users else t("Close"),
            submit=t("Continue") if has_users else "",
        )

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> PeopleForm:
        """Read what has been chosen, on the form that was submitted or in which something was chosen."""
        state = ViewState.decode(view["private_metadata"])
        entered = Entered({"state": {"values": held_values(view)}}, state.nonce)
        return cls(
            callback=View(view["callback_id"]),
            state=state,
            everyone=read_who(entered.choice("who")),
            chosen=entered.named_choices("users"),
        )

    def nobody_errors(self, t: Translator) -> dict[str, str]:
        """Say that nobody is chosen, or nobody who is still there."""
        field_ = "users" if self.everyone is None else "who"
        sentence = problem_sentence(t, Problem("users", ProblemCode.NOBODY_CHOSEN))
        return by_block([(field_, sentence)], [field_], self.state.nonce)

    def _users(self, t: Translator, inputs: Inputs) -> list[Block]:
        if self.everyone is not None:
            return []
        hint = t("At most {limit} at once.", limit=t.number(MANY))
        return [users_input(t, inputs, self.chosen, hint=hint)]
