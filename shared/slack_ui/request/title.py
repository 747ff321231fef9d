"""What a request asks for, in one line: to be read in a list, or on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import (
    AddCustomer,
    AddSubscription,
    ChangeLicenses,
    ChangeSubscription,
    CheckLicenseFile,
    CheckUserFile,
    CreateUser,
    DeleteUsers,
    EditCustomer,
    EditUser,
    ExportAudit,
    ExportLicenses,
    GrantRoles,
    ImportRows,
    ImportUsers,
    LoadCatalogue,
    LoadDomains,
    LoadSubscriptions,
    MapGroup,
    PurgeUsers,
    ResetPasswords,
    RestoreUsers,
    RevokeRoles,
    SendTemplate,
    UnmapGroup,
    UsersCommand,
)
from shared.domain.product_name import distinctions_with
from shared.domain.text import visible
from shared.domain.user import Everyone, UserFilter
from shared.i18n.translator import N_
from shared.slack_ui.products import ProductNames, short_name
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.subscription import Product
    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject

_CUSTOMER = 60  # characters; both names are whole in the description
_NAME = 40

_DELETE = {
    UserFilter.ALL: N_("Delete all users of {customer}"),
    UserFilter.ADMINISTRATORS: N_("Delete the administrators of {customer}"),
    UserFilter.WITHOUT_LICENSE: N_("Delete the users of {customer} who have no license"),
    UserFilter.WITH_LICENSE: N_("Delete the users of {customer} who have {product}"),
}
_RESET = {
    UserFilter.ALL: N_("Reset the passwords of all users of {customer}"),
    UserFilter.ADMINISTRATORS: N_("Reset the passwords of the administrators of {customer}"),
    UserFilter.WITHOUT_LICENSE: N_("Reset the passwords of the users of {customer} who have no license"),
    UserFilter.WITH_LICENSE: N_("Reset the passwords of the users of {customer} who have {product}"),
}
_LICENSES = {
    UserFilter.ALL: N_("Change the licenses of all users of {customer}"),
    UserFilter.ADMINISTRATORS: N_("Change the licenses of the administrators of {customer}"),
    UserFilter.WITHOUT_LICENSE: N_("Change the licenses of the users of {customer} who have none"),
    UserFilter.WITH_LICENSE: N_("Change the licenses of the users of {customer} who have {product}"),
}
_RESTORE = {UserFilter.DELETED: N_("Restore all deleted users of {customer}")}

_OF_USERS: dict[type[UsersCommand], tuple[str, Mapping[UserFilter, str]]] = {
    DeleteUsers: (N_("Delete {name} ({customer})"), _DELETE),
    ResetPasswords: (N_("Reset the password of {name} ({customer})"), _RESET),
    ChangeLicenses: (N_("Change the licenses of {name} ({customer})"), _LICENSES),
    RestoreUsers: (N_("Restore {name} ({customer})"), _RESTORE),
    PurgeUsers: (N_("Delete {name} for good ({customer})"), {}),
}
_SINGLE = {
    AddCustomer: N_("Add the customer {name}"),
    EditCustomer: N_("Edit {customer}"),
    CreateUser: N_("Create {name} ({customer})"),
    EditUser: N_("Edit {name} ({customer})"),
    AddSubscription: N_("Add a subscription to {name} ({customer})"),
    ChangeSubscription: N_("Change the subscription to {name} ({customer})"),
    LoadSubscriptions: N_("Load subscriptions of {customer} from a file"),
    ExportLicenses: N_("Export the licenses of {customer}"),
    ExportAudit: N_("Export events of the history"),
    LoadCatalogue: N_("Load Microsoft's product names"),
    LoadDomains: N_("Load domains of {customer} from a file"),
    CheckUserFile: N_("Check the file {name}"),
    CheckLicenseFile: N_("Check the file {name}"),
    SendTemplate: N_("Send a template to fill in"),
    GrantRoles: N_("Give a colleague partner roles"),
    RevokeRoles: N_("Take partner roles from a colleague"),
    MapGroup: N_("Give the members of {name} partner roles"),
    UnmapGroup: N_("Take partner roles from the members of {name}"),
}


def request_title(t: Translator, subject: Subject) -> str:
    """Say what is to be done, to whom and for which customer: "Delete 3 users of Contoso Ltd"."""
    command, customer = subject.request.command, customer_shown(t, subject)
    if isinstance(command, UsersCommand):
        return _title_of_users(t, subject, command, customer)
    if isinstance(command, ImportRows):
        return _title_of_rows(t, subject, command)
    if isinstance(command, LoadSubscriptions) and not command.listed:
        return t("Mark subscriptions of {customer} as ended", customer=customer)
    return t(_SINGLE[type(command)], name=_name(t, subject), customer=customer)


def customer_shown(t: Translator, subject: Subject) -> str:
    """Name the customer, in a title's length, even one who is no longer there."""
    return cut(subject.customer_name, _CUSTOMER) or t("a customer who is no longer there")


