"""The values of fields as people read them: countries, roles and permissions by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.slack_ui import rich
from shared.slack_ui.codes import CODES
from shared.slack_ui.sentences import permissions_name, role_names

if TYPE_CHECKING:
    from shared.domain.audit import Recorded
    from shared.domain.customer import CustomerProfile
    from shared.domain.customer_domains import DomainEdits
    from shared.domain.subscription import Product, Units
    from shared.domain.user import UserProfile
    from shared.i18n.translator import Translator

_ROLES = set(DirectoryRole)
_PARTNER_ROLES = set(Role)


def reading(t: Translator, field: str, value: Recorded) -> str:
    """Say a recorded value; an empty one is "none"."""
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, int):
        return t.number(value)
    if isinstance(value, list):
        return _listed(t, field, value) or t("none")
    if value in CODES.get(field, {}):
        return t(CODES[field][value])
    return (t.country(value) if field in {"country", "usage_location"} else value) or t("none")


def _listed(t: Translator, field: str, values: list[str]) -> str:
    if field == "directory_roles":
        return permissions_name(t, {DirectoryRole(role) for role in values if role in _ROLES})
    if field == "roles":
        return t.listed(role_names(t, {Role(role) for role in values if role in _PARTNER_ROLES}))
    return ", ".join(values)


def shown(field: str, said: str, *, limit: int) -> rich.Element:
    """Set a reading in rich text, where a channel is shown by its name."""
    if field in {"notice_channel", "approvals_channel"}:
        return rich.channel(said)
    return rich.words(said, limit=limit)


def user_readings(t: Translator, profile: UserProfile) -> dict[str, str]:
    """Say every field of a user, by its name."""
    values: dict[str, Recorded] = {
        "first_name": profile.first_name,
        "last_name": profile.last_name,
        "display_name": profile.display_name,
        "user_principal_name": profile.user_principal_name,
        "usage_location": profile.usage_location,
        "directory_roles": sorted(profile.directory_roles),
        "is_protected": profile.is_protected,
    }
    return {field: reading(t, field, value) for field, value in values.items()}


def customer_readings(t: Translator, profile: CustomerProfile) -> dict[str, str]:
    """Say every field of a customer, by its name."""
    values: dict[str, Recorded] = {
        "name": profile.name,
        "default_domain": profile.default_domain.name,
        "domains": [domain.name for domain in profile.domains[1:]],
        "federated_domains": [domain.name for domain in profile.domains if domain.is_federated],
        "country": profile.country,
        "warning": profile.warning,
        "notice_channel": profile.notice_channel,
        "approvals_channel": profile.approvals_channel,
    }
    return {field: reading(t, field, value) for field, value in values.items()}


def domain_readings(edits: DomainEdits) -> dict[str, str]:
    """Say which domains are added and which removed; nothing of what is not."""
    names = {
        "domains_added": [domain.name for domain in edits.add if not domain.is_federated],
        "federated_domains_added": [domain.name for domain in edits.add if domain.is_federated],
        "domains_removed": list(edits.remove),
    }
    return {field: ", ".join(each) for field, each in names.items() if each}


def subscription_readings(t: Translator, product: Product, units: Units) -> dict[str, str]:
    """Say every field of a subscription that a person fills in, by its name."""
    values: dict[str, Recorded] = {
        "active_units": units.active,
        "warning_units": units.warning,
        "suspended_units": units.suspended,
        "product_name": product.name,
        "part_number": product.part_number,
        "publisher": product.publisher,
        "publisher_link": product.publisher_link,
        "license_group": product.license_group.value,
        "target_type": product.target_type.value,
    }
    return {field: reading(t, field, value) for field, value in values.items()}
