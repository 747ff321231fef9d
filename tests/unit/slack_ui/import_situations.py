"""Files of users and of license changes, as people meet them, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.domain.command import ImportLicenses, ImportUsers
from shared.domain.import_file import ImportFile, ImportRow, NewUser, SeatNeed, UserChange
from shared.domain.import_headings import Column
from shared.domain.import_kind import ImportKind
from shared.domain.license import LicenseChange
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Approval, Request, RequestState
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole, UserProfile
from shared.operations.import_page import ImportPage
from shared.operations.import_preview import ImportPreview
from shared.policy.decide import Decision, Reason, Verdict
from shared.slack_ui.modals.import_checked import checked_view, checking_view
from shared.slack_ui.modals.import_form import ImportForm
from shared.slack_ui.modals.import_rows import import_rows_view
from shared.slack_ui.modals.import_submitted import import_submitted_view
from shared.slack_ui.state import ViewState
from tests.builders import NOW, a_customer, a_customer_profile, a_product, a_subscription
from tests.unit.slack_ui import longest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from slack_sdk.models.views import View

    from shared.domain.customer import Customer
    from shared.i18n.translator import Translator

IMPORT_ID = "V0IMPORT.n0nce"
STATE = ViewState(customer_id="contoso", nonce="n0nce", request_id=IMPORT_ID)
AT_ONCE = Decision(Verdict.ALLOW, Reason.ROLE_ALLOWS)
FOUR_EYES = Decision(Verdict.APPROVAL, Reason.ROLE_NEEDS_APPROVAL, 1, frozenset({Role.GLOBAL_ADMIN}))
NEVER = Decision(Verdict.DENY, Reason.ROLE_LACKS_PERMISSION, 0, frozenset({Role.GLOBAL_ADMIN}))

CONTOSO = a_customer(profile=a_customer_profile(warning="Call Miriam Graham before you create anybody."))
QUIET = a_customer(profile=a_customer_profile(country="FR"))
E3 = a_subscription(a_product(), 25, consumed=23)
POWER_BI = a_subscription(a_product("sku-powerbi", "Power BI Pro", part_number="POWER_BI_PRO"), 1)


def wrong(field: str, code: ProblemCode, **facts: str | int) -> Problem:
    return Problem(field, code, facts)


def a_new_user(
    line: int,
    name: str,
    *roles: DirectoryRole,
    email: str = "",
    location: str = "FR",
    sku_ids: Sequence[str] = (),
    **said: Any,
) -> ImportRow:
    """Make a row that asks for a user."""
    first, _, last = name.partition(" ")
    email = email or f"{first.lower()}@contoso.example"
    profile = UserProfile(
        first_name=first,
        last_name=last,
        display_name=name,
        user_name=email.partition("@")[0],
        domain=email.partition("@")[2],
        usage_location=location,
        directory_roles=frozenset(roles),
    )
    cells = {Column.DISPLAY_NAME: name, Column.EMAIL: email}
    return ImportRow(
        line=line, cells=cells, wish=NewUser(profile=profile, sku_ids=frozenset(sku_ids)), **said
    )


def a_change(line: int, name: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> ImportRow:
    """Make a row that changes somebody's licenses."""
    change = LicenseChange(assign=dict.fromkeys(add), remove=frozenset(remove))
    email = f"{name.partition(' ')[0].lower()}@contoso.example"
    return ImportRow(
        line=line,
        cells={Column.EMAIL: email},
        wish=UserChange(user_id=name, display_name=name, change=change),
    )


def a_file(kind: ImportKind = ImportKind.USERS, **facts: Any) -> ImportFile:
    known: dict[str, Any] = {
        "id": IMPORT_ID,
        "kind": kind,
        "customer_id": "contoso",
        "owner_id": "U0GRACE",
        "file_name": "nouveaux.csv",
        "usage_location": "FR" if kind is ImportKind.USERS else "",
        "checked_at": NOW,
    }
    return ImportFile(**{**known, **facts})


def a_preview(file: ImportFile, *, customer: Customer = CONTOSO, **facts: Any) -> ImportPreview:
    known: dict[str, Any] = {
        "subscriptions": (E3, POWER_BI),
        "first": (),
        "wrong": (),
        "remarked": (),
        "decision": AT_ONCE,
    }
    return ImportPreview(file=file, customer=customer, **{**known, **facts})


def a_run(file: ImportFile, state: RequestState, approval: Approval | None = None) -> Request:
    """Make the request that does a file."""
    kind = ImportUsers if file.kind is ImportKind.USERS else ImportLicenses
    command = kind(
        customer_id="contoso",
        import_id=file.id,
        digest=file.digest,
        count=file.ready,
        file_name=file.file_name,
    )
    return Request(
        id=f"{file.id}.run",
        command=command,
        requester_id="U0GRACE",
        language="en",
        filed_at=NOW,
        state=state,
        approval=approval,
    )


