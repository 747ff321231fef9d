from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import AuditEvent, OperationType, ResourceType
from shared.domain.command import CreateUser, EditUser
from shared.domain.outcome import Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user import DirectoryRole
from shared.errors import BusyError, CustomerNotFoundError, UserNotFoundError
from shared.operations.desk import Act, execute
from tests.builders import (
    CONTOSO,
    FABRIKAM,
    NOW,
    a_customer_profile,
    a_product,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
    an_operation,
)
from tests.products import E3, POWER_BI_PRO
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from shared.domain.user import UserProfile
    from tests.unit.operations.office import Office

NADIA = a_user_profile()
ADA = a_user_profile("Ada Lovelace", usage_location="FR")
A, B = DirectoryRole.GLOBAL_ADMIN, DirectoryRole.SERVICE_ADMIN


def create(profile: UserProfile = ADA, customer_id: str = CONTOSO) -> CreateUser:
    return CreateUser(customer_id=customer_id, profile=profile)


def edit(profile: UserProfile, version: int = 1, user_id: str = "nadia") -> EditUser:
    return EditUser(customer_id=CONTOSO, user_id=user_id, version=version, profile=profile)


# ---- creating --------------------------------------------------------------------------------------


def test_a_created_user_is_in_the_directory_as_the_form_said(office: Office) -> None:
    outcome = office.submit(create())
    assert (outcome.result, outcome.is_repeat) == (Result.DONE, False)
    user = office.directory.user(CONTOSO, outcome.target_id)
    assert outcome.user == user
    assert user.profile == ADA
    assert (user.version, user.licenses) == (1, {})
    assert (user.created_at, user.created_by) == (NOW, "U0GRACE")
    assert (user.changed_at, user.changed_by) == (NOW, "U0GRACE")
    assert (user.password_set_at, user.password_set_by, user.must_change_password) == (NOW, "U0GRACE", True)


def test_creating_a_user_is_recorded_with_all_that_a_replay_needs(office: Office) -> None:
    outcome = office.submit(create(replace(ADA, directory_roles=frozenset({A, B}))))
    assert office.events == [
        AuditEvent(
            operation_id="click-1",
            operation_types=(OperationType.CREATE_CUSTOMER_USER, OperationType.ADD_USER_MEMBER),
            resource_type=ResourceType.CUSTOMER_USER,
            customer_id=CONTOSO,
            customer_name="Contoso Ltd",
            target_id=outcome.target_id,
            target_name="ada.lovelace@contoso.example",
            actor_id="U0GRACE",
            occurred_at=NOW,
            old_value={},
            new_value={
                "first_name": "Ada",
                "last_name": "Lovelace",
                "display_name": "Ada Lovelace",
                "user_principal_name": "ada.lovelace@contoso.example",
                "usage_location": "FR",
                "directory_roles": sorted([A.value, B.value]),
                "is_protected": False,
                "must_change_password": True,
            },
            correlation_id="delivery-1",
        )
    ]


def test_a_user_without_permissions_is_recorded_without_a_change_of_members(office: Office) -> None:
    office.submit(create())
    assert office.events[0].operation_types == (OperationType.CREATE_CUSTOMER_USER,)


def test_every_problem_of_a_form_is_told_at_once_and_nothing_is_written(office: Office) -> None:
    profile = a_user_profile("", first_name="", user_name="a b", domain="gone.example", usage_location="UK")
    outcome = office.submit(create(profile))
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.INVALID)
    assert [(problem.field, problem.code) for problem in outcome.problems] == [
        ("display_name", ProblemCode.REQUIRED),
        ("user_name", ProblemCode.USER_NAME_CHARACTERS),
        ("usage_location", ProblemCode.COUNTRY_UNKNOWN),
        ("domain", ProblemCode.DOMAIN_NOT_USABLE),
    ]
    assert office.directory.calls == ["customer"]
    assert office.events == []


@pytest.mark.parametrize("domain", ["corp.contoso.example", "fabrikam.example", ""])
def test_a_user_is_not_created_in_a_domain_that_is_federated_or_not_theirs(
    office: Office, domain: str
) -> None:
    outcome = office.submit(create(replace(ADA, domain=domain)))
    assert outcome.problems == (Problem("domain", ProblemCode.DOMAIN_NOT_USABLE, {"domain": domain}),)


