"""Managing licenses as people meet it, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.command import ChangeLicenses
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.subscription import LicenseGroup, TargetType
from shared.domain.user import Everyone, UserCounts, UserFilter
from shared.operations.looking import LicenseOverview
from shared.slack_ui.carried import pack
from shared.slack_ui.modals.license_confirmation import confirmation_view
from shared.slack_ui.modals.license_form import ManageLicensesForm
from shared.slack_ui.modals.license_plans import Picked
from shared.slack_ui.modals.license_products import Choice
from shared.slack_ui.modals.licenses_updated import update_under_way_view, updated_view
from shared.slack_ui.state import ViewState
from tests.builders import (
    a_customer,
    a_customer_profile,
    a_product,
    a_service_plan,
    a_subscription,
    a_user,
    a_user_profile,
)
from tests.unit.slack_ui import longest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from slack_sdk.models.views import View

    from shared.domain.customer import Customer
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator

EVERYTHING = frozenset(Action)
AGENT = frozenset({Action.VIEW, Action.CHANGE_LICENSES})

EXCHANGE = a_service_plan("plan-exchange", "EXCHANGE_S_ENTERPRISE", "Exchange Online (Plan 2)")
SHAREPOINT = a_service_plan("plan-sharepoint", "SHAREPOINTENTERPRISE", "SharePoint (Plan 2)")
YAMMER = a_service_plan("plan-yammer", "YAMMER_ENTERPRISE", "Viva Engage Core")
FOUNDATION = a_service_plan(
    "plan-foundation", "EXCHANGE_S_FOUNDATION", "Exchange Foundation", target_type=TargetType.TENANT
)

E3 = a_subscription(
    a_product(service_plans=[EXCHANGE, FOUNDATION, SHAREPOINT, YAMMER]), active=25, consumed=13
)
E1 = a_subscription(a_product("sku-e1", "Office 365 E1", part_number="STANDARDPACK"), active=10, consumed=3)
POWER_BI = a_subscription(
    a_product("sku-powerbi", "Power BI Pro", part_number="POWER_BI_PRO"), active=1, consumed=1
)
MINECRAFT = a_subscription(
    a_product(
        "sku-minecraft",
        "Minecraft Education",
        part_number="CFQ7TTC0K5DR/0002",
        license_group=LicenseGroup.GROUP2,
    ),
    active=5,
)
BACKUP = a_subscription(
    a_product(
        "sku-backup",
        "Fabrikam Backup",
        publisher="Fabrikam",
        publisher_link="https://fabrikam.example/licenses",
    ),
)
STORAGE = a_subscription(
    a_product("sku-storage", "Office 365 Extra File Storage", target_type=TargetType.TENANT)
)
OVER_ASSIGNED = a_subscription(a_product("sku-visio", "Visio Plan 2"), active=5, consumed=6)
ALL_PRODUCTS = (BACKUP, MINECRAFT, E1, E3, STORAGE, POWER_BI, OVER_ASSIGNED)

CONTOSO = a_customer(profile=a_customer_profile(warning="Call Miriam Graham before you touch a license."))
COUNTS = UserCounts(total=120, administrators=3, without_license=14)

ALL_ON: frozenset[str] = frozenset()
NADIA = a_user("nadia", a_user_profile("Nadia Okafor"), licenses={"sku-e3": ALL_ON, "sku-e1": ALL_ON})
BRAM = a_user("bram", a_user_profile("Bram Visser"), licenses={"sku-e3": frozenset({"plan-yammer"})})
ZOE = a_user("zoe", a_user_profile("Zoë O'Brien", usage_location=""), licenses={"sku-powerbi": ALL_ON})
FRENCH = [
    a_user(
        f"longue-{number}",
        a_user_profile(f"{first} de La Rochefoucauld-Montmorency"),
        licenses={"sku-e3": ALL_ON},
    )
    for number, first in enumerate(("Anne-Élisabeth", "Geneviève", "Jean-Christophe"))
]
STATE = ViewState(customer_id="contoso", root="users", nonce="n0nce")
CARD = replace(STATE, user_id="nadia")


def an_overview(
    *subscriptions: Subscription, customer: Customer = CONTOSO, counts: UserCounts = COUNTS
) -> LicenseOverview:
    return LicenseOverview(customer=customer, subscriptions=subscriptions or ALL_PRODUCTS, counts=counts)


def a_form(
    *users: User,
    state: ViewState = STATE,
    everyone: Everyone | None = None,
    choices: dict[str, Choice] | None = None,
    picked: dict[str, Picked] | None = None,
    sets_usage_location: bool | None = None,
) -> ManageLicensesForm:
    return ManageLicensesForm(
        state=state,
        everyone=everyone,
        chosen={user.id: user.profile.display_name for user in users},
        choices=choices or {},
        picked=picked or {},
        sets_usage_location=sets_usage_location,
    )


def built(
    t: Translator,
    *users: User,
    overview: LicenseOverview | None = None,
    permits: frozenset[Action] = AGENT,
    **form: object,
) -> View:
    """The form with these users chosen."""
    return a_form(*users, **form).build(t, overview or an_overview(), users, permits)  # type: ignore[arg-type]


def confirmed(
    t: Translator, change: LicenseChange, users: Everyone | Sequence[User], *subscriptions: Subscription
) -> View:
    named = () if isinstance(users, Everyone) else tuple(users)
    whom = users if isinstance(users, Everyone) else tuple(user.id for user in users)
    command = ChangeLicenses(customer_id="contoso", users=whom, change=change)
    state = replace(STATE, carried=pack(command))
    return confirmation_view(t, an_overview(*subscriptions), named, state)


def many_users(count: int) -> list[User]:
    return [a_user(f"user-{number:02}", a_user_profile(f"User {number:02}")) for number in range(count)]


def outcome_of(
    user: User | None,
    result: Result = Result.DONE,
    reason: Reason | None = None,
    *problems: Problem,
    target_id: str = "",
) -> Outcome:
    return Outcome(
        target_id=user.id if user else target_id,
        target_name=user.profile.display_name if user else "",
        result=result,
        reason=reason,
        problems=problems,
        user=user,
    )


EVERY_REASON = [
    outcome_of(NADIA),
    outcome_of(BRAM, Result.UNCHANGED),
    outcome_of(
        ZOE,
        Result.REFUSED,
        Reason.INVALID,
        Problem("sku-e3", ProblemCode.NO_SEAT, {"product": "Office 365 E3"}),
        Problem("usage_location", ProblemCode.USAGE_LOCATION_MISSING),
    ),
    replace(outcome_of(FRENCH[0], Result.REFUSED, Reason.CHANGED_MEANWHILE), user=None),
    outcome_of(None, Result.REFUSED, Reason.GONE, target_id="amara"),
    replace(outcome_of(FRENCH[1], Result.REFUSED, Reason.NOT_ALLOWED), user=None),
    replace(outcome_of(FRENCH[2], Result.REFUSED, Reason.FAILED), user=None),
]
SWAP = {"sku-e1": Choice.REMOVE, "sku-e3": Choice.ASSIGN}
SWITCHED_OFF = LicenseChange(
    assign={"sku-e3": frozenset({"plan-yammer", "plan-sharepoint"}), "sku-powerbi": None},
    remove=frozenset({"sku-e1"}),
    sets_usage_location=True,
)

VIEWS: dict[str, Callable[[Translator], View]] = {
    "manage licenses, nobody chosen yet": built,
    "manage licenses of one user, from their card": lambda t: built(t, NADIA, state=CARD, permits=EVERYTHING),
    "manage licenses of three users: all, some, none": lambda t: built(t, NADIA, BRAM, ZOE),
    "manage licenses, French names of forty characters": lambda t: built(
        t, *FRENCH, NADIA, ZOE, choices=SWAP
    ),
    "manage licenses, more wanted than there are": lambda t: built(
        t,
        *many_users(3),
        overview=an_overview(replace(E3, consumed=23), OVER_ASSIGNED),
        choices={"sku-e3": Choice.ASSIGN},
    ),
    "manage licenses, the last seat was taken while choosing": lambda t: built(
        t, ZOE, overview=an_overview(replace(E3, consumed=25)), choices={"sku-e3": Choice.ASSIGN}
    ),
    "manage licenses, nothing assignable": lambda t: built(
        t, NADIA, overview=an_overview(BACKUP, STORAGE, POWER_BI)
    ),
    "manage licenses, nothing assignable, by somebody who may buy": lambda t: built(
        t, NADIA, ZOE, overview=an_overview(BACKUP, STORAGE, POWER_BI), permits=EVERYTHING
    ),
    "manage licenses, held though only its publisher assigns it": lambda t: built(
        t, replace(ZOE, licenses={"sku-backup": ALL_ON, "sku-storage": ALL_ON}), permits=EVERYTHING
    ),
    "manage licenses of everyone": lambda t: built(t, everyone=Everyone()),
    "manage licenses of the administrators": lambda t: built(
        t, everyone=Everyone(UserFilter.ADMINISTRATORS), choices=SWAP
    ),
    "manage licenses of those without one": lambda t: built(
        t, everyone=Everyone(UserFilter.WITHOUT_LICENSE), choices={"sku-e3": Choice.ASSIGN}
    ),
    "manage licenses of those with a product": lambda t: built(
        t, everyone=Everyone(UserFilter.WITH_LICENSE, "sku-e3"), choices=SWAP, sets_usage_location=False
    ),
    "manage licenses of twenty-six users": lambda t: built(t, *many_users(26)),
    "manage licenses, one of those chosen is gone": lambda t: a_form(NADIA, ZOE).build(
        t, an_overview(), [NADIA], AGENT
    ),
    "manage licenses, choosing service plans": lambda t: built(
        t, NADIA, BRAM, choices={"sku-e3": Choice.CHOOSE_PLANS}
    ),
    "manage licenses, choosing service plans of one user": lambda t: built(
        t, BRAM, state=replace(STATE, user_id="bram"), choices={"sku-e3": Choice.CHOOSE_PLANS}
    ),
    "manage licenses, no product yet": lambda t: built(
        t, overview=replace(an_overview(), subscriptions=()), permits=EVERYTHING
    ),
    "manage licenses, no product yet, by somebody who may not add one": lambda t: built(
        t, overview=replace(an_overview(), subscriptions=())
    ),
    "manage licenses, no users yet": lambda t: built(
        t, overview=an_overview(counts=UserCounts()), permits=EVERYTHING
    ),
    "manage licenses, no users yet, by somebody who may not add one": lambda t: built(
        t, overview=an_overview(counts=UserCounts())
    ),
    "confirm licenses of everyone without one": lambda t: confirmed(
        t, SWITCHED_OFF, Everyone(UserFilter.WITHOUT_LICENSE)
    ),
    "confirm licenses of all": lambda t: confirmed(t, SWITCHED_OFF, Everyone()),
    "confirm licenses of the administrators": lambda t: confirmed(
        t, SWITCHED_OFF, Everyone(UserFilter.ADMINISTRATORS)
    ),
    "confirm licenses of thirty users": lambda t: confirmed(
        t, LicenseChange(assign={"sku-e3": ALL_ON, "sku-e1": None}), many_users(30)
    ),
    "licenses updated, with every reason": lambda t: updated_view(
        t, CONTOSO, ALL_PRODUCTS, EVERY_REASON, {"amara": "Amara Silva"}, STATE
    ),
    "licenses updated, all done": lambda t: updated_view(
        t, CONTOSO, ALL_PRODUCTS, [outcome_of(NADIA), outcome_of(BRAM)], {}, STATE
    ),
    "licenses updated, none left": lambda t: updated_view(
        t, CONTOSO, ALL_PRODUCTS, [outcome_of(replace(NADIA, licenses={}))], {}, STATE
    ),
    "change of licenses under way": lambda t: update_under_way_view(t, CONTOSO, 1200, STATE),
}


def _longest_subscription(number: int, *, available: int) -> Subscription:
    plans = [
        a_service_plan(f"{longest.UUID[:-3]}{each:03}", f"SERVICE_{each}" * 8, f"É{each}" + "🙂é" * 120)
        for each in range(120)
    ]
    sku_id = f"{'s' * 97}{number:03}"
    product = a_product(sku_id, f"Œ🏢{number:03} " * 32, publisher="P" * 100, service_plans=plans)
    if number % 5:
        product = replace(product, publisher="")
    return a_subscription(product, active=available + 1, consumed=1)


LONGEST = [_longest_subscription(number, available=number % 2) for number in range(70)]
_LONGEST_USERS = [
    replace(
        longest.longest_user(f"{longest.UUID[:-2]}{number:02}"),
        licenses={each.id: ALL_ON for each in LONGEST[:40]},
    )
    for number in range(50)
]
_LONGEST_STATE = replace(STATE, customer_id=longest.UUID, nonce="f" * 32, root="edit_subscription")
_LONGEST_OVERVIEW = LicenseOverview(
    customer=longest.longest_customer(),
    subscriptions=LONGEST,
    counts=UserCounts(total=10**6, administrators=10**6, without_license=10**6),
)

LONGEST_VIEWS: dict[str, Callable[[Translator], View]] = {
    "manage licenses of fifty users": lambda t: built(
        t,
        *_LONGEST_USERS,
        state=_LONGEST_STATE,
        overview=_LONGEST_OVERVIEW,
        permits=EVERYTHING,
        choices={each.id: Choice.CHOOSE_PLANS for each in LONGEST},
    ),
    "manage licenses of everyone": lambda t: built(
        t,
        state=_LONGEST_STATE,
        everyone=Everyone(UserFilter.WITH_LICENSE, LONGEST[3].id),
        overview=_LONGEST_OVERVIEW,
        permits=EVERYTHING,
        choices={each.id: Choice.CHOOSE_PLANS for each in LONGEST},
    ),
    "confirm licenses": lambda t: confirmation_view(
        t,
        _LONGEST_OVERVIEW,
        _LONGEST_USERS,
        replace(
            _LONGEST_STATE,
            carried=pack(
                ChangeLicenses(
                    customer_id=longest.UUID,
                    users=tuple(user.id for user in _LONGEST_USERS),
                    change=LicenseChange(
                        assign={each.id: None for each in LONGEST[:10]},
                        remove=frozenset(each.id for each in LONGEST[10:20]),
                    ),
                )
            ),
        ),
    ),
    "licenses updated": lambda t: updated_view(
        t,
        longest.longest_customer(),
        LONGEST,
        [
            outcome_of(
                user,
                Result.REFUSED,
                Reason.INVALID,
                *(
                    Problem(each.id, ProblemCode.NO_SEAT, {"product": each.product.name})
                    for each in LONGEST[:20]
                ),
            )
            for user in _LONGEST_USERS[:25]
        ],
        {},
        _LONGEST_STATE,
    ),
}