INES = a_new_user(2, "Inès Faure", sku_ids=["sku-e3", "sku-powerbi"])
THEO = a_new_user(3, "Théo Marchand", DirectoryRole.PASSWORD_ADMIN, location="")
ZOE = a_new_user(5, "Zoë Ash", is_left_out=True)
FORMERLY = wrong("email", ProblemCode.NAME_OF_DELETED, user_principal_name="ada@contoso.example")
ADA = replace(a_new_user(4, "Ada Lovelace"), remarks=(FORMERLY,))
NOBODY = ImportRow(
    line=14,
    cells={Column.EMAIL: "nobody@elsewhere.example"},
    problems=(
        wrong("display_name", ProblemCode.REQUIRED),
        wrong("email", ProblemCode.DOMAIN_FOREIGN, domain="elsewhere.example", domains="contoso.example"),
        wrong("line", ProblemCode.CELL_WITHOUT_HEADING, value="?"),
    ),
)
OVERRIDDEN = ImportRow(
    line=1234,
    cells={Column.DISPLAY_NAME: "Inès \u202eerueF", Column.EMAIL: "i@contoso.example"},
    problems=(
        wrong("display_name", ProblemCode.UNPRINTABLE),
        wrong("usage_location", ProblemCode.LOCATION_UNKNOWN, value="Fran\u202ece\nX"),
    ),
)
ROWS = (INES, THEO, ADA, ZOE, NOBODY, OVERRIDDEN)
SEATS = (
    SeatNeed(sku_id="sku-e3", total=25, before=23, after=25, missing=2),
    SeatNeed(sku_id="sku-powerbi", total=1, before=0, after=1),
)
SUBMITTED = a_file(rows=3, ready=3, administrators=1, remarked=1, seats=SEATS, digest="d")
CHANGES = a_file(ImportKind.LICENSES, rows=2, ready=2, seats=SEATS, digest="d")
MIRIAM = a_change(2, "Miriam Graham", add=["sku-e3"], remove=["sku-powerbi", "sku-gone"])
WRONG = a_preview(
    a_file(
        rows=104, ready=97, left_out=2, remarked=7, administrators=2, seats=SEATS, digest="d", file_name=""
    ),
    first=(INES, THEO, ADA),
    wrong=(NOBODY, OVERRIDDEN),
    remarked=(ADA,),
)
CLEAN = a_preview(SUBMITTED, customer=QUIET, first=(INES, THEO, ADA), remarked=(ADA,))
REFUSED = a_preview(
    a_file(
        refusal=(
            wrong("file", ProblemCode.FILE_COLUMN_UNKNOWN, column="Téléphone"),
            wrong("file", ProblemCode.FILE_COLUMN_MISSING, heading="email"),
        )
    )
)
APPROVAL = Approval(
    policy_reason=Reason.ROLE_NEEDS_APPROVAL.value,
    needed=1,
    approver_roles=frozenset({Role.GLOBAL_ADMIN}),
    expires_at=NOW,
    targets=3,
    customer_name="Contoso Ltd",
)


def page(
    t: Translator, rows: Sequence[ImportRow], count: int, skip: int = 0, customer: Customer = QUIET
) -> View:
    shown = ImportPage(
        file=a_file(rows=count), customer=customer, subscriptions=(E3, POWER_BI), rows=rows, skip=skip
    )
    return import_rows_view(t, shown, STATE)


def submitted(t: Translator, file: ImportFile, state: RequestState, approval: Approval | None = None) -> View:
    request = a_run(file, state, approval)
    command = request.command
    assert isinstance(command, ImportUsers | ImportLicenses)
    return import_submitted_view(t, request, command, QUIET, STATE)


