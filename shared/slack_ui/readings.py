"""The values of fields as people read them: countries, roles and permissions by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.credential import Means
from shared.domain.subscription import LicenseGroup, TargetType
from shared.domain.user import DirectoryRole
from shared.i18n.translator import N_
from shared.slack_ui import rich
from shared.slack_ui.sentences import permissions_name

if TYPE_CHECKING:
    from shared.domain.audit import Recorded
    from shared.domain.customer import CustomerProfile
    from shared.domain.subscription import Product, Units
    from shared.domain.user import UserProfile
    from shared.i18n.translator import Translator

_ROLES = set(DirectoryRole)

_NAMED = {
    "license_group": {
        LicenseGroup.GROUP1.value: N_("Microsoft Entra ID (group 1)"),
        LicenseGroup.GROUP2.value: N_("Minecraft and the Store for Business (group 2)"),
    },
    "target_type": {
        TargetType.USER.value: N_("Users"),
        TargetType.TENANT.value: N_("The whole organization"),
    },
    "state": {"active": N_("active"), "deleted": N_("deleted"), "purged": N_("deleted for good")},
    "means": {
        Means.VIEW.value: N_("window in Slack"),
        Means.DOWNLOAD.value: N_("download"),
        Means.EMAIL.value: N_("e-mail"),
    },
    "publisher": {"": "Microsoft"},  # nobody's to translate
}


def reading(t: Translator, field: str, value: Recorded) -> str:
    """Say a recorded value; an empty one is "none"."""
    if field == "directory_roles" and isinstance(value, list):
        return permissions_name(t, {DirectoryRole(role) for role in value if role in _ROLES})
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, int):
        return t.number(value)
    if isinstance(value, list):
        return ", ".join(value) or t("none")
    if value in _NAMED.get(field, {}):
        return t(_NAMED[field][value])
    return (t.country(value) if field in {"country", "usage_location"} else value) or t("none")


def shown(field: str, said: str, *, limit: int) -> rich.Element:
    """Set a reading in rich text, where a channel is shown by its name."""
    return rich.channel(said) if field == "notice_channel" else rich.words(said, limit=limit)


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
