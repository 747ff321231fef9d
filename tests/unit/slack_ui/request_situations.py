"""Requests that others have to agree to, of every kind and in every state, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.command import (
    AddCustomer,
    AddSubscription,
    ChangeLicenses,
    ChangeSubscription,
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
    RevokeRoles,
    UnmapGroup,
)
from shared.domain.customer import Domain
from shared.domain.customer_domains import DomainEdits
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.request import (
    Answer,
    Approval,
    ApproverDecision,
    BreakGlass,
    Request,
    RequestState,
    Tally,
)
from shared.domain.staff import Grant, MappedGroup, Role, Staff
from shared.domain.subscription import ListedSubscription, Units
from shared.domain.user import DirectoryRole, Everyone, UserFilter
from shared.operations.subject import Subject
from shared.slack_ui.messages.request_card import approvers_card, requesters_card
from tests.builders import (
    NOW,
    a_customer,
    a_customer_profile,
    a_deleted_user,
    a_product,
    a_subscription,
    a_user,
    a_user_profile,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from shared.domain.command import AnyCommand
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.message import Message

CONTOSO = a_customer(profile=a_customer_profile(warning="Call Mrs Leclerc first."))
E3, E1 = a_subscription(), a_subscription(a_product("sku-e1", "Office 365 E1"), 5)
NADIA = a_user(licenses={"sku-e3": frozenset(), "sku-e1": frozenset()})
MIRIAM = a_user("miriam", a_user_profile("Miriam Graham", directory_roles=[DirectoryRole.GLOBAL_ADMIN]))
ZOE = a_user("zoe", replace(a_user_profile("Zoë O'Brien"), is_protected=True))
AGENT = frozenset({Role.HELPDESK_AGENT})
AGREED = ApproverDecision(
    approver_id="U0ADA", answer=Answer.APPROVED, decided_at=NOW + timedelta(hours=1), content_hash="c0ffee"
)
REJECTED = replace(AGREED, approver_id="U0BEN", answer=Answer.REJECTED, reason="She starts again on Monday.")
BROKEN = BreakGlass(reason="Locked out, and on the phone.", broken_at=NOW + timedelta(minutes=5))
CLOSED = replace(BROKEN, closed_by="U0ADA", closed_at=NOW + timedelta(hours=2), note="I called her.")


def a_subject(
    command: AnyCommand,
    *,
    state: RequestState = RequestState.PENDING,
    tally: Tally = Tally(),  # noqa: B008  frozen
    approvers: int = 2,
    needed: int = 1,
    policy_reason: str = "role_needs_approval",
    targets: int = 1,
    decisions: tuple[ApproverDecision, ...] = (),
    break_glass: BreakGlass | None = None,
    **known: Any,
) -> Subject:
    """Make what is known of what a helpdesk agent asked for: about Contoso Ltd, where about somebody."""
    approval = Approval(
        policy_reason=policy_reason,
        needed=needed,
        approver_roles=frozenset({Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT}),
        expires_at=NOW + timedelta(hours=72),
        targets=targets,
        customer_name="Contoso Ltd" if command.customer_id else "",
        decisions=decisions,
        break_glass=break_glass,
    )
    request = Request(
        id="V0HELP.1",
        command=command,
        requester_id="U0HELP",
        language="en-US",
        filed_at=NOW,
        state=state,
        approval=approval,
        targets=max(targets, tally.total),
        tally=tally,
    )
    people = [Staff(slack_user_id=f"U0COULD{number}", roles=AGENT) for number in range(approvers)]
    facts: dict[str, Any] = {
        "customer": CONTOSO if command.customer_id else None,
        "subscriptions": (E1, E3) if command.customer_id else (),
        "users": (),
        "deleted": (),
    }
    return Subject(request=request, approvers=people, **{**facts, **known})


DELETE = DeleteUsers(customer_id="contoso", users=("nadia", "miriam", "gone"))
RESET = ResetPasswords(customer_id="contoso", users=("nadia",))
GRANT = Grant(
    roles=frozenset({Role.HELPDESK_AGENT, Role.SALES_AGENT}),
    customers=frozenset({"contoso"}),
    expires_at=NOW + timedelta(days=30),
)
HELD = Grant(roles=AGENT)
GROUP = MappedGroup(id="S0NIGHT", name="Night shift", grant=HELD, version=1)
COLLEAGUE = Staff(slack_user_id="U0NEW", roles=AGENT, version=1)
SWAP = LicenseChange(assign={"sku-e3": None}, remove=frozenset({"sku-e1"}), sets_usage_location=True)

ASKED: dict[str, Subject] = {
    "add a customer": a_subject(AddCustomer(profile=a_customer_profile("Fabrikam", ["fabrikam.example"]))),
    "edit a customer": a_subject(
        EditCustomer(
            customer_id="contoso",
            version=1,
            profile=a_customer_profile("Contoso plc", ["contoso.example", "contoso.fr"]),
        )
    ),
    "add and remove domains of a customer who has many": a_subject(
        EditCustomer(
            customer_id="contoso",
            version=1,
            profile=a_customer_profile("Contoso Ltd", ["contoso.example"]),
            domain_edits=DomainEdits(add=(Domain("new.example"),), remove=("old.example",)),
        )
    ),
    "edit a customer that somebody changed": a_subject(
        EditCustomer(customer_id="contoso", version=1, profile=a_customer_profile("Contoso plc")),
        customer=replace(CONTOSO, version=2),
    ),
    "create a user": a_subject(
        CreateUser(customer_id="contoso", profile=a_user_profile(), sku_ids=frozenset({"sku-e3"}))
    ),
    "edit an administrator": a_subject(
        EditUser(
            customer_id="contoso",
            user_id="miriam",
            version=1,
            profile=a_user_profile("Miriam Graham-Leclerc", user_name="miriam.leclerc"),
        ),
        users=(MIRIAM,),
        policy_reason="sensitive_target",
    ),
    "edit a user who is gone": a_subject(
        EditUser(customer_id="contoso", user_id="nadia", version=1, profile=a_user_profile())
    ),
    "add a subscription": a_subject(
        AddSubscription(
            customer_id="contoso", product=a_product("sku-visio", "Visio Plan 2"), units=Units(active=10)
        )
    ),
    "change a subscription": a_subject(
        ChangeSubscription(customer_id="contoso", version=1, product=E3.product, units=Units(active=30))
    ),
    "load subscriptions": a_subject(
        LoadSubscriptions(
            customer_id="contoso",
            listed=(
                ListedSubscription(product=E3.product, units=Units(active=1200), consumed=3),
                ListedSubscription(
                    product=a_product("sku-visio", "Visio Plan 2"), units=Units(active=7), consumed=0
                ),
            ),
        )
    ),
    "mark subscriptions as ended": a_subject(
        LoadSubscriptions(customer_id="contoso", listed=(), ended=("sku-e3",))
    ),
    "change licenses": a_subject(
        ChangeLicenses(customer_id="contoso", users=("nadia", "zoe"), change=SWAP), users=(NADIA, ZOE)
    ),
    "reset a password": a_subject(RESET, users=(NADIA,)),
    "reset the administrators": a_subject(
        ResetPasswords(customer_id="contoso", users=Everyone(UserFilter.ADMINISTRATORS)),
        targets=34,
        needed=2,
        policy_reason="many_targets",
        approvers=12,
    ),
    "delete three, of whom one is gone": a_subject(
        DELETE, users=(NADIA, MIRIAM), policy_reason="sensitive_target", targets=3
    ),
    "delete many": a_subject(
        DeleteUsers(customer_id="contoso", users=tuple(f"user-{number}" for number in range(30))),
        users=tuple(a_user(f"user-{number}", a_user_profile(f"User Number{number}")) for number in range(20)),
        policy_reason="many_targets",
        targets=30,
    ),
    "delete who has a product": a_subject(
        DeleteUsers(customer_id="contoso", users=Everyone(UserFilter.WITH_LICENSE, "sku-e1")), targets=1
    ),
    "restore two": a_subject(
        RestoreUsers(
            customer_id="contoso",
            users=("nadia", "zoe"),
            sign_in_names={"zoe": ("zoe.obrien2", "contoso.example")},
        ),
        deleted=(a_deleted_user(NADIA), a_deleted_user(ZOE)),
    ),
    "purge one": a_subject(
        PurgeUsers(customer_id="contoso", users=("nadia",)), deleted=(a_deleted_user(NADIA),), needed=2
    ),
    "grant roles": a_subject(
        GrantRoles(slack_user_id="U0NEW", grant=GRANT, reason="Covers the holidays.", version=1),
        colleague=COLLEAGUE,
        scope=(CONTOSO,),
    ),
    "grant roles to somebody new": a_subject(
        GrantRoles(slack_user_id="U0NEW", grant=HELD, reason="Joined today."), approvers=0
    ),
    "revoke roles": a_subject(
        RevokeRoles(slack_user_id="U0NEW", reason="Has left.", version=1), colleague=COLLEAGUE
    ),
    "revoke roles that somebody changed": a_subject(
        RevokeRoles(slack_user_id="U0NEW", reason="Has left.", version=1),
        colleague=replace(COLLEAGUE, version=2),
    ),
    "map a group": a_subject(
        MapGroup(group_id="S0NIGHT", name="Night shift", grant=GRANT, reason="They help at night."),
        scope=(CONTOSO,),
    ),
    "unmap a group": a_subject(
        UnmapGroup(group_id="S0NIGHT", reason="No nights any more.", version=1), group=GROUP
    ),
    "a customer who is gone": a_subject(DELETE, customer=None, subscriptions=()),
}

DONE = Outcome(target_id="nadia", target_name="Nadia Okafor", result=Result.DONE)
GONE = Outcome(target_id="gone", target_name="Zoë O'Brien", result=Result.REFUSED, reason=Reason.GONE)
NOTHING = Outcome(target_id="V0HELP.1", result=Result.REFUSED, reason=Reason.MORE_THAN_AGREED)
CREATE = CreateUser(customer_id="contoso", profile=a_user_profile(), sku_ids=frozenset({"sku-e3"}))
_DELETED = a_subject(
    DELETE,
    state=RequestState.PARTIAL,
    tally=Tally(done=1, refused=1),
    users=(MIRIAM,),
    decisions=(AGREED,),
)
_PURGE = ASKED["purge one"]


def in_state(subject: Subject, state: RequestState, **approval: Any) -> Subject:
    assert subject.request.approval is not None
    after = replace(subject.request.approval, **approval)
    return replace(subject, request=replace(subject.request, state=state, approval=after))


def in_hundreds(subject: Subject, **changes: Any) -> Subject:
    """Let a request of a thousand users be so far."""
    request = replace(subject.request, is_listed=True, targets=1000, slices=10)
    return replace(subject, request=replace(request, **changes))


_WITH_OTHERS_TO_COME = in_hundreds(
    a_subject(DELETE, state=RequestState.RUNNING, targets=1000, users=(NADIA,), decisions=(AGREED,)),
    slices_done=1,
)
_ENDED = {
    "state": RequestState.CANCELLED,
    "is_stopped": True,
    "tally": Tally(done=1, refused=1),
}
_STOPPED = in_hundreds(_WITH_OTHERS_TO_COME, **_ENDED)
_RESET_STOPPED = in_hundreds(a_subject(RESET, targets=1000, decisions=(AGREED,)), **_ENDED)

CARDS: dict[str, Callable[[Translator], Message]] = {
    "who asked, while it waits": lambda t: requesters_card(t, ASKED["reset a password"]),
    "who asked and may break the glass": lambda t: requesters_card(
        t, ASKED["reset a password"], may_break_glass=True
    ),
    "one of two has agreed": lambda t: approvers_card(
        t, in_state(_PURGE, RequestState.PENDING, decisions=(AGREED,))
    ),
    "approved": lambda t: approvers_card(t, in_state(_PURGE, RequestState.APPROVED, decisions=(AGREED,))),
    "under way, for who asked": lambda t: requesters_card(
        t,
        a_subject(DELETE, state=RequestState.RUNNING, targets=3, users=(NADIA,), decisions=(AGREED,)),
        tally=Tally(done=1),
    ),
    "under way, with others to come, for who asked": lambda t: requesters_card(
        t, _WITH_OTHERS_TO_COME, tally=Tally(done=120)
    ),
    "under way, with others to come": lambda t: approvers_card(t, _WITH_OTHERS_TO_COME),
    "about to stop, for who asked": lambda t: requesters_card(
        t, _WITH_OTHERS_TO_COME, tally=Tally(done=120), is_to_stop=True
    ),
    "stopped": lambda t: approvers_card(t, _STOPPED, (DONE, GONE)),
    "stopped, for who asked": lambda t: requesters_card(t, _STOPPED, (DONE, GONE)),
    "stopped before the first one": lambda t: approvers_card(t, in_hundreds(_STOPPED, tally=Tally())),
    "a reset stopped, for who asked": lambda t: requesters_card(
        t, _RESET_STOPPED, (DONE, GONE), passwords_until=NOW + timedelta(hours=24)
    ),
    "done in part": lambda t: approvers_card(t, _DELETED, (DONE, GONE)),
    "done in part, for who asked": lambda t: requesters_card(t, _DELETED, (DONE, GONE)),
    "nobody matched": lambda t: approvers_card(t, a_subject(DELETE, state=RequestState.DONE)),
    "more than agreed to": lambda t: approvers_card(
        t, a_subject(DELETE, state=RequestState.FAILED, tally=Tally(refused=1)), (NOTHING,)
    ),
    "a user created, for who asked": lambda t: requesters_card(
        t,
        a_subject(CREATE, state=RequestState.DONE, tally=Tally(done=1), decisions=(AGREED,)),
        (replace(DONE, target_id="new"),),
        may_email=True,
        passwords_until=NOW + timedelta(hours=24),
    ),
    "a user created and handed over": lambda t: requesters_card(
        t, a_subject(CREATE, state=RequestState.DONE, tally=Tally(done=1)), (replace(DONE, target_id="new"),)
    ),
    "a user edited": lambda t: approvers_card(
        t, in_state(ASKED["edit a user who is gone"], RequestState.FAILED), ()
    ),
    "rejected": lambda t: approvers_card(
        t, in_state(_PURGE, RequestState.REJECTED, decisions=(AGREED, REJECTED))
    ),
    "rejected, for who asked": lambda t: requesters_card(
        t, in_state(_PURGE, RequestState.REJECTED, decisions=(REJECTED,))
    ),
    "taken back": lambda t: approvers_card(t, in_state(_PURGE, RequestState.CANCELLED)),
    "too late": lambda t: requesters_card(t, in_state(_PURGE, RequestState.EXPIRED)),
    "done alone, to be reviewed": lambda t: approvers_card(
        t,
        a_subject(RESET, state=RequestState.DONE, tally=Tally(done=1), break_glass=BROKEN),
        (DONE,),
    ),
    "done alone, for who did": lambda t: requesters_card(
        t,
        a_subject(RESET, state=RequestState.DONE, tally=Tally(done=1), break_glass=BROKEN),
        (DONE,),
        passwords_until=NOW + timedelta(hours=24),
    ),
    "done alone and reviewed": lambda t: approvers_card(
        t, a_subject(RESET, state=RequestState.DONE, tally=Tally(done=1), break_glass=CLOSED), (DONE,)
    ),
    "subscriptions loaded": lambda t: approvers_card(
        t,
        replace(
            ASKED["load subscriptions"],
            request=replace(
                ASKED["load subscriptions"].request, state=RequestState.DONE, tally=Tally(done=1, unchanged=1)
            ),
        ),
        (
            replace(DONE, target_id="sku-e3", target_name="Office 365 E3"),
            replace(DONE, target_id="sku-visio", target_name="Visio Plan 2", result=Result.UNCHANGED),
        ),
    ),
}
