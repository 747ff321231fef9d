"""The forms for subscriptions: what one writes the other reads, and every problem stands at its input."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.command import AddSubscription, ChangeSubscription
from shared.domain.problem import Problem, ProblemCode
from shared.domain.subscription import MAXIMUM_UNITS, LicenseGroup, Product, TargetType, Units
from shared.i18n.translator import translator
from shared.slack_ui.modals.load_catalogue import LoadCatalogueForm
from shared.slack_ui.modals.load_subscriptions import LoadSubscriptionsForm
from shared.slack_ui.modals.subscription_form import (
    CHOSEN_FIELDS,
    EDIT_FIELDS,
    TYPED_FIELDS,
    AddSubscriptionForm,
    EditSubscriptionForm,
)
from tests.builders import a_product, a_service_plan, a_subscription
from tests.unit.slack_ui.strategies import names, texts
from tests.unit.slack_ui.submitted import input_ids, submitted
from tests.unit.slack_ui.subscription_situations import BACKUP, CONTOSO, STATE, VISIO, longest_subscription

T = translator("en")

subscriptions = st.builds(
    a_subscription,
    st.builds(
        a_product,
        part_number=st.just("A,B C"),
        name=names,
        publisher=texts,
        publisher_link=st.sampled_from(["", "https://fabrikam.example/x"]),
        license_group=st.sampled_from(LicenseGroup),
        target_type=st.sampled_from(TargetType),
    ),
    st.integers(0, MAXIMUM_UNITS),
    warning=st.integers(0, MAXIMUM_UNITS),
    suspended=st.integers(0, MAXIMUM_UNITS),
    version=st.integers(1, 99),
)


def added(*, is_typed: bool, **entered: Any) -> AddSubscriptionForm:
    view = AddSubscriptionForm.build(T, CONTOSO, STATE, is_typed=is_typed, may_load_catalogue=False)
    return AddSubscriptionForm.parse(submitted(view, **entered))


def test_a_product_chosen_is_left_to_the_catalogue_but_for_its_kind() -> None:
    form = added(is_typed=False, product="sku-e3", active="25", target_type="Tenant")

    assert form.command == AddSubscription(
        customer_id="contoso",
        product=Product(sku_id="sku-e3", part_number="", name="", target_type=TargetType.TENANT),
        units=Units(active=25),
    )


def test_a_product_typed_in_is_what_was_typed_its_id_in_small_letters() -> None:
    form = added(
        is_typed=True,
        name="  Fabrikam Backup ",
        part_number="FAB/1",
        sku_id=" 6FD2C87F-B296-42F0-B197-1E91E994B900",
        active="5",
        publisher="Fabrikam",
        publisher_link="https://fabrikam.example",
        license_group="group2",
    )

    assert form.command.product == Product(
        sku_id="6fd2c87f-b296-42f0-b197-1e91e994b900",
        part_number="FAB/1",
        name="Fabrikam Backup",
        publisher="Fabrikam",
        publisher_link="https://fabrikam.example",
        license_group=LicenseGroup.GROUP2,
    )


@given(subscriptions)
def test_saving_the_form_as_it_opened_changes_nothing(subscription: Any) -> None:
    view = EditSubscriptionForm.build(T, CONTOSO, subscription, STATE)

    assert EditSubscriptionForm.parse(submitted(view)).command == ChangeSubscription(
        customer_id="contoso",
        version=subscription.version,
        product=subscription.product,
        units=subscription.units,
    )


def test_somebody_elses_newer_version_is_what_saving_again_is_about() -> None:
    typed = ChangeSubscription(
        customer_id="contoso", version=2, product=VISIO.product, units=Units(active=9, warning=1, suspended=2)
    )

    view = EditSubscriptionForm.build(T, CONTOSO, replace(VISIO, version=7), STATE, typed=typed)

    assert EditSubscriptionForm.parse(submitted(view)).command == replace(typed, version=7)


@pytest.mark.parametrize("typed", ["", "many", "-1", "1.5", "٣", "9" * 5000, "1e3"])
def test_what_is_no_number_is_out_of_range(typed: str) -> None:
    problems = added(is_typed=False, product="sku-e3", active=typed).command.units.problems()

    assert [(each.field, each.code) for each in problems] == [("active", ProblemCode.UNITS_OUT_OF_RANGE)]


ALL_WRONG = Product(sku_id="ß", part_number="ß", name="", publisher="\u202e", publisher_link="http://x")


@pytest.mark.parametrize(
    ("form", "view", "fields"),
    [
        (
            added(is_typed=True),
            AddSubscriptionForm.build(T, CONTOSO, STATE, is_typed=True, may_load_catalogue=False),
            TYPED_FIELDS,
        ),
        (
            added(is_typed=False),
            AddSubscriptionForm.build(T, CONTOSO, STATE, is_typed=False, may_load_catalogue=False),
            CHOSEN_FIELDS,
        ),
        (
            EditSubscriptionForm.parse(submitted(EditSubscriptionForm.build(T, CONTOSO, BACKUP, STATE))),
            EditSubscriptionForm.build(T, CONTOSO, BACKUP, STATE),
            EDIT_FIELDS,
        ),
    ],
    ids=["typed", "chosen", "edited"],
)
def test_every_problem_stands_at_an_input_that_the_form_has(form: Any, view: Any, fields: Any) -> None:
    problems = [*ALL_WRONG.problems(), *Units(active=-1, warning=-1, suspended=10**7).problems()]

    errors = form.errors(T, problems)

    assert set(errors) <= input_ids(view)
    assert set(errors) == {
        f"{field}-n0nce" for field in fields if field in {each.field for each in problems} | {fields[0]}
    }


def test_what_is_wrong_with_a_product_chosen_stands_at_the_product() -> None:
    taken = Problem("sku_id", ProblemCode.SUBSCRIPTION_EXISTS, {"product": "Office 365 E3"})

    errors = added(is_typed=False, product="sku-e3").errors(T, [taken])

    assert list(errors) == ["product-n0nce"]
    assert "already subscribes to Office 365 E3" in errors["product-n0nce"]


def test_the_longest_subscription_can_be_saved_as_it_is() -> None:
    longest = longest_subscription()
    view = EditSubscriptionForm.build(T, CONTOSO, longest, STATE)

    assert EditSubscriptionForm.parse(submitted(view)).command.product == longest.product


def test_service_plans_are_no_part_of_the_form() -> None:
    subscription = a_subscription(a_product(service_plans=[a_service_plan()]))
    view = EditSubscriptionForm.build(T, CONTOSO, subscription, STATE)

    assert EditSubscriptionForm.parse(submitted(view)).command.product.service_plans == ()


def with_file(view: Any) -> dict[str, Any]:
    sent = submitted(view)
    for elements in sent["state"]["values"].values():
        next(iter(elements.values()))["files"] = [{"id": "F0LIST"}]
    return sent


def test_the_file_attached_is_read_by_its_id() -> None:
    subscriptions_form = LoadSubscriptionsForm.build(T, CONTOSO, STATE)
    catalogue_form = LoadCatalogueForm.build(T, STATE)

    assert LoadSubscriptionsForm.parse(with_file(subscriptions_form)).file_id == "F0LIST"
    assert LoadCatalogueForm.parse(with_file(catalogue_form)).command.file_id == "F0LIST"
    assert LoadSubscriptionsForm.parse(submitted(subscriptions_form)).file_id == ""


def test_everything_wrong_with_a_file_stands_under_it() -> None:
    form = LoadSubscriptionsForm.parse(submitted(LoadSubscriptionsForm.build(T, CONTOSO, STATE)))
    problems = [Problem("file", ProblemCode.FILE_UNREADABLE), Problem("file", ProblemCode.FILE_EMPTY)]

    errors = form.errors(T, problems)

    assert list(errors) == ["file-n0nce"]
    assert "hand this file over" in errors["file-n0nce"]
    assert "empty" in errors["file-n0nce"]
