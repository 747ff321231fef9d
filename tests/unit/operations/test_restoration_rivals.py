"""Users restored who want what others have or want too: the last seat, or their sign-in name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType
from shared.domain.command import CreateUser
from shared.domain.customer import Domain
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import RequestState, Tally
from shared.domain.user import Everyone
from tests.builders import CONTOSO, a_request, a_user_profile
from tests.unit.operations.restoring import (
    ALL_ON,
    EVERYONE,
    TICK,
    assign,
    change_domains,
    delete,
    delete_in_turn,
    problems_of,
    restore,
    seats,
)

if TYPE_CHECKING:
    from tests.unit.operations.office import Office


# ---- the last seat ---------------------------------------------------------------------------------


def test_the_last_seat_goes_to_who_was_deleted_first_and_then_by_name(competing: Office) -> None:
    outcomes = competing.at_once(restore("chi", "ada", "bo"))
    assert [(each.target_id, each.regained) for each in outcomes] == [
        ("bo", ("sku-e3",)),
        ("ada", ("sku-e3",)),
        ("chi", ()),
    ]
    assert {each.result for each in outcomes} == {Result.DONE}
    assert problems_of(outcomes[2]) == [("sku-e3", ProblemCode.NO_SEAT)]
    assert competing.consumed() == competing.held() == {"sku-e3": 2}


@pytest.mark.parametrize("whom", [("chi", "ada", "bo"), EVERYONE], ids=["named", "by the filter"])
def test_the_worker_gives_the_last_seat_to_the_same_person(
    competing: Office, whom: tuple[str, ...] | Everyone
) -> None:
    request = competing.requests.file(a_request(command=replace(restore(), users=whom)))
    done = competing.work(request.id)
    outcomes = list(competing.requests.outcomes(done))
    assert [(each.target_id, each.regained) for each in outcomes] == [
        ("bo", ("sku-e3",)),
        ("ada", ("sku-e3",)),
        ("chi", ()),
    ]
    assert problems_of(outcomes[2]) == [("sku-e3", ProblemCode.NO_SEAT)]
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=3))
    assert competing.consumed() == competing.held() == {"sku-e3": 2}


def test_once_a_product_has_run_out_nobody_else_is_sent_for_it_in_vain(competing: Office) -> None:
    seats(competing, "sku-e3", 1)
    competing.at_once(restore("chi", "ada", "bo"))
    assert competing.directory.calls.count("restore_user") == 4  # Ada finds it out


def test_a_seat_that_goes_at_the_last_instant_is_told_all_the_same(licensed: Office) -> None:
    delete(licensed, "li")
    seats(licensed, "sku-e3", 1)
    licensed.directory.before_write = lambda: assign(licensed, "nadia", "sku-e3")
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.result, outcome.regained) == (Result.DONE, ())
    assert problems_of(outcome) == [("sku-e3", ProblemCode.NO_SEAT)]
    (event,) = [each for each in licensed.events if each.target_id == "li"]
    assert event.new_value["licenses_not_restored"] == ["sku-e3"]
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}


def test_two_seats_that_go_at_the_last_instant_are_both_told(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e3": ALL_ON, "sku-power-bi": ALL_ON})
    delete(licensed, "bo")
    seats(licensed, "sku-e3", 2)
    seats(licensed, "sku-power-bi", 1)

    def take_both() -> None:
        assign(licensed, "nadia", "sku-e3")
        assign(licensed, "nadia", "sku-power-bi")

    licensed.directory.before_write = take_both
    (outcome,) = licensed.at_once(restore("bo"))
    assert problems_of(outcome) == [
        ("sku-e3", ProblemCode.NO_SEAT),
        ("sku-power-bi", ProblemCode.NO_SEAT),
    ]
    assert (outcome.result, licensed.consumed()) == (Result.DONE, licensed.held())


def test_who_comes_back_without_a_license_leaves_its_seat_to_the_next(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e1": ALL_ON, "sku-audio": ALL_ON})
    licensed.add_user("Chi Anh", {"sku-e3": ALL_ON, "sku-audio": ALL_ON})
    delete_in_turn(licensed, "bo", "chi")
    seats(licensed, "sku-e1", 1)
    seats(licensed, "sku-audio", 1)
    bo, chi = licensed.at_once(restore("bo", "chi"))
    assert (bo.regained, chi.regained) == ((), ("sku-audio", "sku-e3"))
    assert licensed.consumed() == licensed.held()


# ---- the sign-in name ------------------------------------------------------------------------------


def take_name(office: Office) -> None:
    profile = a_user_profile("Another Nadia", user_name="NADIA.okafor")
    outcome = office.submit(CreateUser(customer_id=CONTOSO, profile=profile), click="take")
    assert outcome.result is Result.DONE


def test_who_finds_their_name_taken_stays_deleted_and_is_asked_for_another(licensed: Office) -> None:
    delete(licensed, "nadia")
    waiting = licensed.directory.deleted_user(CONTOSO, "nadia")
    take_name(licensed)
    licensed.forget()
    (refused,) = licensed.at_once(restore())
    facts = {"user_principal_name": "nadia.okafor@contoso.example"}
    assert refused == Outcome(
        target_id="nadia",
        target_name="Nadia Okafor",
        sign_in_name="nadia.okafor@contoso.example",
        result=Result.REFUSED,
        reason=Reason.INVALID,
        problems=(Problem("user_name", ProblemCode.USER_PRINCIPAL_NAME_TAKEN, facts),),
        deleted=waiting,
    )
    assert licensed.events == []
    assert licensed.directory.deleted_user(CONTOSO, "nadia") == waiting


def test_another_name_brings_them_back_in_the_same_flow(licensed: Office) -> None:
    delete(licensed, "nadia")
    take_name(licensed)
    licensed.at_once(restore())
    licensed.forget()
    command = restore("nadia", nadia=("nadia.o", "west.example"))
    (outcome,) = licensed.at_once(command, click="click-2")
    assert (outcome.result, outcome.sign_in_name) == (Result.DONE, "nadia.o@west.example")
    user = licensed.directory.user(CONTOSO, "nadia")
    assert (user.user_principal_name, user.profile.display_name) == ("nadia.o@west.example", "Nadia Okafor")
    (event,) = licensed.events
    assert event.operation_types == (
        OperationType.RESTORE_CUSTOMER_USER,
        OperationType.UPDATE_CUSTOMER_USER_PRINCIPAL_NAME,
    )
    assert event.target_name == "nadia.o@west.example"
    assert event.old_value["user_principal_name"] == "nadia.okafor@contoso.example"
    assert event.new_value["user_principal_name"] == "nadia.o@west.example"


def test_a_name_that_is_taken_too_is_refused_with_that_name(licensed: Office) -> None:
    delete(licensed, "nadia")
    (refused,) = licensed.at_once(restore("nadia", nadia=("ada.lovelace", "contoso.example")))
    facts = {"user_principal_name": "ada.lovelace@contoso.example"}
    assert refused.problems == (Problem("user_name", ProblemCode.USER_PRINCIPAL_NAME_TAKEN, facts),)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", ProblemCode.REQUIRED),
        ("nadia okafor", ProblemCode.USER_NAME_CHARACTERS),
        ("nadia.", ProblemCode.USER_NAME_ENDS_WITH_PERIOD),
        ("x" * 65, ProblemCode.TOO_LONG),
    ],
)
def test_a_name_that_breaks_the_rules_is_refused_before_anything_is_written(
    licensed: Office, name: str, code: ProblemCode
) -> None:
    delete(licensed, "nadia")
    (refused,) = licensed.at_once(restore("nadia", nadia=(name, "contoso.example")))
    assert (refused.reason, problems_of(refused)) == (Reason.INVALID, [("user_name", code)])
    assert "restore_user" not in licensed.directory.calls


def test_what_is_wrong_with_the_name_and_with_the_domain_is_told_at_once(licensed: Office) -> None:
    delete(licensed, "nadia")
    command = restore("nadia", nadia=("nadia okafor", "corp.contoso.example"))  # federated
    (refused,) = licensed.at_once(command)
    assert (refused.reason, problems_of(refused)) == (
        Reason.INVALID,
        [("user_name", ProblemCode.USER_NAME_CHARACTERS), ("domain", ProblemCode.DOMAIN_NOT_USABLE)],
    )


def test_a_name_that_was_given_for_somebody_else_changes_nobody(licensed: Office) -> None:
    delete(licensed, "nadia")
    (outcome,) = licensed.at_once(restore("nadia", ada=("somebody", "west.example")))
    assert outcome.sign_in_name == "nadia.okafor@contoso.example"


def test_of_two_deleted_with_one_name_the_first_gets_it_back(licensed: Office) -> None:
    delete(licensed, "nadia", click="delete-1")
    take_name(licensed)
    licensed.clock.move(TICK)
    (other,) = [user.id for user in licensed.directory.search_users(CONTOSO, "Another", 10)]
    delete(licensed, other, click="delete-2")
    first, second = licensed.at_once(restore(other, "nadia"))
    assert (first.target_id, first.result) == ("nadia", Result.DONE)
    assert (second.result, problems_of(second)) == (
        Result.REFUSED,
        [("user_name", ProblemCode.USER_PRINCIPAL_NAME_TAKEN)],
    )


@pytest.mark.parametrize(
    "domains",
    [
        (Domain("west.example"),),
        (Domain("west.example"), Domain("contoso.example", is_federated=True)),
    ],
    ids=["removed", "federated"],
)
def test_who_finds_their_domain_unusable_is_asked_for_another(
    licensed: Office, domains: tuple[Domain, ...]
) -> None:
    delete(licensed, "nadia")
    change_domains(licensed, *domains)
    (refused,) = licensed.at_once(restore())
    expected = Problem("domain", ProblemCode.DOMAIN_NOT_USABLE, {"domain": "contoso.example"})
    assert (refused.reason, refused.problems) == (Reason.INVALID, (expected,))
    command = restore("nadia", nadia=("nadia.okafor", "west.example"))
    (outcome,) = licensed.at_once(command, click="click-2")
    assert (outcome.result, outcome.sign_in_name) == (Result.DONE, "nadia.okafor@west.example")


def test_a_domain_that_goes_at_the_last_instant_is_told_all_the_same(licensed: Office) -> None:
    delete(licensed, "nadia")
    licensed.directory.before_write = lambda: change_domains(licensed, Domain("west.example"))
    (refused,) = licensed.at_once(restore())
    assert (refused.result, problems_of(refused)) == (
        Result.REFUSED,
        [("domain", ProblemCode.DOMAIN_NOT_USABLE)],
    )
    assert refused.deleted == licensed.directory.deleted_user(CONTOSO, "nadia")
