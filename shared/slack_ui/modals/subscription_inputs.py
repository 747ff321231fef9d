"""The inputs about a subscription that adding and changing share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.subscription import (
    MAXIMUM_UNITS,
    LicenseGroup,
    Product,
    TargetType,
    Units,
)
from shared.domain.text import single_spaced
from shared.slack_ui.inputs import by_block
from shared.slack_ui.options import option
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.readings import reading
from shared.slack_ui.sentences import field_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from slack_sdk.models.blocks import InputBlock

    from shared.domain.problem import Problem
    from shared.i18n.translator import Translator
    from shared.slack_ui.inputs import Entered, Inputs


def units_inputs(inputs: Inputs, units: Units) -> list[InputBlock]:
    """Ask how many seats there are, of each kind."""
    t = inputs.t
    return [
        inputs.number("active", field_name(t, "active_units"), units.active, limit=MAXIMUM_UNITS),
        inputs.number(
            "warning",
            field_name(t, "warning_units"),
            units.warning,
            limit=MAXIMUM_UNITS,
            hint=t("The subscription has ended and can be renewed. These seats still count."),
        ),
        inputs.number(
            "suspended",
            field_name(t, "suspended_units"),
            units.suspended,
            limit=MAXIMUM_UNITS,
            hint=t("These do not count."),
        ),
    ]


def seats_input(inputs: Inputs) -> InputBlock:
    """Ask how many seats were bought."""
    return inputs.number("active", inputs.t("Seats"), None, limit=MAXIMUM_UNITS)


def name_inputs(inputs: Inputs, product: Product) -> list[InputBlock]:
    """Ask what a product is called."""
    t = inputs.t
    return [
        inputs.text("name", field_name(t, "product_name"), product.name),
        inputs.text("part_number", field_name(t, "part_number"), product.part_number),
    ]


def publisher_inputs(inputs: Inputs, product: Product) -> list[InputBlock]:
    """Ask who publishes a product, and where they assign it."""
    t = inputs.t
    return [
        inputs.text(
            "publisher",
            field_name(t, "publisher"),
            product.publisher,
            hint=t("Leave it empty for Microsoft. Others assign licenses themselves, not here."),
            is_optional=True,
        ),
        inputs.text(
            "publisher_link",
            field_name(t, "publisher_link"),
            product.publisher_link,
            hint=t("Where the publisher assigns licenses, from the purchase confirmation: https://…"),
            is_optional=True,
        ),
    ]


def kind_inputs(inputs: Inputs, product: Product) -> list[InputBlock]:
    """Ask whom a product is for, and which group its licenses belong to."""
    t = inputs.t
    targets = {each: option(reading(t, "target_type", each.value), each.value) for each in TargetType}
    groups = {each: option(reading(t, "license_group", each.value), each.value) for each in LicenseGroup}
    return [
        inputs.choice(
            "target_type",
            field_name(t, "target_type"),
            list(targets.values()),
            targets[product.target_type],
        ),
        inputs.choice(
            "license_group",
            field_name(t, "license_group"),
            list(groups.values()),
            groups[product.license_group],
        ),
    ]


def entered_product(entered: Entered, sku_id: str) -> Product:
    """Read what was entered about a product; what is not asked stays as it is by default."""
    return Product(
        sku_id=sku_id,
        part_number=single_spaced(entered.text("part_number")),
        name=single_spaced(entered.text("name")),
        publisher=entered.text("publisher"),
        publisher_link=entered.text("publisher_link"),
        license_group=LicenseGroup(entered.choice("license_group") or LicenseGroup.GROUP1),
        target_type=TargetType(entered.choice("target_type") or TargetType.USER),
    )


def subscription_errors(
    t: Translator, problems: Iterable[Problem], fields: Sequence[str], nonce: str
) -> dict[str, str]:
    """Say each problem under the input that it is about."""
    sentences = ((problem.field, problem_sentence(t, problem)) for problem in problems)
    return by_block(sentences, fields, nonce)