def test_a_sign_in_name_that_is_taken_is_a_problem_of_its_field(office: Office) -> None:
    outcome = office.submit(create(replace(ADA, user_name="Nadia.OKAFOR")))
    facts = {"user_principal_name": "Nadia.OKAFOR@contoso.example"}
    assert outcome.problems == (Problem("user_name", ProblemCode.USER_PRINCIPAL_NAME_TAKEN, facts),)
    assert office.events == []


def test_a_domain_that_became_federated_meanwhile_is_a_problem_of_its_field(office: Office) -> None:
    before = office.directory.customer(CONTOSO)
    profile = a_customer_profile(domains=("west.example",), federated=("contoso.example",))
    federated = replace(before, profile=profile, version=2)
    office.directory.before_write = lambda: office.directory.change_customer(
        before, federated, an_event("federate")
    )
    outcome = office.submit(create())
    facts = {"domain": "contoso.example"}
    assert outcome.problems == (Problem("domain", ProblemCode.DOMAIN_NOT_USABLE, facts),)


def test_the_same_click_delivered_again_is_done_once(office: Office) -> None:
    first = office.submit(create())
    office.clock.move(timedelta(seconds=3))
    second = office.desk.submit(create(), GRACE, an_operation("click-1", "delivery-2"))
    assert (second.result, second.is_repeat) == (Result.DONE, True)
    assert second.target_id == first.target_id
    assert office.directory.count_users(CONTOSO).total == 2
    assert [event.correlation_id for event in office.events] == ["delivery-1"]


def test_two_clicks_create_two_users(office: Office) -> None:
    first = office.submit(create(), click="click-1")
    second = office.submit(create(replace(ADA, user_name="ada.two")), click="click-2")
    assert first.target_id != second.target_id


def test_a_user_of_a_customer_who_does_not_exist_is_not_created(office: Office) -> None:
    with pytest.raises(CustomerNotFoundError):
        office.submit(create(customer_id=FABRIKAM))
    assert office.events == []


def test_a_directory_that_asks_to_come_back_is_not_hidden(office: Office) -> None:
    office.directory.error = BusyError()
    with pytest.raises(BusyError):
        office.submit(create())
    assert office.events == []


# ---- creating with licenses ------------------------------------------------------------------------


def with_licenses(*sku_ids: str, profile: UserProfile = ADA) -> CreateUser:
    return CreateUser(customer_id=CONTOSO, profile=profile, sku_ids=frozenset(sku_ids))


def test_a_user_created_with_licenses_takes_a_seat_of_each(office: Office) -> None:
    office.subscribe()
    outcome = office.submit(with_licenses("sku-e3", "sku-audio"))
    assert outcome.result is Result.DONE
    assert office.licenses(outcome.target_id) == {"sku-e3": frozenset(), "sku-audio": frozenset()}
    assert office.consumed() == office.held() == {"sku-e3": 1, "sku-audio": 1}
    (event,) = office.events
    assert event.operation_types == (
        OperationType.CREATE_CUSTOMER_USER,
        OperationType.UPDATE_CUSTOMER_USER_LICENSES,
    )
    assert event.new_value["licenses"] == ["sku-audio", "sku-e3"]


def test_a_user_created_without_licenses_reads_no_subscriptions(office: Office) -> None:
    office.submit(create())
    assert "subscriptions" not in office.directory.calls
    assert "licenses" not in office.events[0].new_value


def test_a_user_without_a_usage_location_is_created_and_has_no_licenses(office: Office) -> None:
    office.subscribe()
    nowhere = replace(ADA, usage_location="")
    refused = office.submit(with_licenses("sku-e3", profile=nowhere))
    assert refused.problems == (Problem("usage_location", ProblemCode.USAGE_LOCATION_MISSING),)
    assert office.submit(with_licenses(profile=nowhere), click="click-2").result is Result.DONE


