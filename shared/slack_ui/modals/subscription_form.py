"""The forms that add a subscription and change its seats: what ``build`` asks, ``parse`` reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shared.domain.command import AddSubscription, ChangeSubscription
from shared.domain.subscription import Product, Units, normal_id
from shared.slack_ui.asking import approval_note, submit_text
from shared.slack_ui.blocks import actions, button, context, customer_warning, section
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import Click, View
from shared.slack_ui.inputs import Entered, Inputs
from shared.slack_ui.modals.conflict import conflict_banner
from shared.slack_ui.modals.licenses import over_assigned, seats_used
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.subscription_inputs import (
    entered_product,
    kind_inputs,
    name_inputs,
    publisher_inputs,
    seats_input,
    subscription_errors,
    units_inputs,
)
from shared.slack_ui.readings import subscription_readings
from shared.slack_ui.sentences import field_name
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.problem import Problem
    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator
    from shared.policy.decide import Decision

# The first one takes the errors that concern no input.
CHOSEN_FIELDS = ("product", "active", "target_type", "license_group")
TYPED_FIELDS = (
    "name",
    "part_number",
    "sku_id",
    "active",
    "publisher",
    "publisher_link",
    "target_type",
    "license_group",
)
EDIT_FIELDS = (
    "active",
    "warning",
    "suspended",
    "name",
    "part_number",
    "publisher",
    "publisher_link",
    "target_type",
    "license_group",
)

_BLANK = Product(sku_id="", part_number="", name="")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSubscriptionForm:
    """Add a product that a customer bought, typed in or chosen from the catalogue.

    Of a product chosen the command has the SKU and whom it is for: the catalogue has the rest.
    """

    state: ViewState
    is_typed: bool
    command: AddSubscription

    @staticmethod
    def build(
        t: Translator,
        customer: Customer,
        state: ViewState,
        *,
        is_typed: bool,
        may_load_catalogue: bool,
        decision: Decision | None = None,
    ) -> SlackView:
        """Ask which product, and how many seats. Going from choosing to typing keeps the seats entered.

        ``decision`` says whether others have to agree.
        """
        inputs = Inputs(t, state.nonce)
        blocks: list[Block] = [
            context(t("A new subscription of {customer}", customer=customer.name)),
            *approval_note(t, decision),
            *customer_warning(t, customer),
            *directory_note(t),
        ]
        if is_typed:
            blocks += [
                *actions([button(t("Choose the product from the list"), Click.PICK_PRODUCT)]),
                *name_inputs(inputs, _BLANK),
                inputs.text(
                    "sku_id",
                    field_name(t, "sku_id"),
                    "",
                    hint=t("From Partner Center, like 6fd2c87f-b296-42f0-b197-1e91e994b900."),
                ),
                seats_input(inputs),
                *publisher_inputs(inputs, _BLANK),
            ]
        else:
            ways = [button(t("Type the product in"), Click.TYPE_PRODUCT)]
            if may_load_catalogue:
                ways.append(button(t("Load Microsoft's product list"), Click.OPEN_LOAD_CATALOGUE))
            blocks += [
                inputs.product("product", field_name(t, "product_name")),
                context(t("Is the product not in the list?")),
                *actions(ways),
                seats_input(inputs),
            ]
        blocks += kind_inputs(inputs, _BLANK)
        state = replace(state, customer_id=customer.id)
        title, submit = t("Add a subscription"), submit_text(t, decision, t("Save"))
        return modal(View.ADD_SUBSCRIPTION, title, blocks, state, close=t("Cancel"), submit=submit)

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> AddSubscriptionForm:
        """Read what was entered."""
        state = ViewState.decode(view["private_metadata"])
        entered = Entered(view, state.nonce)
        is_typed = entered.has("name")
        sku_id = entered.text("sku_id") if is_typed else entered.choice("product")
        command = AddSubscription(
            customer_id=state.customer_id,
            product=entered_product(entered, normal_id(sku_id)),
            units=Units(active=entered.number("active")),
        )
        return cls(state=state, is_typed=is_typed, command=command)

    def errors(self, t: Translator, problems: Iterable[Problem]) -> dict[str, str]:
        """Say each problem under the input that it is about."""
        fields = TYPED_FIELDS if self.is_typed else CHOSEN_FIELDS
        return subscription_errors(t, problems, fields, self.state.nonce)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditSubscriptionForm:
    """Change the seats of a subscription, and what is known of its product."""

    state: ViewState
    command: ChangeSubscription

    @staticmethod
    def build(
        t: Translator,
        customer: Customer,
        subscription: Subscription,
        state: ViewState,
        *,
        typed: ChangeSubscription | None = None,
        decision: Decision | None = None,
    ) -> SlackView:
        """Ask how many seats there are now; ``decision`` says whether others have to agree.

        Where somebody saved ``subscription`` meanwhile, what was ``typed`` stays, and saving again replaces
        theirs knowingly: the form now is about their version.
        """
        product, units = subscription.product, subscription.units
        about = t("{product} of {customer}", product=subscription.name, customer=customer.name)
        blocks: list[Block] = [
            context(about),
            *approval_note(t, decision),
            *customer_warning(t, customer),
            *directory_note(t),
            section(seats_used(t, subscription)),
        ]
        if subscription.available < 0:
            blocks.append(section(over_assigned(t, subscription)))
        if typed is not None:
            saved = subscription_readings(t, product, units)
            yours = subscription_readings(t, typed.product, typed.units)
            blocks.append(conflict_banner(t, subscription, saved, yours))
            product, units = typed.product, typed.units
        inputs = Inputs(t, state.nonce)
        blocks += [
            *units_inputs(inputs, units),
            *name_inputs(inputs, product),
            *publisher_inputs(inputs, product),
            *kind_inputs(inputs, product),
        ]
        state = replace(state, customer_id=customer.id, sku_id=subscription.id, version=subscription.version)
        title, submit = t("Change seats"), submit_text(t, decision, t("Save"))
        return modal(View.EDIT_SUBSCRIPTION, title, blocks, state, close=t("Cancel"), submit=submit)

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> EditSubscriptionForm:
        """Read what was entered."""
        state = ViewState.decode(view["private_metadata"])
        entered = Entered(view, state.nonce)
        command = ChangeSubscription(
            customer_id=state.customer_id,
            version=state.version,
            product=entered_product(entered, state.sku_id),
            units=Units(
                active=entered.number("active"),
                warning=entered.number("warning"),
                suspended=entered.number("suspended"),
            ),
        )
        return cls(state=state, command=command)

    def errors(self, t: Translator, problems: Iterable[Problem]) -> dict[str, str]:
        """Say each problem under the input that it is about."""
        return subscription_errors(t, problems, EDIT_FIELDS, self.state.nonce)