VIEWS: Mapping[str, Callable[[Translator], View]] = {
    "form for users": lambda t: ImportForm.build(t, ImportKind.USERS, CONTOSO, STATE, limit=10_000),
    "form for users after another file, to be agreed to": lambda t: ImportForm.build(
        t, ImportKind.USERS, QUIET, STATE, limit=100, usage_location="CA", decision=FOUR_EYES
    ),
    "form for licenses, template on its way": lambda t: ImportForm.build(
        t, ImportKind.LICENSES, QUIET, STATE, limit=100, decision=AT_ONCE, notice=t("Template")
    ),
    "being checked": lambda t: checking_view(t, QUIET, "nouveaux.csv", STATE),
    "still being checked": lambda t: checking_view(t, QUIET, "", STATE, is_late=True),
    "checked, some rows wrong": lambda t: checked_view(t, WRONG, STATE),
    "checked, all rows right": lambda t: checked_view(t, CLEAN, STATE),
    "checked, to be agreed to": lambda t: checked_view(t, replace(CLEAN, decision=FOUR_EYES), STATE),
    "checked, no longer theirs to do": lambda t: checked_view(t, replace(CLEAN, decision=NEVER), STATE),
    "checked, nothing right": lambda t: checked_view(
        t, a_preview(a_file(rows=1), wrong=(NOBODY,), customer=QUIET), STATE
    ),
    "checked, all created before": lambda t: checked_view(
        t, a_preview(a_file(rows=1, left_out=1), customer=QUIET), STATE
    ),
    "refused as a whole": lambda t: checked_view(t, REFUSED, STATE),
    "checked, being done": lambda t: checked_view(
        t, replace(CLEAN, request=a_run(SUBMITTED, RequestState.RUNNING)), STATE
    ),
    "license changes": lambda t: checked_view(
        t, a_preview(CHANGES, customer=QUIET, first=(MIRIAM, a_change(3, "Bram", add=["sku-e3"]))), STATE
    ),
    "license changes, some rows wrong": lambda t: checked_view(
        t, a_preview(replace(CHANGES, rows=3), customer=QUIET, first=(MIRIAM,), wrong=(NOBODY,)), STATE
    ),
    "rows": lambda t: page(t, ROWS, 40, 20),
    "no rows": lambda t: page(t, (), 0),
    "asked of others": lambda t: submitted(t, SUBMITTED, RequestState.PENDING, APPROVAL),
    "begun for users": lambda t: submitted(t, SUBMITTED, RequestState.APPROVED),
    "begun for licenses": lambda t: submitted(t, CHANGES, RequestState.APPROVED),
    "done before": lambda t: submitted(t, SUBMITTED, RequestState.DONE),
    "agreed to before": lambda t: submitted(t, SUBMITTED, RequestState.APPROVED, APPROVAL),
}

LONGEST_CUSTOMER = longest.longest_customer()
MANY = longest.longest_subscriptions()
LONG_CELL = "Zoë👩‍🚀\u202eÅ" * 36
TOO_MUCH = tuple(
    wrong("licenses", ProblemCode.PRODUCT_UNKNOWN, product=f"{number}{LONG_CELL * 4}") for number in range(60)
)
LONGEST_ROW = ImportRow(
    line=10_001,
    cells={Column.DISPLAY_NAME: LONG_CELL, Column.EMAIL: LONG_CELL},
    problems=TOO_MUCH,
    remarks=TOO_MUCH,
)
LONGEST_USER = a_new_user(
    10_000,
    LONG_CELL,
    *DirectoryRole,
    email=f"{'n' * 64}@{longest.DOMAIN}",
    location="GS",
    sku_ids=[each.id for each in MANY],
    remarks=TOO_MUCH,
)
LONGEST_NEEDS = tuple(
    SeatNeed(sku_id=each.id, total=10**6, before=10**6, after=10**6, missing=10**4) for each in MANY
)
LONGEST_PREVIEW = a_preview(
    a_file(
        id=f"V{'0' * 20}.{'n' * 32}",
        rows=10_000,
        ready=5_000,
        left_out=1_000,
        remarked=4_000,
        administrators=5_000,
        seats=LONGEST_NEEDS,
        file_name=LONG_CELL * 4,
    ),
    customer=LONGEST_CUSTOMER,
    subscriptions=MANY,
    first=[LONGEST_USER] * 5,
    wrong=[LONGEST_ROW] * 20,
    remarked=[LONGEST_USER] * 5,
    decision=FOUR_EYES,
)

LONGEST_VIEWS: Mapping[str, Callable[[Translator], View]] = {
    "form": lambda t: ImportForm.build(
        t,
        ImportKind.USERS,
        LONGEST_CUSTOMER,
        STATE,
        limit=10_000,
        decision=FOUR_EYES,
        notice=t("Template"),
    ),
    "being checked": lambda t: checking_view(t, LONGEST_CUSTOMER, LONG_CELL * 4, STATE),
    "checked": lambda t: checked_view(t, LONGEST_PREVIEW, STATE),
    "ten thousand users": lambda t: checked_view(
        t,
        replace(LONGEST_PREVIEW, file=replace(LONGEST_PREVIEW.file, ready=10_000, left_out=0), wrong=()),
        STATE,
    ),
    "ten thousand users at once": lambda t: checked_view(
        t,
        replace(
            LONGEST_PREVIEW,
            file=replace(LONGEST_PREVIEW.file, ready=10_000, left_out=0),
            wrong=(),
            decision=AT_ONCE,
        ),
        STATE,
    ),
    "rows": lambda t: import_rows_view(
        t,
        ImportPage(
            file=a_file(rows=10_000),
            customer=LONGEST_CUSTOMER,
            subscriptions=MANY,
            rows=[LONGEST_ROW, LONGEST_USER] * 10,
            skip=9_960,
        ),
        STATE,
    ),
}
