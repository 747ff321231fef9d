"""Resetting and deleting as people meet them, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from shared.domain.command import DeleteUsers, ResetPasswords
from shared.domain.deletion import DeletedUser
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole, Everyone, UserCounts, UserFilter
from shared.operations.looking import LicenseOverview, UserQuery
from shared.operations.preview import Preview
from shared.policy.decide import Decision, Verdict
from shared.policy.decide import Reason as Denied
from shared.ports import Cursor
from shared.slack_ui import ids
from shared.slack_ui.carried import pack
from shared.slack_ui.modals.deletion_confirmation import deletion_confirmation_view
from shared.slack_ui.modals.people_form import PeopleForm
from shared.slack_ui.modals.reset_confirmation import reset_confirmation_view
from shared.slack_ui.modals.under_way import under_way_view
from shared.slack_ui.modals.users_deleted import users_deleted_view
from shared.slack_ui.state import Created, ViewState
from tests.builders import (
    NOW,
    a_customer,
    a_customer_profile,
    a_product,
    a_subscription,
    a_user,
    a_user_profile,
)
from tests.unit.slack_ui import longest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from slack_sdk.models.views import View

    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.operations.preview import FearedCommand

AT_ONCE = Decision(Verdict.ALLOW, Denied.ROLE_ALLOWS)
ASKED = Decision(
    Verdict.APPROVAL,
    Denied.ROLE_NEEDS_APPROVAL,
    1,
    frozenset({Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT}),
)
SENSITIVE = replace(ASKED, reason=Denied.SENSITIVE_TARGET)
MANY = replace(ASKED, reason=Denied.MANY_TARGETS)
THREE_EYES = replace(SENSITIVE, approvals_needed=2)
ALL_ON: frozenset[str] = frozenset()
RESET, DELETE = ids.View.RESET_PASSWORDS, ids.View.DELETE_USERS
E1 = a_subscription(a_product("sku-e1", "Office 365 E1"), 5, consumed=4)
E3 = a_subscription(a_product(), 25, consumed=23)
CONTOSO = a_customer(profile=a_customer_profile(warning="Call Miriam Graham before you touch anybody."))
COUNTS = UserCounts(total=10_000, administrators=3, without_license=14, deleted=2)
OVERVIEW = LicenseOverview(customer=CONTOSO, subscriptions=(E1, E3), counts=COUNTS)
STATE = ViewState(root="users", customer_id="contoso", nonce="n0nce")

BRAM = a_user("bram", a_user_profile("Bram Visser"))
NIAMH = a_user(
    "niamh",
    a_user_profile("Niamh O'Brien", user_name="niamh.o'brien"),
    licenses={"sku-e1": ALL_ON, "sku-e3": ALL_ON},
)
ZOE = a_user("zoe", a_user_profile("Zoë Ash"), licenses={"sku-e3": ALL_ON, "sku-of-nobody": ALL_ON})
AMARA = a_user("amara", a_user_profile("Amara Silva", directory_roles=[DirectoryRole.GLOBAL_ADMIN]))


def refused(user: User, reason: Reason, *problems: Problem) -> Outcome:
    return Outcome(
        target_id=user.id,
        target_name=user.profile.display_name,
        sign_in_name=user.user_principal_name,
        result=Result.REFUSED,
        reason=reason,
        problems=problems,
    )


GUARDED = [
    refused(AMARA, Reason.GUARDED, Problem("users", ProblemCode.ADMINISTRATOR_NEEDS_APPROVAL)),
    refused(ZOE, Reason.GUARDED, Problem("users", ProblemCode.PROTECTED_DENIED)),
]
FEDERATED = refused(
    BRAM, Reason.INVALID, Problem("users", ProblemCode.FEDERATED_SIGN_IN, {"domain": "adfs.contoso.example"})
)


def a_preview(
    command: FearedCommand,
    *users: User,
    refused: Sequence[Outcome] = (),
    subscriptions: Sequence[Subscription] = (E1, E3),
    missing: int = 0,
    count: int | None = None,
    decision: Decision = AT_ONCE,
) -> Preview:
    return Preview(
        command=command,
        customer=CONTOSO,
        subscriptions=subscriptions,
        users=users,
        refused=refused,
        count=len(users) + len(refused) + missing if count is None else count,
        missing=missing,
        decision=decision,
        at=NOW,
    )


def reset(
    t: Translator,
    *users: User,
    refused: Sequence[Outcome] = (),
    missing: int = 0,
    everyone: Everyone | None = None,
) -> View:
    ids_ = tuple(user.id for user in users) + tuple(each.target_id for each in refused)
    command = ResetPasswords(customer_id="contoso", users=everyone or ids_)
    created = () if everyone else tuple(Created(user_id=each, password="Temporary+123456") for each in ids_)
    state = replace(STATE, carried=pack(command), created=created)
    return reset_confirmation_view(t, a_preview(command, *users, refused=refused, missing=missing), state)


def delete(
    t: Translator,
    *users: User,
    refused: Sequence[Outcome] = (),
    missing: int = 0,
    everyone: Everyone | None = None,
) -> View:
    ids_ = tuple(user.id for user in users) + tuple(each.target_id for each in refused)
    command = DeleteUsers(customer_id="contoso", users=everyone or ids_)
    state = replace(STATE, carried=pack(command))
    return deletion_confirmation_view(t, a_preview(command, *users, refused=refused, missing=missing), state)


def deleted(user: User, result: Result = Result.DONE, *freed: Subscription) -> Outcome:
    record = DeletedUser(user=user, deleted_at=NOW - timedelta(hours=1), deleted_by="U0GRACE")
    return Outcome(
        target_id=user.id,
        target_name=user.profile.display_name,
        sign_in_name=user.user_principal_name,
        result=result,
        freed=freed,
        deleted=record,
    )


GONE = Outcome(target_id="8a1c-77", result=Result.REFUSED, reason=Reason.GONE)
OUTCOMES = [
    deleted(BRAM),
    deleted(NIAMH, Result.DONE, replace(E1, consumed=3), replace(E3, consumed=22)),
    deleted(ZOE, Result.DONE, replace(E3, consumed=21)),
    deleted(a_user("late", a_user_profile("Late Already")), Result.UNCHANGED),
    *GUARDED[:1],
    GONE,
]

VIEWS: dict[str, Callable[[Translator], View]] = {
    "whose passwords": lambda t: PeopleForm(callback=RESET, state=STATE).build(t, OVERVIEW),
    "whose passwords, some chosen": lambda t: PeopleForm(
        callback=RESET, state=STATE, chosen={"niamh": "Niamh O'Brien", "bram": "Bram Visser"}
    ).build(t, OVERVIEW),
    "whom to delete, everyone with a product": lambda t: PeopleForm(
        callback=DELETE, state=STATE, everyone=Everyone(UserFilter.WITH_LICENSE, "sku-e1")
    ).build(t, OVERVIEW),
    "whom to delete, no users yet": lambda t: PeopleForm(callback=DELETE, state=STATE).build(
        t, replace(OVERVIEW, counts=UserCounts(deleted=2))
    ),
    "confirm the reset of one": lambda t: reset(t, NIAMH),
    "confirm the reset of some, others refused or gone": lambda t: reset(
        t, BRAM, NIAMH, refused=GUARDED, missing=1
    ),
    "confirm the reset of those without a license": lambda t: reset(
        t, BRAM, everyone=Everyone(UserFilter.WITHOUT_LICENSE)
    ),
    "no reset of an administrator": lambda t: reset(t, refused=GUARDED[:1]),
    "no reset of a federated user": lambda t: reset(t, refused=[FEDERATED]),
    "reset under way": lambda t: under_way_view(
        t,
        ids.View.PASSWORDS_RESET,
        CONTOSO,
        [t("Resetting passwords of {customer} is under way.", customer="C")],
        STATE,
    ),
    "confirm the deletion of one": lambda t: delete(t, NIAMH),
    "confirm the deletion of one without a license": lambda t: delete(t, BRAM),
    "confirm the deletion of some, others refused or gone": lambda t: delete(
        t, BRAM, NIAMH, ZOE, refused=GUARDED[:1], missing=2
    ),
    "confirm the deletion of those with a product": lambda t: delete(
        t, NIAMH, everyone=Everyone(UserFilter.WITH_LICENSE, "sku-e1")
    ),
    "no deletion of the protected": lambda t: delete(t, refused=GUARDED[1:]),
    "deleted, with every result": lambda t: users_deleted_view(t, CONTOSO, OUTCOMES, STATE),
    "deleted one": lambda t: users_deleted_view(t, CONTOSO, [deleted(NIAMH, Result.DONE, E1)], STATE),
    "nobody deleted": lambda t: users_deleted_view(t, CONTOSO, [*GUARDED, GONE], STATE),
}

_USERS = [longest.longest_user(str(uuid5(NAMESPACE_URL, str(number)))) for number in range(20)]
_IDS = tuple(user.id for user in _USERS)
_CUSTOMER = longest.longest_customer()
_SUBSCRIPTIONS = longest.longest_subscriptions()
_QUERY = UserQuery(
    typed='"' * 100,
    user_filter=UserFilter.WITH_LICENSE,
    sku_id=longest.sku_id(7),
    skip=10**6,
    cursor=Cursor(after=longest.CURSOR),
)
LONGEST_STATE = ViewState(
    root="users", customer_id=longest.UUID, nonce="f" * 32, query=replace(_QUERY, cursor=Cursor(), skip=0)
)
LONGEST_COMMAND = ResetPasswords(customer_id=longest.UUID, users=_IDS)
LONGEST_CREATED = tuple(Created(user_id=each, password=longest.PASSWORD) for each in _IDS)


def _longest_preview(command: FearedCommand, *, is_refused: bool = False) -> Preview:
    problem = Problem("users", ProblemCode.ADMINISTRATOR_DENIED)
    return Preview(
        command=command,
        customer=_CUSTOMER,
        subscriptions=_SUBSCRIPTIONS,
        users=() if is_refused else _USERS,
        refused=[refused(user, Reason.GUARDED, problem) for user in _USERS] if is_refused else (),
        count=40,
        missing=20,
        decision=THREE_EYES,
        at=NOW,
    )


LONGEST_VIEWS: dict[str, Callable[[Translator], View]] = {
    "whose passwords": lambda t: PeopleForm(
        callback=RESET, state=LONGEST_STATE, chosen={user.id: user.profile.display_name for user in _USERS}
    ).build(t, LicenseOverview(customer=_CUSTOMER, subscriptions=_SUBSCRIPTIONS, counts=COUNTS)),
    "confirm the reset": lambda t: reset_confirmation_view(
        t,
        _longest_preview(LONGEST_COMMAND),
        replace(LONGEST_STATE, carried=pack(LONGEST_COMMAND), created=LONGEST_CREATED),
    ),
    "no reset": lambda t: reset_confirmation_view(
        t, _longest_preview(LONGEST_COMMAND, is_refused=True), LONGEST_STATE
    ),
    "confirm the deletion": lambda t: deletion_confirmation_view(
        t,
        _longest_preview(DeleteUsers(customer_id=longest.UUID, users=_IDS)),
        replace(LONGEST_STATE, carried=pack(LONGEST_COMMAND)),
    ),
    "deleted": lambda t: users_deleted_view(
        t,
        _CUSTOMER,
        [deleted(user, Result.DONE, *_SUBSCRIPTIONS[:40]) for user in _USERS],
        LONGEST_STATE,
    ),
    "none deleted": lambda t: users_deleted_view(
        t, _CUSTOMER, [deleted(user, Result.UNCHANGED) for user in _USERS], LONGEST_STATE
    ),
}
