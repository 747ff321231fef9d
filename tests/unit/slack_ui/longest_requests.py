"""Requests about the longest records that the rules allow, with all that can be said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.command import (
    AddCustomer,
    ChangeLicenses,
    CreateUser,
    DeleteUsers,
    EditCustomer,
    EditUser,
    GrantRoles,
    LoadSubscriptions,
    MapGroup,
    PurgeUsers,
    ResetPasswords,
    RestoreUsers,
    UsersCommand,
)
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import RequestState, Tally
from shared.domain.staff import Grant, Role
from shared.domain.subscription import ListedSubscription
from shared.domain.user import Everyone, UserFilter
from shared.operations.subject import NAMED
from shared.slack_ui.messages.request_card import approvers_card, requesters_card
from tests.builders import NOW, a_deleted_user
from tests.unit.slack_ui import longest
from tests.unit.slack_ui.request_situations import AGREED, CLOSED, REJECTED, a_subject

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from shared.domain.command import AnyCommand
    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject
    from shared.slack_ui.messages.message import Message

_REASON = "Œ🏢é" * 100
_CUSTOMER = longest.longest_customer()
_SUBSCRIPTIONS = tuple(longest.longest_subscriptions())
_IDS = tuple(f"user-{number}" for number in range(50))
_USERS = tuple(longest.longest_user(each) for each in _IDS[:NAMED])
_DELETED = tuple(a_deleted_user(each, by=longest.SLACK_USER) for each in _USERS)
_SAID = (
    replace(AGREED, approver_id=longest.SLACK_USER),
    replace(AGREED, approver_id=longest.SLACK_USER),
    replace(REJECTED, approver_id=longest.SLACK_USER, reason=_REASON),
)
_ALONE = replace(CLOSED, reason=_REASON, note=_REASON, closed_by=longest.SLACK_USER)
_CHANGE = LicenseChange(
    assign={
        each.id: frozenset(plan.id for plan in each.product.user_plans[1:]) for each in _SUBSCRIPTIONS[:20]
    },
    sets_usage_location=True,
)
_REFUSED = Outcome(
    target_id="user-1",
    target_name=_USERS[0].profile.display_name,
    result=Result.REFUSED,
    reason=Reason.INVALID,
    problems=tuple(
        Problem(each.id, ProblemCode.NO_SEAT, {"product": each.product.name}) for each in _SUBSCRIPTIONS[:20]
    ),
)
_GRANT = Grant(
    roles=frozenset(Role), customers=frozenset(f"customer-{number}" for number in range(100)), expires_at=NOW
)
_SCOPE = tuple(replace(_CUSTOMER, id=each) for each in sorted(_GRANT.customers or ()))
_LISTED = tuple(
    ListedSubscription(product=each.product, units=each.units, consumed=10**6) for each in _SUBSCRIPTIONS
)


def _longest(command: AnyCommand, **known: Any) -> Subject:
    facts = {"customer": _CUSTOMER, "subscriptions": _SUBSCRIPTIONS} if command.customer_id else {}
    subject = a_subject(
        command,
        approvers=100,
        needed=2,
        policy_reason="sensitive_target",
        decisions=_SAID,
        break_glass=_ALONE,
        targets=10**6,
        **{**facts, **known},
    )
    request = replace(subject.request, id="V" * 100, requester_id=longest.SLACK_USER)
    return replace(subject, request=request)


def _finished(subject: Subject) -> Subject:
    tally = Tally(done=10**6, unchanged=10**6, refused=10**6)
    return replace(subject, request=replace(subject.request, state=RequestState.PARTIAL, tally=tally))


def _both(name: str, subject: Subject) -> dict[str, Callable[[Translator], Message]]:
    """What everybody reads of it while it waits, and when it is finished."""
    over = _finished(subject)
    has_many = isinstance(subject.request.command, UsersCommand | LoadSubscriptions)
    outcomes = [_REFUSED] * (1000 if has_many else 1)
    return {
        name: lambda t: approvers_card(t, subject),
        f"{name}, for who asked": lambda t: requesters_card(
            t, subject, tally=Tally(refused=10**6), may_break_glass=True
        ),
        f"{name}, finished": lambda t: approvers_card(t, over, outcomes),
        f"{name}, all of a few": lambda t: requesters_card(
            t, over, outcomes[:20], may_email=True, passwords_until=NOW + timedelta(days=1)
        ),
    }


_PROFILE = _USERS[0].profile

LONGEST_CARDS: dict[str, Callable[[Translator], Message]] = {
    **_both("add a customer", _longest(AddCustomer(profile=_CUSTOMER.profile))),
    **_both(
        "edit a customer",
        _longest(
            EditCustomer(
                customer_id="contoso",
                version=_CUSTOMER.version,
                profile=replace(
                    _CUSTOMER.profile,
                    name="N" * 100,
                    warning="W" * 300,
                    domains=tuple(reversed(_CUSTOMER.profile.domains)),
                ),
            )
        ),
    ),
    **_both(
        "create a user",
        _longest(
            CreateUser(
                customer_id="contoso",
                profile=_PROFILE,
                sku_ids=frozenset(each.id for each in _SUBSCRIPTIONS[:20]),
            )
        ),
    ),
    **_both(
        "edit a user",
        _longest(
            EditUser(
                customer_id="contoso",
                user_id="user-0",
                version=_USERS[0].version,
                profile=replace(_PROFILE, display_name="D" * 256, first_name="F" * 64, user_name="m" * 64),
            ),
            users=_USERS[:1],
        ),
    ),
    **_both("load subscriptions", _longest(LoadSubscriptions(customer_id="contoso", listed=_LISTED))),
    **_both(
        "change licenses",
        _longest(ChangeLicenses(customer_id="contoso", users=_IDS, change=_CHANGE), users=_USERS),
    ),
    **_both("reset many", _longest(ResetPasswords(customer_id="contoso", users=_IDS), users=_USERS)),
    **_both("delete many", _longest(DeleteUsers(customer_id="contoso", users=_IDS), users=_USERS)),
    **_both(
        "delete who has a product",
        _longest(
            DeleteUsers(customer_id="contoso", users=Everyone(UserFilter.WITH_LICENSE, _SUBSCRIPTIONS[0].id))
        ),
    ),
    **_both(
        "restore many",
        _longest(
            RestoreUsers(
                customer_id="contoso",
                users=_IDS,
                sign_in_names=dict.fromkeys(_IDS[:20], ("n" * 64, longest.DOMAIN)),
            ),
            deleted=_DELETED,
        ),
    ),
    **_both("purge many", _longest(PurgeUsers(customer_id="contoso", users=_IDS), deleted=_DELETED)),
    **_both(
        "grant roles",
        _longest(GrantRoles(slack_user_id=longest.SLACK_USER, grant=_GRANT, reason=_REASON), scope=_SCOPE),
    ),
    **_both(
        "map a group",
        _longest(MapGroup(group_id="S0NIGHT", name="🌙" * 100, grant=_GRANT, reason=_REASON), scope=_SCOPE),
    ),
}