def _title_of_users(t: Translator, subject: Subject, command: UsersCommand, customer: str) -> str:
    alone, everyone = _OF_USERS[type(command)]
    if isinstance(command.users, Everyone):
        product = ProductNames(subject.subscriptions).product(command.users.sku_id, _NAME)
        return t(everyone[command.users.user_filter], customer=customer, product=product)
    name = _only(subject) if len(command.users) == 1 else ""
    if name:
        return t(alone, name=name, customer=customer)
    return _several(t, command, len(command.users), customer)


def _title_of_rows(t: Translator, subject: Subject, command: ImportRows) -> str:
    """Name the file; and the customer, where they are known: a list of one's own requests has no names."""
    customer, file = (
        cut(subject.customer_name, _CUSTOMER),
        cut(visible(command.file_name), _NAME) or t("a file"),
    )
    is_of_users, count = isinstance(command, ImportUsers), command.count
    facts = {"customer": customer, "file": file}
    if is_of_users and customer:
        return t.n(
            "Create {count} user of {customer} from {file}",
            "Create {count} users of {customer} from {file}",
            count,
            **facts,
        )
    if is_of_users:
        return t.n("Create {count} user from {file}", "Create {count} users from {file}", count, **facts)
    if customer:
        return t.n(
            "Change the licenses of {count} user of {customer} as in {file}",
            "Change the licenses of {count} users of {customer} as in {file}",
            count,
            **facts,
        )
    return t.n(
        "Change the licenses of {count} user as in {file}",
        "Change the licenses of {count} users as in {file}",
        count,
        **facts,
    )


def _several(t: Translator, command: UsersCommand, count: int, customer: str) -> str:
    if isinstance(command, DeleteUsers):
        several = t.n(
            "Delete {count} user of {customer}",
            "Delete {count} users of {customer}",
            count,
            customer=customer,
        )
    elif isinstance(command, ResetPasswords):
        several = t.n(
            "Reset the password of {count} user of {customer}",
            "Reset the passwords of {count} users of {customer}",
            count,
            customer=customer,
        )
    elif isinstance(command, ChangeLicenses):
        several = t.n(
            "Change the licenses of {count} user of {customer}",
            "Change the licenses of {count} users of {customer}",
            count,
            customer=customer,
        )
    elif isinstance(command, PurgeUsers):
        several = t.n(
            "Delete {count} user of {customer} for good",
            "Delete {count} users of {customer} for good",
            count,
            customer=customer,
        )
    else:
        several = t.n(
            "Restore {count} user of {customer}",
            "Restore {count} users of {customer}",
            count,
            customer=customer,
        )
    return several


def _name(t: Translator, subject: Subject) -> str:
    """Name what a command about one thing is about; empty where its customer says it all."""
    match subject.request.command:
        case AddCustomer(profile=customer):
            name = customer.name
        case CreateUser(profile=user):
            name = user.display_name
        case EditUser(profile=user):
            name = _only(subject) or user.display_name
        case AddSubscription(product=product) | ChangeSubscription(product=product):
            return _product(subject, product)
        case MapGroup(name=group):
            name = group
        case CheckUserFile(file_name=file) | CheckLicenseFile(file_name=file):
            name = visible(file) or t("a file")
        case UnmapGroup():
            name = subject.group.name if subject.group else t("a user group")
        case _:
            name = ""
    return cut(name, _NAME)


def _product(subject: Subject, product: Product) -> str:
    """Name a product to subscribe to; with its part number where the customer's others are not known."""
    name, distinction = product.name or product.sku_id, product.part_number
    if subject.customer is not None:
        distinction = distinctions_with([product], subject.subscriptions)[product.sku_id]
    return short_name(name, distinction, _NAME)


def _only(subject: Subject) -> str:
    """Name the one user whom it is about; empty where nobody knows the name any more."""
    users = [*subject.users, *(each.user for each in subject.deleted)]
    approval = subject.request.approval
    name = users[0].profile.display_name if len(users) == 1 else approval.target_name if approval else ""
    return cut(name, _NAME)