@pytest.mark.parametrize(
    ("sku_ids", "code"),
    [
        (("sku-of-nobody",), ProblemCode.SKU_UNKNOWN),
        (("sku-e1", "sku-e3"), ProblemCode.PLANS_EXCLUSIVE),
        (("sku-audio",), ProblemCode.PLAN_DEPENDS),
        (("sku-e3", "sku-minecraft"), ProblemCode.LICENSE_GROUPS_MIXED),
        (("sku-storage",), ProblemCode.PRODUCT_FOR_TENANT),
        (("sku-backup",), ProblemCode.PRODUCT_OF_PUBLISHER),
    ],
)
def test_licenses_that_break_a_rule_are_a_problem_of_their_field_beside_the_others(
    office: Office, sku_ids: tuple[str, ...], code: ProblemCode
) -> None:
    office.subscribe()
    outcome = office.submit(with_licenses(*sku_ids, profile=replace(ADA, display_name="")))
    assert [(problem.field, problem.code) for problem in outcome.problems] == [
        ("display_name", ProblemCode.REQUIRED),
        ("licenses", code),
    ]
    assert office.events == []


def test_where_a_license_has_run_out_nobody_is_created_and_no_seat_is_taken(office: Office) -> None:
    office.subscribe([E3])
    office.subscribe([POWER_BI_PRO], active=0)
    outcome = office.submit(with_licenses("sku-e3", "sku-power-bi"))
    assert outcome.problems == (Problem("licenses", ProblemCode.NO_SEAT, {"product": "Power BI Pro"}),)
    assert office.directory.count_users(CONTOSO).total == 1
    assert (office.consumed(), office.events) == ({}, [])


@pytest.mark.promise(9)
def test_the_same_click_that_took_the_last_seat_is_no_refusal_when_it_comes_again(office: Office) -> None:
    office.subscribe([E3], active=1)
    first = office.submit(with_licenses("sku-e3"))
    again = office.submit(with_licenses("sku-e3"))
    assert (again.result, again.is_repeat, again.target_id) == (Result.DONE, True, first.target_id)
    assert office.consumed() == office.held() == {"sku-e3": 1}


def test_a_user_with_licenses_keeps_their_usage_location_and_one_without_may_lose_it(office: Office) -> None:
    office.subscribe()
    licensed = office.add_user("Li Wei", {"sku-e3": frozenset()})
    profile = office.directory.user(CONTOSO, licensed).profile
    refused = office.submit(edit(replace(profile, usage_location=""), user_id=licensed))
    assert refused.problems == (Problem("usage_location", ProblemCode.USAGE_LOCATION_MISSING),)
    assert office.submit(edit(replace(NADIA, usage_location=""))).result is Result.DONE


# ---- editing ---------------------------------------------------------------------------------------


def test_an_edited_user_keeps_what_the_form_does_not_say(office: Office) -> None:
    office.directory.add_subscription(a_subscription(a_product("sku")), an_event("buy", target_id="sku"))
    before = a_user(
        "licensed", a_user_profile("Li Wei", user_name="li"), licenses={"sku": frozenset({"plan"})}
    )
    office.directory.add_user(before, an_event("setup-li", target_id="licensed"))
    office.clock.move(timedelta(hours=1))
    profile = replace(before.profile, display_name="Li Wei-Zhang")
    outcome = office.submit(edit(profile, user_id="licensed"), replace(GRACE, slack_user_id="U0BRAM"))
    assert outcome.user == office.directory.user(CONTOSO, "licensed")
    assert outcome.user == replace(
        before, profile=profile, version=2, changed_at=NOW + timedelta(hours=1), changed_by="U0BRAM"
    )


