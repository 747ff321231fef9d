"""What is said of decisions, and the names that Microsoft gave to things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.audit import OperationType
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.i18n.translator import N_
from shared.policy.decide import Decision, Reason, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.i18n.translator import Translator

_REASONS = {
    Reason.ROLE_ALLOWS: N_("Your roles allow this."),
    Reason.ROLE_NEEDS_APPROVAL: N_(
        "This takes a role that may do it at once: with yours another person would have to agree, and that "
        "cannot be asked for here."
    ),
    Reason.ROLE_LACKS_PERMISSION: N_("None of your roles allows this."),
    Reason.ROLE_DENIES: N_("One of your roles forbids this."),
    Reason.NO_ROLE: N_("You have no partner role yet."),
    Reason.ACCESS_EXPIRED: N_("Your partner roles have expired."),
    Reason.CUSTOMER_OUT_OF_SCOPE: N_("Your roles do not cover this customer."),
    Reason.NEEDS_ALL_CUSTOMERS: N_(
        "This takes roles that cover all customers, and yours cover some of them."
    ),
    Reason.SENSITIVE_TARGET: N_(
        "This is an administrator, or a user marked as protected: another person must agree to it first. "
        "Open the form again to ask for that."
    ),
    Reason.MANY_TARGETS: N_(
        "More than 20 users at once take another person's agreement. Open the form again to ask for that."
    ),
    Reason.ONLY_ADMIN: N_("You are the only Global admin: there is nobody to agree to it."),
}

# Of these it would be wrong to say which roles may do it directly: all may, or none.
_NOBODYS_ALONE = {Reason.ROLE_ALLOWS, Reason.SENSITIVE_TARGET, Reason.MANY_TARGETS, Reason.ONLY_ADMIN}

_ROLES = {
    Role.GLOBAL_ADMIN: N_("Global admin"),
    Role.USER_MANAGEMENT_ADMIN: N_("User management admin"),
    Role.ADMIN_AGENT: N_("Admin agent"),
    Role.SALES_AGENT: N_("Sales agent"),
    Role.HELPDESK_AGENT: N_("Helpdesk agent"),
}

_DIRECTORY_ROLES = {
    DirectoryRole.GLOBAL_ADMIN: N_("Global admin"),
    DirectoryRole.PASSWORD_ADMIN: N_("Password admin"),
    DirectoryRole.USER_MANAGEMENT_ADMIN: N_("User management admin"),
    DirectoryRole.SERVICE_ADMIN: N_("Service admin"),
}

_OPERATIONS = {
    OperationType.CREATE_CUSTOMER_USER: N_("User created"),
    OperationType.UPDATE_CUSTOMER_USER: N_("User changed"),
    OperationType.UPDATE_CUSTOMER_USER_PRINCIPAL_NAME: N_("User principal name changed"),
    OperationType.ADD_USER_MEMBER: N_("Permission given"),
    OperationType.REMOVE_USER_MEMBER: N_("Permission removed"),
    OperationType.RESET_CUSTOMER_USER_PASSWORD: N_("Password reset"),
    OperationType.DELETE_CUSTOMER_USER: N_("User deleted"),
    OperationType.RESTORE_CUSTOMER_USER: N_("User restored"),
    OperationType.PURGE_CUSTOMER_USER: N_("User deleted for good"),
    OperationType.HAND_OVER_PASSWORDS: N_("Temporary passwords handed over"),
    OperationType.ADD_CUSTOMER: N_("Customer added"),
    OperationType.UPDATE_CUSTOMER: N_("Customer changed"),
    OperationType.UPDATE_CUSTOMER_USER_LICENSES: N_("Licenses changed"),
    OperationType.CREATE_ORDER: N_("Subscription added"),
    OperationType.UPDATE_SUBSCRIPTION: N_("Subscription changed"),
    OperationType.GRANT_ROLES: N_("Partner roles granted"),
    OperationType.REVOKE_ROLES: N_("Partner roles revoked"),
    OperationType.MAP_USER_GROUP: N_("Partner roles given to a user group"),
    OperationType.UNMAP_USER_GROUP: N_("Partner roles taken from a user group"),
    OperationType.FILE_REQUEST: N_("Approval asked for"),
    OperationType.APPROVE_REQUEST: N_("Request approved"),
    OperationType.REJECT_REQUEST: N_("Request rejected"),
    OperationType.CANCEL_REQUEST: N_("Request taken back"),
    OperationType.STOP_REQUEST: N_("Request stopped"),
    OperationType.EXPIRE_REQUEST: N_("Request expired"),
    OperationType.BREAK_GLASS: N_("Done without another person's agreement"),
    OperationType.CLOSE_REVIEW: N_("Review closed"),
    OperationType.REFUSE_DECISION: N_("Decision refused"),
}

_ACTIONS = {
    Action.VIEW: N_("see users, licenses and history"),
    Action.CREATE_USER: N_("create users"),
    Action.EDIT_USER: N_("edit users"),
    Action.IMPORT_USERS: N_("import users"),
    Action.CHANGE_LICENSES: N_("assign and remove licenses"),
    Action.RESET_PASSWORD: N_("reset passwords"),
    Action.DELETE_USER: N_("delete users"),
    Action.RESTORE_USER: N_("restore users"),
    Action.PURGE_USER: N_("delete users for good before 30 days"),
    Action.CHANGE_SEATS: N_("change the seats of subscriptions"),
    Action.ADD_CUSTOMER: N_("add customers"),
    Action.EDIT_CUSTOMER: N_("edit customers"),
    Action.GRANT_ROLE: N_("grant and revoke partner roles"),
}

_FIELDS = {
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "display_name": N_("Display name"),
    "user_name": N_("User name"),
    "domain": N_("Domain"),
    "user_principal_name": N_("User principal name"),
    "usage_location": N_("Usage location"),
    "directory_roles": N_("Permissions"),
    "is_protected": N_("Protected"),
    "state": N_("State"),
    "licenses_not_restored": N_("Licenses not restored"),
    "means": N_("Handed over by"),
    "count": N_("Number"),
    "users": N_("Users"),
    "address": N_("E-mail address"),
    "notice_channel": N_("Channel for notices"),
    "approvals_channel": N_("Channel for approvals"),
    "roles": N_("Roles"),
    "customers": N_("Customers"),
    "expires_at": N_("Until"),
    "user_groups": N_("User groups"),
    "reason": N_("Reason"),
    "command": N_("What was asked for"),
    "targets": N_("Number of targets"),
    "dealt_with": N_("Dealt with so far"),
    "approvals_needed": N_("Approvals needed"),
    "approvals": N_("Approvals"),
    "policy_reason": N_("Why others must agree"),
    "refused": N_("Why not"),
    "must_change_password": N_("Must change the password at first sign-in"),
    "name": N_("Name"),
    "default_domain": N_("Default domain"),
    "domains": N_("Domains"),
    "federated_domains": N_("Federated domains"),
    "domains_added": N_("Domains added"),
    "federated_domains_added": N_("Federated domains added"),
    "domains_made_managed": N_("Domains that are managed now"),
    "domains_made_federated": N_("Domains that are federated now"),
    "domains_removed": N_("Domains removed"),
    "country": N_("Country or region"),
    "warning": N_("Warning"),
    "licenses": N_("Licenses"),
    "product_name": N_("Product"),
    "part_number": N_("Part number"),
    "sku_id": N_("SKU ID"),
    "license_group": N_("License group"),
    "target_type": N_("Applies to"),
    "publisher": N_("Publisher"),
    "publisher_link": N_("Publisher's link"),
    "service_plans": N_("Service plans"),
    "active_units": N_("Active seats"),
    "warning_units": N_("Seats in their grace period"),
    "suspended_units": N_("Suspended seats"),
}


def decision_sentence(t: Translator, decision: Decision) -> str:
    """Say why somebody may or may not do something, and which roles may."""
    if decision.reason is Reason.SENSITIVE_TARGET and decision.verdict is Verdict.DENY:
        return t(
            "This is an administrator, or a user marked as protected, and your roles do not reach these. "
            "These roles may ask for it: {roles}.",
            roles=t.listed(role_names(t, decision.approver_roles)),
        )
    sentence = t(_REASONS[decision.reason])
    if decision.reason in _NOBODYS_ALONE or not decision.approver_roles:
        return sentence
    may = t(
        "These roles may do it directly: {roles}.", roles=t.listed(role_names(t, decision.approver_roles))
    )
    return f"{sentence} {may}"


def role_name(t: Translator, role: Role) -> str:
    """Name a partner role as Partner Center does."""
    return t(_ROLES[role])


def role_names(t: Translator, roles: Collection[Role]) -> list[str]:
    """Name several partner roles, the mightiest first."""
    return [role_name(t, role) for role in Role if role in roles]


def directory_role_name(t: Translator, role: DirectoryRole) -> str:
    """Name a user's permission as Partner Center does."""
    return t(_DIRECTORY_ROLES[role])


def permissions_name(t: Translator, roles: Collection[DirectoryRole]) -> str:
    """Name a user's permissions; without any there is Partner Center's default one."""
    names = [directory_role_name(t, role) for role in DirectoryRole if role in roles]
    return t.listed(names) if names else t("Can use licenses and services")


def operation_name(t: Translator, operation: OperationType) -> str:
    """Name what was done."""
    return t(_OPERATIONS[operation])


def action_name(t: Translator, action: Action) -> str:
    """Name what somebody may do: "create users"."""
    return t(_ACTIONS[action])


def field_name(t: Translator, field: str) -> str:
    """Name a field of a user or customer as its form does; one that nobody knows keeps its own name."""
    return t(_FIELDS[field]) if field in _FIELDS else field
