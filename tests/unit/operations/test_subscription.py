"""Subscriptions of a customer: added, changed, and taken over from Partner Center's list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import AuditEvent, OperationType, ResourceType
from shared.domain.command import AddSubscription, ChangeSubscription, LoadSubscriptions
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.staff import Role
from shared.domain.subscribed_skus import read_subscribed_skus
from shared.domain.subscription import (
    MAXIMUM_SUBSCRIPTIONS,
    LicenseGroup,
    ListedSubscription,
    Product,
    Subscription,
    TargetType,
    Units,
)
from shared.errors import AccessDeniedError, CustomerNotFoundError
from shared.operations.desk import Act
from shared.operations.subscription import load_subscriptions
from tests.builders import (
    CONTOSO,
    FABRIKAM,
    NOW,
    a_product,
    a_staff_member,
    a_subscription,
    an_event,
    an_operation,
)
from tests.products import BACKUP, E1, E3, MINECRAFT, POWER_BI, TEAMS
from tests.recorded import recorded
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from shared.domain.staff import Staff
    from tests.unit.operations.office import Office


def add(product: Product = E3, active: int = 25) -> AddSubscription:
    return AddSubscription(customer_id=CONTOSO, product=product, units=Units(active=active))


def change(product: Product = E3, active: int = 25, version: int = 1) -> ChangeSubscription:
    return ChangeSubscription(
        customer_id=CONTOSO, version=version, product=product, units=Units(active=active)
    )


def listed(product: Product, active: int = 25) -> ListedSubscription:
    return ListedSubscription(product=product, units=Units(active=active), consumed=0)


def load(office: Office, *rows: ListedSubscription, click: str = "click-1") -> tuple[Outcome, ...]:
    command = LoadSubscriptions(customer_id=CONTOSO, listed=rows)
    return load_subscriptions(office.desk, command, an_act(click=click))


def an_act(actor: Staff = GRACE, click: str = "click-1") -> Act:
    return Act(actor=actor, operation=an_operation(click), at=NOW)


def kept(office: Office, sku_id: str = "sku-e3") -> Subscription:
    return {each.id: each for each in office.directory.subscriptions(CONTOSO)}[sku_id]


# ---- adding ----------------------------------------------------------------------------------------


def test_an_added_subscription_has_its_seats_and_nobody_in_them(office: Office) -> None:
    outcome = office.submit(add())
    assert (outcome.result, outcome.target_id, outcome.target_name) == (
        Result.DONE,
        "sku-e3",
        "Office 365 E3",
    )
    assert outcome.subscription == kept(office) == a_subscription(E3)


def test_adding_a_subscription_is_recorded_with_all_that_a_replay_needs(office: Office) -> None:
    office.submit(add(replace(BACKUP, service_plans=(POWER_BI,)), active=3))
    assert office.events == [
        AuditEvent(
            operation_id="click-1",
            operation_types=(OperationType.CREATE_ORDER,),
            resource_type=ResourceType.SUBSCRIPTION,
            customer_id=CONTOSO,
            customer_name="Contoso Ltd",
            target_id="sku-backup",
            target_name="Fabrikam Backup",
            actor_id="U0GRACE",
            occurred_at=NOW,
            old_value={},
            new_value={
                "product_name": "Fabrikam Backup",
                "part_number": "FABRIKAM_BACKUP",
                "license_group": "group1",
                "target_type": "User",
                "publisher": "Fabrikam",
                "publisher_link": "https://fabrikam.example/assign",
                "service_plans": ["power-bi"],
                "active_units": 3,
                "warning_units": 0,
                "suspended_units": 0,
            },
            correlation_id="delivery-1",
        )
    ]


def test_what_is_not_said_of_an_added_product_is_as_the_catalogue_has_it(office: Office) -> None:
    office.catalogue.save_products([E3])
    office.submit(add(a_product("sku-e3", "", part_number="")))
    assert kept(office).product == E3


def test_every_problem_of_an_added_subscription_is_told_at_once(office: Office) -> None:
    outcome = office.submit(add(a_product("a b", "", part_number="", publisher_link="ftp://x"), active=-1))
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.INVALID)
    assert [(problem.field, problem.code) for problem in outcome.problems] == [
        ("name", ProblemCode.REQUIRED),
        ("part_number", ProblemCode.PART_NUMBER_MALFORMED),
        ("sku_id", ProblemCode.SKU_ID_MALFORMED),
        ("publisher_link", ProblemCode.LINK_MALFORMED),
        ("active", ProblemCode.UNITS_OUT_OF_RANGE),
    ]
    assert office.events == []


@pytest.mark.promise(9)
def test_the_same_click_delivered_again_adds_one_subscription(office: Office) -> None:
    assert not office.submit(add()).is_repeat
    again = office.submit(add())
    assert (again.result, again.is_repeat) == (Result.DONE, True)
    assert len(office.events) == 1


def test_a_product_that_the_customer_has_is_not_added_again(office: Office) -> None:
    office.submit(add(active=5))
    outcome = office.submit(add(active=9), click="click-2")
    assert outcome.problems == (
        Problem("sku_id", ProblemCode.SUBSCRIPTION_EXISTS, {"product": "Office 365 E3"}),
    )
    assert kept(office).units.active == 5


def test_a_product_that_somebody_else_adds_at_the_last_instant_is_theirs(office: Office) -> None:
    office.directory.before_write = lambda: office.directory.add_subscription(
        a_subscription(E3, 7), an_event("theirs", target_id="sku-e3")
    )
    outcome = office.submit(add())
    assert [problem.code for problem in outcome.problems] == [ProblemCode.SUBSCRIPTION_EXISTS]
    assert kept(office).units.active == 7


def test_a_customer_has_at_most_as_many_subscriptions_as_one_modal_shows(office: Office) -> None:
    office.subscribe([a_product(f"sku-{n:02}") for n in range(MAXIMUM_SUBSCRIPTIONS)])
    outcome = office.submit(add())
    facts = {"limit": MAXIMUM_SUBSCRIPTIONS}
    assert outcome.problems == (Problem("sku_id", ProblemCode.TOO_MANY_SUBSCRIPTIONS, facts),)


# ---- changing --------------------------------------------------------------------------------------


def test_seats_are_changed_and_only_what_changed_is_recorded(licensed: Office) -> None:
    licensed.clock.move(timedelta(hours=1))
    outcome = licensed.submit(change(active=30))
    assert (outcome.result, outcome.subscription) == (Result.DONE, kept(licensed))
    assert (kept(licensed).units, kept(licensed).version) == (Units(active=30), 2)
    assert (kept(licensed).changed_at, kept(licensed).consumed) == (NOW + timedelta(hours=1), 1)
    (event,) = licensed.events
    assert event.operation_types == (OperationType.UPDATE_SUBSCRIPTION,)
    assert (event.old_value, event.new_value) == ({"active_units": 25}, {"active_units": 30})


def test_seats_may_go_below_what_is_used_as_microsoft_lets_them(licensed: Office) -> None:
    outcome = licensed.submit(change(active=0))
    assert outcome.result is Result.DONE
    assert outcome.subscription is not None
    assert outcome.subscription.available == -1
    assert kept(licensed).available == -1
    assert licensed.licenses("li") == {"sku-e3": frozenset({"teams"})}


def test_the_service_plans_of_a_changed_subscription_stay(licensed: Office) -> None:
    licensed.submit(change(replace(E3, name="Office 365 Enterprise E3", service_plans=())))
    assert kept(licensed).product == replace(E3, name="Office 365 Enterprise E3")


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused_and_shows_theirs(
    licensed: Office,
) -> None:
    licensed.submit(change(active=30), click="theirs")
    outcome = licensed.submit(change(active=20), click="mine")
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.CHANGED_MEANWHILE)
    assert outcome.subscription == kept(licensed)
    assert kept(licensed).units.active == 30


def test_a_seat_taken_meanwhile_is_no_change_of_the_subscription(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e3": frozenset()})
    assert licensed.submit(change(active=30)).result is Result.DONE
    assert kept(licensed).consumed == 2


def test_a_subscription_that_is_not_there_is_gone(office: Office) -> None:
    outcome = office.submit(change())
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.GONE)


@pytest.mark.promise(9)
def test_the_same_change_delivered_again_is_done_once_whatever_came_between(licensed: Office) -> None:
    licensed.submit(change(active=30))
    again = licensed.submit(change(active=30))
    assert (again.result, again.is_repeat) == (Result.DONE, True)
    licensed.submit(change(active=40, version=2), click="theirs")
    late = licensed.submit(change(active=30))
    assert (late.result, late.is_repeat) == (Result.DONE, True)
    assert kept(licensed).units.active == 40
    assert len(licensed.events) == 2


def test_a_form_saved_as_it_was_changes_nothing(licensed: Office) -> None:
    outcome = licensed.submit(change())
    assert (outcome.result, outcome.is_repeat) == (Result.UNCHANGED, False)
    assert licensed.events == []


def test_every_problem_of_a_change_is_told_at_once(licensed: Office) -> None:
    outcome = licensed.submit(change(replace(E3, name=""), active=2_147_483_648))
    assert [problem.field for problem in outcome.problems] == ["name", "active"]
    assert kept(licensed).version == 1


# ---- taking over -----------------------------------------------------------------------------------


def test_the_recorded_list_of_partner_center_is_taken_over(office: Office) -> None:
    outcomes = load(office, *read_subscribed_skus(recorded("subscribed_skus.json")))
    assert [(outcome.target_name, outcome.result) for outcome in outcomes] == [
        ("Enterprise Mobility + Security E3", Result.DONE),
        ("Power BI Pro", Result.DONE),
    ]
    mobility = kept(office, "efccb6f7-5641-4e0e-bd10-b4976e1bf68e")
    assert (mobility.units, mobility.consumed, mobility.available) == (Units(active=5), 0, 5)
    assert len(mobility.product.user_plans) == 5
    assert {event.operation_types for event in office.events} == {(OperationType.CREATE_ORDER,)}


def test_each_row_is_added_changed_or_left_and_what_the_list_has_not_stays(licensed: Office) -> None:
    before = kept(licensed, "sku-power-bi")
    new = replace(E1, sku_id="sku-new", name="Office 365 E1 Trial")
    outcomes = load(licensed, listed(E3, 40), listed(new, 5), listed(E1))
    assert [(outcome.target_id, outcome.result) for outcome in outcomes] == [
        ("sku-e3", Result.DONE),
        ("sku-new", Result.DONE),
        ("sku-e1", Result.UNCHANGED),
    ]
    assert (kept(licensed).units.active, kept(licensed).consumed) == (40, 1)
    assert kept(licensed, "sku-power-bi") == before
    assert {event.target_id for event in licensed.events} == {"sku-e3", "sku-new"}


@pytest.mark.promise(9)
def test_the_same_list_delivered_again_is_taken_over_once(licensed: Office) -> None:
    rows = [listed(E3, 40), listed(replace(E1, sku_id="sku-new"))]
    load(licensed, *rows)
    again = load(licensed, *rows)
    assert [(outcome.result, outcome.is_repeat) for outcome in again] == [(Result.DONE, True)] * 2
    assert len(licensed.events) == 2
    assert [outcome.result for outcome in load(licensed, *rows, click="click-2")] == [Result.UNCHANGED] * 2


def test_what_is_marked_as_ended_has_no_seats_and_its_holders_keep_it(licensed: Office) -> None:
    before = kept(licensed)
    command = LoadSubscriptions(customer_id=CONTOSO, listed=(listed(E1, 40),), ended=("sku-e3",))
    e1, e3 = load_subscriptions(licensed.desk, command, an_act())
    assert (e1.target_id, e1.result, e3.target_id, e3.result) == (
        "sku-e1",
        Result.DONE,
        "sku-e3",
        Result.DONE,
    )
    after = kept(licensed)
    assert after.has_ended
    assert (after.consumed, after.product) == (before.consumed, before.product)
    event = next(each for each in licensed.events if each.target_id == "sku-e3")
    assert (event.old_value, event.new_value) == ({"active_units": 25}, {"active_units": 0})


def test_what_is_marked_as_ended_twice_or_is_gone_is_told_so(licensed: Office) -> None:
    command = LoadSubscriptions(customer_id=CONTOSO, listed=(), ended=("sku-e3", "sku-gone"))
    load_subscriptions(licensed.desk, command, an_act())
    again, gone = load_subscriptions(licensed.desk, command, an_act(click="click-2"))
    assert again.result is Result.UNCHANGED
    assert (gone.result, gone.reason) == (Result.REFUSED, Reason.GONE)


def test_what_has_ended_comes_back_with_the_list_that_has_it(licensed: Office) -> None:
    command = LoadSubscriptions(customer_id=CONTOSO, listed=(), ended=("sku-e3",))
    load_subscriptions(licensed.desk, command, an_act())
    load(licensed, listed(E3, 30), click="click-2")
    assert kept(licensed).units == Units(active=30)


def test_what_a_list_says_nothing_of_stays_as_it_is(licensed: Office) -> None:
    known = replace(E3, license_group=LicenseGroup.GROUP2, target_type=TargetType.TENANT)
    licensed.submit(change(known, active=2))
    said = Product(sku_id=E3.sku_id, part_number=E3.part_number, name=E3.part_number)
    unsaid = frozenset({"name", "license_group", "target_type", "service_plans"})
    row = ListedSubscription(product=said, units=Units(active=9), consumed=0, unsaid=unsaid)
    (outcome,) = load(licensed, row, click="click-2")
    assert outcome.result is Result.DONE
    assert (kept(licensed).product, kept(licensed).units) == (known, Units(active=9))


def test_plans_that_a_list_does_not_name_are_the_catalogues(office: Office) -> None:
    office.catalogue.save_products([E3])
    said = Product(sku_id=E3.sku_id, part_number=E3.part_number, name=E3.part_number)
    unsaid = frozenset({"name", "service_plans"})
    load(office, ListedSubscription(product=said, units=Units(active=9), consumed=0, unsaid=unsaid))
    assert kept(office).product == E3


def test_plans_that_a_list_names_by_service_alone_keep_their_names(licensed: Office) -> None:
    plans = tuple(replace(plan, display_name=plan.service_name) for plan in E3.service_plans)
    load(licensed, listed(replace(E3, service_plans=plans), 9))
    assert kept(licensed).product == E3


def test_names_that_the_catalogue_knows_are_its(office: Office) -> None:
    german = replace(TEAMS, display_name="Microsoft Teams (Deutsch)")
    office.catalogue.save_products([E3])
    load(office, listed(replace(E3, name="O365 E3", service_plans=(german,))))
    assert kept(office).product == replace(E3, service_plans=(TEAMS,))


def test_a_publisher_stays_where_the_list_names_none(licensed: Office) -> None:
    load(licensed, listed(replace(BACKUP, publisher="", publisher_link=""), 3))
    assert kept(licensed, "sku-backup").product == BACKUP


def test_a_list_with_more_than_a_customer_may_have_is_taken_over_as_far_as_it_goes(office: Office) -> None:
    office.subscribe([a_product(f"sku-{n:02}") for n in range(MAXIMUM_SUBSCRIPTIONS - 1)])
    first, second, known = load(office, listed(E1), listed(E3), listed(a_product("sku-00"), 30))
    assert (first.result, known.result) == (Result.DONE, Result.DONE)
    assert [problem.code for problem in second.problems] == [ProblemCode.TOO_MANY_SUBSCRIPTIONS]
    assert len(office.directory.subscriptions(CONTOSO)) == MAXIMUM_SUBSCRIPTIONS


def test_a_row_that_somebody_else_changes_at_the_last_instant_is_theirs_and_the_others_are_done(
    licensed: Office,
) -> None:
    theirs = replace(kept(licensed), units=Units(active=99), version=2)
    licensed.directory.before_write = lambda: licensed.directory.change_subscription(
        a_subscription(E3), theirs, an_event("theirs", target_id="sku-e3")
    )
    (first,) = load(licensed, listed(E3, 40))
    assert (first.reason, first.subscription) == (Reason.CHANGED_MEANWHILE, kept(licensed))
    (second,) = load(licensed, listed(E1, 40), click="click-2")
    assert second.result is Result.DONE


def test_an_empty_list_changes_nothing(licensed: Office) -> None:
    assert load(licensed) == ()


# ---- who may ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.SALES_AGENT, Role.HELPDESK_AGENT, Role.USER_MANAGEMENT_ADMIN])
def test_who_may_not_change_seats_at_once_is_refused(licensed: Office, role: Role) -> None:
    actor = a_staff_member(role)
    for command in (add(MINECRAFT), change(active=30)):
        with pytest.raises(AccessDeniedError):
            licensed.submit(command, actor)
    with pytest.raises(AccessDeniedError):
        load_subscriptions(
            licensed.desk, LoadSubscriptions(customer_id=CONTOSO, listed=(listed(E3, 1),)), an_act(actor)
        )
    assert licensed.events == []


def test_a_customer_who_does_not_exist_subscribes_to_nothing(office: Office) -> None:
    with pytest.raises(CustomerNotFoundError):
        office.submit(replace(add(), customer_id=FABRIKAM))
