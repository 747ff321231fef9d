"""Users restored: with what they had as far as seats allow, under their name unless somebody has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType, ResourceType
from shared.domain.command import ChangeLicenses, CreateUser, DeleteUsers, RestoreUsers
from shared.domain.customer import Domain
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import RequestState, Tally
from shared.domain.subscription import TargetType
from shared.domain.user import Everyone, UserFilter
from shared.errors import InvalidInputError, UserNotFoundError
from shared.operations.changer import ATTEMPTS
from tests.builders import CONTOSO, NOW, a_request, a_user_profile
from tests.products import E3, POWER_BI_PRO
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from shared.domain.subscription import Product
    from tests.unit.operations.office import Office

ALL_ON: frozenset[str] = frozenset()
TICK = timedelta(microseconds=1)
EVERYONE = Everyone(UserFilter.DELETED)


def restore(*user_ids: str, **sign_in_names: tuple[str, str]) -> RestoreUsers:
    return RestoreUsers(customer_id=CONTOSO, users=user_ids or ("nadia",), sign_in_names=sign_in_names)


def delete(office: Office, *user_ids: str, click: str = "delete") -> None:
    """Let somebody have deleted users; that is no event of the test."""
    command = DeleteUsers(customer_id=CONTOSO, users=user_ids or ("nadia",))
    assert {each.result for each in office.at_once(command, click=click)} == {Result.DONE}
    office.forget()


def delete_in_turn(office: Office, *user_ids: str) -> None:
    """Delete users, each a second after the other."""
    for number, user_id in enumerate(user_ids):
        delete(office, user_id, click=f"delete-{number}")
        office.clock.move(timedelta(seconds=1))


def seats(office: Office, sku_id: str, active: int) -> None:
    """Let Contoso have so many seats of a product now."""
    before = office.directory._subscriptions[CONTOSO, sku_id]
    units = replace(before.units, active=active)
    office.directory._subscriptions[CONTOSO, sku_id] = replace(before, units=units)


def product(office: Office, sku_id: str, **changes: object) -> None:
    """Let a product be another than it was."""
    before = office.directory._subscriptions[CONTOSO, sku_id]
    changed: Product = replace(before.product, **changes)  # type: ignore[arg-type]  # fields by name
    office.directory._subscriptions[CONTOSO, sku_id] = replace(before, product=changed)


def assign(office: Office, user_id: str, sku_id: str) -> None:
    """Let somebody else assign a license."""
    change = LicenseChange(assign={sku_id: None})
    command = ChangeLicenses(customer_id=CONTOSO, users=(user_id,), change=change)
    (outcome,) = office.at_once(command, click=f"assign-{user_id}-{sku_id}")
    assert outcome.result is Result.DONE


def problems_of(outcome: Outcome) -> list[tuple[str, ProblemCode]]:
    return [(problem.field, problem.code) for problem in outcome.problems]


# ---- all that they had -----------------------------------------------------------------------------


def test_somebody_restored_is_the_same_user_with_all_that_they_had(licensed: Office) -> None:
    before = licensed.directory.user(CONTOSO, "li")
    delete(licensed, "li")
    licensed.clock.at = NOW + timedelta(days=12)
    (outcome,) = licensed.at_once(restore("li"))
    after = replace(before, changed_at=licensed.clock.at, changed_by="U0GRACE", version=3)
    assert licensed.directory.user(CONTOSO, "li") == after
    assert after.licenses == {"sku-e3": frozenset({"teams"})}
    assert outcome == Outcome(
        target_id="li",
        target_name="Li Wei",
        sign_in_name="li.wei@contoso.example",
        result=Result.DONE,
        regained=("sku-e3",),
        user=after,
    )
    with pytest.raises(UserNotFoundError):
        licensed.directory.deleted_user(CONTOSO, "li")
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}
    counts = licensed.directory.count_users(CONTOSO)
    assert (counts.total, counts.deleted) == (4, 0)


def test_a_restoration_is_recorded_with_what_came_back(licensed: Office) -> None:
    delete(licensed, "li")
    licensed.at_once(restore("li"))
    (event,) = licensed.events
    assert (event.operation_id, event.target_id, event.actor_id) == ("click-1", "li", "U0GRACE")
    assert event.operation_types == (
        OperationType.RESTORE_CUSTOMER_USER,
        OperationType.UPDATE_CUSTOMER_USER_LICENSES,
    )
    assert event.resource_type is ResourceType.CUSTOMER_USER
    assert event.old_value == {"state": "deleted"}
    assert event.new_value == {"state": "active", "licenses": ["sku-e3 without teams"]}


def test_who_had_no_license_is_restored_with_none(office: Office) -> None:
    delete(office)
    (outcome,) = office.at_once(restore())
    assert (outcome.result, outcome.regained, outcome.problems) == (Result.DONE, (), ())
    (event,) = office.events
    assert event.operation_types == (OperationType.RESTORE_CUSTOMER_USER,)
    assert event.new_value == {"state": "active", "licenses": []}


def test_each_of_several_has_an_outcome_and_an_event_of_their_own(licensed: Office) -> None:
    delete_in_turn(licensed, "zoe", "ada")
    outcomes = licensed.at_once(restore("nobody", "ada", "zoe"))
    assert [(each.target_id, each.result, each.reason) for each in outcomes] == [
        ("zoe", Result.DONE, None),
        ("ada", Result.DONE, None),
        ("nobody", Result.REFUSED, Reason.GONE),
    ]
    assert [event.target_id for event in licensed.events] == ["zoe", "ada"]


def test_what_was_switched_off_that_the_product_no_longer_has_is_left_out(licensed: Office) -> None:
    delete(licensed, "li")
    product(licensed, "sku-e3", service_plans=tuple(p for p in E3.service_plans if p.id != "teams"))
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.regained, outcome.problems) == (("sku-e3",), ())
    assert licensed.licenses("li") == {"sku-e3": ALL_ON}


def test_somebody_is_deleted_and_restored_again_and_again(licensed: Office) -> None:
    for number in range(3):
        delete(licensed, "li", click=f"delete-{number}")
        (outcome,) = licensed.at_once(restore("li"), click=f"restore-{number}")
        assert (outcome.result, outcome.is_repeat, outcome.regained) == (Result.DONE, False, ("sku-e3",))
    assert licensed.directory.user(CONTOSO, "li").version == 7
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}


def test_nobody_chosen_is_a_problem(office: Office) -> None:
    with pytest.raises(InvalidInputError) as raised:
        office.at_once(RestoreUsers(customer_id=CONTOSO, users=()))
    assert raised.value.problems == (Problem("users", ProblemCode.NOBODY_CHOSEN),)


# ---- what cannot come back -------------------------------------------------------------------------


def test_who_finds_no_seat_is_restored_without_it_and_told_which(office: Office) -> None:
    office.subscribe([E3], active=1)
    office.subscribe([POWER_BI_PRO])
    office.add_user("Li Wei", {"sku-e3": ALL_ON, "sku-power-bi": ALL_ON})
    delete(office, "li")
    assign(office, "nadia", "sku-e3")
    office.forget()
    (outcome,) = office.at_once(restore("li"))
    assert (outcome.result, outcome.reason, outcome.regained) == (Result.DONE, None, ("sku-power-bi",))
    assert outcome.problems == (Problem("sku-e3", ProblemCode.NO_SEAT, {"product": "Office 365 E3"}),)
    assert office.licenses("li") == {"sku-power-bi": ALL_ON}
    (event,) = office.events
    assert event.new_value == {
        "state": "active",
        "licenses": ["sku-power-bi"],
        "licenses_not_restored": ["sku-e3"],
    }
    assert office.consumed() == office.held() == {"sku-e3": 1, "sku-power-bi": 1}


def test_nothing_comes_back_of_what_is_over_assigned(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e3": ALL_ON})
    delete(licensed, "li")
    seats(licensed, "sku-e3", 0)
    (outcome,) = licensed.at_once(restore("li"))
    assert problems_of(outcome) == [("sku-e3", ProblemCode.NO_SEAT)]
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}


def test_a_product_to_which_nobody_subscribes_any_more_does_not_come_back(licensed: Office) -> None:
    delete(licensed, "li")
    del licensed.directory._subscriptions[CONTOSO, "sku-e3"]
    (outcome,) = licensed.at_once(restore("li"))
    assert outcome.result is Result.DONE
    assert outcome.problems == (Problem("sku-e3", ProblemCode.SKU_UNKNOWN, {"product": "sku-e3"}),)
    assert licensed.licenses("li") == {}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"publisher": "Fabrikam", "publisher_link": ""}, ProblemCode.PRODUCT_OF_PUBLISHER),
        ({"target_type": TargetType.TENANT}, ProblemCode.PRODUCT_FOR_TENANT),
    ],
)
def test_a_product_that_is_no_longer_assigned_here_does_not_come_back(
    licensed: Office, changes: dict[str, object], code: ProblemCode
) -> None:
    delete(licensed, "li")
    product(licensed, "sku-e3", **changes)
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.result, problems_of(outcome)) == (Result.DONE, [("sku-e3", code)])
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1}


def test_who_has_no_usage_location_is_restored_without_licenses(licensed: Office) -> None:
    licensed.add_user("Kim Park", {"sku-e1": ALL_ON, "sku-power-bi": ALL_ON}, usage_location="")
    delete(licensed, "kim")
    (outcome,) = licensed.at_once(restore("kim"))
    assert (outcome.result, outcome.regained) == (Result.DONE, ())
    assert {code for _, code in problems_of(outcome)} == {ProblemCode.USAGE_LOCATION_MISSING}
    assert {sku_id for sku_id, _ in problems_of(outcome)} == {"sku-e1", "sku-power-bi"}


def test_an_add_on_whose_base_found_no_seat_does_not_come_back_either(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e1": ALL_ON, "sku-audio": ALL_ON})
    delete(licensed, "bo")
    seats(licensed, "sku-e1", 1)  # which Ada has
    (outcome,) = licensed.at_once(restore("bo"))
    assert problems_of(outcome) == [
        ("sku-e1", ProblemCode.NO_SEAT),
        ("sku-audio", ProblemCode.PLAN_DEPENDS),
    ]
    assert (outcome.result, licensed.licenses("bo")) == (Result.DONE, {})
    assert licensed.consumed() == licensed.held()


def test_of_two_that_now_clash_one_comes_back(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e1": ALL_ON, "sku-e3": ALL_ON})
    delete(licensed, "bo")
    (outcome,) = licensed.at_once(restore("bo"))
    ((clashing, code),) = problems_of(outcome)
    assert code is ProblemCode.PLANS_EXCLUSIVE
    assert outcome.regained == tuple({"sku-e1", "sku-e3"} - {clashing})
    assert licensed.consumed() == licensed.held()


def test_what_clashes_with_something_that_found_no_seat_comes_back(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e1": ALL_ON, "sku-e3": ALL_ON})
    delete(licensed, "bo")
    seats(licensed, "sku-e3", 1)
    (outcome,) = licensed.at_once(restore("bo"))
    assert problems_of(outcome) == [("sku-e3", ProblemCode.NO_SEAT)]
    assert licensed.licenses("bo") == {"sku-e1": ALL_ON}


# ---- the last seat ---------------------------------------------------------------------------------


@pytest.fixture
def competing(office: Office) -> Office:
    """Three had E3, of which there are two seats now; deleted: Bo, then Ada and Chi in one instant."""
    office.staff.save(GRACE)
    office.subscribe([E3], active=3)
    for name in ("Ada Lovelace", "Bo Diallo", "Chi Anh"):
        office.add_user(name, {"sku-e3": ALL_ON})
    delete(office, "bo", click="first")
    office.clock.move(TICK)
    delete(office, "chi", "ada", click="then")
    seats(office, "sku-e3", 2)
    return office


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


def change_domains(office: Office, *domains: Domain) -> None:
    customer = office.directory._customers[CONTOSO]
    office.directory._customers[CONTOSO] = replace(
        customer, profile=replace(customer.profile, domains=domains)
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


# ---- too late, and what others do meanwhile --------------------------------------------------------


def test_to_the_last_instant_of_the_30_days_somebody_can_be_restored(licensed: Office) -> None:
    delete(licensed, "li")
    licensed.clock.at = NOW + timedelta(days=30) - TICK
    (outcome,) = licensed.at_once(restore("li"))
    assert outcome.result is Result.DONE


@pytest.mark.parametrize("beyond", [timedelta(0), TICK, timedelta(days=365)])
def test_from_then_on_it_is_too_late_although_they_are_not_purged(
    licensed: Office, beyond: timedelta
) -> None:
    delete(licensed, "li")
    licensed.clock.at = NOW + timedelta(days=30) + beyond
    (refused,) = licensed.at_once(restore("li"))
    assert (refused.result, refused.reason, refused.problems) == (Result.REFUSED, Reason.TOO_LATE, ())
    assert refused.target_name == "Li Wei"
    assert refused.deleted == licensed.directory.deleted_user(CONTOSO, "li")
    assert licensed.events == []


def test_the_30_days_may_end_while_the_others_are_restored(licensed: Office) -> None:
    delete(licensed, "li", "ada")
    licensed.clock.at = NOW + timedelta(days=30) - TICK
    licensed.directory.before_write = lambda: licensed.clock.move(TICK)
    ada, li = licensed.at_once(restore("li", "ada"))
    assert (ada.target_id, ada.result) == ("ada", Result.DONE)
    assert (li.result, li.reason) == (Result.REFUSED, Reason.TOO_LATE)


def test_somebody_purged_is_gone(licensed: Office) -> None:
    delete(licensed, "li")
    del licensed.directory._deleted[CONTOSO, "li"]
    (refused,) = licensed.at_once(restore("li"))
    assert refused == Outcome(target_id="li", result=Result.REFUSED, reason=Reason.GONE)


def test_somebody_purged_at_the_last_instant_is_gone_and_takes_no_seat(licensed: Office) -> None:
    delete(licensed, "li")
    licensed.directory.before_write = lambda: licensed.directory._deleted.pop((CONTOSO, "li"))
    (refused,) = licensed.at_once(restore("li"))
    assert (refused.result, refused.reason) == (Result.REFUSED, Reason.GONE)
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1}


def test_whom_a_colleague_restored_already_is_unchanged(licensed: Office) -> None:
    delete(licensed, "li")
    licensed.at_once(restore("li"), click="theirs")
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.result, outcome.reason, outcome.is_repeat) == (Result.UNCHANGED, None, False)
    assert outcome.user == licensed.directory.user(CONTOSO, "li")
    assert [event.operation_id for event in licensed.events] == ["theirs"]


def test_whom_a_colleague_restores_at_the_last_instant_is_unchanged(licensed: Office) -> None:
    delete(licensed, "li")
    licensed.directory.before_write = lambda: licensed.at_once(restore("li"), click="theirs")
    (outcome,) = licensed.at_once(restore("li"))
    assert outcome.result is Result.UNCHANGED
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}


def test_somebody_who_was_never_deleted_is_unchanged(licensed: Office) -> None:
    (outcome,) = licensed.at_once(restore("li"))
    assert outcome.result is Result.UNCHANGED
    assert licensed.events == []


def test_whom_a_colleague_restores_and_deletes_again_is_restored_from_that_deletion(
    licensed: Office,
) -> None:
    delete(licensed, "li")

    def meanwhile() -> None:
        licensed.at_once(restore("li"), click="theirs")
        assign(licensed, "li", "sku-power-bi")
        command = DeleteUsers(customer_id=CONTOSO, users=("li",))
        licensed.at_once(command, click="and-again")

    licensed.directory.before_write = meanwhile
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.result, outcome.regained) == (Result.DONE, ("sku-e3", "sku-power-bi"))
    assert licensed.directory.user(CONTOSO, "li").version == 6
    assert licensed.consumed() == licensed.held()


def test_somebody_whom_others_keep_restoring_and_deleting_is_given_up(licensed: Office) -> None:
    delete(licensed, "li")

    def keep_changing() -> None:
        key = CONTOSO, "li"
        deleted = licensed.directory._deleted[key]
        user = replace(deleted.user, version=deleted.user.version + 2)
        licensed.directory._deleted[key] = replace(deleted, user=user)
        licensed.directory.before_write = keep_changing

    licensed.directory.before_write = keep_changing
    (refused,) = licensed.at_once(restore("li"))
    assert (refused.result, refused.reason) == (Result.REFUSED, Reason.CHANGED_MEANWHILE)
    assert licensed.directory.calls.count("restore_user") == ATTEMPTS


# ---- the same click again --------------------------------------------------------------------------


@pytest.mark.promise(9)
def test_the_same_click_delivered_again_tells_what_came_back_then(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e3": ALL_ON, "sku-power-bi": ALL_ON})
    delete(licensed, "bo")
    seats(licensed, "sku-e3", 1)
    (first,) = licensed.at_once(restore("bo"))
    assert (first.regained, problems_of(first)) == (("sku-power-bi",), [("sku-e3", ProblemCode.NO_SEAT)])
    seats(licensed, "sku-e3", 25)
    assign(licensed, "bo", "sku-e3")
    (again,) = licensed.at_once(restore("bo"), delivery="delivery-2")
    assert (again.result, again.is_repeat, again.regained) == (Result.DONE, True, ("sku-power-bi",))
    facts = {"product": "Office 365 E3"}
    assert again.problems == (Problem("sku-e3", ProblemCode.LICENSE_NOT_RESTORED, facts),)
    assert again.user == licensed.directory.user(CONTOSO, "bo")
    assert len([event for event in licensed.events if event.operation_id == "click-1"]) == 1


@pytest.mark.promise(9)
def test_two_deliveries_at_once_tell_the_same(licensed: Office) -> None:
    """The late one looked when the seat was there, and finds that it went to the first."""
    delete(licensed, "li")
    seats(licensed, "sku-e3", 1)
    licensed.directory.before_write = lambda: licensed.at_once(restore("li"), delivery="delivery-2")
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.result, outcome.is_repeat) == (Result.DONE, True)
    assert (outcome.regained, outcome.problems) == (("sku-e3",), ())
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}


@pytest.mark.promise(9)
def test_a_delivery_that_knew_less_tells_what_the_first_one_did(licensed: Office) -> None:
    """The late one looked before there was a seat, and the first one after."""
    delete(licensed, "li")
    seats(licensed, "sku-e3", 0)

    def buy_and_restore() -> None:
        seats(licensed, "sku-e3", 1)
        licensed.at_once(restore("li"), delivery="delivery-2")

    licensed.directory.before_write = buy_and_restore
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.result, outcome.regained, outcome.problems) == (Result.DONE, ("sku-e3",), ())


@pytest.mark.promise(9)
@pytest.mark.parametrize("why", ["too late", "name taken", "domain gone", "administrator"])
def test_the_same_click_delivered_after_another_deletion_and_made_impossible_is_still_known(
    licensed: Office, why: str
) -> None:
    delete(licensed, "li")
    licensed.at_once(restore("li"))
    licensed.at_once(DeleteUsers(customer_id=CONTOSO, users=("li",)), click="again")
    key, deleted = (CONTOSO, "li"), licensed.directory.deleted_user(CONTOSO, "li")
    if why == "too late":
        licensed.clock.move(timedelta(days=31))
    elif why == "name taken":
        licensed.submit(CreateUser(customer_id=CONTOSO, profile=a_user_profile("Li Wei")), click="take")
    elif why == "domain gone":
        change_domains(licensed, Domain("west.example"))
    else:
        profile = replace(deleted.user.profile, is_protected=True)
        licensed.directory._deleted[key] = replace(deleted, user=replace(deleted.user, profile=profile))
    (again,) = licensed.at_once(restore("li"))
    assert (again.result, again.is_repeat, again.regained) == (Result.DONE, True, ("sku-e3",))
    assert licensed.directory.deleted_user(CONTOSO, "li").deleted_at == deleted.deleted_at


@pytest.mark.promise(9, 10)
@pytest.mark.parametrize("fate", ["loses the role", "breaks down"])
def test_who_was_restored_before_it_went_wrong_is_not_told_as_refused(competing: Office, fate: str) -> None:
    """The worker is killed after it restored one; and then their requester may not do it any more."""

    class Killed(BaseException):
        pass

    request = competing.requests.file(a_request(command=replace(restore(), users=EVERYONE)))
    competing.work(request.id, steps=2)
    restore_user = competing.directory.restore_user

    def mortal(*restoration: object) -> None:
        competing.directory.restore_user = restore_user  # type: ignore[method-assign]  # dies once
        restore_user(*restoration)  # type: ignore[arg-type]  # as given
        raise Killed

    competing.directory.restore_user = mortal  # type: ignore[assignment,method-assign]  # likewise
    with pytest.raises(Killed):
        competing.work(request.id)
    if fate == "loses the role":
        competing.staff.save(replace(GRACE, roles=frozenset()))
        reasons: list[Reason | None] = [Reason.NOT_ALLOWED, Reason.NOT_ALLOWED]
    else:
        competing.directory.before_write = lambda: 1 / 0
        reasons = [Reason.FAILED, None]
    done = competing.work(request.id)
    bo, ada, chi = competing.requests.outcomes(done)
    assert (bo.target_id, bo.result, bo.regained) == ("bo", Result.DONE, ("sku-e3",))
    assert [each.reason for each in (ada, chi)] == reasons
    assert done.state is RequestState.PARTIAL
    assert competing.consumed() == competing.held()


@pytest.mark.promise(9)
def test_what_breaks_down_after_somebody_was_restored_is_told_as_done(competing: Office) -> None:
    request = competing.requests.file(a_request(command=replace(restore(), users=EVERYONE)))
    restore_user = competing.directory.restore_user

    def broken(*restoration: object) -> None:
        restore_user(*restoration)  # type: ignore[arg-type]  # as given
        raise ZeroDivisionError

    competing.directory.restore_user = broken  # type: ignore[assignment,method-assign]  # every time
    done = competing.work(request.id)
    assert done.tally == Tally(done=3)
    assert len(competing.reporter.faults) == 3
