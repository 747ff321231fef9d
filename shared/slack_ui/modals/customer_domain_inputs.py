"""The inputs about a customer's domains: all of them as long as they are few, else what to change."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.customer import MAXIMUM_DOMAIN_CHANGES, Domain
from shared.domain.customer_domains import DomainEdits
from shared.domain.user_principal_name import bare_domain
from shared.slack_ui.blocks import context
from shared.slack_ui.inputs import Inputs
from shared.slack_ui.sentences import field_name

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from shared.domain.customer import Customer, CustomerProfile
    from shared.i18n.translator import Translator
    from shared.slack_ui.inputs import Entered

_BETWEEN = re.compile(r"[\s,;]+")


def entered_edits(entered: Entered) -> DomainEdits | None:
    """Read which domains to add and which to remove; None from a form that has all of them."""
    if not entered.has("removed_domains"):
        return None
    federated = dict.fromkeys(typed_domains(entered.text("added_federated_domains")))
    managed = [
        name for name in dict.fromkeys(typed_domains(entered.text("added_domains"))) if name not in federated
    ]
    add = [*(Domain(name) for name in managed), *(Domain(name, is_federated=True) for name in federated)]
    return DomainEdits(add=tuple(add), remove=tuple(entered.choices("removed_domains")))


def merged(profile: CustomerProfile, current: Customer, edits: DomainEdits | None) -> CustomerProfile:
    """Make what was typed a profile of all domains, where few have been left meanwhile."""
    if edits is None:
        return profile
    names = {domain.name: domain for domain in (*profile.domains, *current.profile.domains, *edits.add)}
    kept = (domain for name, domain in names.items() if name not in edits.remove)
    return replace(profile, domains=tuple(kept))


def missing(typed: CustomerProfile, current: Customer) -> DomainEdits:
    """Make what was typed of all domains edits of a customer that has got many meanwhile: what to add."""
    known = {domain.name for domain in current.profile.domains} | {typed.default_domain.name}
    return DomainEdits(add=tuple(domain for domain in typed.domains if domain.name not in known))


def all_domains(t: Translator, nonce: str, profile: CustomerProfile) -> list[Block]:
    """Ask for all domains but the default one."""
    inputs = Inputs(t, nonce)
    others = [domain.name for domain in profile.domains[1:] if not domain.is_federated]
    federated = [domain.name for domain in profile.domains if domain.is_federated]
    return [
        inputs.text(
            "domains",
            t("Other domains"),
            "\n".join(others),
            hint=t("One on each line, or separated by commas or spaces."),
            is_optional=True,
            is_multiline=True,
        ),
        inputs.text(
            "federated_domains",
            field_name(t, "federated_domains"),
            "\n".join(federated),
            hint=t(
                "Those whose users sign in through the customer's own service. No user is created in them."
            ),
            is_optional=True,
            is_multiline=True,
        ),
    ]


def domain_changes(t: Translator, nonce: str, customer: Customer, edits: DomainEdits) -> list[Block]:
    """Ask which domains to add and which to remove; the others stay."""
    inputs = Inputs(t, nonce)
    told = t(
        "{customer} has {count} domains. Those that you do not name here stay as they are.",
        customer=customer.name,
        count=t.number(customer.domain_count),
    )
    limit = t.number(MAXIMUM_DOMAIN_CHANGES)
    return [
        context(told),
        inputs.text(
            "added_domains",
            t("Domains to add"),
            "\n".join(domain.name for domain in edits.add if not domain.is_federated),
            hint=t(
                "One on each line, or separated by commas or spaces. At most {limit} at once.", limit=limit
            ),
            is_optional=True,
            is_multiline=True,
        ),
        inputs.text(
            "added_federated_domains",
            t("Federated domains to add"),
            "\n".join(domain.name for domain in edits.add if domain.is_federated),
            hint=t(
                "Those whose users sign in through the customer's own service. No user is created in them."
            ),
            is_optional=True,
            is_multiline=True,
        ),
        inputs.domains(
            "removed_domains",
            t("Domains to remove"),
            edits.remove,
            limit=MAXIMUM_DOMAIN_CHANGES,
            hint=t("A domain that users sign in with cannot be removed."),
        ),
    ]


def typed_domains(typed: str) -> list[str]:
    """Take the domains out of what was typed or pasted: addresses and web links included."""
    return [name for part in _BETWEEN.split(typed) if (name := bare_domain(part))]
