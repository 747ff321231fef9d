"""Views and messages about partner roles, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from shared.domain.customer import CustomerSummary
from shared.domain.staff import Grant, MappedGroup, Role, Staff
from shared.operations.staff import MAXIMUM_CUSTOMERS
from shared.operations.staff_list import STAFF_A_PAGE, StaffList, StaffQuery
from shared.policy.decide import Decision, Reason, Verdict
from shared.slack_ui.messages.roles import roles_changed
from shared.slack_ui.modals.grant_form import Around, Choosable, GrantForm, MapGroupForm, Meanwhile
from shared.slack_ui.modals.grant_inputs import GrantEntered
from shared.slack_ui.modals.revoke_form import RevokeForm
from shared.slack_ui.modals.roles import GROUPS_SHOWN, roles_view
from shared.slack_ui.state import ViewState
from tests.builders import NOW, an_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.models.views import View

    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.message import Message

CONTOSO = "fc74b558-72b6-5384-85f9-b58edd6ccfd3"
CUSTOMERS = {CONTOSO: CustomerSummary(CONTOSO, "Contoso Ltd", "contoso.example")}
AGENT = Grant(roles=frozenset({Role.ADMIN_AGENT}), expires_at=NOW + timedelta(days=30))
HELPER = Grant(
    roles=frozenset({Role.HELPDESK_AGENT, Role.SALES_AGENT}),
    customers=frozenset({CONTOSO}),
    expires_at=NOW - timedelta(hours=1),
)
SUPPORT = MappedGroup(id="S0SUPPORT1", name="Support", grant=AGENT, version=3)
NADIA = Staff(slack_user_id="U0GLOBAL01", roles=frozenset({Role.GLOBAL_ADMIN}), version=1)
THEO = Staff(
    slack_user_id="U0HELPDSK1",
    roles=HELPER.roles,
    customers=HELPER.customers,
    expires_at=HELPER.expires_at,
    memberships={SUPPORT.id: AGENT},
    version=4,
)
STATE = ViewState(root="roles", nonce="n1")
ASKS = Decision(Verdict.APPROVAL, Reason.ROLE_NEEDS_APPROVAL, 1, frozenset({Role.GLOBAL_ADMIN}))
ALONE = Decision(Verdict.ALLOW, Reason.ONLY_ADMIN)
ENTERED = GrantEntered(grant=replace(HELPER, expires_at=NOW + timedelta(days=2)), reason="On call")


def around(decision: Decision = ASKS, customers: dict[str, CustomerSummary] | None = None) -> Around:
    zone = ZoneInfo("Europe/Paris")
    return Around(decision=decision, customers=customers or CUSTOMERS, time_zone=zone, now=NOW)


def listed(*people: Staff, groups: tuple[MappedGroup, ...] = (), **changes: Any) -> StaffList:
    facts: dict[str, Any] = {
        "query": StaffQuery(), "people": people, "total": len(people), "groups": groups,
        "customers": CUSTOMERS, "now": NOW,
    }  # fmt: skip
    return StaffList(**facts | changes)


VIEWS: dict[str, Callable[[Translator], View]] = {
    "nobody and no group": lambda t: roles_view(t, listed()),
    "the list": lambda t: roles_view(
        t, listed(NADIA, THEO, groups=(SUPPORT,)), notice=t("Revoked: from now on.")
    ),
    "a page in the middle of a filter": lambda t: roles_view(
        t, listed(NADIA, query=StaffQuery(role=Role.GLOBAL_ADMIN, skip=STAFF_A_PAGE), total=3 * STAFF_A_PAGE)
    ),
    "one colleague": lambda t: roles_view(t, listed(THEO, query=StaffQuery(person=THEO.slack_user_id))),
    "granting roles": lambda t: GrantForm.build(t, STATE, around()),
    "granting roles alone": lambda t: GrantForm.build(t, STATE, around(ALONE)),
    "changing roles": lambda t: GrantForm.build(
        t, replace(STATE, staff_id=THEO.slack_user_id, version=4), around(), ENTERED
    ),
    "somebody was quicker": lambda t: GrantForm.build(
        t,
        replace(STATE, staff_id=THEO.slack_user_id, version=5),
        around(),
        ENTERED,
        Meanwhile(held=AGENT, event=an_event("theirs", target_id=THEO.slack_user_id)),
    ),
    "mapping a group": lambda t: MapGroupForm.build(
        t, STATE, around(), [Choosable(id="S0SUPPORT1", name="Support", handle="support")]
    ),
    "changing a mapping somebody removed": lambda t: MapGroupForm.build(
        t,
        replace(STATE, staff_id="S0SUPPORT1"),
        around(),
        [Choosable(id="S0SUPPORT1", name="Support", handle="")],
        ENTERED,
        Meanwhile(held=Grant(roles=frozenset())),
    ),
    "revoking roles": lambda t: RevokeForm.build_for_person(
        t, replace(STATE, staff_id=THEO.slack_user_id, version=4), around(), THEO
    ),
    "removing a mapping": lambda t: RevokeForm.build_for_group(
        t, replace(STATE, staff_id="S0SUPPORT1", version=3), around(ALONE), SUPPORT
    ),
}

_CROWD = {
    f"{number:08}-72b6-5384-85f9-b58edd6ccfd3": CustomerSummary(
        f"{number:08}-72b6-5384-85f9-b58edd6ccfd3", f"{number} {'W' * 250}", f"{'d' * 200}.example"
    )
    for number in range(MAXIMUM_CUSTOMERS)
}
_WIDE = Grant(roles=frozenset(Role), customers=frozenset(_CROWD), expires_at=NOW + timedelta(days=9))
_GROUPS = tuple(
    MappedGroup(id=f"S0GROUP{number:03}", name=f"{number} {'G' * 200}", grant=_WIDE, version=1)
    for number in range(GROUPS_SHOWN + 20)
)
_HOLDER = Staff(
    slack_user_id="U0GLOBAL01",
    roles=_WIDE.roles,
    customers=_WIDE.customers,
    expires_at=_WIDE.expires_at,
    memberships={group.id: group.grant for group in _GROUPS[:10]},
    version=1,
)
_MANY = [Choosable(id=f"S0GROUP{number:05}", name="é" * 200, handle="h" * 100) for number in range(5000)]

LONGEST_VIEWS: dict[str, Callable[[Translator], View]] = {
    "the list": lambda t: roles_view(
        t,
        listed(
            *[_HOLDER] * STAFF_A_PAGE,
            groups=_GROUPS,
            customers=_CROWD,
            total=3 * STAFF_A_PAGE,
            query=StaffQuery(skip=STAFF_A_PAGE),
        ),
        notice=t("Saved. All members of the group are dealt with within a quarter of an hour."),
    ),
    "changing roles": lambda t: GrantForm.build(
        t,
        replace(STATE, staff_id="U0GLOBAL01", version=10**6),
        around(customers=_CROWD),
        GrantEntered(grant=_WIDE, reason="R" * 3000),
        Meanwhile(held=_WIDE, event=an_event("theirs")),
    ),
    "mapping one of many groups": lambda t: MapGroupForm.build(t, STATE, around(), _MANY),
    "revoking": lambda t: RevokeForm.build_for_person(
        t, STATE, around(customers=_CROWD), _HOLDER, "R" * 3000, "N" * 300
    ),
}

MESSAGES: dict[str, Callable[[Translator], Message]] = {
    "roles changed": lambda t: roles_changed(t, THEO, CUSTOMERS, NOW),
    "no roles any more": lambda t: roles_changed(t, replace(THEO, memberships={}), CUSTOMERS, NOW),
    "as many as there can be": lambda t: roles_changed(t, _HOLDER, _CROWD, NOW),
}
