"""The confirmation of a restoration: who comes back with what, and the sign-in names that it takes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from shared.domain.command import RestoreUsers
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user_principal_name import uniqueness_key, user_name_problems
from shared.slack_ui.asking import approval_note, submit_text
from shared.slack_ui.blocks import context, customer_warning, section
from shared.slack_ui.carried import unpack
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import View
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.people_inputs import held_values
from shared.slack_ui.modals.people_named import missing_blocks
from shared.slack_ui.modals.returning import returning_block
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.restoration import seat_order
from shared.slack_ui.state import ViewState
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.i18n.translator import Translator
    from shared.operations.restorable import Restorable, Returning

SignInNames = dict[str, tuple[str, str]]

_NAME = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorationForm:
    """Some deleted users to be restored, by id, and the sign-in names given to those who need one."""

    state: ViewState
    user_ids: tuple[str, ...]
    sign_in_names: SignInNames = field(default_factory=dict)

    @property
    def command(self) -> RestoreUsers:
        """The restoration as it was confirmed."""
        return RestoreUsers(
            customer_id=self.state.customer_id, users=self.user_ids, sign_in_names=self.sign_in_names
        )

    @staticmethod
    def build(
        t: Translator, restorable: Restorable, state: ViewState, typed: SignInNames | None = None
    ) -> SlackView:
        """Say who comes back with which licenses, and ask for the sign-in names that it takes.

        ``state`` carries the restoration; what was ``typed`` before stays.
        """
        customer, people = restorable.customer, restorable.people
        returning = [each for each in people if each.can_return]
        decision = restorable.decision if returning else None
        blocks: list[Block] = [section(_told(t, restorable, len(returning)))]
        blocks += [*approval_note(t, decision), *customer_warning(t, customer)]
        if returning:
            blocks += directory_note(t)
        for each in people:
            blocks.append(returning_block(t, restorable, each))
            if each.can_return and each.needs_name and each.suggested:
                blocks += _name_inputs(t, restorable, each, state, (typed or {}).get(each.id, each.suggested))
        blocks += missing_blocks(t, len(_carried(state)) - len(people))
        if len(returning) > 1:
            blocks.append(context(seat_order(t)))
        title, state = t("Restore users"), replace(state, customer_id=customer.id)
        if not returning:
            return modal(View.CONFIRM_RESTORATION, title, blocks, state, close=t("Close"))
        submit, close = submit_text(t, decision, t("Restore")), t("Back")
        return modal(View.CONFIRM_RESTORATION, title, blocks, state, close=close, submit=submit)

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> RestorationForm:
        """Read what was confirmed; of the names, those that the form asked for."""
        state = ViewState.decode(view["private_metadata"])
        user_ids = _carried(state)
        entered = Entered({"state": {"values": held_values(view)}}, state.nonce)
        names = {
            each: (
                entered.user_name(_user_name(each)),
                entered.choice(_domain(each)),
            )
            for each in user_ids
            if entered.has(_user_name(each))
        }
        return cls(state=state, user_ids=user_ids, sign_in_names=names)

    def problems(self) -> dict[str, list[Problem]]:
        """Name what is wrong with the sign-in names, by user, before anybody is restored."""
        problems: dict[str, list[Problem]] = {}
        given: set[str] = set()
        for user_id, (user_name, domain) in self.sign_in_names.items():
            found = user_name_problems(user_name, domain)
            name = f"{user_name}@{domain}"
            if not found and uniqueness_key(name) in given:
                found = [taken(name)]
            given.add(uniqueness_key(name))
            if found:
                problems[user_id] = found
        return problems

    def errors(self, t: Translator, problems: Mapping[str, Sequence[Problem]]) -> dict[str, str]:
        """Say each user's problems under the inputs that they are about."""
        sentences = [
            (_domain(user_id) if each.field == "domain" else _user_name(user_id), problem_sentence(t, each))
            for user_id, found in problems.items()
            for each in found
        ]
        fields = [name(user_id) for user_id in self.sign_in_names for name in (_user_name, _domain)]
        return by_block(sentences, fields, self.state.nonce)


def taken(user_principal_name: str) -> Problem:
    """Say that somebody else has a sign-in name."""
    facts = {"user_principal_name": user_principal_name}
    return Problem("user_name", ProblemCode.USER_PRINCIPAL_NAME_TAKEN, facts)


def _carried(state: ViewState) -> tuple[str, ...]:
    users = unpack(state.carried, RestoreUsers).users
    return users if isinstance(users, tuple) else ()


def _user_name(user_id: str) -> str:
    return f"user_name:{user_id}"


def _domain(user_id: str) -> str:
    return f"domain:{user_id}"


def _told(t: Translator, restorable: Restorable, count: int) -> str:
    customer = restorable.customer.name
    if not count:
        return t("Nobody can be restored here.")
    return t.n(
        "Restore {count} user of {customer}?",
        "Restore {count} users of {customer}?",
        count,
        customer=customer,
    )


def _name_inputs(
    t: Translator, restorable: Restorable, each: Returning, state: ViewState, shown: tuple[str, str]
) -> list[Block]:
    inputs, name = Inputs(t, state.nonce), cut(each.name, _NAME)
    user_name, domain = shown
    return [
        inputs.text(
            _user_name(each.id),
            t("New user name of {name}", name=name),
            user_name,
            hint=t("The part of the sign-in name before the @, without accents: nadia.okafor"),
        ),
        inputs.domain(_domain(each.id), t("Domain of {name}", name=name), restorable.customer, domain),
    ]
