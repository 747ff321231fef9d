"""What a select offers while a person types: at most 100 options, or Slack shows none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.product_name import distinctions
from shared.operations.country_names import search_countries
from shared.slack_ui.drawing import Choice
from shared.slack_ui.products import short_name
from shared.slack_ui.texts import OPTION, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Option

    from shared.domain.customer import CustomerSummary, Domain
    from shared.domain.subscription import ProductSummary
    from shared.i18n.translator import Translator

MAXIMUM_OPTIONS = 100


def option(text: str, value: str, description: str = "") -> Option:
    """One thing to choose."""
    return Choice(
        text=plain(text, OPTION),
        value=value,
        description=plain(description, OPTION) if description else None,
    )


def customer_options(t: Translator, customers: Sequence[CustomerSummary]) -> list[Option]:  # noqa: ARG001
    """Offer customers by name, each with its default domain. Names are nobody's to translate."""
    return [customer_option(customer) for customer in customers[:MAXIMUM_OPTIONS]]


def customer_option(customer: CustomerSummary) -> Option:
    """Offer one customer, or show that it is chosen."""
    return option(customer.name, customer.id, customer.default_domain)


def domain_options(domains: Sequence[Domain]) -> list[Option]:
    """Offer domains by name."""
    return [option(each.name, each.name) for each in domains[:MAXIMUM_OPTIONS]]


def product_options(products: Sequence[ProductSummary]) -> list[Option]:
    """Offer products of the catalogue by name, each with its part number.

    Of a product that is chosen Slack shows the name alone: where several have it, the part number is in it.
    """
    marks = distinctions(products)
    return [
        option(short_name(each.name, marks[each.sku_id], OPTION), each.sku_id, each.part_number)
        for each in products[:MAXIMUM_OPTIONS]
    ]


def country_options(t: Translator, typed: str) -> list[Option]:
    """Offer the countries that a code, or the beginning of any words of their names, may mean, by name."""
    return [country_option(t, code) for code in search_countries(t.language, typed)[:MAXIMUM_OPTIONS]]


def country_option(t: Translator, code: str) -> Option:
    """Offer one country, or show that it is chosen."""
    return option(t.country(code), code)
