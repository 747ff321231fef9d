"""The cards of files: checked, asked of others, under way and done, by the name of the situation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared.domain.command import CheckLicenseFile, CheckUserFile, SendTemplate
from shared.domain.import_file import MAXIMUM_CSV_NAME, CheckedFile
from shared.domain.import_kind import ImportKind
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.request import RequestState, Tally
from shared.domain.user import DirectoryRole
from shared.operations.import_file import import_command
from shared.operations.import_subject import ROWS_NAMED, ImportSubject
from shared.slack_ui.messages.errand import delivered_template
from shared.slack_ui.messages.import_check import checked_message
from shared.slack_ui.messages.progress import finished, opened, progressing
from shared.slack_ui.messages.request_card import approvers_card, requesters_card
from tests.builders import NOW
from tests.unit.slack_ui import longest
from tests.unit.slack_ui.cards import a_job, done, refused
from tests.unit.slack_ui.import_situations import (
    CHANGES,
    E3,
    INES,
    LONG_CELL,
    LONGEST_CUSTOMER,
    LONGEST_NEEDS,
    LONGEST_ROW,
    MANY,
    MIRIAM,
    NOBODY,
    POWER_BI,
    REFUSED,
    ROWS,
    SUBMITTED,
    THEO,
    WRONG,
    a_change,
    a_file,
    a_new_user,
    wrong,
)
from tests.unit.slack_ui.request_situations import AGREED, CLOSED, REJECTED, a_subject, in_hundreds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.domain.import_file import ImportFile
    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject
    from shared.slack_ui.messages.job import Job
    from shared.slack_ui.messages.message import Message

UNTIL = NOW + timedelta(hours=24)
CHECK = CheckUserFile(customer_id="contoso", file_id="F0", file_name="nouveaux.csv", usage_location="FR")
CHECK_LICENSES = CheckLicenseFile(customer_id="contoso", file_id="F0", file_name="licences.csv")
TEMPLATE = SendTemplate(customer_id="contoso", kind=ImportKind.LICENSES)
SOME = replace(SUBMITTED, rows=104, ready=97, left_out=2)


def asked(file: ImportFile, *, all_or_nothing: bool = False, is_there: bool = True, **facts: Any) -> Subject:
    """Make what a helpdesk agent asked for: to do a file."""
    is_of_users = file.kind is ImportKind.USERS
    rows = ImportSubject(
        file=file,
        first=(INES, THEO) if is_of_users else (MIRIAM, a_change(3, "Bram Visser", add=["sku-e3"])),
        administrators=(THEO,) if is_of_users else (),
        locations=("FR", "CA") if is_of_users else (),
    )
    known = {"rows": rows if is_there else None, "subscriptions": (E3, POWER_BI), "targets": file.ready}
    return a_subject(import_command(file, all_or_nothing=all_or_nothing), **{**known, **facts})


def asked_of(file: ImportFile, rows: ImportSubject, **facts: Any) -> Subject:
    return replace(asked(file, **facts), rows=rows)


ASKED: Mapping[str, Subject] = {
    "create the users of a file": asked(SOME),
    "create all users of a file or nobody": asked(replace(SUBMITTED, seats=()), all_or_nothing=True),
    "change licenses as in a file": asked(CHANGES),
    "change all licenses as in a file or none": asked(CHANGES, all_or_nothing=True),
    "a file that is forgotten": asked(SUBMITTED, is_there=False),
    "a file that is another one now": asked_of(
        SUBMITTED, ImportSubject(file=SUBMITTED, first=(), is_changed=True)
    ),
    "more than there are seats for by now": asked(
        SOME, subscriptions=(replace(E3, consumed=25), replace(POWER_BI, consumed=1))
    ),
}

CREATED = Outcome(target_id="ines", target_name="Inès Faure", result=Result.DONE)
TAKEN = replace(
    refused("Théo Marchand", Reason.INVALID),
    problems=(
        wrong("user_name", ProblemCode.USER_PRINCIPAL_NAME_TAKEN, user_principal_name="theo@contoso.example"),
    ),
)
LEFT = refused("Ada Lovelace", Reason.STOPPED)


def _over(file: ImportFile, tally: Tally, *, all_or_nothing: bool = False, **changes: Any) -> Job:
    job = a_job(import_command(file, all_or_nothing=all_or_nothing), tally, targets=file.ready)
    return replace(job, request=replace(job.request, **changes), may_email=True)


def _checked(t: Translator, file: ImportFile, rows: Any = ROWS) -> Message:
    return checked_message(t, "Contoso Ltd", CheckedFile(file=file, rows=rows))


_FEW = replace(SUBMITTED, seats=())

CARDS: Mapping[str, Callable[[Translator], Message]] = {
    "a file is about to be checked": lambda t: opened(t, a_job(CHECK)),
    "a file of license changes is about to be checked": lambda t: opened(t, a_job(CHECK_LICENSES)),
    "a file could not be checked": lambda t: finished(
        t, a_job(CHECK, Tally(refused=1)), [refused("", Reason.NOT_ALLOWED)]
    ),
    "a file was checked, some rows wrong": lambda t: _checked(t, WRONG.file),
    "a file was checked, and cannot be read": lambda t: _checked(t, REFUSED.file, ()),
    "a file was checked, and nothing is wrong": lambda t: _checked(t, replace(SUBMITTED, remarked=0)),
    "license changes were checked": lambda t: _checked(t, replace(CHANGES, rows=3), (MIRIAM, NOBODY)),
    "a template is about to be sent": lambda t: opened(t, a_job(TEMPLATE)),
    "a template was sent": lambda t: delivered_template(t, ImportKind.USERS),
    "a template for licenses was sent": lambda t: delivered_template(t, ImportKind.LICENSES),
    "users of a file, about to be created": lambda t: opened(t, _over(SOME, Tally())),
    "users of a file, under way": lambda t: progressing(
        t,
        _over(SOME, Tally(), state=RequestState.RUNNING, is_listed=True, slices=2),
        Tally(done=40, refused=1),
    ),
    "users of a file, created": lambda t: finished(
        t, _over(_FEW, Tally(done=2, refused=1)), [CREATED, TAKEN, replace(CREATED, target_id="ada")]
    ),
    "users of a file, nobody because it was all or nothing": lambda t: finished(
        t, _over(SOME, Tally(refused=1), all_or_nothing=True), [TAKEN]
    ),
    "users of a file, ended with the first who could not be": lambda t: finished(
        t, _over(SOME, Tally(done=1, refused=2), all_or_nothing=True), [CREATED, TAKEN, LEFT]
    ),
    "users of a file, stopped": lambda t: finished(
        t, _over(SOME, Tally(done=1), is_stopped=True, state=RequestState.CANCELLED), [CREATED]
    ),
    "a file that was forgotten": lambda t: finished(
        t,
        _over(SOME, Tally(refused=1)),
        [replace(refused("", Reason.GONE), target_id=_over(SOME, Tally()).request.id)],
    ),
    "licenses of a file, about to be changed": lambda t: opened(
        t, _over(CHANGES, Tally(), all_or_nothing=True)
    ),
    "licenses of a file, under way": lambda t: progressing(t, _over(CHANGES, Tally()), Tally(done=1)),
    "licenses of a file, changed": lambda t: finished(
        t,
        _over(CHANGES, Tally(done=1, unchanged=1)),
        [done("Miriam Graham"), replace(CREATED, result=Result.UNCHANGED)],
    ),
    "licenses of a file, ended with the first that could not be": lambda t: finished(
        t,
        _over(CHANGES, Tally(done=1, refused=1), all_or_nothing=True),
        [done("Miriam Graham"), refused("Bram Visser", Reason.CHANGED_MEANWHILE)],
    ),
    "a file agreed to, under way": lambda t: requesters_card(
        t,
        in_hundreds(asked(SOME, state=RequestState.RUNNING, decisions=(AGREED,)), slices_done=1),
        tally=Tally(done=120),
    ),
    "a file agreed to, done in part": lambda t: approvers_card(
        t,
        asked(SOME, state=RequestState.PARTIAL, tally=Tally(done=1, refused=1), decisions=(AGREED,)),
        (CREATED, TAKEN),
    ),
    "a file agreed to, done in part, for who asked": lambda t: requesters_card(
        t,
        asked(SOME, state=RequestState.PARTIAL, tally=Tally(done=1, refused=1), decisions=(AGREED,)),
        (CREATED, TAKEN),
        may_email=True,
        passwords_until=UNTIL,
    ),
}

_ROW = a_new_user(
    10_000,
    "Œ🏢é" * (MAXIMUM_CSV_NAME // 4),
    *DirectoryRole,
    email=f"{'n' * 64}@{longest.DOMAIN}",
    location="GS",
    sku_ids=[each.id for each in MANY],
)
_CHANGE = replace(
    a_change(10_000, longest.longest_user().profile.display_name, add=[each.id for each in MANY[:20]]),
    cells=_ROW.cells,
)
_FILE = replace(
    a_file(
        rows=10**6,
        ready=10**5,
        administrators=10**5,
        seats=LONGEST_NEEDS,
        file_name=LONG_CELL * 4,
        digest="d",
    ),
    id=f"V{'0' * 20}.{'n' * 32}",
)
_REFUSED = replace(
    TAKEN,
    target_name=_ROW.name,
    problems=tuple(wrong(each.id, ProblemCode.NO_SEAT, product=each.product.name) for each in MANY[:20]),
)
_REASON = "Œ🏢é" * 100


def _longest(file: ImportFile, rows: ImportSubject) -> Subject:
    subject = asked_of(
        file,
        rows,
        all_or_nothing=True,
        customer=LONGEST_CUSTOMER,
        subscriptions=MANY,
        approvers=100,
        needed=2,
        policy_reason="sensitive_target",
        decisions=(AGREED, AGREED, replace(REJECTED, reason=_REASON)),
        break_glass=replace(CLOSED, reason=_REASON, note=_REASON, closed_by=longest.SLACK_USER),
    )
    return replace(subject, request=replace(subject.request, id=f"{file.id}.run"))


_USERS = _longest(
    _FILE,
    ImportSubject(
        file=_FILE,
        first=[_ROW] * ROWS_NAMED,
        administrators=[_ROW] * ROWS_NAMED,
        locations=["GS"] * 200,
    ),
)
_LICENSES_FILE = replace(_FILE, kind=ImportKind.LICENSES, administrators=0)
_LICENSES = _longest(_LICENSES_FILE, ImportSubject(file=_LICENSES_FILE, first=[_CHANGE] * ROWS_NAMED))


def _finished(subject: Subject) -> Subject:
    tally = Tally(done=10**6, unchanged=10**6, refused=10**6)
    return replace(subject, request=replace(subject.request, state=RequestState.PARTIAL, tally=tally))


LONGEST_CARDS: Mapping[str, Callable[[Translator], Message]] = {
    "users of a file": lambda t: approvers_card(t, _USERS),
    "users of a file, for who asked": lambda t: requesters_card(
        t, _USERS, tally=Tally(refused=10**6), may_break_glass=True
    ),
    "users of a file, done": lambda t: requesters_card(
        t, _finished(_USERS), [_REFUSED] * 20, may_email=True, passwords_until=UNTIL
    ),
    "licenses of a file": lambda t: approvers_card(t, _LICENSES),
    "a file that was checked": lambda t: checked_message(
        t, LONGEST_CUSTOMER.name, CheckedFile(file=replace(_FILE, remarked=10**5), rows=[LONGEST_ROW] * 20)
    ),
    "a file that was checked and could not be sent": lambda t: checked_message(
        t,
        LONGEST_CUSTOMER.name,
        CheckedFile(file=replace(_FILE, remarked=10**5), rows=[LONGEST_ROW] * 20),
        replace(_USERS.request, unsent="storage_limit_reached"),
    ),
    "a file that cannot be read": lambda t: checked_message(
        t, LONGEST_CUSTOMER.name, CheckedFile(file=replace(_FILE, refusal=LONGEST_ROW.problems[:11]))
    ),
}
