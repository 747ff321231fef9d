"""How the rows of a file end: all of them or none, some of them, or stopped on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.outcome import Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.request import RequestState, Tally
from shared.operations import target_listing
from shared.operations.stopping import stop
from tests.builders import (
    CONTOSO,
    a_user_profile,
    an_operation,
)
from tests.unit.operations.importing import (
    LISTED,
    NOBODY_ANY_MORE,
    change,
    check,
    created,
    have_small_parts,
    names,
    outcomes_of,
    run,
    sheet,
    take,
    told,
    waiting,
)
from tests.unit.operations.office import GRACE
from tests.unit.operations.restoring import seats

if TYPE_CHECKING:
    from tests.unit.operations.office import Office


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    have_small_parts(monkeypatch)


# ---- all or nothing --------------------


def test_all_or_nothing_does_all_where_all_can_be_done(licensed: Office) -> None:
    request = waiting(licensed, 24, all_or_nothing=True, licenses="ENTERPRISEPACK")
    done = licensed.work(request.id)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=24))
    assert len(sheet(licensed, request)) == 24


def test_all_or_nothing_does_nothing_where_one_row_cannot_be_done_when_it_begins(licensed: Office) -> None:
    request = waiting(licensed, 25, all_or_nothing=True)
    take(licensed, "p17")
    take(licensed, "p03")
    done = licensed.work(request.id)
    assert (done.state, done.tally) == (RequestState.FAILED, Tally(refused=2))
    assert told(licensed, request) == [
        (f"p{n}@contoso.example", Result.REFUSED, Reason.INVALID) for n in ("03", "17")
    ]
    assert {each.code for outcome in outcomes_of(licensed, request) for each in outcome.problems} == {
        ProblemCode.USER_PRINCIPAL_NAME_TAKEN
    }
    assert (licensed.events, licensed.credentials.kept) == ([], {})


def test_all_or_nothing_names_a_hundred_rows_at_most_that_cannot_be_done(
    licensed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(target_listing, "SLICE", 10)
    request = waiting(licensed, 24, all_or_nothing=True, licenses="ENTERPRISEPACK")
    seats(licensed, "sku-e3", 0)
    assert licensed.work(request.id).tally == Tally(refused=10)


def test_what_can_be_done_is_done_though_another_row_cannot(licensed: Office) -> None:
    request = waiting(licensed, 12)
    take(licensed, "p03")
    done = licensed.work(request.id)
    assert (done.state, done.tally) == (RequestState.PARTIAL, Tally(done=11, refused=1))
    (refused,) = [each for each in outcomes_of(licensed, request) if each.result is Result.REFUSED]
    assert [each.code for each in refused.problems] == [ProblemCode.USER_PRINCIPAL_NAME_TAKEN]
    assert (refused.target_name, refused.sign_in_name) == ("P03 Person", "p03@contoso.example")
    assert list(sheet(licensed, request)) == [name for name in names(12) if name != "p03"]


def test_all_or_nothing_ends_with_a_row_that_is_refused_under_way(licensed: Office) -> None:
    request = waiting(licensed, 25, all_or_nothing=True)
    licensed.work(request.id, steps=LISTED + 1)
    take(licensed, "p13")
    done = licensed.work(request.id)
    assert (done.state, done.tally, done.slices_done) == (
        RequestState.PARTIAL,
        Tally(done=13, refused=7),
        2,
    )
    reasons = [reason for _, _, reason in told(licensed, request)]
    assert reasons == [None] * 13 + [Reason.INVALID] + [Reason.STOPPED] * 6
    assert [name for name in created(licensed) if name != "p13"] == names(13)
    assert list(sheet(licensed, request)) == names(13)
    ((finished, _),) = licensed.reporter.finished
    assert (finished.tally.total, finished.left) == (20, 5)


def test_all_or_nothing_ends_with_the_right_to_it(licensed: Office) -> None:
    request = waiting(licensed, 25, all_or_nothing=True)
    licensed.work(request.id, steps=LISTED + 1)
    licensed.staff.save(NOBODY_ANY_MORE)
    assert licensed.work(request.id).tally == Tally(done=10, refused=10)
    assert created(licensed) == names(10)


def test_all_or_nothing_is_not_done_to_somebody_else_of_the_same_name(licensed: Office) -> None:
    check(
        licensed,
        change("nadia.okafor@contoso.example", "POWER_BI_PRO"),
        change("ada.lovelace@contoso.example", "POWER_BI_PRO"),
    )
    request = run(licensed, all_or_nothing=True)
    licensed.delete("ada")
    licensed.add_user("Other")
    other = licensed.directory.user(CONTOSO, "other")
    licensed.directory._users[CONTOSO, "other"] = replace(other, profile=a_user_profile("Ada Lovelace"))
    done = licensed.work(request.id)
    assert (done.state, done.tally) == (RequestState.FAILED, Tally(refused=1))
    assert told(licensed, request) == [("ada.lovelace@contoso.example", Result.REFUSED, Reason.GONE)]
    assert licensed.events == []


# ---- stopped --------------------


@pytest.mark.parametrize("all_or_nothing", [False, True], ids=["what can be done", "all or nothing"])
def test_whoever_asked_stops_it_after_a_slice_and_gets_the_passwords_of_those_created(
    licensed: Office,
    all_or_nothing: bool,
) -> None:
    request = waiting(licensed, 25, all_or_nothing=all_or_nothing)
    licensed.work(request.id, steps=LISTED)
    stop(licensed.desk, GRACE, request.id, an_operation("stop"))
    done = licensed.work(request.id)
    assert (done.state, done.is_stopped, done.tally) == (RequestState.CANCELLED, True, Tally(done=10))
    assert created(licensed) == names(10)
    assert list(sheet(licensed, request)) == names(10)
    assert run(licensed) == done
