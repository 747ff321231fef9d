"""Whatever people type, nobody is pinged by it and no link is forged with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.slack.limits import message_problems, view_problems
from shared.domain.user import UserCounts
from shared.i18n.translator import translator
from shared.operations.looking import CustomerCard, UserList, UserQuery
from shared.ports import Page
from shared.slack_ui.messages.answers import no_customer, not_understood
from shared.slack_ui.messages.staff import whoami
from shared.slack_ui.modals.created import created_view
from shared.slack_ui.modals.desk import desk_view
from shared.slack_ui.modals.user import user_view
from shared.slack_ui.modals.user_form import CreateUserForm, no_domain_view
from shared.slack_ui.modals.users import users_view
from shared.slack_ui.state import ViewState
from tests.builders import (
    NOW,
    a_customer,
    a_product,
    a_service_plan,
    a_staff_member,
    a_subscription,
    a_user,
    an_event,
)
from tests.unit.slack_ui.histories import audit_view
from tests.unit.slack_ui.situations import EVERYTHING, LICENSE_EVENTS
from tests.unit.slack_ui.strategies import ATTACKS, customer_profiles, typed, user_profiles
from tests.unit.slack_ui.test_slack_takes_it import drawn, parts

if TYPE_CHECKING:
    from shared.domain.customer import CustomerProfile
    from shared.domain.user import UserProfile

T = translator("fr")


def markup_in(drawing: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        part for part in parts(drawing) if part.get("type") in {"mrkdwn", "markdown", "link", "broadcast"}
    ]


@given(customer_profiles(), user_profiles, typed)
def test_no_view_reads_markup_in_what_people_typed(
    customer_profile: CustomerProfile, user_profile: UserProfile, search: str
) -> None:
    customer = a_customer(profile=customer_profile)
    user = a_user(profile=user_profile, licenses={"sku-e3": frozenset({"plan-exchange"})})
    plan = a_service_plan(display_name=search[:256] or "-")
    product = a_product(name=search[:256] or "-", publisher=search[:100], service_plans=[plan])
    subscriptions = [a_subscription(product, consumed=1)]
    event = an_event(new_value={"display_name": user_profile.display_name, "made up": search})
    listed = UserList(
        customer=customer,
        query=UserQuery(typed=search[:100]),
        counts=UserCounts(total=1),
        subscriptions=subscriptions,
        page=Page([user]),
        matches=1,
    )
    views = [
        desk_view(
            T, ViewState(), CustomerCard(customer=customer, counts=UserCounts()), EVERYTHING, True, search
        ),
        users_view(T, listed, EVERYTHING),
        users_view(T, replace(listed, page=Page([]), matches=0), EVERYTHING),
        user_view(T, customer, user, subscriptions, EVERYTHING, ViewState(), is_saved=True),
        created_view(
            T,
            customer,
            [(user, "Temporary+123456")],
            subscriptions,
            ViewState(),
            may_add_more=True,
            may_email=True,
        ),
        CreateUserForm.build(T, customer, subscriptions, ViewState())
        if customer_profile.managed_domains
        else no_domain_view(T, customer, EVERYTHING),
        audit_view(
            T,
            customer,
            user,
            subscriptions,
            Page([replace(event, target_name=search or "-"), *LICENSE_EVENTS]),
            ViewState(),
        ),
    ]

    for view in views:
        assert markup_in(view.to_dict()) == []
        assert view_problems(view.to_dict()) == []


@given(typed, customer_profiles())
def test_no_message_reads_markup_in_what_people_typed(said: str, profile: CustomerProfile) -> None:
    messages = [
        not_understood(T, said, None),
        no_customer(T, said, True),
        whoami(
            T,
            a_staff_member(customers=["contoso"]),
            [a_customer(profile=profile)],
            NOW,
            EVERYTHING,
            EVERYTHING,
        ),
    ]

    for message in messages:
        assert markup_in(drawn(message)) == []
        assert message_problems(drawn(message)) == []


@given(st.sampled_from(ATTACKS))
def test_a_notification_which_slack_reads_as_mrkdwn_repeats_nothing_that_was_typed(said: str) -> None:
    assert said not in not_understood(T, said, None).text
    assert said not in no_customer(T, said, False).text


@pytest.mark.parametrize("attack", ATTACKS)
def test_it_is_shown_as_it_was_typed(attack: str) -> None:
    shown = [part.get("text") for part in parts(drawn(no_customer(T, attack, False)))]

    assert attack in shown
