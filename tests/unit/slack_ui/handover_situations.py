"""Passwords as they are handed over in Slack, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.audit import OperationType, ResourceType
from shared.domain.credential import Sheet, SheetLine
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user import UserFilter
from shared.operations.looking import UserQuery
from shared.ports import Page
from shared.slack_ui.modals.email_form import EmailCredentialsForm
from shared.slack_ui.modals.handing_over import (
    before_view,
    download_view,
    moment_view,
    not_sent_view,
    sent_view,
)
from shared.slack_ui.modals.sheet import credentials_view, passwords_reset_view
from shared.slack_ui.state import ViewState
from tests.builders import a_customer, a_customer_profile, a_user, a_user_profile, an_event
from tests.unit.slack_ui import longest
from tests.unit.slack_ui.histories import audit_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.models.views import View

    from shared.domain.audit import AuditEvent, Recorded
    from shared.i18n.translator import Translator

CONTOSO = a_customer(profile=a_customer_profile(warning="Call Miriam Graham before you hand anything over."))
NADIA = a_user(profile=a_user_profile("Nadia Okafor"))
ZOE = a_user("zoe", a_user_profile("Zoë O'Brien", user_name="zoe.o'brien"))
STATE = ViewState(customer_id="contoso", nonce="n0nce")
GUARDED = Outcome(
    target_id="miriam",
    target_name="Miriam Graham",
    sign_in_name="miriam.graham@contoso.example",
    result=Result.REFUSED,
    reason=Reason.GUARDED,
    problems=(Problem("users", ProblemCode.ADMINISTRATOR_NEEDS_APPROVAL),),
)
URL = f"https://function.example/sheet/{'t' * 43}"
ADDRESS = "it@contoso.example"


def a_line(name: str = "Nadia Okafor", password: str = "Temporary+123456") -> SheetLine:
    return SheetLine(
        user_id="nadia", display_name=name, user_principal_name="nadia@contoso.example", password=password
    )


SHEET = Sheet(customer=CONTOSO, lines=[a_line(), a_line("Zoë O'Brien", "Another=1234567")])


def handed_over(means: str, **more: Recorded) -> AuditEvent:
    return an_event(
        operation_types=(OperationType.HAND_OVER_PASSWORDS,),
        resource_type=ResourceType.CREDENTIAL,
        new_value={"means": means, "count": 2, **more},
    )


HISTORY = [
    replace(each, target_name="")
    for each in (
        handed_over("view", users=["nadia@contoso.example", "zoe@contoso.example"]),
        handed_over("download"),
        handed_over("email", address=ADDRESS),
    )
]

VIEWS: dict[str, Callable[[Translator], View]] = {
    "one password reset": lambda t: passwords_reset_view(
        t, CONTOSO, [(NADIA, "Temporary+123456")], [], STATE, may_email=False
    ),
    "two passwords reset and one refused": lambda t: passwords_reset_view(
        t,
        CONTOSO,
        [(NADIA, "Temporary+123456"), (ZOE, "Another=1234567")],
        [GUARDED],
        STATE,
        may_email=True,
    ),
    "no password reset": lambda t: passwords_reset_view(t, CONTOSO, [], [GUARDED], STATE, may_email=True),
    "passwords revealed": lambda t: credentials_view(t, SHEET, ViewState(), may_email=True),
    "passwords on their way": moment_view,
    "a link to passwords": lambda t: download_view(t, URL),
    "passwords looked at before": lambda t: before_view(t, handed_over("view"), is_shown_below=False),
    "passwords downloaded before": lambda t: before_view(t, handed_over("download"), is_shown_below=True),
    "passwords sent before": lambda t: before_view(
        t, handed_over("email", address=ADDRESS), is_shown_below=False
    ),
    "form to send passwords": lambda t: EmailCredentialsForm.build(t, CONTOSO.name, 2, STATE),
    "passwords sent": lambda t: sent_view(t, SHEET, ADDRESS),
    "passwords refused by the mail service": lambda t: not_sent_view(
        t, ADDRESS, is_refused=True, is_shown_below=True
    ),
    "history of passwords handed over": lambda t: audit_view(t, CONTOSO, None, (), Page(HISTORY), STATE),
    "passwords lost by the mail service": lambda t: not_sent_view(
        t, ADDRESS, is_refused=False, is_shown_below=False
    ),
}

_USER = longest.longest_user()
_FULLEST = ViewState(
    root="users",
    customer_id=longest.UUID,
    user_id=longest.UUID,
    query=UserQuery(
        typed='"' * 100, user_filter=UserFilter.WITH_LICENSE, sku_id=longest.sku_id(7), skip=10**6
    ),
)
_LONGEST_LINE = SheetLine(
    user_id=longest.UUID,
    display_name=_USER.profile.display_name,
    user_principal_name=_USER.user_principal_name,
    password=longest.PASSWORD,
)
_LONGEST_ADDRESS = "a" * 64 + "@" + "d" * 180 + ".example"

LONGEST_VIEWS: dict[str, Callable[[Translator], View]] = {
    "passwords reset": lambda t: passwords_reset_view(
        t,
        longest.longest_customer(),
        [(_USER, longest.PASSWORD)] * 20,
        [replace(GUARDED, target_name=_USER.profile.display_name)] * 5,
        _FULLEST,
        may_email=True,
    ),
    "passwords revealed": lambda t: credentials_view(
        t,
        Sheet(customer=longest.longest_customer(), lines=[_LONGEST_LINE] * 20),
        ViewState(),
        may_email=True,
    ),
    "passwords sent": lambda t: sent_view(
        t, Sheet(customer=longest.longest_customer(), lines=[_LONGEST_LINE]), _LONGEST_ADDRESS
    ),
    "passwords sent before": lambda t: before_view(
        t, handed_over("email", address=_LONGEST_ADDRESS), is_shown_below=True
    ),
    "passwords not sent": lambda t: not_sent_view(t, _LONGEST_ADDRESS, is_refused=True, is_shown_below=True),
}
