"""The form that manages licenses, of one user or of many: what ``build`` asks, ``parse`` reads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import InputBlock

from shared.domain.action import Action
from shared.domain.collation import sort_key
from shared.domain.command import ChangeLicenses
from shared.domain.license import LicenseChange
from shared.operations.request import MAXIMUM_AT_ONCE
from shared.slack_ui.asking import approval_note, submit_text
from shared.slack_ui.blocks import actions, button, context, customer_warning, section
from shared.slack_ui.ids import Click, View
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.modals.license_holding import concerned, holding
from shared.slack_ui.modals.license_people import location_input
from shared.slack_ui.modals.license_plans import PLANS, Picked, read_picked
from shared.slack_ui.modals.license_products import (
    PRODUCT,
    Choice,
    ProductLine,
    product_blocks,
    too_many_pickers,
)
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.people_inputs import (
    held_values,
    listed_names,
    read_who,
    users_input,
    who_input,
)
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.state import ViewState
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.problem import Problem
    from shared.domain.subscription import Subscription
    from shared.domain.user import Everyone, User
    from shared.i18n.translator import Translator
    from shared.operations.looking import LicenseOverview
    from shared.policy.decide import Decision

MAXIMUM_PICKERS = 3  # products whose service plans are on one form: each may offer 100 of them
MAXIMUM_BLOCKS = 100
MAXIMUM_NAME_SHOWN = 100  # characters of a product's name


@dataclass(frozen=True, slots=True, kw_only=True)
class ManageLicensesForm:
    """Whose licenses to change and how, as far as it has been chosen.

    With a ``user_id`` in its state it is about that user alone. Otherwise it is about ``everyone`` of a
    filter, or the users ``chosen``: their ids, each with the name that it was shown by. ``picked`` has the
    products whose service plans are asked for. ``inputs`` are the fields that the form asked.
    """

    state: ViewState
    everyone: Everyone | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    picked: Mapping[str, Picked] = field(default_factory=dict)
    sets_usage_location: bool | None = None
    inputs: tuple[str, ...] = ()

    @property
    def user_ids(self) -> tuple[str, ...]:
        """The users chosen one by one, by name."""
        if self.state.user_id:
            return (self.state.user_id,)
        if self.everyone is not None:
            return ()
        return tuple(sorted(self.chosen, key=lambda user_id: sort_key(self.chosen[user_id], user_id)))

    @property
    def command(self) -> ChangeLicenses:
        """The change that was chosen."""
        assign: dict[str, frozenset[str] | None] = {
            sku_id: None for sku_id, choice in self.choices.items() if choice is Choice.ASSIGN
        }
        for sku_id, picked in self.picked.items():
            if self.choices.get(sku_id) is Choice.CHOOSE_PLANS:
                assign[sku_id] = picked.plans
        return ChangeLicenses(
            customer_id=self.state.customer_id,
            users=self.everyone or self.user_ids,
            change=LicenseChange(
                assign=assign,
                remove=frozenset(
                    sku_id for sku_id, choice in self.choices.items() if choice is Choice.REMOVE
                ),
                sets_usage_location=bool(self.sets_usage_location),
            ),
        )

    @property
    def needs_confirmation(self) -> bool:
        """Whether it is about more users than are dealt with at once."""
        return self.everyone is not None or len(self.user_ids) > MAXIMUM_AT_ONCE

    @property
    def unasked(self) -> list[str]:
        """The products whose service plans somebody wants to choose, and was not asked for."""
        return [
            sku_id
            for sku_id, choice in self.choices.items()
            if choice is Choice.CHOOSE_PLANS and sku_id not in self.picked
        ]

    def is_asking_more(self, again: SlackView) -> bool:
        """Whether a view of this form asks for service plans that this one could not ask for."""
        asked = [block.block_id or "" for block in again.blocks if isinstance(block, InputBlock)]
        return any(each.startswith(f"{PLANS}{sku_id}:") for sku_id in self.unasked for each in asked)

    def build(
        self,
        t: Translator,
        overview: LicenseOverview,
        users: Sequence[User],
        permits: frozenset[Action],
        decision: Decision | None = None,
    ) -> SlackView:
        """Ask whose licenses to change and how. ``users`` are those of ``user_ids`` who exist.

        ``decision`` says whether others have to agree.
        """
        users = sorted(users, key=lambda user: sort_key(user.profile.display_name, user.id))
        inputs = Inputs(t, self.state.nonce)
        customer = overview.customer
        head: list[Block] = [context(self._about(t, overview, users)), *approval_note(t, decision)]
        head += customer_warning(t, customer)
        if not overview.subscriptions or not (overview.counts.total or users):
            blocks = [*head, *_nothing_to_do(t, overview, frozenset() if self.state.user_id else permits)]
        else:
            head += self._who(t, inputs, overview, users)
            tail = self._location(t, inputs, overview, users)
            lines = [
                ProductLine(
                    subscription=_shortly(each),
                    holding=holding(overview, self.everyone, users, each),
                    choice=self.choices.get(each.id, Choice.LEAVE),
                    picked=self.picked.get(each.id),
                )
                for each in sorted(overview.subscriptions, key=_is_never_assigned)
            ]
            # With a user's card below, this is the third view, and Slack stacks no fourth.
            may_buy = Action.CHANGE_SEATS in permits and not self.state.user_id
            room = MAXIMUM_BLOCKS - len(head) - len(tail)
            products = product_blocks(t, inputs, lines, room=room, pickers=MAXIMUM_PICKERS, may_buy=may_buy)
            blocks = [*head, *products, *tail]
        has_inputs = any(isinstance(block, InputBlock) for block in blocks)
        submit = t("Continue") if self.needs_confirmation else submit_text(t, decision, t("Save"))
        return modal(
            View.MANAGE_LICENSES,
            t("Manage licenses"),
            blocks,
            replace(self.state, customer_id=customer.id),
            close=t("Cancel") if has_inputs else t("Close"),
            submit=submit if has_inputs else "",
        )

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> ManageLicensesForm:
        """Read what has been chosen, on the form that was submitted or in which something was chosen."""
        state = ViewState.decode(view["private_metadata"])
        values, nonce = held_values(view), f"-{state.nonce}"
        entered = Entered({"state": {"values": values}}, state.nonce)
        fields = [block_id.removesuffix(nonce) for block_id in values]
        return cls(
            state=state,
            everyone=read_who(entered.choice("who")),
            chosen=entered.named_choices("users"),
            choices={
                each.removeprefix(PRODUCT): Choice(entered.choice(each))
                for each in fields
                if each.startswith(PRODUCT)
            },
            picked=dict(
                read_picked(each, entered.choices(each)) for each in fields if each.startswith(PLANS)
            ),
            sets_usage_location=bool(entered.choices("location")) if "location" in fields else None,
            inputs=tuple(fields),
        )

    def errors(self, t: Translator, problems: Iterable[Problem]) -> dict[str, str]:
        """Say each problem under the input that it is about."""
        return self._errors((self._input_of(problem), problem_sentence(t, problem)) for problem in problems)

    def picker_errors(self, t: Translator) -> dict[str, str]:
        """Say at each product whose service plans could not be asked for that there is no room for more."""
        asked = sum(
            each in self.picked for each, choice in self.choices.items() if choice is Choice.CHOOSE_PLANS
        )
        sentence = too_many_pickers(t, asked)
        return self._errors((PRODUCT + sku_id, sentence) for sku_id in self.unasked)

    def size_errors(self, t: Translator) -> dict[str, str]:
        """Say that the change is too long to be confirmed in one piece."""
        sentence = t("This is too much for one save: choose fewer users, or service plans of fewer products.")
        return self._errors([("users", sentence)])

    def _errors(self, sentences: Iterable[tuple[str, str]]) -> dict[str, str]:
        return by_block(sentences, self.inputs, self.state.nonce)

    def _input_of(self, problem: Problem) -> str:
        return problem.field if problem.field == "users" else PRODUCT + problem.field

    def _about(self, t: Translator, overview: LicenseOverview, users: Sequence[User]) -> str:
        name = overview.customer.name
        if not self.state.user_id or not users:
            return t("Licenses of users of {customer}", customer=name)
        facts = {"name": users[0].profile.display_name, "upn": users[0].user_principal_name}
        return t("{name} ({upn}) of {customer}", **facts, customer=name)

    def _who(
        self, t: Translator, inputs: Inputs, overview: LicenseOverview, users: Sequence[User]
    ) -> list[Block]:
        if self.state.user_id:
            return []
        label = t("Whose licenses")
        blocks: list[Block] = [who_input(t, inputs, label, Click.CHOOSE_WHO, overview, self.everyone)]
        count = concerned(overview, self.everyone, users)
        if self.everyone is None:
            chosen = {user_id: self.chosen[user_id] for user_id in self.user_ids}
            blocks.append(users_input(t, inputs, chosen, calls_back=True))
        if self.needs_confirmation:
            blocks.append(context(_many(t, count)))
        elif count > 1:
            names = listed_names(t, [user.profile.display_name for user in users])
            blocks.append(context(t.n("{count} user: {names}", "{count} users: {names}", count, names=names)))
        if gone := len(self.user_ids) - len(users):
            blocks.append(context(_gone(t, gone)))
        return blocks

    def _location(
        self, t: Translator, inputs: Inputs, overview: LicenseOverview, users: Sequence[User]
    ) -> list[Block]:
        missing = [user for user in users if not user.profile.usage_location]
        if self.everyone is None and not missing:
            return []
        is_ticked = self.sets_usage_location is not False
        return [location_input(t, inputs, overview.customer.profile.country, missing, is_ticked=is_ticked)]


def _is_never_assigned(subscription: Subscription) -> bool:
    """Those that nobody can be given here come last, so that they are in nobody's way."""
    return subscription.standing_hindrance is not None


