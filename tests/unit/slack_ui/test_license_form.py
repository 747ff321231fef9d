"""The form that manages licenses: what it asks it reads, and what was chosen is never lost unseen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.license import LicenseChange
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user import Everyone, UserFilter
from shared.i18n.translator import translator
from shared.slack_ui.inputs import Inputs
from shared.slack_ui.modals.license_form import ManageLicensesForm
from shared.slack_ui.modals.license_plans import plan_picker
from shared.slack_ui.modals.license_products import Choice
from tests.builders import a_service_plan
from tests.unit.slack_ui.license_situations import (
    AGENT,
    ALL_ON,
    BACKUP,
    BRAM,
    CARD,
    E1,
    E3,
    EVERYTHING,
    LONGEST,
    NADIA,
    POWER_BI,
    STORAGE,
    SWAP,
    ZOE,
    a_form,
    an_overview,
    built,
    many_users,
)
from tests.unit.slack_ui.submitted import input_ids, submitted
from tests.unit.slack_ui.test_slack_takes_it import parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.views import View

    from shared.domain.subscription import Subscription
    from shared.domain.user import User

T = translator("en")


def entered(view: View, **values: Any) -> ManageLicensesForm:
    """Read a view as it is sent; options are named by their values, users by their ids."""
    sent = submitted(view)
    fields = {each.rpartition("-")[0]: elements for each, elements in sent["state"]["values"].items()}
    for field, value in values.items():
        name = next(each for each in fields if each.startswith(field.replace("__", ":")))
        (element,) = fields[name].values()
        if isinstance(value, list):
            element["selected_options"] = [{"value": each, "text": {"text": each.title()}} for each in value]
        else:
            element["selected_option"] = {"value": value}
    return ManageLicensesForm.parse(sent)


def again(form: ManageLicensesForm, *users: User, subscriptions: Sequence[Subscription] = ()) -> View:
    """Draw the form anew, as after a choice."""
    return form.build(T, an_overview(*subscriptions), users, AGENT)


def hint_of(view: View, product: str) -> str:
    (block,) = (each for each in view.to_dict()["blocks"] if each.get("block_id") == f"sku:{product}-n0nce")
    return str(block.get("hint", {}).get("text", ""))


def label_of(view: View, product: str) -> str:
    (block,) = (each for each in view.to_dict()["blocks"] if each.get("block_id") == f"sku:{product}-n0nce")
    return str(block["label"]["text"])


def offered(view: View, product: str) -> list[str]:
    (block,) = (each for each in view.to_dict()["blocks"] if each.get("block_id") == f"sku:{product}-n0nce")
    return [option["value"] for option in block["element"]["options"]]


def test_a_form_saved_as_it_opened_changes_nothing() -> None:
    form = entered(built(T, NADIA, BRAM))

    assert form.command.change == LicenseChange()
    assert form.command.users == ("bram", "nadia")


def test_what_was_chosen_becomes_a_change_for_the_users_by_name() -> None:
    view = built(T, NADIA, BRAM)

    form = entered(view, **{"sku__sku-e1": "remove", "sku__sku-e3": "assign"})

    assert form.command.users == ("bram", "nadia")
    assert form.command.change.assign == {"sku-e3": None}
    assert form.command.change.remove == {"sku-e1"}


def test_what_slack_leaves_out_because_nobody_touched_it_counts_as_it_was_drawn() -> None:
    sent = submitted(built(T, BRAM, choices=SWAP | {"sku-e3": Choice.CHOOSE_PLANS}))
    whole = ManageLicensesForm.parse(sent)
    sent["state"]["values"] = {}

    assert ManageLicensesForm.parse(sent) == whole
    assert whole.command.users == ("bram",)
    assert whole.command.change.assign == {"sku-e3": frozenset({"plan-yammer"})}


def test_a_filter_becomes_a_change_for_everyone_of_it() -> None:
    form = entered(built(T), who="with_license:sku-e3")

    assert form.command.users == Everyone(UserFilter.WITH_LICENSE, "sku-e3")
    assert form.needs_confirmation


def test_from_a_card_it_is_about_that_user_whatever_else_is_sent() -> None:
    form = entered(built(T, NADIA, state=CARD), **{"sku__sku-e3": "remove"})

    assert form.command.users == ("nadia",)
    assert not form.needs_confirmation


@pytest.mark.parametrize(("count", "is_asked"), [(25, False), (26, True)])
def test_more_than_twenty_five_users_are_asked_about_once_more(count: int, is_asked: bool) -> None:
    users = many_users(count)
    view = built(T, *users)

    assert entered(view).needs_confirmation is is_asked
    assert view.to_dict()["submit"]["text"] == ("Continue" if is_asked else "Save")


def test_what_was_chosen_is_drawn_again() -> None:
    form = entered(built(T, NADIA, BRAM), **{"sku__sku-e1": "remove", "sku__sku-e3": "assign"})

    assert entered(again(form, NADIA, BRAM)).command == form.command


def test_a_choice_stays_when_the_last_seat_goes_meanwhile() -> None:
    form = entered(built(T, ZOE), **{"sku__sku-e3": "assign"})

    view = again(form, ZOE, subscriptions=[replace(E3, consumed=25)])

    assert entered(view).command.change.assign == {"sku-e3": None}
    assert label_of(view, "sku-e3") == "Office 365 E3 · needs 1, 0 available"


def test_who_has_it_is_told_as_all_some_or_none() -> None:
    view = built(T, NADIA, BRAM)

    assert hint_of(view, "sku-e3") == "Assigned to all of them."
    assert hint_of(view, "sku-e1") == "Assigned to 1 of 2: Nadia Okafor."
    assert hint_of(view, "sku-minecraft") == "Assigned to none of them."


def test_what_nobody_counted_is_not_guessed() -> None:
    view = built(T, everyone=Everyone(UserFilter.ADMINISTRATORS))

    assert "not known" in hint_of(view, "sku-e3")
    assert hint_of(view, "sku-minecraft") == "Assigned to none of them."  # nobody has it at all


def test_those_who_have_it_need_no_seat() -> None:
    seats = replace(E3, consumed=24)
    view = built(T, NADIA, BRAM, overview=an_overview(seats), choices={"sku-e3": Choice.ASSIGN})

    assert label_of(view, "sku-e3") == "Office 365 E3 · 1 available"


def test_as_many_as_there_are_is_enough() -> None:
    seats = replace(E1, consumed=8)
    view = built(T, BRAM, ZOE, overview=an_overview(seats), choices={"sku-e1": Choice.ASSIGN})

    assert label_of(view, "sku-e1") == "Office 365 E1 · 2 available"


def test_what_nobody_can_be_given_here_comes_last() -> None:
    view = built(T, NADIA, overview=an_overview(BACKUP, E1, STORAGE, E3)).to_dict()

    said = [str(block.get("label", block.get("text"))) for block in view["blocks"]]
    order = [name for text in said for name in ("Backup", "E1", "Storage", "E3") if name in text]
    assert order == ["E1", "E3", "Backup", "Storage"]


def test_a_product_that_ran_out_can_still_be_removed_from_whoever_has_it() -> None:
    assert offered(built(T, ZOE, NADIA), "sku-powerbi") == ["leave", "remove"]


def test_a_product_that_ran_out_and_nobody_has_is_told_with_its_reason() -> None:
    assert "sku:sku-powerbi-n0nce" not in input_ids(built(T, NADIA))


@pytest.mark.parametrize(("state", "is_led"), [(a_form().state, True), (CARD, False)], ids=["list", "card"])
def test_buying_more_is_offered_where_slack_stacks_one_view_more(state: Any, is_led: bool) -> None:
    view = built(T, NADIA, state=state, overview=an_overview(POWER_BI), permits=EVERYTHING).to_dict()

    led = [part["value"] for part in parts(view) if part.get("action_id") == "open_edit_subscription"]
    assert led == (["sku-powerbi"] if is_led else [])


def test_a_publishers_address_that_slack_would_refuse_leads_nowhere() -> None:
    broken = replace(BACKUP, product=replace(BACKUP.product, publisher_link="https://fabrikam.example/a b"))

    assert "Go to the publisher" not in str(built(T, NADIA, overview=an_overview(broken)).to_dict())


def test_the_plan_picker_starts_from_what_one_user_has_switched_off() -> None:
    form = entered(built(T, BRAM, choices={"sku-e3": Choice.CHOOSE_PLANS}))

    assert form.command.change.assign == {"sku-e3": frozenset({"plan-yammer"})}


def test_the_plan_picker_starts_from_what_several_have_switched_off_in_common() -> None:
    niamh = replace(NADIA, id="niamh", licenses={"sku-e3": frozenset({"plan-yammer", "plan-exchange"})})

    form = entered(built(T, BRAM, niamh, choices={"sku-e3": Choice.CHOOSE_PLANS}))

    assert form.command.change.assign == {"sku-e3": frozenset({"plan-yammer"})}


def test_plans_of_one_name_are_offered_with_their_service_names() -> None:
    plans = [a_service_plan(each, f"CDS_O365_{each}", "Common Data Service") for each in ("P2", "P3")]
    product = replace(E3.product, service_plans=tuple(plans))
    picker = plan_picker(T, Inputs(T, "nonce"), replace(E3, product=product), [], None)

    assert [each["text"]["text"] for each in picker.to_dict()["element"]["options"]] == [
        "Common Data Service (CDS_O365_P2)",
        "Common Data Service (CDS_O365_P3)",
    ]


def test_an_untouched_plan_picker_starts_anew_with_other_users() -> None:
    form = entered(built(T, BRAM, choices={"sku-e3": Choice.CHOOSE_PLANS}))

    assert entered(again(form, NADIA)).command.change.assign == {"sku-e3": ALL_ON}


def test_plans_that_somebody_picked_stay_with_other_users() -> None:
    view = built(T, BRAM, choices={"sku-e3": Choice.CHOOSE_PLANS})
    form = entered(view, **{"plans__sku-e3": ["plan-exchange"]})

    drawn_again = again(form, NADIA)

    assert entered(drawn_again).command.change.assign == {"sku-e3": frozenset({"plan-exchange"})}
    assert {each for each in input_ids(view) if each.startswith("plans")} <= input_ids(drawn_again)


def test_plans_count_only_while_they_are_chosen() -> None:
    view = built(T, BRAM, choices={"sku-e3": Choice.CHOOSE_PLANS})

    assert entered(view, **{"sku__sku-e3": "assign"}).command.change.assign == {"sku-e3": None}
    assert entered(view, **{"sku__sku-e3": "leave"}).command.change == LicenseChange()


def test_plans_not_asked_for_are_not_taken_for_all_on() -> None:
    form = entered(built(T, NADIA), **{"sku__sku-e3": "choose_plans"})

    assert form.unasked == ["sku-e3"]
    assert form.is_asking_more(again(form, NADIA))


def test_the_picker_on_the_screen_stays_when_there_are_too_many() -> None:
    """However many products want one, three are shown, and the first of them longest."""
    products = [replace(E3, product=replace(E3.product, sku_id=f"sku-{name}", name=name)) for name in "zyxw"]
    chosen: dict[str, str] = {}
    by_name = products[::-1]
    view = again(a_form(NADIA), NADIA, subscriptions=by_name)
    for product in products:
        chosen[f"sku__{product.id}"] = "choose_plans"
        form = entered(view, **chosen)
        view = again(form, NADIA, subscriptions=by_name)

    shown = {each.split(":")[1] for each in input_ids(view) if each.startswith("plans")}
    assert shown == {"sku-z", "sku-y", "sku-x"}
    last = entered(view, **chosen)
    assert not last.is_asking_more(again(last, NADIA, subscriptions=by_name))
    assert last.picker_errors(T) == {
        "sku:sku-w-n0nce": "Service plans can be chosen for 3 products in one save: save, then come back "
        "for this one."
    }


def test_seventy_products_leave_room_for_what_stands_around_them() -> None:
    view = built(
        T, NADIA, ZOE, overview=an_overview(*LONGEST), permits=EVERYTHING, choices={
            each.id: Choice.CHOOSE_PLANS for each in LONGEST
        }
    )  # fmt: skip

    assert len(view.blocks) <= 100
    assert len([each for each in input_ids(view) if each.startswith("plans:")]) == 3


@pytest.mark.parametrize(
    ("field", "block_id"),
    [("sku-e3", "sku:sku-e3-n0nce"), ("users", "users-n0nce"), ("sku-gone", "who-n0nce")],
)
def test_a_problem_stands_at_the_input_that_it_is_about(field: str, block_id: str) -> None:
    errors = entered(built(T, NADIA)).errors(T, [Problem(field, ProblemCode.NOTHING_CHOSEN)])

    assert list(errors) == [block_id]


def test_from_a_card_a_problem_stands_at_a_product() -> None:
    view = built(T, NADIA, state=CARD, overview=an_overview(STORAGE, E1, E3))

    errors = entered(view).errors(T, [Problem("users", ProblemCode.NOTHING_CHOSEN)])

    assert list(errors) == ["sku:sku-e1-n0nce"]


@pytest.mark.parametrize(
    ("users", "everyone", "sets"),
    [((NADIA,), None, False), ((NADIA, ZOE), None, True), ((), Everyone(), True)],
    ids=["all have one", "some have none", "everyone"],
)
def test_a_usage_location_is_offered_where_it_may_be_missing(
    users: tuple[User, ...], everyone: Everyone | None, sets: bool
) -> None:
    form = entered(built(T, *users, everyone=everyone, choices=SWAP))

    assert form.command.change.sets_usage_location is sets


def test_a_box_that_was_cleared_stays_clear() -> None:
    form = entered(built(T, ZOE), location=[])

    assert entered(again(form, ZOE)).command.change.sets_usage_location is False
