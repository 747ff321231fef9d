"""Every view and message as people meet them, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared.domain.action import Action
from shared.domain.audit import OperationType, ResourceType
from shared.domain.customer import Domain
from shared.domain.customer_domains import DomainEdits
from shared.domain.staff import Grant, Role
from shared.domain.subscription import TargetType
from shared.domain.user import DirectoryRole, User, UserCounts, UserFilter
from shared.operations.looking import CustomerCard, UserList, UserQuery
from shared.policy.decide import Decision, Reason, Verdict
from shared.ports import Cursor, Page
from shared.slack_ui.messages.answers import no_customer, not_understood
from shared.slack_ui.messages.help import CommandHelp, help_
from shared.slack_ui.messages.refusals import not_from_here, refusal, stranger
from shared.slack_ui.messages.staff import whoami
from shared.slack_ui.messages.troubles import busy, gone, slack_is_slow, trouble
from shared.slack_ui.modals.created import created_view
from shared.slack_ui.modals.customer_form import CustomerForm
from shared.slack_ui.modals.desk import desk_view
from shared.slack_ui.modals.load_domains import LoadDomainsForm, loading_domains_view
from shared.slack_ui.modals.notice import notice_view, trouble_view
from shared.slack_ui.modals.user import user_view
from shared.slack_ui.modals.user_form import CreateUserForm, EditUserForm, no_domain_view
from shared.slack_ui.modals.users import users_view
from shared.slack_ui.state import Created, ViewState
from tests.builders import (
    NOW,
    a_customer,
    a_customer_profile,
    a_product,
    a_service_plan,
    a_staff_member,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)
from tests.unit.slack_ui import longest
from tests.unit.slack_ui.cards import CARDS, LONGEST_CARDS
from tests.unit.slack_ui.histories import audit_view
from tests.unit.slack_ui.notices import LONGEST_NOTICES, NOTICES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from slack_sdk.models.views import View

    from shared.domain.customer import Customer
    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.message import Message

EVERYTHING = frozenset(Action)
LOOKING = frozenset({Action.VIEW})

CONTOSO = a_customer(
    profile=a_customer_profile(
        domains=("contoso.example", "contoso.fr"),
        federated=("adfs.contoso.example",),
        warning="Call Miriam Graham before you touch an administrator.",
    )
)
MANY_DOMAINS = replace(CONTOSO, further_domains=4_980, further_federated=12)
FABRIKAM = a_customer("fabrikam", a_customer_profile("Fabrikam", ("fabrikam.example",), country="FR"))
NADIA = a_user(
    profile=a_user_profile("Nadia Okafor", directory_roles=[DirectoryRole.PASSWORD_ADMIN]), version=1
)
ZOE = a_user("zoe", a_user_profile("Zoë O'Brien", user_name="zoe.o'brien", usage_location="FR"))
RENAMED = replace(
    a_user(
        profile=a_user_profile("Nadia Okafor-Lind", user_name="nadia.lind"),
        licenses={"sku-e3": frozenset()},
        at=NOW + timedelta(days=1),
        by="U0MALIK",
        version=4,
    ),
    created_at=NOW,
    created_by="U0GRACE",
    must_change_password=False,
)
EXCHANGE = a_service_plan()
SHAREPOINT = a_service_plan("plan-sharepoint", "SHAREPOINTENTERPRISE", "SharePoint (Plan 2)")
E1 = a_subscription(a_product("sku-e1", "Office 365 E1", part_number="STANDARDPACK"), 5, consumed=7)
E3 = a_subscription(a_product(service_plans=[EXCHANGE, SHAREPOINT]), 1250, warning=10, consumed=1234)
EMS = a_subscription(a_product("sku-ems", "Enterprise Mobility + Security E3", part_number="EMS"), 3)
BACKUP = a_subscription(
    a_product(
        "sku-backup", "Fabrikam Backup", publisher="Fabrikam", publisher_link="https://fabrikam.example"
    )
)
STORAGE = a_subscription(a_product("sku-storage", "Extra File Storage", target_type=TargetType.TENANT))
SOLD = (EMS, STORAGE, BACKUP, E1, E3)  # by name, as they are read
LICENSED = a_user(
    "miriam",
    a_user_profile("Miriam Graham"),
    licenses={
        "sku-e3": frozenset({"plan-exchange", "plan-of-nobody"}),
        "sku-ems": frozenset(),
        "sku-of-nobody": frozenset(),
    },
)
UNPLACED = a_user("bram", a_user_profile("Bram Visser", usage_location=""))
SMALLER = [role for role in DirectoryRole if role is not DirectoryRole.GLOBAL_ADMIN]
STATE = ViewState(customer_id="contoso", nonce="n0nce", password="Temporary+123456")
COUNTS = UserCounts(total=240, administrators=3, without_license=240)


WITH_E3: dict[str, Any] = {"user_filter": UserFilter.WITH_LICENSE, "sku_id": "sku-e3"}


def _list(
    *users: User,
    customer: Customer = CONTOSO,
    counts: UserCounts = COUNTS,
    subscriptions: Sequence[Subscription] = (),
    before: str | None = None,
    after: str | None = None,
    matches: int | None = None,
    is_cut: bool = False,
    **query: Any,
) -> UserList:
    page = Page(users, before=before, after=after)
    return UserList(
        customer=customer,
        query=UserQuery(**query),
        counts=counts,
        subscriptions=subscriptions,
        page=page,
        matches=matches,
        is_cut=is_cut,
    )


LICENSE_EVENTS = [
    an_event(
        operation_types=(
            OperationType.UPDATE_CUSTOMER_USER_LICENSES,
            OperationType.UPDATE_CUSTOMER_USER,
        ),
        resource_type=ResourceType.LICENSE,
        old_value={"licenses": ["sku-e1", "sku-ems"], "usage_location": ""},
        new_value={"licenses": ["sku-e3 without plan-exchange", "sku-ems"], "usage_location": "GB"},
    ),
    an_event(
        operation_types=(OperationType.UPDATE_CUSTOMER_USER_LICENSES,),
        resource_type=ResourceType.LICENSE,
        old_value={"licenses": ["sku-e3 without plan-exchange"]},
        new_value={"licenses": ["sku-e3 without plan-gone,plan-sharepoint"]},
    ),
    an_event(
        operation_types=(
            OperationType.CREATE_CUSTOMER_USER,
            OperationType.UPDATE_CUSTOMER_USER_LICENSES,
        ),
        new_value={"display_name": "Nadia Okafor", "licenses": ["sku-e3", "sku-gone"]},
    ),
    replace(
        an_event(
            target_id="sku-e3",
            resource_type=ResourceType.SUBSCRIPTION,
            operation_types=(OperationType.CREATE_ORDER,),
            new_value={
                "product_name": "Office 365 E3",
                "publisher": "",
                "license_group": "group1",
                "target_type": "User",
                "service_plans": ["plan-exchange", "plan-sharepoint"],
                "active_units": 1250,
            },
        ),
        target_name="Office 365 E3",
    ),
    replace(
        an_event(
            target_id="sku-e3",
            resource_type=ResourceType.SUBSCRIPTION,
            operation_types=(OperationType.UPDATE_SUBSCRIPTION,),
            old_value={"service_plans": ["plan-exchange", "plan-gone"], "active_units": 1250},
            new_value={"service_plans": ["plan-exchange", "plan-sharepoint"], "active_units": 1200},
        ),
        target_name="Office 365 E3",
    ),
]

VIEWS: dict[str, Callable[[Translator], View]] = {
    "desk, nothing chosen": lambda t: desk_view(t, ViewState(), None, frozenset(), True),
    "desk, nothing chosen, none to add": lambda t: desk_view(
        t, ViewState(), None, frozenset(), False, t("Choose the customer first.")
    ),
    "desk with a customer": lambda t: desk_view(
        t,
        ViewState(),
        CustomerCard(customer=CONTOSO, counts=COUNTS),
        EVERYTHING,
        True,
        may_load_domains=True,
    ),
    "desk with a customer without users, for a helpdesk agent": lambda t: desk_view(
        t, ViewState(), CustomerCard(customer=FABRIKAM, counts=UserCounts()), LOOKING, False
    ),
    "users, first page": lambda t: users_view(t, _list(NADIA, ZOE, after="zoe o'brien\tzoe"), EVERYTHING),
    "users, later page": lambda t: users_view(
        t, _list(NADIA, ZOE, before="nadia\tn", after="zoe\tz", skip=15, cursor=Cursor(after="n")), LOOKING
    ),
    "users, those with a product": lambda t: users_view(
        t,
        _list(LICENSED, RENAMED, subscriptions=SOLD, after="z", **WITH_E3),
        LOOKING | {Action.CHANGE_LICENSES},
    ),
    "users, some with a license, one without a usage location": lambda t: users_view(
        t, _list(LICENSED, RENAMED, UNPLACED, subscriptions=SOLD), EVERYTHING
    ),
    "users, nobody has the product any more": lambda t: users_view(
        t, _list(subscriptions=(EMS,), user_filter=UserFilter.WITH_LICENSE, sku_id="sku-ems"), EVERYTHING
    ),
    "users, a product that nobody sold": lambda t: users_view(
        t, _list(subscriptions=SOLD, user_filter=UserFilter.WITH_LICENSE, sku_id="sku-gone"), EVERYTHING
    ),
    "users, a search that was cut before anybody passed the filter": lambda t: users_view(
        t, _list(subscriptions=SOLD, typed="n", matches=0, is_cut=True, **WITH_E3), EVERYTHING
    ),
    "users, a search among those with a product": lambda t: users_view(
        t, _list(subscriptions=SOLD, typed="xyz", matches=0, **WITH_E3), EVERYTHING
    ),
    "users, a search with many matches": lambda t: users_view(
        t, _list(NADIA, typed="na", matches=100, is_cut=True, skip=15), EVERYTHING
    ),
    "users, none yet": lambda t: users_view(t, _list(customer=FABRIKAM, counts=UserCounts()), EVERYTHING),
    "users, none yet, for a helpdesk agent": lambda t: users_view(
        t, _list(customer=FABRIKAM, counts=UserCounts()), LOOKING
    ),
    "users, a search without a match": lambda t: users_view(t, _list(typed="xyz", matches=0), EVERYTHING),
    "users, a filtered search without a match": lambda t: users_view(
        t, _list(typed="xyz", matches=0, user_filter=UserFilter.ADMINISTRATORS), EVERYTHING
    ),
    "users, no administrator": lambda t: users_view(
        t, _list(user_filter=UserFilter.ADMINISTRATORS, counts=UserCounts(total=5)), EVERYTHING
    ),
    "users, everybody has a license": lambda t: users_view(
        t, _list(user_filter=UserFilter.WITHOUT_LICENSE, counts=UserCounts(total=5)), EVERYTHING
    ),
    "users, a page whose users went": lambda t: users_view(t, _list(), EVERYTHING),
    "a user": lambda t: user_view(t, CONTOSO, NADIA, SOLD, EVERYTHING, STATE),
    "a user, looked at": lambda t: user_view(t, FABRIKAM, ZOE, (), LOOKING, STATE),
    "a user, saved": lambda t: user_view(t, CONTOSO, RENAMED, SOLD, EVERYTHING, STATE, is_saved=True),
    "a user, saved without a change": lambda t: user_view(
        t, CONTOSO, NADIA, SOLD, EVERYTHING, STATE, is_unchanged=True
    ),
    "a user with licenses": lambda t: user_view(t, CONTOSO, LICENSED, SOLD, EVERYTHING, STATE),
    "a user without a usage location": lambda t: user_view(t, CONTOSO, UNPLACED, SOLD, EVERYTHING, STATE),
    "form for a user": lambda t: CreateUserForm.build(t, CONTOSO, SOLD, STATE),
    "form for a user, nothing to assign": lambda t: CreateUserForm.build(
        t, CONTOSO, (E1, BACKUP, STORAGE), STATE
    ),
    "form for a user with the licenses of the one before": lambda t: CreateUserForm.build(
        t, CONTOSO, SOLD, STATE, sku_ids={"sku-e1", "sku-e3", "sku-gone"}
    ),
    "form for a second user": lambda t: CreateUserForm.build(
        t, FABRIKAM, (), replace(STATE, created=(Created(user_id="nadia", password="Temporary+123456"),))
    ),
    "form for a user, who can be given some permissions": lambda t: CreateUserForm.build(
        t, CONTOSO, SOLD, STATE, givable=SMALLER
    ),
    "form for a user, who can be given no permissions": lambda t: CreateUserForm.build(
        t, CONTOSO, SOLD, STATE, givable=()
    ),
    "form to edit a user": lambda t: EditUserForm.build(t, CONTOSO, NADIA, STATE),
    "form to edit a user, who can be given no other permissions": lambda t: EditUserForm.build(
        t, CONTOSO, NADIA, STATE, givable=()
    ),
    "form to edit a user, somebody was faster": lambda t: EditUserForm.build(
        t, CONTOSO, NADIA, STATE, typed=a_user_profile("Nadia Okafor"), theirs=RENAMED
    ),
    "form to edit a user, somebody saved the same": lambda t: EditUserForm.build(
        t, CONTOSO, NADIA, STATE, typed=RENAMED.profile, theirs=RENAMED
    ),
    "no domain to create in": lambda t: no_domain_view(t, CONTOSO, EVERYTHING),
    "no domain to create in, for a helpdesk agent": lambda t: no_domain_view(t, CONTOSO, LOOKING),
    "one user created": lambda t: created_view(
        t, CONTOSO, [(NADIA, "Temporary+123456")], SOLD, STATE, may_add_more=True, may_email=False
    ),
    "one user created, with licenses": lambda t: created_view(
        t, CONTOSO, [(LICENSED, "Temporary+123456")], SOLD, STATE, may_add_more=True, may_email=False
    ),
    "two users created, the list is full": lambda t: created_view(
        t,
        FABRIKAM,
        [(NADIA, "Temporary+123456"), (ZOE, "Another=1234567")],
        (),
        STATE,
        may_add_more=False,
        may_email=True,
    ),
    "form for a customer": lambda t: CustomerForm.build(t, STATE, None),
    "form to edit a customer": lambda t: CustomerForm.build(t, STATE, CONTOSO),
    "form to edit a customer, many domains": lambda t: CustomerForm.build(t, STATE, MANY_DOMAINS),
    "form to edit a customer, many domains, somebody was faster": lambda t: CustomerForm.build(
        t,
        STATE,
        MANY_DOMAINS,
        typed=replace(MANY_DOMAINS.profile, name="Contoso plc"),
        theirs=replace(MANY_DOMAINS, version=9),
        edits=DomainEdits(
            add=(Domain("new.example"), Domain("sso.example", is_federated=True)), remove=("old.example",)
        ),
    ),
    "form to load domains": lambda t: LoadDomainsForm.build(t, CONTOSO, STATE),
    "domains are being loaded": loading_domains_view,
    "form to create a user, many domains": lambda t: CreateUserForm.build(t, MANY_DOMAINS, (), STATE),
    "desk with a customer, many domains": lambda t: desk_view(
        t, STATE, CustomerCard(customer=MANY_DOMAINS, counts=COUNTS), EVERYTHING, may_add_customer=True
    ),
    "form to edit a customer, somebody was faster": lambda t: CustomerForm.build(
        t, STATE, CONTOSO, typed=CONTOSO.profile, theirs=replace(FABRIKAM, version=3)
    ),
    "history of licenses and subscriptions": lambda t: audit_view(
        t, CONTOSO, None, SOLD, Page(LICENSE_EVENTS), STATE
    ),
    "history of a customer": lambda t: audit_view(
        t,
        CONTOSO,
        None,
        (),
        Page(
            [
                an_event(
                    operation_types=(OperationType.UPDATE_CUSTOMER_USER, OperationType.ADD_USER_MEMBER),
                    old_value={"last_name": "Okafor", "usage_location": "GB", "directory_roles": []},
                    new_value={
                        "last_name": "",
                        "usage_location": "FR",
                        "directory_roles": [DirectoryRole.GLOBAL_ADMIN.value],
                    },
                ),
                an_event(),
                an_event(
                    operation_types=(OperationType.UPDATE_CUSTOMER,),
                    resource_type=ResourceType.CUSTOMER,
                    old_value={"domains": ["contoso.example"], "warning": ""},
                    new_value={"domains": ["contoso.example", "contoso.fr"], "warning": "Call first."},
                ),
            ],
            before="2026\tb",
            after="2026\ta",
        ),
        STATE,
    ),
    "history of a user, nothing": lambda t: audit_view(t, FABRIKAM, ZOE, (), Page([]), STATE),
    "history, a page that went": lambda t: audit_view(t, FABRIKAM, None, (), Page([], before="b"), STATE),
    "notice": lambda t: notice_view(t, t("Partner Desk"), t("No customer was found.")),
    "trouble": lambda t: trouble_view(t, "7f3c-91"),
}

_COMMANDS = [
    CommandHelp(name="users", arguments="customer [search]", summary="Users and licenses of a customer."),
    CommandHelp(name="help", arguments="", summary="This list."),
]
_NEEDS_APPROVAL = Decision(
    Verdict.APPROVAL,
    Reason.ROLE_NEEDS_APPROVAL,
    1,
    frozenset({Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT}),
)

MESSAGES: dict[str, Callable[[Translator], Message]] = {
    "whoami, everything": lambda t: whoami(t, a_staff_member(), [], NOW, EVERYTHING, frozenset()),
    "whoami, two customers for a while": lambda t: whoami(
        t,
        a_staff_member(
            Role.HELPDESK_AGENT,
            Role.SALES_AGENT,
            customers=["contoso", "fabrikam"],
            expires_at=NOW + timedelta(days=7),
        ),
        [CONTOSO, FABRIKAM],
        NOW,
        frozenset({Action.VIEW, Action.CHANGE_LICENSES}),
        frozenset({Action.CREATE_USER, Action.DELETE_USER}),
    ),
    "whoami, by a user group too": lambda t: whoami(
        t,
        replace(
            a_staff_member(Role.HELPDESK_AGENT, customers=["fabrikam"]),
            memberships={
                "S0NIGHT": Grant(roles=frozenset({Role.ADMIN_AGENT}), expires_at=NOW + timedelta(days=7)),
                "S0OVER": Grant(roles=frozenset({Role.GLOBAL_ADMIN}), expires_at=NOW),
            },
        ),
        [CONTOSO, FABRIKAM],
        NOW,
        frozenset({Action.VIEW}),
        frozenset(),
    ),
    "whoami, expired": lambda t: whoami(
        t, a_staff_member(customers=[], expires_at=NOW), [], NOW, frozenset(), frozenset()
    ),
    "help": lambda t: help_(t, _COMMANDS),
    "refused, another must agree": lambda t: refusal(t, _NEEDS_APPROVAL, "U0FIRST"),
    "refused, out of scope": lambda t: refusal(
        t, Decision(Verdict.DENY, Reason.CUSTOMER_OUT_OF_SCOPE), "U0FIRST"
    ),
    "stranger": lambda _: stranger("U0FIRST"),
    "not from here": lambda _: not_from_here(),
    "not understood": lambda t: not_understood(t, "usres", "users"),
    "not understood at all": lambda t: not_understood(t, "<!channel>", None),
    "no such customer": lambda t: no_customer(t, "contso", True),
    "no such customer, none to add": lambda t: no_customer(t, "contso", False),
    "busy": busy,
    "gone": gone,
    "slack is slow": slack_is_slow,
    "trouble": lambda t: trouble(t, "7f3c-91"),
    **CARDS,
    **NOTICES,
}


def _longest_state() -> ViewState:
    query = UserQuery(
        typed='"' * 100, user_filter=UserFilter.WITH_LICENSE, sku_id=longest.sku_id(7), skip=10**6
    )
    return ViewState(
        root="created_users",
        customer_id=longest.UUID,
        user_id=longest.UUID,
        version=10**6,
        query=query,
        nonce="f" * 32,
        password=longest.PASSWORD,
        created=(Created(user_id=longest.UUID, password=longest.PASSWORD),) * 19,
    )


LONGEST_VIEWS: dict[str, Callable[[Translator], View]] = {
    "desk": lambda t: desk_view(
        t,
        _longest_state(),
        CustomerCard(
            customer=longest.longest_customer(),
            counts=UserCounts(total=10**6, administrators=10**6, without_license=10**6),
        ),
        EVERYTHING,
        True,
        "x" * 5000,
    ),
    "users": lambda t: users_view(
        t,
        _list(
            *(longest.longest_user(f"{longest.UUID[:-2]}{each:02}") for each in range(15)),
            customer=longest.longest_customer(),
            before=longest.CURSOR,
            after=longest.CURSOR,
            cursor=Cursor(after=longest.CURSOR),
            skip=10**6,
            subscriptions=longest.longest_subscriptions(),
            user_filter=UserFilter.WITH_LICENSE,
            sku_id=longest.sku_id(7),
        ),
        EVERYTHING,
    ),
    "users, nobody found": lambda t: users_view(
        t, _list(customer=longest.longest_customer(), typed="🙂" * 100, matches=0), EVERYTHING
    ),
    "user": lambda t: user_view(
        t,
        longest.longest_customer(),
        longest.longest_user(),
        longest.longest_subscriptions(),
        EVERYTHING,
        _longest_state(),
        is_saved=True,
    ),
    "form for a user": lambda t: CreateUserForm.build(
        t,
        longest.longest_customer(),
        longest.longest_subscriptions(),
        _longest_state(),
        sku_ids=[longest.sku_id(number) for number in range(20)],
    ),
    "form for a user, nothing to assign": lambda t: CreateUserForm.build(
        t,
        longest.longest_customer(),
        [replace(each, consumed=10**6) for each in longest.longest_subscriptions()],
        _longest_state(),
    ),
    "form to edit a user": lambda t: EditUserForm.build(
        t,
        longest.longest_customer(),
        longest.longest_user(),
        _longest_state(),
        typed=NADIA.profile,
        theirs=longest.longest_user(),
    ),
    "no domain": lambda t: no_domain_view(t, longest.longest_customer(), EVERYTHING),
    "created": lambda t: created_view(
        t,
        longest.longest_customer(),
        [(longest.longest_user(), longest.PASSWORD)] * 20,
        longest.longest_subscriptions(),
        replace(_longest_state(), created=(Created(user_id=longest.UUID, password=longest.PASSWORD),) * 20),
        may_add_more=False,
        may_email=True,
    ),
    "form for a customer": lambda t: CustomerForm.build(
        t,
        _longest_state(),
        longest.longest_customer(),
        typed=CONTOSO.profile,
        theirs=longest.longest_customer(),
    ),
    "history": lambda t: audit_view(
        t,
        longest.longest_customer(),
        longest.longest_user(),
        longest.longest_subscriptions(),
        Page(
            [longest.longest_event(), longest.longest_license_event()] * 5,
            before=longest.CURSOR,
            after=longest.CURSOR,
        ),
        ViewState(
            customer_id=longest.UUID,
            user_id=longest.UUID,
            cursor=Cursor(after=longest.CURSOR),
            query=UserQuery(cursor=Cursor(after=longest.CURSOR), skip=10**6),
        ),
    ),
    "notice": lambda t: notice_view(t, "x" * 100, "y" * 5000),
}

_MANY = [f"customer-{number}" for number in range(500)]
LONGEST_MESSAGES: dict[str, Callable[[Translator], Message]] = {
    "whoami": lambda t: whoami(
        t,
        replace(
            a_staff_member(*Role, customers=_MANY, expires_at=NOW + timedelta(days=7)),
            memberships={
                f"S0{number}": Grant(
                    roles=frozenset(Role), customers=frozenset(_MANY), expires_at=NOW + timedelta(days=7)
                )
                for number in range(3)
            },
        ),
        [replace(longest.longest_customer(), id=each) for each in _MANY],
        NOW,
        EVERYTHING,
        frozenset(),
    ),
    "not understood": lambda t: not_understood(t, "x" * 4000, "y" * 4000),
    "no customer": lambda t: no_customer(t, "🙂" * 4000, True),
    "help": lambda t: help_(
        t, [CommandHelp(name="n" * 20, arguments="a" * 60, summary="s" * 200) for _ in range(20)]
    ),
    **LONGEST_CARDS,
    **LONGEST_NOTICES,
}