def _shortly(subscription: Subscription) -> Subscription:
    """Cut the product's name: with 70 products a view must stay below Slack's 250 KB."""
    product = subscription.product
    return replace(subscription, product=replace(product, name=cut(product.name, MAXIMUM_NAME_SHOWN)))


def _many(t: Translator, count: int) -> str:
    return t.n(
        "This is about {count} user. You are asked once more before anything is done.",
        "This is about {count} users. You are asked once more before anything is done.",
        count,
    )


def _gone(t: Translator, count: int) -> str:
    return t.n(
        "{count} of those chosen is no longer there.", "{count} of those chosen are no longer there.", count
    )


def _nothing_to_do(t: Translator, overview: LicenseOverview, permits: frozenset[Action]) -> list[Block]:
    """Say that there is no product yet, or no user, with the next step for those who may take it."""
    customer = overview.customer
    if not overview.subscriptions:
        said = t("No product yet: {customer} has no subscription here.", customer=customer.name)
        add = button(t("Add a product"), Click.OPEN_ADD_SUBSCRIPTION, customer.id, is_primary=True)
        return [section(said), *actions([add] if Action.CHANGE_SEATS in permits else [])]
    if Action.CREATE_USER in permits:  # in the list below: a form here could not offer to add another one
        return [section(t("{customer} has no users yet. Add the first one.", customer=customer.name))]
    return [section(t("{customer} has no users yet.", customer=customer.name))]