@pytest.mark.parametrize(
    ("change", "types", "old_value", "new_value"),
    [
        (
            {"first_name": "Nadine"},
            [OperationType.UPDATE_CUSTOMER_USER],
            {"first_name": "Nadia"},
            {"first_name": "Nadine"},
        ),
        (
            {"usage_location": "FR", "last_name": ""},
            [OperationType.UPDATE_CUSTOMER_USER],
            {"last_name": "Okafor", "usage_location": "GB"},
            {"last_name": "", "usage_location": "FR"},
        ),
        (
            {"user_name": "nadia.o"},
            [OperationType.UPDATE_CUSTOMER_USER_PRINCIPAL_NAME],
            {"user_principal_name": "nadia.okafor@contoso.example"},
            {"user_principal_name": "nadia.o@contoso.example"},
        ),
        (
            {"user_name": "Nadia.Okafor"},
            [OperationType.UPDATE_CUSTOMER_USER_PRINCIPAL_NAME],
            {"user_principal_name": "nadia.okafor@contoso.example"},
            {"user_principal_name": "Nadia.Okafor@contoso.example"},
        ),
        (
            {"domain": "west.example", "display_name": "Nadia"},
            [OperationType.UPDATE_CUSTOMER_USER_PRINCIPAL_NAME, OperationType.UPDATE_CUSTOMER_USER],
            {"display_name": "Nadia Okafor", "user_principal_name": "nadia.okafor@contoso.example"},
            {"display_name": "Nadia", "user_principal_name": "nadia.okafor@west.example"},
        ),
        (
            {"directory_roles": frozenset({A})},
            [OperationType.ADD_USER_MEMBER],
            {"directory_roles": []},
            {"directory_roles": [A.value]},
        ),
    ],
    ids=lambda value: " & ".join(value) if isinstance(value, dict) else "",
)
def test_an_edit_is_recorded_with_what_changed_and_nothing_else(
    office: Office,
    change: dict[str, object],
    types: list[OperationType],
    old_value: dict[str, object],
    new_value: dict[str, object],
) -> None:
    outcome = office.submit(edit(replace(NADIA, **change)))  # type: ignore[arg-type]  # any field
    assert outcome.result is Result.DONE
    (event,) = office.events
    assert event.operation_types == tuple(types)
    assert (event.old_value, event.new_value) == (old_value, new_value)
    assert (event.target_id, event.resource_type) == ("nadia", ResourceType.CUSTOMER_USER)
    assert event.target_name == f"{outcome.user.user_principal_name if outcome.user else None}"


def test_permissions_exchanged_are_recorded_as_given_and_taken(office: Office) -> None:
    office.submit(edit(replace(NADIA, directory_roles=frozenset({A}))), click="promote")
    for version, click, roles in ((2, "exchange", {B}), (3, "demote", set())):
        command = edit(replace(NADIA, directory_roles=frozenset(roles)), version=version)
        act = Act(actor=GRACE, operation=an_operation(click), at=NOW, approvals=1)
        assert execute(command, office.desk, act).result is Result.DONE
    assert [event.operation_types for event in office.events] == [
        (OperationType.ADD_USER_MEMBER,),
        (OperationType.ADD_USER_MEMBER, OperationType.REMOVE_USER_MEMBER),
        (OperationType.REMOVE_USER_MEMBER,),
    ]


def test_a_form_saved_as_it_was_changes_nothing(office: Office) -> None:
    outcome = office.submit(edit(NADIA))
    assert (outcome.result, outcome.user) == (Result.UNCHANGED, a_user())
    assert "change_user" not in office.directory.calls
    assert office.events == []


def test_the_same_edit_delivered_again_is_done_once(office: Office) -> None:
    command = edit(replace(NADIA, display_name="Nadia Singh"))
    assert not office.submit(command).is_repeat
    again = office.submit(command)
    assert (again.result, again.is_repeat) == (Result.DONE, True)
    assert len(office.events) == 1


def test_the_same_edit_delivered_after_somebody_elses_is_still_known(office: Office) -> None:
    command = edit(replace(NADIA, display_name="Nadia Singh"))
    office.submit(command)
    office.submit(edit(replace(NADIA, display_name="N. Singh"), version=2), click="other")
    again = office.submit(command)
    assert (again.result, again.is_repeat) == (Result.DONE, True)
    assert office.directory.user(CONTOSO, "nadia").profile.display_name == "N. Singh"


def test_an_edit_of_what_somebody_else_saved_meanwhile_is_refused_and_shows_it(office: Office) -> None:
    office.submit(edit(replace(NADIA, display_name="Nadia Singh")), click="first")
    outcome = office.submit(edit(replace(NADIA, display_name="N. Okafor")), click="second")
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.CHANGED_MEANWHILE)
    assert outcome.user is not None
    assert (outcome.user.profile.display_name, outcome.user.version) == ("Nadia Singh", 2)
    assert [event.operation_id for event in office.events] == ["first"]


