"""Who would come back with what: as the restoration then does it, if nothing happens in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import DeleteUsers, RestoreUsers
from shared.domain.outcome import Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.errors import AccessDeniedError
from shared.operations.restorable import MAXIMUM_NAMED, Restorable, restorable
from tests.builders import CONTOSO, a_customer_profile, a_staff_member, a_user, a_user_profile, an_event
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.domain.staff import Staff
    from shared.domain.user import User
    from shared.operations.restorable import Returning
    from tests.unit.operations.office import Office

ALL_ON: frozenset[str] = frozenset()


def delete_in_turn(office: Office, *user_ids: str) -> None:
    """Delete users, each a second after the other; that is no event of the test."""
    for user_id in user_ids:
        command = DeleteUsers(customer_id=CONTOSO, users=(user_id,))
        assert office.at_once(command, click=f"delete-{user_id}")[0].result is Result.DONE
        office.clock.move(timedelta(seconds=1))
    office.forget()


def seats(office: Office, sku_id: str, active: int) -> None:
    before = office.directory._subscriptions[CONTOSO, sku_id]
    office.directory._subscriptions[CONTOSO, sku_id] = replace(
        before, units=replace(before.units, active=active)
    )


def look(office: Office, *user_ids: str, actor: Staff = GRACE) -> Restorable:
    return restorable(office.desk, actor, CONTOSO, user_ids)


def foreseen(office: Office, *user_ids: str) -> dict[str, Returning]:
    return {each.id: each for each in look(office, *user_ids).people}


def add_namesake(office: Office, identifier: str, user_name: str) -> User:
    user = a_user(identifier, a_user_profile(user_name=user_name))
    office.directory.add_user(user, an_event(f"setup-{identifier}", target_id=identifier))
    office.forget()
    return user


def test_what_is_foreseen_is_what_restoring_does(licensed: Office) -> None:
    licensed.add_user("Bo Chen", {"sku-e1": ALL_ON, "sku-power-bi": ALL_ON})
    licensed.add_user("Kim Roe", {"sku-audio": ALL_ON})
    delete_in_turn(licensed, "ada", "bo", "li", "kim")
    seats(licensed, "sku-e1", 1)
    before = foreseen(licensed, "li", "kim", "bo", "ada")

    command = RestoreUsers(customer_id=CONTOSO, users=("li", "kim", "bo", "ada"))
    outcomes = {outcome.target_id: outcome for outcome in licensed.at_once(command)}

    assert list(before) == ["ada", "bo", "li", "kim"]
    assert {each: set(before[each].kept) for each in before} == {
        each: set(outcomes[each].regained) for each in outcomes
    }
    assert {each: tuple(before[each].missing) for each in before} == {
        each: outcomes[each].problems for each in outcomes
    }
    assert [problem.code for problem in before["bo"].missing] == [ProblemCode.NO_SEAT]
    assert [problem.code for problem in before["kim"].missing] == [ProblemCode.PLAN_DEPENDS]


def test_who_is_guarded_takes_no_seat_from_the_others(licensed: Office) -> None:
    delete_in_turn(licensed, "ada")
    boss = a_user(
        "boss",
        a_user_profile("Boss", directory_roles=[DirectoryRole.GLOBAL_ADMIN]),
        licenses={"sku-e1": ALL_ON},
    )
    licensed.directory.add_user(boss, an_event("setup-boss", target_id="boss"))
    deleted = replace(licensed.directory.deleted_user(CONTOSO, "ada"), user=replace(boss, version=2))
    earlier = replace(deleted, deleted_at=deleted.deleted_at - timedelta(days=1))
    licensed.directory.delete_user(boss, earlier, an_event("delete-boss", target_id="boss"))
    seats(licensed, "sku-e1", 1)
    asked = look(licensed, "ada", "boss", actor=a_staff_member(Role.HELPDESK_AGENT))
    people = {each.id: each for each in asked.people}
    assert people["boss"].guard is not None
    assert not people["boss"].can_return
    assert set(people["ada"].kept) == {"sku-e1"}
    assert foreseen(licensed, "boss")["boss"].guard is None  # other people are asked to agree


def test_a_name_that_is_taken_gets_the_first_free_number(office: Office) -> None:
    delete_in_turn(office, "nadia")
    for identifier, user_name in (("other", "nadia.okafor"), ("third", "Nadia.Okafor2")):
        add_namesake(office, identifier, user_name)
    nadia = foreseen(office, "nadia")["nadia"]
    assert nadia.needs_name
    assert nadia.suggested == ("nadia.okafor3", "contoso.example")


def test_two_of_the_same_former_name_do_not_get_the_same_one(office: Office) -> None:
    delete_in_turn(office, "nadia")
    add_namesake(office, "second", "nadia.okafor")
    delete_in_turn(office, "second")
    people = foreseen(office, "second", "nadia")
    assert not people["nadia"].needs_name
    assert people["second"].suggested == ("nadia.okafor2", "contoso.example")
    names = {"second": people["second"].suggested}
    command = RestoreUsers(customer_id=CONTOSO, users=("second", "nadia"), sign_in_names=names)
    assert [outcome.result for outcome in office.at_once(command)] == [Result.DONE, Result.DONE]


def test_a_long_name_keeps_room_for_the_number(office: Office) -> None:
    add_namesake(office, "long", "n" * 64)
    delete_in_turn(office, "long")
    add_namesake(office, "other", "n" * 64)
    assert foreseen(office, "long")["long"].suggested == ("n" * 63 + "2", "contoso.example")


@pytest.mark.parametrize("others", [(), ("west.example",)], ids=["no domain", "another domain"])
def test_a_domain_that_cannot_be_used_is_replaced_by_the_first_that_can(
    office: Office, others: tuple[str, ...]
) -> None:
    delete_in_turn(office, "nadia")
    customer = office.directory.customer(CONTOSO)
    profile = a_customer_profile(domains=others, federated=("contoso.example",))
    office.directory._customers[CONTOSO] = replace(customer, profile=profile)
    nadia = foreseen(office, "nadia")["nadia"]
    assert nadia.needs_name
    assert nadia.suggested == (("nadia.okafor", "west.example") if others else None)
    assert nadia.can_return is bool(others)


def test_too_late_is_seen_to_the_microsecond(office: Office) -> None:
    delete_in_turn(office, "nadia")
    office.clock.move(timedelta(days=30) - timedelta(seconds=1, microseconds=1))
    assert not foreseen(office, "nadia")["nadia"].is_too_late
    office.clock.move(timedelta(microseconds=1))
    assert foreseen(office, "nadia")["nadia"].is_too_late
    outcome = office.at_once(RestoreUsers(customer_id=CONTOSO, users=("nadia",)))[0]
    assert outcome.reason is Reason.TOO_LATE


def test_so_many_names_are_not_asked_for_and_one_batch_asks_for_those_of_twenty(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = office.add_users(MAXIMUM_NAMED + 1)
    delete_in_turn(office, *many)
    for user_id in many:
        user = office.directory.deleted_user(CONTOSO, user_id).user
        add_namesake(office, f"other-{user_id}", user.profile.user_name)
    asked: list[int] = []
    real = office.directory.names_taken

    def counted(customer_id: str, names: Collection[str]) -> set[str]:
        asked.append(len(names))
        return real(customer_id, names)

    monkeypatch.setattr(office.directory, "names_taken", counted)
    assert all(each.suggested for each in look(office, *many[1:]).people)
    assert not any(each.can_return for each in look(office, *many).people)
    assert asked == [80, 21]


def test_who_is_not_deleted_is_left_out(office: Office) -> None:
    assert look(office, "nadia", "nobody").people == []


def test_another_customers_users_are_not_read(office: Office) -> None:
    delete_in_turn(office, "nadia")
    theirs = a_staff_member(customers=["fabrikam"])
    with pytest.raises(AccessDeniedError):
        restorable(office.desk, theirs, CONTOSO, ["nadia"])
    assert office.directory.calls == []
