"""The products on the form that manages licenses: what may be done with each, or why nothing may."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import ButtonElement, InputBlock, StaticSelectElement

from shared.domain.subscription import Hindrance
from shared.i18n.translator import N_
from shared.slack_ui.blocks import actions, button, section
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.license_plans import plan_picker
from shared.slack_ui.modals.people_inputs import listed_names
from shared.slack_ui.options import option
from shared.slack_ui.problems import hindrance_sentence
from shared.slack_ui.products import fitted
from shared.slack_ui.texts import BUTTON, cut, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block, SectionBlock

    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator
    from shared.slack_ui.inputs import Inputs
    from shared.slack_ui.modals.license_holding import Holding
    from shared.slack_ui.modals.license_plans import Picked

PRODUCT = "sku:"

_LABEL = 2000
_NAME = 40  # characters of a holder's name
_LINK = re.compile(r"https://[^\s/]+\S*", re.ASCII)  # Slack refuses a whole view for one bad address


class Choice(StrEnum):
    """What to do with a product. LEAVE leaves each user as they are, whoever holds it."""

    LEAVE = "leave"
    ASSIGN = "assign"
    CHOOSE_PLANS = "choose_plans"
    REMOVE = "remove"


_CHOICES = {
    Choice.LEAVE: N_("Leave as is"),
    Choice.ASSIGN: N_("Assign"),
    Choice.CHOOSE_PLANS: N_("Assign, choosing service plans"),
    Choice.REMOVE: N_("Remove"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLine:
    """A product on the form: who holds it, and what was chosen to do with it so far."""

    subscription: Subscription
    holding: Holding
    choice: Choice = Choice.LEAVE
    picked: Picked | None = None

    @property
    def choices(self) -> list[Choice]:
        """What may be chosen. What was chosen stays, whoever took the last seat meanwhile."""
        choices = [Choice.LEAVE]
        plans = [Choice.CHOOSE_PLANS] if self.subscription.product.user_plans else []
        if self.subscription.hindrance is None:
            choices += [Choice.ASSIGN, *plans, Choice.REMOVE]
        elif self.holding.is_held:
            choices += [*plans, Choice.REMOVE]
        return choices if self.choice in choices else [*choices, self.choice]

    @property
    def has_choice(self) -> bool:
        """Whether anything but leaving it can be done."""
        return len(self.choices) > 1

    def input(self, t: Translator, inputs: Inputs, note: str = "") -> InputBlock:
        """Ask what to do with the product. ``note`` is said first under it."""
        options = {each: option(t(_CHOICES[each]), each.value) for each in self.choices}
        hint = " ".join(each for each in (note, *self._hints(t)) if each)
        return InputBlock(
            block_id=inputs.block_id(PRODUCT + self.subscription.id),
            label=plain(self._label(t), _LABEL),
            element=StaticSelectElement(
                action_id=Click.CHANGE_PRODUCT.value,
                options=list(options.values()),
                initial_option=options[self.choice],
            ),
            hint=plain(hint, _LABEL) if hint else None,
            dispatch_action=True,
        )

    def reason(self, t: Translator, remedy: ButtonElement | None) -> SectionBlock:
        """Say why nothing can be done with the product."""
        reason = " ".join([hindrance_sentence(t, self.subscription), *self._over_assigned(t)])
        return section(f"{self.subscription.name}\n{reason}", remedy)

    def remedy(self, t: Translator, *, may_buy: bool) -> ButtonElement | None:
        """Lead to where more of a product can be had, or where its publisher assigns it."""
        product, hindrance = self.subscription.product, self.subscription.hindrance
        if hindrance is Hindrance.NOTHING_AVAILABLE and may_buy:
            told = self.subscription
            reads_as = fitted(lambda name: t("Buy more of {product}", product=name), told, BUTTON)
            return button(t("Buy more"), Click.OPEN_EDIT_SUBSCRIPTION, product.sku_id, reads_as=reads_as)
        if hindrance is Hindrance.PUBLISHER and _LINK.fullmatch(product.publisher_link):
            text, click = plain(t("Go to the publisher"), BUTTON), Click.OPEN_PUBLISHER.value
            return ButtonElement(text=text, action_id=click, url=product.publisher_link)
        return None

    def _label(self, t: Translator) -> str:
        name = self.subscription.name
        if self.subscription.standing_hindrance is not None:
            return name
        available, needed = max(0, self.subscription.available), self.holding.needed or 0
        if self.choice in {Choice.ASSIGN, Choice.CHOOSE_PLANS} and needed > available:
            facts = {"needed": t.number(needed), "available": t.number(available)}
            return t("{product} · needs {needed}, {available} available", product=name, **facts)
        if not available:
            return t("{product} · none available", product=name)
        return t.n("{product} · {count} available", "{product} · {count} available", available, product=name)

    def _hints(self, t: Translator) -> list[str]:
        hints = [_held(t, self.holding), *self._over_assigned(t)]
        if self.subscription.standing_hindrance is not None:  # the label tells that none is available
            hints.append(hindrance_sentence(t, self.subscription))
        return hints

    def _over_assigned(self, t: Translator) -> list[str]:
        if self.subscription.available >= 0:
            return []
        used, total = self.subscription.consumed, self.subscription.units.total
        return [t("Over-assigned: {used} of {total} are used.", used=t.number(used), total=t.number(total))]


def product_blocks(
    t: Translator, inputs: Inputs, lines: Sequence[ProductLine], *, room: int, pickers: int, may_buy: bool
) -> list[Block]:
    """Draw the products in at most ``room`` blocks, at most ``pickers`` of them with their service plans."""
    wanting = [line for line in lines if line.choice is Choice.CHOOSE_PLANS]
    wanting.sort(key=lambda line: line.picked is None)  # a picker that is on the screen stays there
    spare = max(0, room - len(lines))
    picking = {line.subscription.id for line in wanting[: min(pickers, spare)]}
    spare -= len(picking)
    note = too_many_pickers(t, len(picking))
    blocks: list[Block] = []
    for line in lines:
        remedy = line.remedy(t, may_buy=may_buy)
        if not line.has_choice:
            blocks.append(line.reason(t, remedy))
            continue
        is_picking = line.subscription.id in picking
        is_left_out = line.choice is Choice.CHOOSE_PLANS and not is_picking
        blocks.append(line.input(t, inputs, note if is_left_out else ""))
        if is_picking:
            blocks.append(plan_picker(t, inputs, line.subscription, line.holding.users, line.picked))
        if remedy is not None and spare:
            spare -= 1
            blocks += actions([remedy])
    return blocks


def too_many_pickers(t: Translator, count: int) -> str:
    """Say of how many products service plans can be chosen in one save."""
    return t.n(
        "Service plans can be chosen for {count} product in one save: save, then come back for this one.",
        "Service plans can be chosen for {count} products in one save: save, then come back for this one.",
        count,
    )


def _held(t: Translator, holding: Holding) -> str:
    """Say who of those concerned has the product, by name as far as there is room."""
    holders, count = holding.holders, holding.concerned
    if not count:
        return ""
    if holders is None:
        return t("To how many of them it is assigned is not known here.")
    if count == 1:
        return t("Assigned.") if holders else t("Not assigned.")
    if not 0 < holders < count:
        return t("Assigned to all of them.") if holders else t("Assigned to none of them.")
    return _some(t, holding)


def _some(t: Translator, holding: Holding) -> str:
    facts = {"holders": t.number(holding.holders or 0), "count": t.number(holding.concerned)}
    if not holding.users:
        return t("Assigned to {holders} of {count}.", **facts)
    names = [cut(user.profile.display_name, _NAME) for user in holding.users]
    return t("Assigned to {holders} of {count}: {names}.", **facts, names=listed_names(t, names))
