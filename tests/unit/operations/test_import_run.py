"""The ready rows of a checked file, done: once, and as they were agreed to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import ImportUsers
from shared.domain.import_file import CheckedFile, NewUser
from shared.domain.outcome import Reason, Result
from shared.domain.request import RequestState, Tally
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.errors import (
    AccessDeniedError,
    ImportNotFoundError,
)
from shared.operations.import_file import find_import
from shared.operations.import_preview import preview_import
from tests.builders import (
    CONTOSO,
    FABRIKAM,
    a_customer,
    a_request,
)
from tests.unit.operations.importing import (
    LISTED,
    NOBODY_ANY_MORE,
    change,
    check,
    codes,
    created,
    have_small_parts,
    names,
    new,
    outcomes_of,
    people,
    run,
    tamper,
    told,
    waiting,
)
from tests.unit.operations.office import FREYA, GRACE
from tests.unit.operations.restoring import delete, seats

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.staff import Staff
    from tests.unit.operations.office import Office


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    have_small_parts(monkeypatch)


# ---- the whole way --------------------


def test_a_file_is_done_part_by_part_in_its_order(licensed: Office) -> None:
    request = waiting(licensed, 25, licenses="ENTERPRISEPACK")
    states = []
    while not request.is_finished:
        request = licensed.work(request.id, steps=1)
        states.append((request.state, request.is_listed, request.slices_done, request.tally.done))
    assert states == [
        (RequestState.RUNNING, False, 0, 0),
        (RequestState.RUNNING, True, 0, 0),
        (RequestState.RUNNING, True, 1, 10),
        (RequestState.RUNNING, True, 2, 20),
        (RequestState.RUNNING, True, 3, 24),
        (RequestState.DONE, True, 3, 24),
    ]
    assert created(licensed) == names(24)  # Li has one of the 25 seats
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 25}


def test_each_user_is_as_their_row_says(licensed: Office) -> None:
    check(
        licensed,
        new(
            "Ines.Faure@Contoso.example",
            "Inès Faure",
            first_name="Inès",
            last_name="Faure",
            usage_location="Belgique",
            licenses="Power BI Pro",
            permissions="Password admin",
        ),
    )
    request = run(licensed)
    licensed.work(request.id)
    (outcome,) = outcomes_of(licensed, request)
    user = licensed.directory.user(CONTOSO, outcome.target_id)
    wish = licensed.imports.kept["check"].rows[0].wish
    assert isinstance(wish, NewUser)
    assert user.profile == wish.profile
    assert (user.profile.first_name, user.profile.usage_location) == ("Inès", "BE")
    assert user.user_principal_name == "Ines.Faure@contoso.example"
    assert user.licenses == {"sku-power-bi": frozenset()}
    assert user.must_change_password
    assert (outcome.target_name, outcome.sign_in_name) == ("Inès Faure", "Ines.Faure@contoso.example")
    (event,) = licensed.events
    assert (event.operation_id, event.actor_id, event.target_id) == (request.id, "U0GRACE", user.id)


def test_rows_that_are_wrong_or_left_out_are_not_done_and_parts_without_a_ready_row_are_passed_over(
    licensed: Office,
) -> None:
    wrong = [new(f"w{n}@elsewhere.example") for n in range(11)]
    left_out = new("ada.lovelace@contoso.example", "Ada Lovelace", status_update="Created")
    check(licensed, *wrong, left_out, *[new(f"w{n}", "Wrong") for n in range(8)], *people(3))
    done = licensed.work(run(licensed).id)
    assert (done.state, done.targets, done.slices) == (RequestState.DONE, 3, 3)
    assert (created(licensed), len(licensed.events)) == (names(3), 3)


def test_a_file_of_which_no_row_is_ready_cannot_be_run(licensed: Office) -> None:
    check(licensed, new("ada.lovelace@contoso.example", status_update="Created"), new("wrong"))
    with pytest.raises(ImportNotFoundError):
        run(licensed)
    assert "check.run" not in licensed.requests.filed


def test_licenses_are_changed_row_by_row_and_seats_freed_are_taken(licensed: Office) -> None:
    seats(licensed, "sku-e3", 1)
    rows = (
        change("li.wei@contoso.example", "STANDARDPACK", "ENTERPRISEPACK"),
        change("ada.lovelace@contoso.example", "ENTERPRISEPACK", "STANDARDPACK"),
        change("nadia.okafor@contoso.example", "", "POWER_BI_PRO"),
    )
    checked = check(licensed, *rows)
    assert [codes(row) for row in checked.rows] == [[], [], []]
    done = licensed.work(run(licensed).id)
    assert done.tally == Tally(done=2, unchanged=1)
    assert (set(licensed.licenses("li")), set(licensed.licenses("ada"))) == ({"sku-e1"}, {"sku-e3"})
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}
    assert licensed.credentials.kept == {}


def test_a_seat_that_somebody_took_meanwhile_is_given_again_once_a_row_frees_it(licensed: Office) -> None:
    for name in ("Bo Diallo", "Chi Anh"):
        licensed.add_user(name)
    seats(licensed, "sku-e3", 2)  # of which Li has one
    check(
        licensed,
        change("bo.diallo@contoso.example", "ENTERPRISEPACK"),
        change("li.wei@contoso.example", "", "ENTERPRISEPACK"),
        change("chi.anh@contoso.example", "ENTERPRISEPACK"),
    )
    request = run(licensed)
    licensed.add_user("Dora Quick", {"sku-e3": frozenset()})
    licensed.work(request.id)
    results = [result for _, result, _ in told(licensed, request)]
    assert results == [Result.REFUSED, Result.DONE, Result.DONE]


# ---- once --------------------


def test_a_file_is_run_once_whoever_asks_how_often_and_in_whichever_way(licensed: Office) -> None:
    request = waiting(licensed, 3)
    assert run(licensed, all_or_nothing=True) == request
    done = licensed.work(request.id)
    assert run(licensed) == done
    assert run(licensed, all_or_nothing=True) == done
    assert len(licensed.events) == 3


def test_whoever_was_deleted_is_created_anew_by_another_file_and_is_somebody_else(licensed: Office) -> None:
    check(licensed, new())
    first = outcomes_of(licensed, licensed.work(run(licensed).id))
    delete(licensed, first[0].target_id)
    check(licensed, new(), click="again")
    second = outcomes_of(licensed, licensed.work(run(licensed, import_id="again").id))
    assert [each.result for each in first + second] == [Result.DONE, Result.DONE]
    assert first[0].target_id != second[0].target_id
    assert licensed.directory.deleted_user(CONTOSO, first[0].target_id).user.user_principal_name


def test_an_import_is_its_owners_alone(licensed: Office) -> None:
    check(licensed, *people(2))
    licensed.staff.save(FREYA)
    for import_id, who in (("check", FREYA), ("elsewhere", GRACE)):
        with pytest.raises(ImportNotFoundError):
            run(licensed, by=who, import_id=import_id)
        with pytest.raises(ImportNotFoundError):
            find_import(licensed.desk, who, import_id)
    assert find_import(licensed.desk, GRACE, "check").ready == 2


@pytest.mark.parametrize(
    "who",
    [
        NOBODY_ANY_MORE,
        replace(GRACE, customers=frozenset({FABRIKAM})),
        replace(GRACE, roles=frozenset({Role.SALES_AGENT})),
        replace(GRACE, roles=frozenset({Role.HELPDESK_AGENT})),
    ],
    ids=["nobody any more", "of another customer", "sales", "helpdesk"],
)
def test_whoever_may_not_import_any_more_neither_runs_nor_finds_the_file(
    licensed: Office, who: Staff
) -> None:
    check(licensed, *people(2))
    for attempt in (lambda: run(licensed, by=who), lambda: find_import(licensed.desk, who, "check")):
        with pytest.raises(AccessDeniedError):
            attempt()
    assert "check.run" not in licensed.requests.filed


def test_the_preview_shows_the_first_rows_of_each_sort_and_the_request_once_there_is_one(
    licensed: Office,
) -> None:
    left_out = new("ada.lovelace@contoso.example", "Ada Lovelace", status_update="Created")
    wrong = [new(f"w{n}@elsewhere.example") for n in range(25)]
    marked = [new(f"m{n}@contoso.example", "N\u0430dia") for n in range(7)]
    check(licensed, left_out, *wrong, *marked, *people(3))
    preview = preview_import(licensed.desk, GRACE, find_import(licensed.desk, GRACE, "check"))
    assert [row.email for row in preview.first] == [f"m{n}@contoso.example" for n in range(5)]
    assert [row.email for row in preview.wrong] == [f"w{n}@elsewhere.example" for n in range(20)]
    assert len(preview.remarked) == 5
    assert (preview.request, preview.customer.id) == (None, CONTOSO)
    request = run(licensed)
    assert preview_import(licensed.desk, GRACE, preview.file).request == request


# ---- what the store has is what was agreed to --------------------


def _with_sku(checked: CheckedFile) -> CheckedFile:
    wish = checked.rows[0].wish
    assert isinstance(wish, NewUser)
    return _with_wish(checked, replace(wish, sku_ids=frozenset({"sku-e3"})))


def _with_wish(checked: CheckedFile, wish: NewUser) -> CheckedFile:
    return replace(checked, rows=[replace(checked.rows[0], wish=wish), *checked.rows[1:]])


def _with_profile(checked: CheckedFile, **changes: object) -> CheckedFile:
    wish = checked.rows[0].wish
    assert isinstance(wish, NewUser)
    profile = replace(wish.profile, **changes)  # type: ignore[arg-type]  # fields by name
    return _with_wish(checked, replace(wish, profile=profile))


TAMPERINGS: dict[str, Callable[[CheckedFile], CheckedFile]] = {
    "another name": lambda checked: _with_profile(checked, user_name="mallory"),
    "another location": lambda checked: _with_profile(checked, usage_location="US"),
    "a permission more": lambda checked: _with_profile(checked, directory_roles=frozenset(DirectoryRole)),
    "a license more": _with_sku,
    "a row less": lambda checked: replace(checked, rows=checked.rows[1:]),
    "a row twice": lambda checked: replace(checked, rows=[*checked.rows, checked.rows[0]]),
    "another order": lambda checked: replace(checked, rows=[*reversed(checked.rows)]),
    "another customer": lambda checked: replace(checked, file=replace(checked.file, customer_id=FABRIKAM)),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_nothing_is_done_of_rows_that_changed_since_they_were_agreed_to(licensed: Office, what: str) -> None:
    request = waiting(licensed, 3)
    tamper(licensed, TAMPERINGS[what])
    done = licensed.work(request.id)
    assert (done.state, done.tally) == (RequestState.FAILED, Tally(refused=1))
    assert [each.reason for each in outcomes_of(licensed, request)] == [Reason.CONTENT_DIFFERS]
    assert (licensed.events, created(licensed), licensed.credentials.kept) == ([], [], {})


def test_nothing_is_done_of_a_file_that_is_gone(licensed: Office) -> None:
    request = waiting(licensed, 3)
    licensed.imports.kept.clear()
    done = licensed.work(request.id)
    assert (done.state, [each.reason for each in outcomes_of(licensed, request)]) == (
        RequestState.FAILED,
        [Reason.GONE],
    )
    assert licensed.events == []


def test_the_file_of_one_customer_is_not_done_to_another(licensed: Office) -> None:
    checked = check(licensed, *people(2))
    licensed.directory._customers[FABRIKAM] = a_customer(FABRIKAM)
    command = ImportUsers(
        customer_id=FABRIKAM,
        import_id="check",
        digest=checked.file.digest,
        count=2,
        file_name="users.csv",
    )
    done = licensed.work(licensed.requests.file(replace(a_request("forged"), command=command)).id)
    assert [each.reason for each in licensed.requests.outcomes(done)] == [Reason.CONTENT_DIFFERS]
    assert licensed.events == []


def test_rows_that_go_while_they_are_done_end_as_refused_and_not_as_a_fault(licensed: Office) -> None:
    request = waiting(licensed, 15)
    licensed.work(request.id, steps=LISTED + 1)
    licensed.imports.kept.clear()
    done = licensed.work(request.id)
    assert (done.state, done.tally) == (RequestState.PARTIAL, Tally(done=10, refused=5))
    assert {each.reason for each in outcomes_of(licensed, request)[10:]} == {Reason.CONTENT_DIFFERS}
    assert licensed.reporter.faults == []