def test_an_edit_that_somebody_overtakes_at_the_last_instant_is_refused_and_shows_theirs(
    office: Office,
) -> None:
    theirs = replace(a_user(), profile=replace(NADIA, display_name="Theirs"), version=2)
    office.directory.before_write = lambda: office.directory.change_user(a_user(), theirs, an_event("theirs"))
    outcome = office.submit(edit(replace(NADIA, display_name="Mine")))
    assert (outcome.reason, outcome.user) == (Reason.CHANGED_MEANWHILE, theirs)


def test_a_user_may_stay_in_a_domain_that_became_federated_but_not_enter_it(office: Office) -> None:
    customer = office.directory.customer(CONTOSO)
    profile = a_customer_profile(domains=("west.example",), federated=("contoso.example",))
    office.directory.change_customer(customer, replace(customer, profile=profile, version=2), an_event("f"))
    stays = office.submit(edit(replace(NADIA, user_name="nadia.o")), click="stays")
    assert stays.result is Result.DONE
    office.submit(edit(replace(NADIA, domain="west.example"), version=2), click="leaves")
    enters = office.submit(edit(NADIA, version=3), click="enters")
    assert [problem.code for problem in enters.problems] == [ProblemCode.DOMAIN_NOT_USABLE]


def test_a_sign_in_name_of_another_is_a_problem_of_its_field(office: Office) -> None:
    office.directory.add_user(a_user("ada", ADA), an_event("setup-ada", target_id="ada"))
    outcome = office.submit(edit(replace(NADIA, user_name="ADA.lovelace")))
    assert [(problem.field, problem.code) for problem in outcome.problems] == [
        ("user_name", ProblemCode.USER_PRINCIPAL_NAME_TAKEN)
    ]
    assert office.directory.user(CONTOSO, "nadia") == a_user()


def test_every_problem_of_an_edit_is_told_at_once(office: Office) -> None:
    outcome = office.submit(edit(replace(NADIA, display_name="", usage_location="UK", domain="x.example")))
    assert [problem.field for problem in outcome.problems] == ["display_name", "usage_location", "domain"]
    assert office.events == []


def test_a_user_who_does_not_exist_cannot_be_edited(office: Office) -> None:
    with pytest.raises(UserNotFoundError):
        office.submit(edit(ADA, user_id="ghost"))


def test_marking_somebody_as_protected_is_a_change_of_its_own_and_is_recorded(office: Office) -> None:
    nadia = office.directory.user(CONTOSO, "nadia")
    profile = replace(nadia.profile, is_protected=True)
    command = EditUser(customer_id=CONTOSO, user_id="nadia", version=1, profile=profile)
    assert office.submit(command).result is Result.DONE
    (event,) = office.events
    assert event.operation_types == (OperationType.UPDATE_CUSTOMER_USER,)
    assert (event.old_value, event.new_value) == ({"is_protected": False}, {"is_protected": True})
    assert office.directory.user(CONTOSO, "nadia").is_sensitive


@pytest.mark.parametrize("field", ["first_name", "last_name", "display_name"])
def test_damaged_letters_in_a_name_are_a_problem_of_its_field(office: Office, field: str) -> None:
    damaged = replace(ADA)
    object.__setattr__(damaged, field, "Zo\u00c3\u00a9")
    outcome = office.submit(create(damaged))
    problem = Problem(field, ProblemCode.LETTERS_DAMAGED, {"letters": "“Ã©”"})
    assert (outcome.result, outcome.problems) == (Result.REFUSED, (problem,))


def test_name_that_looks_damaged_may_be_kept_by_whoever_has_it(office: Office) -> None:
    asks = replace(ADA, display_name="Questions? Ask Ada")
    office.directory.add_user(a_user("ada", asks), an_event("setup-ada", target_id="ada"))
    kept = office.submit(edit(replace(asks, first_name="Augusta"), user_id="ada"), click="kept")
    damaged = replace(asks, display_name="Ad?")
    changed = office.submit(edit(damaged, version=2, user_id="ada"), click="changed")
    assert kept.result is Result.DONE
    assert [each.code for each in changed.problems] == [ProblemCode.LETTERS_DAMAGED]
