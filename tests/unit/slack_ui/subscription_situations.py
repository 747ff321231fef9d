"""Subscriptions and their seats as people meet them, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.command import ChangeSubscription
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.subscription import LicenseGroup, ListedSubscription, TargetType, Units
from shared.domain.user import UserCounts
from shared.operations.looking import LicenseOverview, UserQuery
from shared.slack_ui.modals.licenses import licenses_view
from shared.slack_ui.modals.load_catalogue import LoadCatalogueForm, loading_view
from shared.slack_ui.modals.load_subscriptions import LoadSubscriptionsForm, ended_view, loaded_view
from shared.slack_ui.modals.subscription_form import AddSubscriptionForm, EditSubscriptionForm
from shared.slack_ui.state import ViewState
from tests.builders import NOW, a_customer, a_customer_profile, a_product, a_subscription
from tests.unit.slack_ui import longest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from slack_sdk.models.views import View

    from shared.domain.customer import Customer
    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator

EVERYTHING = frozenset(Action)
AGENT = frozenset({Action.VIEW, Action.CHANGE_LICENSES})

CONTOSO = a_customer(profile=a_customer_profile(warning="Call Miriam Graham before you buy."))
E3 = a_subscription(active=25, consumed=18)
RENEWING = a_subscription(
    a_product("sku-e1", "Office 365 E1", part_number="STANDARDPACK"), 8, warning=2, suspended=1, consumed=1
)
POWER_BI = a_subscription(a_product("sku-powerbi", "Power BI Pro", part_number="POWER_BI_PRO"), 1, consumed=1)
VISIO = a_subscription(
    a_product("sku-visio", "Visio Plan 2", part_number="VISIOCLIENT"), 5, consumed=7, version=3
)
UNSOLD = a_subscription(a_product("sku-ems", "Enterprise Mobility + Security E3", part_number="EMS"), 0)
MINECRAFT = a_subscription(
    a_product(
        "sku-minecraft",
        "Minecraft Education",
        part_number="CFQ7TTC0K5DR/0002",
        license_group=LicenseGroup.GROUP2,
    ),
    5,
)
BACKUP = a_subscription(
    a_product(
        "sku-backup",
        "Fabrikam Backup",
        part_number="FABRIKAM_BACKUP",
        publisher="Fabrikam",
        publisher_link="https://fabrikam.example/licenses",
    ),
    40,
)
STORAGE = a_subscription(
    a_product(
        "sku-storage",
        "Office 365 Extra File Storage",
        part_number="SHAREPOINTSTORAGE",
        target_type=TargetType.TENANT,
    ),
    1,
)
ALL_PRODUCTS = (UNSOLD, BACKUP, MINECRAFT, RENEWING, E3, STORAGE, POWER_BI, VISIO)
COUNTS = UserCounts(total=1240, administrators=3, without_license=14)
STATE = ViewState(root="licenses", customer_id="contoso", nonce="n0nce")


def an_overview(
    *subscriptions: Subscription, customer: Customer = CONTOSO, counts: UserCounts = COUNTS
) -> LicenseOverview:
    return LicenseOverview(customer=customer, subscriptions=subscriptions, counts=counts)


def many(count: int) -> list[Subscription]:
    return [
        a_subscription(a_product(f"sku-{number:02}", f"Product {number:02}"), 10, consumed=number % 10)
        for number in range(count)
    ]


def listed(subscription: Subscription, consumed: int | None = None) -> ListedSubscription:
    ours = subscription.consumed
    return ListedSubscription(
        product=subscription.product,
        units=subscription.units,
        consumed=ours if consumed is None else consumed,
    )


def outcome_of(
    subscription: Subscription, result: Result = Result.DONE, reason: Reason | None = None, *problems: Problem
) -> Outcome:
    is_refused = result is Result.REFUSED
    return Outcome(
        target_id=subscription.id,
        target_name=subscription.product.name,
        result=result,
        reason=reason,
        problems=problems,
        customer=CONTOSO,
        subscription=None if is_refused else subscription,
    )


TOO_MANY = Problem("sku_id", ProblemCode.TOO_MANY_SUBSCRIPTIONS, {"limit": 70})
LOADED = [
    (listed(POWER_BI), outcome_of(POWER_BI)),
    (listed(E3, 21), outcome_of(replace(E3, version=4))),
    (listed(VISIO), outcome_of(VISIO)),
    (listed(RENEWING), outcome_of(RENEWING, Result.UNCHANGED)),
    (listed(UNSOLD), outcome_of(UNSOLD, Result.REFUSED, Reason.INVALID, TOO_MANY)),
    (listed(STORAGE), outcome_of(STORAGE, Result.REFUSED, Reason.CHANGED_MEANWHILE)),
]
OVER = replace(E3, units=Units(active=0))
ENDED = [
    outcome_of(OVER),
    outcome_of(replace(POWER_BI, units=Units(active=0), consumed=0), Result.UNCHANGED),
    outcome_of(UNSOLD, Result.REFUSED, Reason.CHANGED_MEANWHILE),
]
TYPED = ChangeSubscription(
    customer_id="contoso",
    version=2,
    product=replace(VISIO.product, name="Visio", publisher="Fabrikam"),
    units=Units(active=9, warning=0, suspended=0),
)


def loaded(
    t: Translator, *lines: tuple[ListedSubscription, Outcome], missing: Sequence[Subscription] = ()
) -> View:
    rows, outcomes = [each for each, _ in lines], [each for _, each in lines]
    return loaded_view(t, CONTOSO, rows, outcomes, STATE, missing=missing)


VIEWS: dict[str, Callable[[Translator], View]] = {
    "licenses, of every kind": lambda t: licenses_view(t, an_overview(*ALL_PRODUCTS), EVERYTHING, STATE),
    "licenses, of every kind, for a helpdesk agent": lambda t: licenses_view(
        t, an_overview(*ALL_PRODUCTS), AGENT, STATE
    ),
    "licenses, everybody has one": lambda t: licenses_view(
        t, an_overview(POWER_BI, counts=UserCounts(total=1)), AGENT, STATE, notice="Power BI Pro was added."
    ),
    "licenses, none yet": lambda t: licenses_view(t, an_overview(), EVERYTHING, STATE),
    "licenses, none yet, for a helpdesk agent": lambda t: licenses_view(t, an_overview(), AGENT, STATE),
    "licenses, the last of four pages": lambda t: licenses_view(
        t, an_overview(*many(63)), AGENT, replace(STATE, query=UserQuery(skip=60))
    ),
    "form for a subscription": lambda t: AddSubscriptionForm.build(
        t, CONTOSO, STATE, is_typed=False, may_load_catalogue=True
    ),
    "form for a subscription, in charge of some customers": lambda t: AddSubscriptionForm.build(
        t, CONTOSO, STATE, is_typed=False, may_load_catalogue=False
    ),
    "form for a subscription to a product that is typed in": lambda t: AddSubscriptionForm.build(
        t, CONTOSO, STATE, is_typed=True, may_load_catalogue=True
    ),
    "form to change seats": lambda t: EditSubscriptionForm.build(t, CONTOSO, BACKUP, STATE),
    "form to change seats of what is over-assigned": lambda t: EditSubscriptionForm.build(
        t, CONTOSO, VISIO, STATE
    ),
    "form to change seats, somebody was faster": lambda t: EditSubscriptionForm.build(
        t,
        CONTOSO,
        replace(VISIO, changed_by="U0MALIK", changed_at=NOW + timedelta(minutes=5)),
        STATE,
        typed=TYPED,
    ),
    "form to load subscriptions": lambda t: LoadSubscriptionsForm.build(t, CONTOSO, STATE),
    "subscriptions loaded, of every kind": lambda t: loaded(t, *LOADED),
    "subscriptions loaded, one as it was": lambda t: loaded(t, LOADED[3]),
    "subscriptions loaded, two here and not in the list": lambda t: loaded(
        t, LOADED[3], missing=[POWER_BI, E3]
    ),
    "subscriptions marked as ended": lambda t: ended_view(t, CONTOSO, ENDED, STATE),
    "licenses, one that has ended": lambda t: licenses_view(t, an_overview(OVER), EVERYTHING, STATE),
    "form to load the product list": lambda t: LoadCatalogueForm.build(t, STATE),
    "the product list is being loaded": loading_view,
}


def longest_subscription(number: int = 0) -> Subscription:
    """The longest record that the rules allow."""
    product = a_product(
        f"{number:03}" + "s" * 97,
        ("Œ🏢" * 128)[:256],
        part_number="P" * 100,
        license_group=LicenseGroup.GROUP2,
        target_type=TargetType.TENANT,
        publisher="É🙂" * 50,
        publisher_link="https://" + "l" * 492,
    )
    assert product.problems() == []
    return a_subscription(
        product,
        10**6,
        warning=10**6,
        suspended=10**6,
        consumed=3 * 10**6,
        customer_id=longest.UUID,
        by=longest.SLACK_USER,
        version=10**6,
    )


def _longest_state() -> ViewState:
    return ViewState(
        root="created_users",
        customer_id=longest.UUID,
        sku_id="s" * 100,
        version=10**6,
        query=UserQuery(skip=40),
        nonce="f" * 32,
    )


def _longest_overview() -> LicenseOverview:
    counts = UserCounts(total=10**6, administrators=10**6, without_license=10**6)
    seventy = [longest_subscription(number) for number in range(70)]
    return an_overview(*seventy, customer=longest.longest_customer(), counts=counts)


def _longest_loaded(t: Translator, result: Result) -> View:
    every = [replace(longest_subscription(number), version=1) for number in range(70)]
    no_longer = tuple(
        Problem("name", code, {"product": "p" * 256, "limit": 70})
        for code in (ProblemCode.SUBSCRIPTION_EXISTS, ProblemCode.TOO_MANY_SUBSCRIPTIONS)
    )
    reason, problems = (Reason.INVALID, no_longer) if result is Result.REFUSED else (None, ())
    outcomes = [outcome_of(each, result, reason, *problems) for each in every]
    rows = [listed(each, 10**6) for each in every]
    return loaded_view(t, longest.longest_customer(), rows, outcomes, _longest_state())


def _longest_missing(t: Translator) -> View:
    """All of seventy subscriptions are here and not in a list of seventy others, which were refused."""
    every = [longest_subscription(number) for number in range(70)]
    problem = Problem("sku_id", ProblemCode.TOO_MANY_SUBSCRIPTIONS, {"limit": 70})
    outcomes = [outcome_of(each, Result.REFUSED, Reason.INVALID, problem) for each in every]
    rows = [listed(each, 10**6) for each in every]
    return loaded_view(t, longest.longest_customer(), rows, outcomes, _longest_state(), missing=every)


def _longest_ended(t: Translator) -> View:
    every = [replace(longest_subscription(number), units=Units(active=0)) for number in range(70)]
    outcomes = [outcome_of(each) for each in every]
    return ended_view(t, longest.longest_customer(), outcomes, _longest_state())


LONGEST_VIEWS: dict[str, Callable[[Translator], View]] = {
    "seventy products": lambda t: licenses_view(
        t, _longest_overview(), EVERYTHING, _longest_state(), notice="n" * 5000
    ),
    "form for a subscription": lambda t: AddSubscriptionForm.build(
        t, longest.longest_customer(), _longest_state(), is_typed=True, may_load_catalogue=True
    ),
    "form to change seats": lambda t: EditSubscriptionForm.build(
        t, longest.longest_customer(), longest_subscription(), _longest_state(), typed=TYPED
    ),
    "form to load subscriptions": lambda t: LoadSubscriptionsForm.build(
        t, longest.longest_customer(), _longest_state()
    ),
    "seventy subscriptions added": lambda t: _longest_loaded(t, Result.DONE),
    "seventy subscriptions refused": lambda t: _longest_loaded(t, Result.REFUSED),
    "seventy subscriptions that a list does not have": _longest_missing,
    "seventy subscriptions that have ended": _longest_ended,
    "seventy subscriptions as they were": lambda t: _longest_loaded(t, Result.UNCHANGED),
}
