"""The codes that events hold in place of words, each with what people read, by the field that holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.audit import ALL_CUSTOMERS
from shared.domain.credential import Means
from shared.domain.request import Objection, RequestState
from shared.domain.subscription import LicenseGroup, TargetType
from shared.i18n.translator import N_
from shared.operations.membership import Departure
from shared.policy.decide import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES: Mapping[str, Mapping[str, str]] = {
    "license_group": {
        LicenseGroup.GROUP1.value: N_("Microsoft Entra ID (group 1)"),
        LicenseGroup.GROUP2.value: N_("Minecraft and the Store for Business (group 2)"),
    },
    "target_type": {
        TargetType.USER.value: N_("Users"),
        TargetType.TENANT.value: N_("The whole organization"),
    },
    "state": {
        "active": N_("active"),
        "deleted": N_("deleted"),
        "purged": N_("deleted for good"),
        RequestState.PENDING.value: N_("waits for approval"),
        RequestState.APPROVED.value: N_("approved"),
        RequestState.RUNNING.value: N_("under way"),
        RequestState.DONE.value: N_("done"),
        RequestState.PARTIAL.value: N_("done in part"),
        RequestState.FAILED.value: N_("failed"),
        RequestState.REJECTED.value: N_("rejected"),
        RequestState.CANCELLED.value: N_("taken back"),
        RequestState.EXPIRED.value: N_("expired"),
    },
    "command": {
        "add_customer": N_("add a customer"),
        "edit_customer": N_("edit a customer"),
        "create_user": N_("create a user"),
        "edit_user": N_("edit a user"),
        "add_subscription": N_("add a subscription"),
        "change_subscription": N_("change a subscription"),
        "load_subscriptions": N_("load subscriptions"),
        "import_users": N_("create users from a file"),
        "import_licenses": N_("change licenses from a file"),
        "change_licenses": N_("change licenses"),
        "reset_passwords": N_("reset passwords"),
        "delete_users": N_("delete users"),
        "restore_users": N_("restore users"),
        "purge_users": N_("delete users for good before 30 days"),
        "grant_roles": N_("grant partner roles"),
        "revoke_roles": N_("revoke partner roles"),
        "map_group": N_("give partner roles to a user group"),
        "unmap_group": N_("take partner roles from a user group"),
    },
    "policy_reason": {
        Reason.ROLE_NEEDS_APPROVAL.value: N_("the roles of the person who asked"),
        Reason.SENSITIVE_TARGET.value: N_("an administrator, or a user marked as protected"),
        Reason.MANY_TARGETS.value: N_("more than 20 users at once"),
    },
    "refused": {
        Objection.OWN_REQUEST.value: N_("their own request"),
        Objection.OWN_ROLES.value: N_("their own roles"),
        Objection.NOT_THE_REQUESTER.value: N_("another person's request"),
        Objection.NOT_AN_APPROVER.value: N_("no role that may agree"),
        Objection.CONTENT_DIFFERS.value: N_("not what they had been shown"),
        Objection.NO_BREAK_GLASS.value: N_("no Global admin"),
        "not_found": N_("no such request"),
        "out_of_scope": N_("a customer that their roles do not cover"),
    },
    "customers": {ALL_CUSTOMERS: N_("all of them")},
    "means": {
        Means.VIEW.value: N_("window in Slack"),
        Means.DOWNLOAD.value: N_("download"),
        Means.EMAIL.value: N_("e-mail"),
    },
    "publisher": {"": "Microsoft"},  # nobody's to translate
}

# The reason that a person gave is shown as they typed it; these are what Partner Desk notes itself.
DEPARTURES: Mapping[str, str] = {
    Departure.LEFT.value: N_("deactivated in Slack"),
    Departure.NOT_A_MEMBER.value: N_("no longer a member of the workspace"),
}
