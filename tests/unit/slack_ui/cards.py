"""The cards of requests as their requesters meet them, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.domain.command import ChangeLicenses, ExportLicenses, LoadCatalogue, LoadDomains
from shared.domain.file import rows_left_out as told_of_rows
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Request, RequestState, Tally
from shared.domain.user import Everyone, UserFilter
from shared.slack_ui.messages.errand import delivered, not_delivered
from shared.slack_ui.messages.job import Job
from shared.slack_ui.messages.progress import finished, opened, progressing
from tests.builders import (
    NOW,
    a_customer,
    a_license_command,
    a_product,
    a_service_plan,
    a_subscription,
)
from tests.unit.slack_ui import longest

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.command import ImportRows, ManyCommand
    from shared.domain.customer import Customer
    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.message import Message

E1 = a_subscription(a_product("sku-e1", "Office 365 E1"), 500)
E3 = a_subscription(
    a_product(service_plans=[a_service_plan(), a_service_plan("plan-yammer", "YAMMER", "Yammer")])
)
VISIO = a_subscription(a_product("sku-visio", "Visio Plan 2"))
SWAP = LicenseChange(
    assign={"sku-e3": frozenset({"plan-yammer"}), "sku-visio": None},
    remove=frozenset({"sku-e1"}),
    sets_usage_location=True,
)
THOUSAND = tuple(f"user-{number}" for number in range(1000))


def a_job(
    command: ManyCommand | ImportRows,
    tally: Tally = Tally(),  # noqa: B008  frozen
    *,
    targets: int | None = None,
    customer: Customer | None = None,
    subscriptions: tuple[Subscription, ...] = (E1, E3, VISIO),
) -> Job:
    """Make a request with its names; with ``targets`` they have been listed."""
    request = Request(
        id="V0GRACE.1",
        command=command,
        requester_id="U0GRACE",
        language="en-US",
        filed_at=NOW,
        targets=targets or 0,
        is_listed=targets is not None,
        tally=tally,
    )
    is_for_all = isinstance(command, LoadCatalogue)
    return Job(
        request=request,
        customer=None if is_for_all else customer or a_customer(),
        subscriptions=() if is_for_all else subscriptions,
    )


def of_slices(job: Job, **changes: Any) -> Job:
    """Let a job have a hundred users a slice."""
    slices = -(-job.request.targets // 100)
    return replace(job, request=replace(job.request, state=RequestState.RUNNING, slices=slices, **changes))


def stopped(job: Job) -> Job:
    """Let the requester have stopped a job, and the worker have come to an end with it."""
    return replace(job, request=replace(job.request, state=RequestState.CANCELLED, is_stopped=True))


def swap_for(everyone: Everyone | None = None) -> ManyCommand:
    """Change the licenses of a thousand users, or of everyone who passes a filter."""
    return ChangeLicenses(customer_id="contoso", users=everyone or THOUSAND, change=SWAP)


def done(name: str) -> Outcome:
    return Outcome(target_id=name.lower(), target_name=name, result=Result.DONE)


def unchanged(name: str) -> Outcome:
    return Outcome(target_id=name.lower(), target_name=name, result=Result.UNCHANGED)


def out_of_seats(name: str, product: str = "Office 365 E3") -> Outcome:
    problem = Problem("sku-e3", ProblemCode.NO_SEAT, {"product": product})
    return Outcome(
        target_id=name.lower(),
        target_name=name,
        result=Result.REFUSED,
        reason=Reason.INVALID,
        problems=(problem,),
    )


def refused(name: str, reason: Reason) -> Outcome:
    return Outcome(target_id="8a1c-77", target_name=name, result=Result.REFUSED, reason=reason)


FEW = (
    done("Amara Nwosu"),
    out_of_seats("Bram Visser"),
    unchanged("Chidi Anagonye"),
    refused("", Reason.GONE),
)
MANY = (
    *(done(f"User {number}") for number in range(975)),
    *(out_of_seats(f"Late {number}") for number in range(25)),
)
ADMINISTRATORS = Everyone(UserFilter.ADMINISTRATORS)
EXPORT = ExportLicenses(customer_id="contoso")
LOAD = LoadCatalogue(file_id="F0CSV")
LOAD_DOMAINS = LoadDomains(customer_id="contoso", file_id="F0LIST")
DOMAINS_LOADED = Outcome(
    target_id="V0GRACE.1",
    result=Result.DONE,
    problems=(
        Problem("file", ProblemCode.DOMAIN_UNVERIFIED, {"domain": "new.example"}),
        Problem("file", ProblemCode.DOMAIN_TAKEN, {"domain": "fabrikam.example"}),
    ),
)
WRONG_FILE = Outcome(
    target_id="V0GRACE.1",
    result=Result.REFUSED,
    reason=Reason.INVALID,
    problems=tuple(Problem("file", ProblemCode.TOO_LONG, {"length": 300, "limit": n}) for n in range(21)),
)
NOT_ALLOWED = refused("", Reason.NOT_ALLOWED)


def rows_left_out(count: int) -> Outcome:
    """A product list that was loaded but for some rows, in so many places."""
    wide = Problem("file", ProblemCode.FILE_ROW_TOO_WIDE, {"line": 231, "last": 233, "rows": 3})
    facts: dict[str, str | int] = {"column": "Service_Plans_Included_Friendly_Names", "value": "v" * 40}
    others = [
        Problem("file", ProblemCode.FILE_VALUE_MALFORMED, {"line": line, "last": line, "rows": 1, **facts})
        for line in range(5_000, 5_000 + count - 1)
    ]
    told = tuple(told_of_rows([wide, *others]))
    return Outcome(target_id="V0GRACE.1", result=Result.DONE, problems=told)


CARDS: dict[str, Callable[[Translator], Message]] = {
    "card, domains are being loaded": lambda t: opened(t, a_job(LOAD_DOMAINS)),
    "card, domains loaded": lambda t: finished(t, a_job(LOAD_DOMAINS, Tally(done=4_998)), [DOMAINS_LOADED]),
    "card, domains not loaded": lambda t: finished(t, a_job(LOAD_DOMAINS, Tally(refused=1)), [WRONG_FILE]),
    "card, a thousand users by name": lambda t: opened(t, a_job(swap_for())),
    "card, one user": lambda t: opened(t, a_job(a_license_command("nadia", assign={"sku-e3": frozenset()}))),
    "card, all users": lambda t: opened(t, a_job(swap_for(Everyone()))),
    "card, administrators": lambda t: opened(t, a_job(swap_for(ADMINISTRATORS))),
    "card, who have no license": lambda t: opened(t, a_job(swap_for(Everyone(UserFilter.WITHOUT_LICENSE)))),
    "card, who have a product": lambda t: opened(
        t, a_job(swap_for(Everyone(UserFilter.WITH_LICENSE, "sku-e1")))
    ),
    "card, under way": lambda t: progressing(
        t, a_job(swap_for(ADMINISTRATORS), targets=1000), Tally(done=417, unchanged=20, refused=3)
    ),
    "card, under way, with others to come": lambda t: progressing(
        t, of_slices(a_job(swap_for(), targets=1000), slices_done=8), Tally(done=820)
    ),
    "card, under way, the last hundred": lambda t: progressing(
        t, of_slices(a_job(swap_for(), targets=1000), slices_done=9), Tally(done=920)
    ),
    "card, about to stop": lambda t: progressing(
        t, replace(of_slices(a_job(swap_for(), targets=1000)), is_to_stop=True), Tally(done=20)
    ),
    "card, stopped": lambda t: finished(
        t, stopped(a_job(swap_for(), Tally(done=275, refused=25), targets=1000)), MANY[700:]
    ),
    "card, stopped before the last one": lambda t: finished(
        t, stopped(a_job(swap_for(), Tally(done=975, refused=25), targets=1001)), MANY
    ),
    "card, stopped before the first one": lambda t: finished(t, stopped(a_job(swap_for(), targets=1000)), ()),
    "card, a few users": lambda t: finished(
        t, a_job(swap_for(ADMINISTRATORS), Tally(done=1, unchanged=1, refused=2), targets=4), FEW
    ),
    "card, many users": lambda t: finished(
        t, a_job(swap_for(), Tally(done=975, refused=25), targets=1000), MANY
    ),
    "card, many users and nobody refused": lambda t: finished(
        t, a_job(swap_for(), Tally(done=975), targets=975), MANY[:975]
    ),
    "card, all refused": lambda t: finished(t, a_job(swap_for(), Tally(refused=1), targets=1), FEW[1:2]),
    "card, nobody matched": lambda t: finished(t, a_job(swap_for(ADMINISTRATORS), targets=0), ()),
    "card, export": lambda t: opened(t, a_job(EXPORT)),
    "card, export delivered": lambda t: delivered(t, a_job(EXPORT)),
    "card, export that Slack did not take": lambda t: not_delivered(
        t,
        unsent(a_job(EXPORT), "storage_limit_reached"),
        [b'"Product","Seats"\r\n"Office 365 E3","25"\r\n'] * 2,
    ),
    "card, many users in a file that Slack did not take": lambda t: finished(
        t, unsent(a_job(swap_for(), Tally(done=975, refused=25), targets=1000), "status 403"), MANY
    ),
    "card, export not allowed": lambda t: finished(t, a_job(EXPORT, Tally(refused=1)), [NOT_ALLOWED]),
    "card, catalogue": lambda t: opened(t, a_job(LOAD)),
    "card, catalogue loaded": lambda t: finished(
        t, a_job(LOAD, Tally(done=412)), [Outcome(target_id="V0GRACE.1", result=Result.DONE)]
    ),
    "card, catalogue loaded but for a few rows": lambda t: finished(
        t, a_job(LOAD, Tally(done=542)), [rows_left_out(3)]
    ),
    "card, catalogue wrong": lambda t: finished(t, a_job(LOAD, Tally(refused=1)), [WRONG_FILE]),
    "card, catalogue not allowed": lambda t: finished(t, a_job(LOAD, Tally(refused=1)), [NOT_ALLOWED]),
}

_CUSTOMER = longest.longest_customer()
_SUBSCRIPTIONS = tuple(longest.longest_subscriptions())
_CHANGE = LicenseChange(
    assign={
        each.id: frozenset(plan.id for plan in each.product.user_plans[1:]) for each in _SUBSCRIPTIONS[:20]
    },
    sets_usage_location=True,
)
_COMMAND = ChangeLicenses(customer_id="contoso", users=THOUSAND, change=_CHANGE)
_NAME = longest.longest_user().profile.display_name
_OUTCOMES = [out_of_seats(_NAME, _SUBSCRIPTIONS[0].product.name)] * 1000


def unsent(job: Job, code: str) -> Job:
    """Make it one of which Slack did not take the file."""
    return replace(job, request=replace(job.request, unsent=code))


def _longest_job(command: ManyCommand | ImportRows = _COMMAND) -> Job:
    tally = Tally(done=10**6, unchanged=10**6, refused=10**6)
    job = a_job(command, tally, targets=3 * 10**6, customer=_CUSTOMER, subscriptions=_SUBSCRIPTIONS)
    return of_slices(replace(job, request=replace(job.request, id="V" * 100)))


LONGEST_CARDS: dict[str, Callable[[Translator], Message]] = {
    "card, opened": lambda t: opened(t, _longest_job()),
    "card, under way": lambda t: progressing(t, _longest_job(), Tally(refused=10**6)),
    "card, finished": lambda t: finished(t, _longest_job(), _OUTCOMES),
    "card, stopped": lambda t: finished(t, stopped(_longest_job()), _OUTCOMES),
    "card, all of a few": lambda t: finished(t, _longest_job(), _OUTCOMES[:20]),
    "card, catalogue loaded but for many rows": lambda t: finished(
        t, a_job(LOAD, Tally(done=542)), [rows_left_out(4_000)]
    ),
    "card, export": lambda t: opened(t, _longest_job(EXPORT)),
    "card, export delivered": lambda t: delivered(t, _longest_job(EXPORT)),
    "card, export that Slack did not take": lambda t: not_delivered(
        t, unsent(_longest_job(EXPORT), "c" * 100), [b'"","",""\r\n' * 10_000] * 2
    ),
    "card, file that Slack did not take": lambda t: finished(
        t, unsent(_longest_job(), "storage_limit_reached"), _OUTCOMES
    ),
}
