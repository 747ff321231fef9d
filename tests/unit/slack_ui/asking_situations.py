"""Asking other people to agree, as whoever asks meets it, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from shared.domain.command import (
    AddCustomer,
    ChangeLicenses,
    CreateUser,
    DeleteUsers,
    EditUser,
    GrantRoles,
    MapGroup,
    PurgeUsers,
    ResetPasswords,
    UnmapGroup,
)
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.request import PENDING_FOR, Approval, Objection, Request, RequestState
from shared.domain.staff import Grant, Role
from shared.domain.user import Everyone, UserFilter
from shared.errors import DecisionRefusedError, NoApproverError
from shared.operations.looking import LicenseOverview
from shared.slack_ui.carried import pack
from shared.slack_ui.messages.objections import objection
from shared.slack_ui.messages.refusals import no_approver
from shared.slack_ui.modals.asked import asked_view
from shared.slack_ui.modals.customer_form import CustomerForm
from shared.slack_ui.modals.deletion_confirmation import deletion_confirmation_view
from shared.slack_ui.modals.license_confirmation import confirmation_view
from shared.slack_ui.modals.license_form import ManageLicensesForm
from shared.slack_ui.modals.load_subscriptions import LoadSubscriptionsForm
from shared.slack_ui.modals.people_form import PeopleForm
from shared.slack_ui.modals.purge_confirmation import purge_confirmation_view, purged_view
from shared.slack_ui.modals.reset_confirmation import reset_confirmation_view
from shared.slack_ui.modals.restoration_form import RestorationForm
from shared.slack_ui.modals.restoration_in_bulk import bulk_confirmation_view
from shared.slack_ui.modals.restore_users_form import RestoreUsersForm
from shared.slack_ui.modals.subscription_form import AddSubscriptionForm, EditSubscriptionForm
from shared.slack_ui.modals.user_form import CreateUserForm, EditUserForm
from shared.slack_ui.state import Created, ViewState
from tests.builders import NOW, a_customer_profile, a_user_profile
from tests.unit.slack_ui import longest
from tests.unit.slack_ui import restoration_situations as restoring
from tests.unit.slack_ui.deletion_situations import (
    AMARA,
    ASKED,
    BRAM,
    CONTOSO,
    DELETE,
    E1,
    E3,
    MANY,
    NIAMH,
    OVERVIEW,
    SENSITIVE,
    STATE,
    THREE_EYES,
    ZOE,
    a_preview,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.models.views import View

    from shared.domain.command import AnyCommand
    from shared.i18n.translator import Translator
    from shared.operations.restorable import Restorable, Returning
    from shared.policy.decide import Decision
    from shared.slack_ui.messages.message import Message

ADMINS = frozenset({Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT})
PASSWORD = "Temporary+123456"
WITH_PASSWORDS = replace(STATE, password=PASSWORD, created=(Created(user_id="bram", password=PASSWORD),))


def a_request(
    command: AnyCommand,
    *,
    state: RequestState = RequestState.PENDING,
    needed: int = 1,
    targets: int = 1,
    customer: str = "Contoso Ltd",
) -> Request:
    """What somebody asked for at NOW."""
    approval = Approval(
        policy_reason="role_needs_approval",
        needed=needed,
        approver_roles=ADMINS,
        expires_at=NOW + PENDING_FOR,
        targets=targets,
        customer_name=customer,
    )
    return Request(
        id="V0ASK.n0nce",
        command=command,
        requester_id="U0THEO",
        language="fr",
        filed_at=NOW,
        state=state,
        approval=approval,
    )


def asked(t: Translator, command: AnyCommand, *, needed: int = 1, targets: int = 1) -> View:
    return asked_view(t, a_request(command, needed=needed, targets=targets), WITH_PASSWORDS)


def _restorable(*people: Returning, decision: Decision = ASKED) -> Restorable:
    return replace(restoring.restorable_of(*people), decision=decision)


ADMINISTRATOR = restoring.returning(restoring.CHIDI)
CREATE = CreateUser(customer_id="contoso", profile=a_user_profile("Nadia Okafor"))
DELETE_TWO = DeleteUsers(customer_id="contoso", users=("bram", "niamh"))
RESET_ALL = ResetPasswords(customer_id="contoso", users=Everyone(UserFilter.ALL))
LICENSES = ChangeLicenses(
    customer_id="contoso", users=("bram",), change=LicenseChange(assign={}, remove=frozenset({"sku-e1"}))
)
GRANT = Grant(roles=frozenset({Role.ADMIN_AGENT}))

VIEWS: dict[str, Callable[[Translator], View]] = {
    "asked to create a user": lambda t: asked(t, CREATE),
    "asked to edit a user": lambda t: asked(
        t, EditUser(customer_id="contoso", user_id="bram", version=1, profile=BRAM.profile)
    ),
    "asked to add a customer": lambda t: asked_view(
        t, a_request(AddCustomer(profile=a_customer_profile("Fabrikam AG")), customer="")
    ),
    "asked to reset all": lambda t: asked(t, RESET_ALL, needed=2, targets=1042),
    "asked to delete two": lambda t: asked(t, DELETE_TWO, targets=2),
    "asked to delete for good": lambda t: asked(
        t, PurgeUsers(customer_id="contoso", users=("bram",)), needed=2
    ),
    "asked to change licenses": lambda t: asked(t, LICENSES),
    "asked to grant roles": lambda t: asked_view(
        t, a_request(GrantRoles(slack_user_id="U0LUCIA", grant=GRANT, reason="nights"), customer="")
    ),
    "asked to map a group": lambda t: asked_view(
        t, a_request(MapGroup(group_id="S0NIGHT", name="Night shift", grant=GRANT, reason="x"), customer="")
    ),
    "asked to unmap a group": lambda t: asked_view(
        t, a_request(UnmapGroup(group_id="S0NIGHT", reason="x", version=1), customer="")
    ),
    "asked before": lambda t: asked_view(
        t, a_request(DELETE_TWO, state=RequestState.REJECTED, targets=2), WITH_PASSWORDS
    ),
    "form for a user": lambda t: CreateUserForm.build(t, CONTOSO, (E1, E3), STATE, decision=ASKED),
    "form to edit an administrator": lambda t: EditUserForm.build(
        t, CONTOSO, AMARA, STATE, decision=SENSITIVE
    ),
    "form for a customer": lambda t: CustomerForm.build(t, STATE, None, decision=ASKED),
    "form for a subscription": lambda t: AddSubscriptionForm.build(
        t, CONTOSO, STATE, is_typed=False, may_load_catalogue=False, decision=ASKED
    ),
    "form to change seats": lambda t: EditSubscriptionForm.build(t, CONTOSO, E1, STATE, decision=ASKED),
    "form to load subscriptions": lambda t: LoadSubscriptionsForm.build(t, CONTOSO, STATE, decision=ASKED),
    "form for licenses": lambda t: ManageLicensesForm(state=STATE, chosen={"bram": "Bram Visser"}).build(
        t, OVERVIEW, [BRAM], frozenset(), ASKED
    ),
    "confirm a change of licenses": lambda t: confirmation_view(
        t, OVERVIEW, [BRAM], replace(STATE, carried=pack(LICENSES)), ASKED
    ),
    "whom to delete": lambda t: PeopleForm(callback=DELETE, state=STATE).build(t, OVERVIEW, ASKED),
    "confirm the deletion of two": lambda t: deletion_confirmation_view(
        t, a_preview(DELETE_TWO, BRAM, NIAMH, decision=ASKED), replace(STATE, carried=pack(DELETE_TWO))
    ),
    "confirm the deletion of an administrator": lambda t: deletion_confirmation_view(
        t, a_preview(DELETE_TWO, AMARA, NIAMH, decision=SENSITIVE), replace(STATE, carried=pack(DELETE_TWO))
    ),
    "confirm the deletion of many": lambda t: deletion_confirmation_view(
        t,
        a_preview(
            DeleteUsers(customer_id="contoso", users=Everyone()), BRAM, NIAMH, ZOE, count=1042, decision=MANY
        ),
        STATE,
    ),
    "confirm the reset of many": lambda t: reset_confirmation_view(
        t, a_preview(RESET_ALL, BRAM, NIAMH, count=1042, decision=THREE_EYES), WITH_PASSWORDS
    ),
    "whom to restore": lambda t: RestoreUsersForm.build(t, CONTOSO, 12, STATE, decision=ASKED),
    "confirm the restoration of one": lambda t: RestorationForm.build(
        t, _restorable(restoring.RENAMED), restoring.asked("bram")
    ),
    "confirm the restoration of an administrator": lambda t: RestorationForm.build(
        t, _restorable(ADMINISTRATOR, decision=SENSITIVE), restoring.asked("chidi")
    ),
    "confirm the restoration of thirty": lambda t: bulk_confirmation_view(
        t,
        CONTOSO,
        30,
        restoring.asked(*(f"user-{number}" for number in range(30))),
        SENSITIVE,
        _restorable(*[restoring.PARTLY] * 29, ADMINISTRATOR, decision=SENSITIVE),
    ),
    "confirm deleting for good": lambda t: purge_confirmation_view(
        t, _restorable(restoring.PARTLY), replace(ASKED, approvals_needed=2), STATE
    ),
    "deleted for good": lambda t: purged_view(
        t,
        CONTOSO,
        Outcome(
            target_id="bram",
            target_name="Bram Visser",
            sign_in_name="bram.visser@contoso.example",
            result=Result.DONE,
        ),
        STATE,
    ),
    "not deleted for good": lambda t: purged_view(
        t, CONTOSO, Outcome(target_id="bram", result=Result.REFUSED, reason=Reason.GONE), STATE
    ),
}


def _objected(each: Objection, t: Translator) -> Message:
    return objection(t, DecisionRefusedError(each, a_request(DELETE_TWO)))


def _decided(state: RequestState, t: Translator) -> Message:
    return objection(t, DecisionRefusedError(Objection.NOT_PENDING, a_request(DELETE_TWO, state=state)))


MESSAGES: dict[str, Callable[[Translator], Message]] = {
    "nobody could agree": lambda t: no_approver(t, NoApproverError(ASKED, 0), "U0FIRST"),
    "only one could agree": lambda t: no_approver(t, NoApproverError(THREE_EYES, 1), "U0FIRST"),
    "none of two could agree": lambda t: no_approver(t, NoApproverError(THREE_EYES, 0), "U0FIRST"),
    **{f"objection: {each}": partial(_objected, each) for each in Objection},
    **{f"decided already: {each}": partial(_decided, each) for each in RequestState},
}

_LONG_STATE = ViewState(root="users", customer_id=longest.UUID, nonce="f" * 32)
_LONG_CUSTOMER = longest.longest_customer()

LONGEST_VIEWS: dict[str, Callable[[Translator], View]] = {
    "asked": lambda t: asked_view(
        t,
        a_request(
            CreateUser(customer_id=longest.UUID, profile=longest.longest_user(longest.UUID).profile),
            customer=_LONG_CUSTOMER.name,
        ),
        _LONG_STATE,
    ),
    "form for a user": lambda t: CreateUserForm.build(
        t, _LONG_CUSTOMER, longest.longest_subscriptions(), _LONG_STATE, decision=THREE_EYES
    ),
    "form for licenses": lambda t: ManageLicensesForm(state=_LONG_STATE).build(
        t,
        LicenseOverview(
            customer=_LONG_CUSTOMER, subscriptions=longest.longest_subscriptions(), counts=OVERVIEW.counts
        ),
        [],
        frozenset(),
        THREE_EYES,
    ),
    "confirm deleting for good": lambda t: purge_confirmation_view(
        t, restoring.longest_restorable(1), THREE_EYES, _LONG_STATE
    ),
}
