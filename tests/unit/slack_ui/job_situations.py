"""The cards of resets, deletions and restorations, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.command import DeleteUsers, ResetPasswords, RestoreUsers
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Tally
from shared.domain.user import Everyone, UserFilter
from shared.slack_ui.messages.progress import finished, opened, progressing
from tests.unit.slack_ui import longest
from tests.unit.slack_ui.cards import THOUSAND, a_job, done, refused, unchanged

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.job import Job
    from shared.slack_ui.messages.message import Message

ADMINISTRATORS = Everyone(UserFilter.ADMINISTRATORS)
WITH_E1 = Everyone(UserFilter.WITH_LICENSE, "sku-e1")
RESET = ResetPasswords(customer_id="contoso", users=("nadia", "bram", "chidi"))
RESET_ALL = ResetPasswords(customer_id="contoso", users=Everyone())
DELETE = DeleteUsers(customer_id="contoso", users=THOUSAND)
RESTORE = RestoreUsers(customer_id="contoso", users=Everyone(UserFilter.DELETED))

ADMINISTRATOR = replace(
    refused("Miriam Graham", Reason.GUARDED),
    problems=(Problem("users", ProblemCode.ADMINISTRATOR_NEEDS_APPROVAL),),
)
SOME_BACK = replace(
    done("Nadia Okafor"),
    regained=("sku-e3",),
    problems=(Problem("sku-e1", ProblemCode.NO_SEAT, {"product": "Office 365 E1"}),),
)
NAME_TAKEN = replace(
    refused("Bram Visser", Reason.INVALID),
    problems=(
        Problem(
            "user_name",
            ProblemCode.USER_PRINCIPAL_NAME_TAKEN,
            {"user_principal_name": "bram.visser@contoso.example"},
        ),
    ),
)


def emailing(job: Job) -> Job:
    return replace(job, may_email=True)


CARDS: dict[str, Callable[[Translator], Message]] = {
    "card, reset of three": lambda t: opened(t, a_job(RESET)),
    "card, reset of the administrators": lambda t: opened(
        t, a_job(replace(RESET, users=ADMINISTRATORS), subscriptions=())
    ),
    "card, reset of everyone, under way": lambda t: progressing(
        t, a_job(RESET_ALL, targets=20), Tally(done=11, refused=1)
    ),
    "card, reset finished": lambda t: finished(
        t,
        emailing(a_job(RESET, Tally(done=2, refused=1), targets=3)),
        (done("Nadia Okafor"), done("Chidi Anagonye"), ADMINISTRATOR),
    ),
    "card, reset of many finished": lambda t: finished(
        t, a_job(RESET_ALL, Tally(done=21), targets=21), [done(f"User {number}") for number in range(21)]
    ),
    "card, nothing reset": lambda t: finished(
        t, emailing(a_job(RESET, Tally(refused=1), targets=1)), [ADMINISTRATOR]
    ),
    "card, deletion of a thousand": lambda t: opened(t, a_job(DELETE)),
    "card, deletion by license": lambda t: opened(t, a_job(replace(DELETE, users=WITH_E1))),
    "card, deletion under way": lambda t: progressing(t, a_job(DELETE, targets=1000), Tally(done=650)),
    "card, deletion finished": lambda t: finished(
        t,
        a_job(DELETE, Tally(done=1, unchanged=1, refused=2), targets=4),
        (done("Nadia Okafor"), unchanged("Bram Visser"), ADMINISTRATOR, refused("", Reason.GONE)),
    ),
    "card, restoration of everyone": lambda t: opened(t, a_job(RESTORE)),
    "card, restoration under way": lambda t: progressing(
        t, a_job(RESTORE, targets=40), Tally(done=10, refused=1)
    ),
    "card, restoration finished": lambda t: finished(
        t,
        a_job(RESTORE, Tally(done=2, unchanged=1, refused=2), targets=5),
        (
            SOME_BACK,
            replace(done("Zoë O'Brien"), regained=("sku-e3", "sku-visio")),
            unchanged("Chidi Anagonye"),
            NAME_TAKEN,
            refused("Ada Byron", Reason.TOO_LATE),
        ),
    ),
    "card, nobody restored": lambda t: finished(t, a_job(RESTORE, targets=0), ()),
}

_CUSTOMER = longest.longest_customer()
_SUBSCRIPTIONS = tuple(longest.longest_subscriptions())
_NAME = longest.longest_user().profile.display_name
_LOST = Outcome(
    target_id=longest.UUID,
    target_name=_NAME,
    result=Result.DONE,
    regained=tuple(each.id for each in _SUBSCRIPTIONS[:20]),
    problems=tuple(
        Problem(each.id, ProblemCode.NO_SEAT, {"product": each.product.name})
        for each in _SUBSCRIPTIONS[20:40]
    ),
)


def _longest(command: ResetPasswords | DeleteUsers | RestoreUsers) -> Job:
    job = a_job(
        command,
        Tally(done=20, refused=10**6),
        targets=10**6,
        customer=_CUSTOMER,
        subscriptions=_SUBSCRIPTIONS,
    )
    return replace(job, request=replace(job.request, id="V" * 100), may_email=True)


LONGEST_CARDS: dict[str, Callable[[Translator], Message]] = {
    "card, reset": lambda t: finished(
        t, _longest(RESET_ALL), [replace(ADMINISTRATOR, target_name=_NAME)] * 30
    ),
    "card, deletion": lambda t: finished(
        t, _longest(DELETE), [replace(ADMINISTRATOR, target_name=_NAME)] * 20
    ),
    "card, restoration": lambda t: finished(t, _longest(RESTORE), [_LOST] * 20),
}
