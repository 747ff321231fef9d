"""Deleted users, and restoring them, as people meet it, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.command import RestoreUsers
from shared.domain.deletion import RESTORABLE_FOR, DeletedUser
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user import DirectoryRole, Everyone, UserCounts, UserFilter
from shared.operations.looking import DeletedList, UserQuery
from shared.operations.restorable import Restorable, Returning
from shared.ports import Cursor, Page
from shared.slack_ui.carried import pack
from shared.slack_ui.modals.deleted_user import deleted_user_view
from shared.slack_ui.modals.deleted_users import deleted_users_view
from shared.slack_ui.modals.restoration_form import RestorationForm, taken
from shared.slack_ui.modals.restoration_in_bulk import bulk_confirmation_view
from shared.slack_ui.modals.restore_users_form import RestoreUsersForm
from shared.slack_ui.modals.users_restored import restoration_under_way_view, users_restored_view
from shared.slack_ui.state import ViewState
from tests.builders import (
    NOW,
    a_customer,
    a_customer_profile,
    a_product,
    a_service_plan,
    a_subscription,
    a_user,
    a_user_profile,
)
from tests.unit.slack_ui import longest
from tests.unit.slack_ui.deletion_situations import AT_ONCE, THREE_EYES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from slack_sdk.models.views import View

    from shared.domain.customer import Customer
    from shared.domain.user import User
    from shared.i18n.translator import Translator

EVERYTHING = frozenset(Action)
ONLY_LOOKING = frozenset({Action.VIEW})
ALL_ON: frozenset[str] = frozenset()
DAY = timedelta(days=1)

CONTOSO = a_customer(
    profile=a_customer_profile(
        domains=("contoso.example", "contoso-mail.example"),
        federated=("contoso-old.example",),
        warning="Call Miriam Graham before you restore anybody.",
    )
)
FEDERATED = a_customer(profile=a_customer_profile(domains=(), federated=("contoso.example",)))
E3 = a_subscription(
    a_product(service_plans=[a_service_plan(), a_service_plan("plan-yammer", "YAMMER", "Viva Engage Core")]),
    active=25,
    consumed=13,
)
POWER_BI = a_subscription(a_product("sku-powerbi", "Power BI Pro", part_number="POWER_BI_PRO"), 1, consumed=1)
VISIO = a_subscription(a_product("sku-visio", "Visio Plan 2"))
SUBSCRIPTIONS = (E3, POWER_BI, VISIO)


def a_deleted(user: User, *, days: float = 3, by: str = "U0GRACE") -> DeletedUser:
    """Make a user who was deleted so many days ago."""
    return DeletedUser(user=user, deleted_at=NOW - days * DAY, deleted_by=by)


HELD = {"sku-e3": frozenset({"plan-yammer"}), "sku-powerbi": ALL_ON, "sku-visio": ALL_ON}
NADIA = a_deleted(a_user("nadia", a_user_profile("Nadia Okafor"), licenses=HELD, version=4), days=27)
BRAM = a_deleted(
    a_user("bram", a_user_profile("Bram Visser"), licenses={"sku-e3": ALL_ON}), days=29.25, by="U0HENRIK"
)
ZOE = a_deleted(
    a_user("zoe", a_user_profile("Zoë O'Brien", user_name="zoe.obrien", usage_location="")), days=0
)
AMARA = a_deleted(a_user("amara", a_user_profile("Amara Silva"), licenses={"sku-gone": ALL_ON}), days=30)
CHIDI = a_deleted(
    a_user("chidi", a_user_profile("Chidi Anagonye", directory_roles=[DirectoryRole.GLOBAL_ADMIN]), version=2)
)
MOVED = a_deleted(
    a_user(
        "moved",
        a_user_profile(
            "Anne-Élisabeth Montmorency", user_name="anne.montmorency", domain="contoso-old.example"
        ),
    )
)
STATE = ViewState(root="deleted_users", customer_id="contoso", nonce="n0nce")


def a_list(
    *deleted: DeletedUser,
    count: int | None = None,
    typed: str = "",
    skip: int = 0,
    before: str | None = None,
    after: str | None = None,
    customer: Customer = CONTOSO,
    is_cut: bool = False,
) -> DeletedList:
    query = UserQuery(user_filter=UserFilter.DELETED, typed=typed, skip=skip)
    return DeletedList(
        customer=customer,
        query=query,
        counts=UserCounts(total=12, deleted=len(deleted) if count is None else count),
        subscriptions=SUBSCRIPTIONS,
        page=Page(deleted, before, after),
        now=NOW,
        matches=len(deleted) if typed else None,
        is_cut=is_cut,
    )


def no_seat(sku_id: str, product: str) -> Problem:
    return Problem(sku_id, ProblemCode.NO_SEAT, {"product": product})


def returning(deleted: DeletedUser, **known: object) -> Returning:
    """Somebody whose licenses all come back, unless said."""
    facts: dict[str, object] = {
        "kept": deleted.user.licenses,
        "missing": (),
        "guard": None,
        "is_too_late": False,
        "needs_name": False,
    }
    return Returning(deleted=deleted, **{**facts, **known})  # type: ignore[arg-type]


PARTLY = returning(
    NADIA,
    kept={"sku-e3": frozenset({"plan-yammer"}), "sku-visio": ALL_ON},
    missing=[no_seat("sku-powerbi", "Power BI Pro")],
)
RENAMED = returning(BRAM, needs_name=True, suggested=("bram.visser2", "contoso.example"))
ELSEWHERE = returning(MOVED, needs_name=True, suggested=("anne.montmorency", "contoso.example"))
GUARDED = returning(CHIDI, guard=Problem("users", ProblemCode.ADMINISTRATOR_NEEDS_APPROVAL))
LATE = returning(AMARA, is_too_late=True)


def restorable_of(*people: Returning, customer: Customer = CONTOSO) -> Restorable:
    return Restorable(
        customer=customer,
        usable={domain.name for domain in customer.profile.managed_domains},
        subscriptions=SUBSCRIPTIONS,
        people=people,
        decision=AT_ONCE,
        now=NOW,
    )


def asked(*user_ids: str, state: ViewState = STATE) -> ViewState:
    """A state that carries a restoration."""
    users = user_ids or Everyone(UserFilter.DELETED)
    return replace(state, carried=pack(RestoreUsers(customer_id=state.customer_id, users=users)))


def confirmed(t: Translator, *people: Returning, gone: int = 0, customer: Customer = CONTOSO) -> View:
    state = asked(*(each.id for each in people), *(f"gone-{number}" for number in range(gone)))
    return RestorationForm.build(t, restorable_of(*people, customer=customer), state)


def done(user: User, regained: Sequence[str] = (), *problems: Problem) -> Outcome:
    return Outcome(
        target_id=user.id,
        target_name=user.profile.display_name,
        sign_in_name=user.user_principal_name,
        result=Result.DONE,
        regained=tuple(regained),
        problems=problems,
        user=user,
    )


def refused(deleted: DeletedUser | None, reason: Reason, *problems: Problem) -> Outcome:
    user = deleted.user if deleted else None
    return Outcome(
        target_id=user.id if user else "nobody-has-this-id",
        target_name=user.profile.display_name if user else "",
        sign_in_name=user.user_principal_name if user else "",
        result=Result.REFUSED,
        reason=reason,
        problems=problems,
        deleted=deleted,
    )


EVERY_HINDRANCE = [
    no_seat("sku-powerbi", "Power BI Pro"),
    Problem("sku-e3", ProblemCode.PLANS_EXCLUSIVE, {"plans": "SharePoint (Plan 1), SharePoint (Plan 2)"}),
    Problem("sku-visio", ProblemCode.PLAN_DEPENDS, {"plan": "Visio", "plans": "SharePoint"}),
    Problem("sku-gone", ProblemCode.SKU_UNKNOWN, {"product": "sku-gone"}),
    Problem("sku-tenant", ProblemCode.PRODUCT_FOR_TENANT, {"product": "sku-tenant"}),
    Problem(
        "sku-backup", ProblemCode.PRODUCT_OF_PUBLISHER, {"product": "sku-backup", "publisher": "Fabrikam"}
    ),
    Problem("sku-none", ProblemCode.NO_PLAN_LEFT, {"product": "sku-none"}),
]
OUTCOMES = [
    done(NADIA.user, ["sku-e3", "sku-visio"], no_seat("sku-powerbi", "Power BI Pro")),
    done(ZOE.user),
    done(a_user("hana", a_user_profile("Hana Sato")), [], *EVERY_HINDRANCE),
    done(
        a_user("ines", a_user_profile("Inès Roux", user_name="ines.roux")),
        ["sku-e3"],
        Problem("sku-visio", ProblemCode.LICENSE_NOT_RESTORED, {"product": "Visio Plan 2"}),
    ),
    done(
        a_user("jon", a_user_profile("Jón Þór", user_name="jon.thor")),
        [],
        Problem("sku-e3", ProblemCode.USAGE_LOCATION_MISSING),
    ),
    replace(done(a_user("kofi", a_user_profile("Kofi Mensah"))), result=Result.UNCHANGED),
    refused(BRAM, Reason.INVALID, taken("bram.visser@contoso.example")),
    refused(
        MOVED,
        Reason.INVALID,
        Problem("domain", ProblemCode.DOMAIN_NOT_USABLE, {"domain": "contoso-old.example"}),
    ),
    refused(CHIDI, Reason.GUARDED, Problem("users", ProblemCode.ADMINISTRATOR_DENIED)),
    refused(AMARA, Reason.TOO_LATE),
    refused(None, Reason.GONE),
    refused(ZOE, Reason.CHANGED_MEANWHILE),
]

VIEWS: dict[str, Callable[[Translator], View]] = {
    "deleted users": lambda t: deleted_users_view(t, a_list(AMARA, BRAM, NADIA, CHIDI, ZOE), EVERYTHING),
    "deleted users, the second page": lambda t: deleted_users_view(
        t, a_list(NADIA, ZOE, count=42, skip=15, before="b", after="a"), EVERYTHING
    ),
    "deleted users, by somebody who may not restore": lambda t: deleted_users_view(
        t, a_list(NADIA), ONLY_LOOKING
    ),
    "deleted users, searched": lambda t: deleted_users_view(
        t, a_list(NADIA, count=42, typed="nad", is_cut=True), EVERYTHING
    ),
    "deleted users, nobody found": lambda t: deleted_users_view(t, a_list(count=42, typed="xyz"), EVERYTHING),
    "deleted users, nobody": lambda t: deleted_users_view(t, a_list(), EVERYTHING),
    "deleted users, a page that emptied": lambda t: deleted_users_view(
        t, a_list(count=42, skip=15, before="b"), EVERYTHING
    ),
    "deleted user": lambda t: deleted_user_view(t, restorable_of(PARTLY), EVERYTHING, STATE),
    "deleted user, on the last day": lambda t: deleted_user_view(
        t, restorable_of(RENAMED), ONLY_LOOKING, STATE
    ),
    "deleted user, too late": lambda t: deleted_user_view(t, restorable_of(LATE), EVERYTHING, STATE),
    "deleted user without licenses": lambda t: deleted_user_view(
        t, restorable_of(returning(ZOE)), EVERYTHING, STATE
    ),
    "restore users": lambda t: RestoreUsersForm.build(t, CONTOSO, 1042, STATE),
    "restore users, nobody": lambda t: RestoreUsersForm.build(t, CONTOSO, 0, STATE),
    "confirm one, with every license": lambda t: confirmed(t, returning(NADIA)),
    "confirm one, with a seat gone": lambda t: confirmed(t, PARTLY),
    "confirm one, whose name is taken": lambda t: confirmed(t, RENAMED),
    "confirm one, whose domain is federated now": lambda t: confirmed(t, ELSEWHERE),
    "confirm one, for whom there is no domain": lambda t: confirmed(
        t, returning(BRAM, needs_name=True), customer=FEDERATED
    ),
    "confirm one, an administrator": lambda t: confirmed(t, GUARDED),
    "confirm one, too late": lambda t: confirmed(t, LATE),
    "confirm several": lambda t: confirmed(
        t, LATE, RENAMED, PARTLY, GUARDED, ELSEWHERE, returning(ZOE), gone=2
    ),
    "confirm thirty": lambda t: bulk_confirmation_view(
        t,
        CONTOSO,
        30,
        asked(*(f"user-{number}" for number in range(30))),
        AT_ONCE,
        restorable_of(*[PARTLY] * 27, GUARDED, LATE, returning(BRAM, needs_name=True)),
    ),
    "confirm twenty-one": lambda t: bulk_confirmation_view(
        t,
        CONTOSO,
        21,
        asked(*(f"user-{number}" for number in range(21))),
        AT_ONCE,
        restorable_of(*[PARTLY] * 21),
    ),
    "confirm everyone": lambda t: bulk_confirmation_view(t, CONTOSO, 1042, asked(), AT_ONCE),
    "users restored, every outcome": lambda t: users_restored_view(
        t, CONTOSO, SUBSCRIPTIONS, OUTCOMES, STATE
    ),
    "users restored, one": lambda t: users_restored_view(t, CONTOSO, SUBSCRIPTIONS, OUTCOMES[:1], STATE),
    "users restored, none": lambda t: users_restored_view(t, CONTOSO, SUBSCRIPTIONS, OUTCOMES[9:10], STATE),
    "restoration under way": lambda t: restoration_under_way_view(t, CONTOSO, 1042, STATE),
}

_CUSTOMER = longest.longest_customer()
_SUBSCRIPTIONS = longest.longest_subscriptions()
_LONG = [
    DeletedUser(
        user=longest.longest_user(f"{longest.UUID[:-2]}{number:02}"),
        deleted_at=NOW - RESTORABLE_FOR + DAY / 2,
        deleted_by=longest.SLACK_USER,
    )
    for number in range(50)
]
_IDS = tuple(each.id for each in _LONG)
_LONG_STATE = ViewState(
    root="deleted_users",
    customer_id=longest.UUID,
    user_id=longest.UUID,
    query=UserQuery(
        user_filter=UserFilter.DELETED, typed="é" * 100, cursor=Cursor(after=longest.CURSOR), skip=10**6
    ),
    nonce="f" * 32,
)
_HALF = {sku_id: plans for number, (sku_id, plans) in enumerate(_LONG[0].user.licenses.items()) if number % 2}
_MISSING = [no_seat(sku_id, "製品" * 128) for sku_id in _LONG[0].user.licenses if sku_id not in _HALF]


def longest_restorable(count: int, **known: object) -> Restorable:
    people = [returning(each, kept=_HALF, missing=_MISSING, **known) for each in _LONG[:count]]
    return Restorable(
        customer=_CUSTOMER,
        usable={domain.name for domain in _CUSTOMER.profile.managed_domains},
        subscriptions=_SUBSCRIPTIONS,
        people=people,
        decision=THREE_EYES,
        now=NOW,
    )


_NAMED = {"needs_name": True, "suggested": ("n" * 64, _CUSTOMER.profile.managed_domains[0].name)}

LONGEST_VIEWS: dict[str, Callable[[Translator], View]] = {
    "deleted users": lambda t: deleted_users_view(
        t,
        replace(
            a_list(*_LONG[:15], count=10**6, before=longest.CURSOR, after=longest.CURSOR, customer=_CUSTOMER),
            query=_LONG_STATE.query,
            subscriptions=_SUBSCRIPTIONS,
            matches=None,
        ),
        EVERYTHING,
        "users",
    ),
    "deleted users, nobody": lambda t: deleted_users_view(
        t, a_list(count=10**6, typed="é" * 100, customer=_CUSTOMER), EVERYTHING
    ),
    "deleted user": lambda t: deleted_user_view(
        t, longest_restorable(1), EVERYTHING, replace(_LONG_STATE, version=10**6)
    ),
    "restore users": lambda t: RestoreUsersForm.build(t, _CUSTOMER, 10**6, _LONG_STATE),
    "confirm one": lambda t: RestorationForm.build(
        t, longest_restorable(1, **_NAMED), asked(*_IDS[:1], state=_LONG_STATE)
    ),
    "confirm twenty": lambda t: RestorationForm.build(
        t, longest_restorable(20, **_NAMED), asked(*_IDS[:20], state=_LONG_STATE)
    ),
    "confirm fifty": lambda t: bulk_confirmation_view(
        t,
        _CUSTOMER,
        50,
        asked(*_IDS, state=replace(_LONG_STATE, query=UserQuery(typed="é" * 100))),
        THREE_EYES,
        longest_restorable(50),
    ),
    "users restored": lambda t: users_restored_view(
        t,
        _CUSTOMER,
        _SUBSCRIPTIONS,
        [done(each.user, list(_HALF), *_MISSING) for each in _LONG[:25]],
        _LONG_STATE,
    ),
    "users restored, none": lambda t: users_restored_view(
        t,
        _CUSTOMER,
        _SUBSCRIPTIONS,
        [refused(each, Reason.INVALID, taken(each.user.user_principal_name)) for each in _LONG[:25]],
        _LONG_STATE,
    ),
}
