"""Licenses assigned and removed for a few users, while the person waits."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from shared.domain.audit import AuditEvent, OperationType, ResourceType
from shared.domain.outcome import Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.staff import Role
from shared.errors import AccessDeniedError, CustomerNotFoundError, InvalidInputError
from shared.i18n.translator import translator
from shared.operations.changer import ATTEMPTS
from shared.slack_ui.problems import problem_sentence
from tests.builders import CONTOSO, FABRIKAM, NOW, a_license_command, a_staff_member, an_event
from tests.products import E1, E3, POWER_BI_PRO
from tests.recorded import recorded
from tests.unit.operations.office import Office

ALL_ON: frozenset[str] = frozenset()
TO_E3 = {"sku-e3": None}


def no_seat(product: str = "Office 365 E3", field: str = "sku-e3") -> tuple[Problem, ...]:
    return (Problem(field, ProblemCode.NO_SEAT, {"product": product}),)


def edited(office: Office, user_id: str, licenses: dict[str, frozenset[str]], by: str) -> None:
    """Let somebody else have given a user these licenses."""
    before = office.directory.user(CONTOSO, user_id)
    after = replace(before, licenses=licenses, changed_by=by, version=before.version + 1)
    office.directory.change_user(before, after, an_event(f"theirs-{before.version}", target_id=user_id))


# ---- the change ------------------------------------------------------------------------------------


def test_a_swap_gives_one_seat_back_and_takes_the_other(licensed: Office) -> None:
    (outcome,) = licensed.at_once(a_license_command("ada", assign=TO_E3, remove=["sku-e1"]))
    assert (outcome.result, outcome.target_id, outcome.target_name) == (Result.DONE, "ada", "Ada Lovelace")
    assert licensed.licenses("ada") == {"sku-e3": ALL_ON}
    assert outcome.user == licensed.directory.user(CONTOSO, "ada")
    assert licensed.consumed() == licensed.held() == {"sku-e3": 2}


def test_a_change_is_recorded_with_all_that_a_replay_needs(licensed: Office) -> None:
    plans = {"sku-e3": frozenset({"teams", "skype-2"})}
    licensed.at_once(a_license_command("ada", assign=plans, remove=["sku-e1"]))
    assert licensed.events == [
        AuditEvent(
            operation_id="click-1",
            operation_types=(OperationType.UPDATE_CUSTOMER_USER_LICENSES,),
            resource_type=ResourceType.LICENSE,
            customer_id=CONTOSO,
            customer_name="Contoso Ltd",
            target_id="ada",
            target_name="ada.lovelace@contoso.example",
            actor_id="U0GRACE",
            occurred_at=NOW,
            old_value={"licenses": ["sku-e1"]},
            new_value={"licenses": ["sku-e3 without skype-2,teams"]},
            correlation_id="delivery-1",
        )
    ]


def test_a_changed_user_says_who_changed_them_and_keeps_the_rest(licensed: Office) -> None:
    before = licensed.directory.user(CONTOSO, "li")
    (outcome,) = licensed.at_once(a_license_command("li", assign={"sku-power-bi": None}))
    assert outcome.user == replace(
        before,
        licenses={"sku-e3": frozenset({"teams"}), "sku-power-bi": ALL_ON},
        changed_at=NOW,
        changed_by="U0GRACE",
        version=2,
    )


def test_a_swap_needs_no_spare_seat_of_what_it_removes_and_one_of_what_it_assigns(office: Office) -> None:
    office.subscribe([E1], active=1)
    office.subscribe([E3], active=1)
    office.add_user("Ada Lovelace", {"sku-e1": ALL_ON})
    (outcome,) = office.at_once(a_license_command("ada", assign=TO_E3, remove=["sku-e1"]))
    assert outcome.result is Result.DONE
    (back,) = office.at_once(
        a_license_command("ada", assign={"sku-e1": None}, remove=["sku-e3"]), click="back"
    )
    assert back.result is Result.DONE
    assert office.consumed() == office.held() == {"sku-e1": 1}


def test_each_user_has_an_outcome_and_an_event_of_their_own(licensed: Office) -> None:
    outcomes = licensed.at_once(a_license_command("nadia", "ada", "li", assign=TO_E3, remove=["sku-e1"]))
    assert [(outcome.target_id, outcome.result) for outcome in outcomes] == [
        ("nadia", Result.DONE),
        ("ada", Result.DONE),
        ("li", Result.UNCHANGED),
    ]
    assert [(event.operation_id, event.target_id) for event in licensed.events] == [
        ("click-1", "nadia"),
        ("click-1", "ada"),
    ]
    assert licensed.licenses("li") == {"sku-e3": frozenset({"teams"})}
    assert licensed.consumed() == licensed.held() == {"sku-e3": 3}


def test_a_removal_frees_a_seat_and_needs_nothing(licensed: Office) -> None:
    zoe = licensed.directory.user(CONTOSO, "zoe")
    edited(licensed, "zoe", {"sku-e1": ALL_ON}, by="U0BRAM")
    (outcome,) = licensed.at_once(a_license_command("zoe", remove=["sku-e1"]))
    assert (outcome.result, licensed.licenses("zoe")) == (Result.DONE, zoe.licenses)
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}


def test_everything_shared_is_read_once_whatever_the_number_of_users(licensed: Office) -> None:
    users = licensed.add_users(25)
    licensed.at_once(a_license_command(*users, assign=TO_E3))
    assert sorted(licensed.directory.calls) == ["change_user"] * 25 + ["customer", "subscriptions", "users"]


# ---- seats -----------------------------------------------------------------------------------------


def test_where_seats_run_out_in_mid_list_those_before_have_theirs_and_the_others_know_why(
    office: Office,
) -> None:
    office.subscribe([E3], active=2)
    users = office.add_users(5)
    outcomes = office.at_once(a_license_command(*users, assign=TO_E3))
    assert [outcome.result for outcome in outcomes] == [Result.DONE] * 2 + [Result.REFUSED] * 3
    told = [(outcome.reason, outcome.problems) for outcome in outcomes[2:]]
    assert told == [(Reason.INVALID, no_seat())] * 3
    assert office.consumed() == office.held() == {"sku-e3": 2}
    assert office.directory.calls.count("change_user") == 3  # the last two are not sent in vain


def test_what_ran_out_for_one_product_is_no_hindrance_to_who_holds_it_already(office: Office) -> None:
    office.subscribe([E3], active=1)
    office.subscribe([POWER_BI_PRO])
    office.add_user("Li Wei", {"sku-e3": ALL_ON})
    command = a_license_command("nadia", "li", assign={"sku-e3": None, "sku-power-bi": None})
    nadia, li = office.at_once(command)
    assert (nadia.problems, li.result) == (no_seat(), Result.DONE)
    assert office.consumed() == office.held() == {"sku-e3": 1, "sku-power-bi": 1}


def test_a_seat_taken_between_the_view_and_the_save_is_told_of_its_product(office: Office) -> None:
    office.subscribe([E3], active=1)
    office.add_user("Ada Lovelace")
    office.directory.before_write = lambda: edited(office, "ada", {"sku-e3": ALL_ON}, by="U0BRAM")
    (outcome,) = office.at_once(a_license_command("nadia", assign=TO_E3))
    assert (outcome.result, outcome.problems) == (Result.REFUSED, no_seat())
    assert (office.licenses("nadia"), office.licenses("ada")) == ({}, {"sku-e3": ALL_ON})
    assert office.consumed() == office.held() == {"sku-e3": 1}


def test_nothing_more_is_assigned_of_what_is_over_assigned(licensed: Office) -> None:
    (subscription,) = [each for each in licensed.directory.subscriptions(CONTOSO) if each.id == "sku-e3"]
    fewer = replace(subscription, units=replace(subscription.units, active=0), version=2)
    licensed.directory.change_subscription(subscription, fewer, an_event("fewer", target_id="sku-e3"))
    (refused,) = licensed.at_once(a_license_command("nadia", assign=TO_E3))
    assert refused.problems == no_seat()
    (kept,) = licensed.at_once(a_license_command("li", assign={"sku-e3": ALL_ON}), click="plans")
    assert (kept.result, licensed.licenses("li")) == (Result.DONE, {"sku-e3": ALL_ON})


def test_the_refusal_of_microsoft_for_want_of_a_seat_is_ours_in_its_words(office: Office) -> None:
    refusal = json.loads(recorded("license_quota_exceeded.json"))
    sku_id = "f8a1db68-be16-40ed-86d5-cb42ce701560"
    assert (refusal["code"], sku_id in refusal["data"][0]) == (60012, True)
    office.subscribe([replace(POWER_BI_PRO, sku_id=sku_id)], active=1)
    office.add_user("Li Wei", {sku_id: ALL_ON})
    (outcome,) = office.at_once(a_license_command("nadia", assign={sku_id: None}))
    assert outcome.problems == no_seat("Power BI Pro", sku_id)
    sentence = problem_sentence(translator("en"), outcome.problems[0])
    for words in ("you've run out of licenses", "Buy more licenses", "and then try again"):
        assert words in refusal["description"]
        assert words in sentence


# ---- rules -----------------------------------------------------------------------------------------


def test_who_has_e1_is_refused_e3_beside_it_with_the_plans_named_and_the_others_get_it(
    licensed: Office,
) -> None:
    nadia, ada = licensed.at_once(a_license_command("nadia", "ada", assign=TO_E3))
    assert nadia.result is Result.DONE
    plans = {"plans": "SharePoint (Plan 1), SharePoint (Plan 2)"}
    assert ada.problems == (Problem("sku-e3", ProblemCode.PLANS_EXCLUSIVE, plans),)
    assert licensed.licenses("ada") == {"sku-e1": ALL_ON}
    assert licensed.consumed() == licensed.held()


def test_a_change_that_is_wrong_for_everybody_is_refused_before_anything_is_written(licensed: Office) -> None:
    with pytest.raises(InvalidInputError) as raised:
        licensed.at_once(a_license_command("nadia", "li", assign={"sku-e1": None, "sku-e3": None}))
    assert [(problem.field, problem.code) for problem in raised.value.problems] == [
        ("sku-e3", ProblemCode.PLANS_EXCLUSIVE)
    ]
    assert licensed.events == []


@pytest.mark.parametrize("changes", [{"assign": {"sku-of-nobody": None}}, {"remove": ["sku-of-nobody"]}])
def test_a_product_to_which_the_customer_does_not_subscribe_is_refused(
    licensed: Office, changes: dict[str, object]
) -> None:
    with pytest.raises(InvalidInputError) as raised:
        licensed.at_once(a_license_command("nadia", **changes))  # type: ignore[arg-type]  # either
    assert raised.value.problems == (
        Problem("sku-of-nobody", ProblemCode.SKU_UNKNOWN, {"product": "sku-of-nobody"}),
    )


def test_an_add_on_goes_to_those_who_have_what_it_needs(licensed: Office) -> None:
    nadia, ada = licensed.at_once(a_license_command("nadia", "ada", assign={"sku-audio": None}))
    assert [(problem.field, problem.code) for problem in nadia.problems] == [
        ("sku-audio", ProblemCode.PLAN_DEPENDS)
    ]
    assert ada.result is Result.DONE
    (removal,) = licensed.at_once(a_license_command("ada", remove=["sku-e1"]), click="remove")
    assert [problem.code for problem in removal.problems] == [ProblemCode.PLAN_DEPENDS]


def test_a_user_without_a_usage_location_is_refused_a_license_and_may_lose_one(licensed: Office) -> None:
    (refused,) = licensed.at_once(a_license_command("zoe", assign=TO_E3))
    assert refused.problems == (Problem("usage_location", ProblemCode.USAGE_LOCATION_MISSING),)
    edited(licensed, "zoe", {"sku-e1": ALL_ON}, by="U0BRAM")
    (removed,) = licensed.at_once(a_license_command("zoe", remove=["sku-e1"]), click="remove")
    assert removed.result is Result.DONE


def test_the_customers_country_is_given_to_those_who_need_a_usage_location_and_have_none(
    licensed: Office,
) -> None:
    licensed.add_user("Bo Diallo", usage_location="FR")
    licensed.add_user("Kim Park", {"sku-e3": ALL_ON}, usage_location="")
    outcomes = licensed.at_once(a_license_command("zoe", "bo", "kim", assign=TO_E3, sets_usage_location=True))
    assert [outcome.result for outcome in outcomes] == [Result.DONE, Result.DONE, Result.UNCHANGED]
    locations = [
        licensed.directory.user(CONTOSO, each).profile.usage_location for each in ("zoe", "bo", "kim")
    ]
    assert locations == ["GB", "FR", ""]
    zoes, bos = licensed.events
    assert zoes.operation_types == (
        OperationType.UPDATE_CUSTOMER_USER_LICENSES,
        OperationType.UPDATE_CUSTOMER_USER,
    )
    assert (zoes.old_value, zoes.new_value) == (
        {"licenses": [], "usage_location": ""},
        {"licenses": ["sku-e3"], "usage_location": "GB"},
    )
    assert bos.operation_types == (OperationType.UPDATE_CUSTOMER_USER_LICENSES,)


def test_nobody_chosen_is_a_problem_of_its_own(licensed: Office) -> None:
    command = replace(a_license_command(assign=TO_E3), users=())
    with pytest.raises(InvalidInputError) as raised:
        licensed.at_once(command)
    assert raised.value.problems == (Problem("users", ProblemCode.NOBODY_CHOSEN),)


def test_who_may_not_is_refused_before_anything_is_read(licensed: Office) -> None:
    elsewhere = a_staff_member(customers=[FABRIKAM])
    with pytest.raises(AccessDeniedError):
        licensed.at_once(a_license_command("nadia"), actor=elsewhere)
    assert licensed.directory.calls == []


@pytest.mark.parametrize("role", Role)
def test_every_role_assigns_licenses(licensed: Office, role: Role) -> None:
    (outcome,) = licensed.at_once(a_license_command("nadia"), actor=a_staff_member(role))
    assert outcome.result is Result.DONE


def test_a_customer_who_does_not_exist_has_no_licenses(licensed: Office) -> None:
    with pytest.raises(CustomerNotFoundError):
        licensed.at_once(a_license_command("nadia", customer_id=FABRIKAM))


# ---- what others do meanwhile ----------------------------------------------------------------------


def test_a_user_deleted_before_the_save_is_gone_and_the_others_are_done(licensed: Office) -> None:
    licensed.delete("ada")
    outcomes = licensed.at_once(a_license_command("ada", "nadia", assign=TO_E3))
    assert [(outcome.target_id, outcome.result, outcome.reason) for outcome in outcomes] == [
        ("ada", Result.REFUSED, Reason.GONE),
        ("nadia", Result.DONE, None),
    ]


def test_a_user_deleted_at_the_last_instant_is_gone_and_takes_no_seat(licensed: Office) -> None:
    licensed.directory.before_write = lambda: licensed.delete("nadia")
    (outcome,) = licensed.at_once(a_license_command("nadia", assign=TO_E3))
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.GONE)
    assert licensed.events == []
    assert licensed.consumed() == licensed.held()


def test_what_somebody_else_changed_at_the_last_instant_is_kept_beside_ours(licensed: Office) -> None:
    theirs = {"sku-power-bi": ALL_ON}
    licensed.directory.before_write = lambda: edited(licensed, "nadia", theirs, by="U0BRAM")
    (outcome,) = licensed.at_once(a_license_command("nadia", assign=TO_E3))
    assert (outcome.result, outcome.is_repeat) == (Result.DONE, False)
    assert licensed.licenses("nadia") == {"sku-power-bi": ALL_ON, "sku-e3": ALL_ON}
    (_, ours) = licensed.events
    assert ours.old_value == {"licenses": ["sku-power-bi"]}
    assert licensed.consumed() == licensed.held()


def test_what_somebody_else_changed_at_the_last_instant_may_forbid_ours(licensed: Office) -> None:
    licensed.directory.before_write = lambda: edited(licensed, "nadia", {"sku-e1": ALL_ON}, by="U0BRAM")
    (outcome,) = licensed.at_once(a_license_command("nadia", assign=TO_E3))
    assert [problem.code for problem in outcome.problems] == [ProblemCode.PLANS_EXCLUSIVE]
    assert licensed.licenses("nadia") == {"sku-e1": ALL_ON}


def test_what_somebody_else_made_it_already_is_unchanged(licensed: Office) -> None:
    licensed.directory.before_write = lambda: edited(licensed, "nadia", {"sku-e3": ALL_ON}, by="U0BRAM")
    (outcome,) = licensed.at_once(a_license_command("nadia", assign=TO_E3))
    assert (outcome.result, outcome.is_repeat) == (Result.UNCHANGED, False)
    assert licensed.consumed() == licensed.held()


def test_a_user_whom_others_keep_changing_is_given_up_after_some_attempts(licensed: Office) -> None:
    def keep_changing() -> None:
        has_it = licensed.licenses("nadia")
        edited(licensed, "nadia", {} if has_it else {"sku-e1": ALL_ON}, by="U0BRAM")
        licensed.directory.before_write = keep_changing

    licensed.directory.before_write = keep_changing
    (outcome,) = licensed.at_once(a_license_command("nadia", assign={"sku-power-bi": None}))
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.CHANGED_MEANWHILE)
    assert outcome.target_name == "Nadia Okafor"
    assert len(licensed.events) == ATTEMPTS
    assert licensed.consumed() == licensed.held()


# ---- the same click again --------------------------------------------------------------------------


@pytest.mark.promise(9)
def test_the_same_save_delivered_again_is_done_once(licensed: Office) -> None:
    command = a_license_command("nadia", "ada", assign=TO_E3, remove=["sku-e1"])
    first = licensed.at_once(command)
    again = licensed.at_once(command, delivery="delivery-2")
    assert [(outcome.result, outcome.is_repeat) for outcome in first] == [(Result.DONE, False)] * 2
    assert [(outcome.result, outcome.is_repeat) for outcome in again] == [(Result.DONE, True)] * 2
    assert [event.correlation_id for event in licensed.events] == ["delivery-1"] * 2
    assert licensed.consumed() == licensed.held() == {"sku-e3": 3}


@pytest.mark.promise(9)
def test_the_same_save_delivered_again_after_the_last_seat_went_is_no_refusal(office: Office) -> None:
    office.subscribe([E3], active=1)
    office.add_user("Ada Lovelace")
    command = a_license_command("nadia", "ada", assign=TO_E3)
    for _ in range(2):
        nadia, ada = office.at_once(command)
        assert (nadia.result, ada.problems) == (Result.DONE, no_seat())
    assert office.consumed() == office.held() == {"sku-e3": 1}


@pytest.mark.promise(9)
def test_the_same_save_delivered_after_somebody_undid_it_leaves_theirs(licensed: Office) -> None:
    command = a_license_command("nadia", assign=TO_E3)
    licensed.at_once(command)
    licensed.at_once(a_license_command("nadia", remove=["sku-e3"]), click="undo")
    (again,) = licensed.at_once(command)
    assert (again.result, again.is_repeat) == (Result.DONE, True)
    assert licensed.licenses("nadia") == {}
    assert licensed.consumed() == licensed.held()


@pytest.mark.promise(9)
def test_the_same_save_delivered_after_somebody_made_it_impossible_is_still_known(licensed: Office) -> None:
    command = a_license_command("nadia", assign=TO_E3)
    licensed.at_once(command)
    edited(licensed, "nadia", {"sku-e1": ALL_ON}, by="U0BRAM")
    (again,) = licensed.at_once(command)
    assert (again.result, again.is_repeat, again.problems) == (Result.DONE, True, ())


@pytest.mark.promise(9)
def test_a_user_named_twice_is_changed_once(licensed: Office) -> None:
    first, second = licensed.at_once(a_license_command("nadia", "nadia", assign=TO_E3))
    assert (first.is_repeat, second.is_repeat) == (False, True)
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 2}


def test_a_user_who_has_it_all_already_is_unchanged_and_nothing_is_recorded(licensed: Office) -> None:
    (outcome,) = licensed.at_once(a_license_command("li", assign=TO_E3, remove=["sku-e1"]))
    assert (outcome.result, outcome.is_repeat) == (Result.UNCHANGED, False)
    assert outcome.user == licensed.directory.user(CONTOSO, "li")
    assert licensed.events == []
