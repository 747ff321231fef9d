"""The list of users: what each click asks for next, and what is said where there is nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.subscription import MAXIMUM_SUBSCRIPTIONS
from shared.domain.user import UserCounts, UserFilter
from shared.i18n.translator import translator
from shared.operations.looking import UserList, UserQuery
from shared.ports import Cursor, Page
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.listing import MAXIMUM_TYPED
from shared.slack_ui.modals.users import next_query, users_view
from tests.builders import a_product, a_subscription
from tests.unit.slack_ui.situations import (
    CONTOSO,
    E3,
    EVERYTHING,
    LICENSED,
    LOOKING,
    NADIA,
    SOLD,
    UNPLACED,
    ZOE,
)
from tests.unit.slack_ui.submitted import submitted
from tests.unit.slack_ui.test_slack_takes_it import parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.views import View

    from shared.domain.subscription import Subscription

T = translator("en")
WITH_E3 = UserQuery(user_filter=UserFilter.WITH_LICENSE, sku_id="sku-e3")
COUNTS = UserCounts(total=240, administrators=3, without_license=5)


def a_list(
    query: UserQuery = UserQuery(),
    page: Page[Any] | None = None,
    counts: UserCounts = COUNTS,
    matches: int | None = None,
    subscriptions: Sequence[Subscription] = (),
    *,
    is_cut: bool = False,
) -> View:
    users = UserList(
        customer=CONTOSO,
        query=query,
        counts=counts,
        subscriptions=subscriptions,
        page=Page([NADIA, ZOE]) if page is None else page,
        matches=matches,
        is_cut=is_cut,
    )
    return users_view(T, users, EVERYTHING)


def clicked(view: View, click: Click) -> UserQuery:
    """Click the button of a view, as Slack sends it."""
    (button,) = (part for part in parts(view.to_dict()) if part.get("action_id") == click)
    return next_query(submitted(view), {"action_id": click.value, "value": button.get("value")})


def said(view: View) -> str:
    return str([block for block in view.to_dict()["blocks"] if block["type"] in {"section", "context"}])


def clicks(view: View) -> set[str]:
    return {part["action_id"] for part in parts(view.to_dict()) if part.get("type") == "button"}


def test_next_goes_on_after_the_page_and_counts_on() -> None:
    query = clicked(a_list(page=Page([NADIA], after="zoe")), Click.NEXT_USERS)

    assert query == UserQuery(cursor=Cursor(after="zoe"), skip=15)


def test_previous_goes_back_before_the_page_and_counts_back() -> None:
    view = a_list(UserQuery(cursor=Cursor(after="m"), skip=30), Page([NADIA], before="nadia"))

    assert clicked(view, Click.PREVIOUS_USERS) == UserQuery(cursor=Cursor(before="nadia"), skip=15)


def test_paging_keeps_the_filter() -> None:
    view = a_list(UserQuery(user_filter=UserFilter.ADMINISTRATORS), Page([NADIA], after="zoe"))

    assert clicked(view, Click.NEXT_USERS).user_filter is UserFilter.ADMINISTRATORS


def test_a_search_is_paged_by_number() -> None:
    view = a_list(UserQuery(typed="na"), matches=40)

    assert clicked(view, Click.NEXT_USERS) == UserQuery(typed="na", skip=15)
    assert Click.PREVIOUS_USERS not in clicks(view)


def test_the_last_page_of_a_search_has_no_next() -> None:
    view = a_list(UserQuery(typed="na", skip=30), matches=40)

    assert Click.NEXT_USERS not in clicks(view)
    assert clicked(view, Click.PREVIOUS_USERS) == UserQuery(typed="na", skip=15)


def test_a_search_of_exactly_one_page_has_no_next() -> None:
    assert Click.NEXT_USERS not in clicks(a_list(UserQuery(typed="na"), matches=15))


@pytest.mark.parametrize("action", [None, {"action_id": "search_users", "value": "ignored"}])
def test_enter_and_the_search_button_do_the_same(action: dict[str, Any] | None) -> None:
    view = a_list(UserQuery(user_filter=UserFilter.WITHOUT_LICENSE, cursor=Cursor(after="m"), skip=30))
    sent = submitted(view, search="  oka ")

    assert next_query(sent, action) == UserQuery(user_filter=UserFilter.WITHOUT_LICENSE, typed="oka")


def test_an_emptied_search_box_shows_everybody_again() -> None:
    sent = submitted(a_list(UserQuery(typed="oka"), matches=2), search="")

    assert next_query(sent) == UserQuery()


def test_a_search_is_no_longer_than_the_state_has_room_for() -> None:
    sent = submitted(a_list(), search="n" * 500)

    assert len(next_query(sent).typed) == MAXIMUM_TYPED


def test_another_filter_keeps_the_search_and_starts_at_the_first_page() -> None:
    sent = submitted(a_list(UserQuery(typed="oka", skip=15), matches=20))
    action = {"action_id": "filter_users", "selected_option": {"value": "administrators"}}

    assert next_query(sent, action) == UserQuery(user_filter=UserFilter.ADMINISTRATORS, typed="oka")


def test_show_all_users_forgets_search_and_filter() -> None:
    query = UserQuery(user_filter=UserFilter.ADMINISTRATORS, typed="oka")
    view = a_list(query, Page([]), matches=0)

    assert clicked(view, Click.SHOW_ALL_USERS) == UserQuery()


def test_after_show_all_users_slack_empties_the_search_box() -> None:
    searched, everybody = a_list(UserQuery(typed="oka"), matches=2), a_list()

    assert _search_box(searched)["element"]["initial_value"] == "oka"
    assert "initial_value" not in _search_box(everybody)["element"]
    assert _search_box(searched)["block_id"] != _search_box(everybody)["block_id"]


def _search_box(view: View) -> dict[str, Any]:
    (box,) = (block for block in view.to_dict()["blocks"] if block["type"] == "input")
    return dict(box)


def test_the_position_on_a_later_page_is_told() -> None:
    page = Page([NADIA, ZOE], before="nadia", after="zoe")

    assert "16 to 17 of 240" in said(a_list(UserQuery(cursor=Cursor(after="m"), skip=15), page))


def test_the_first_page_starts_at_one_whatever_was_counted_on_the_way() -> None:
    view = a_list(UserQuery(cursor=Cursor(before="nadia"), skip=15), Page([NADIA], after="nadia"))

    assert "1 to 1 of 240" in said(view)


def test_the_total_is_that_of_the_filter() -> None:
    assert "1 to 2 of 3" in said(a_list(UserQuery(user_filter=UserFilter.ADMINISTRATORS)))


def test_the_products_that_somebody_holds_can_be_filtered_by_after_those_always_there() -> None:
    assert offered(a_list(subscriptions=SOLD)) == [
        ("All users (240)", "all"),
        ("Without a license (5)", "without_license"),
        ("Administrators (3)", "administrators"),
        ("With Office 365 E1 (7)", "license:sku-e1"),
        ("With Office 365 E3 (1,234)", "license:sku-e3"),
    ]


def test_choosing_a_product_keeps_the_search_and_starts_at_the_first_page() -> None:
    sent = submitted(a_list(UserQuery(typed="oka", skip=15), matches=20, subscriptions=SOLD))
    action = {"action_id": "filter_users", "selected_option": {"value": "license:sku-e3"}}

    assert next_query(sent, action) == UserQuery(
        user_filter=UserFilter.WITH_LICENSE, sku_id="sku-e3", typed="oka"
    )


def test_paging_keeps_the_product() -> None:
    view = a_list(WITH_E3, Page([LICENSED], after="m"), subscriptions=SOLD)

    assert clicked(view, Click.NEXT_USERS) == replace(WITH_E3, cursor=Cursor(after="m"), skip=15)


def test_a_search_is_among_those_with_the_product() -> None:
    sent = submitted(a_list(WITH_E3, subscriptions=SOLD), search="mir")

    assert next_query(sent) == replace(WITH_E3, typed="mir")


def test_another_filter_forgets_the_product() -> None:
    sent = submitted(a_list(WITH_E3, subscriptions=SOLD))
    action = {"action_id": "filter_users", "selected_option": {"value": "administrators"}}

    assert next_query(sent, action) == UserQuery(user_filter=UserFilter.ADMINISTRATORS)


def test_the_total_of_a_product_is_what_is_consumed_of_it() -> None:
    assert "1 to 1 of 1,234" in said(a_list(WITH_E3, Page([LICENSED]), subscriptions=SOLD))


def test_a_product_whose_last_license_went_stays_chosen_with_nobody() -> None:
    view = a_list(
        UserQuery(user_filter=UserFilter.WITH_LICENSE, sku_id="sku-ems"), Page([]), subscriptions=SOLD
    )

    assert ("With Enterprise Mobility + Security E3 (0)", "license:sku-ems") in offered(view)
    assert "No user of Contoso Ltd has Enterprise Mobility + Security E3." in said(view)


def test_what_slack_keeps_chosen_is_dropped_when_a_count_changes() -> None:
    after = [replace(each, consumed=each.consumed + 1) if each is E3 else each for each in SOLD]

    before_, after_ = (a_list(subscriptions=each).to_dict()["blocks"] for each in (SOLD, after))

    assert filter_block(before_)["block_id"] != filter_block(after_)["block_id"]


def test_a_name_too_long_for_an_option_leaves_room_for_its_count() -> None:
    product = a_product(name="Microsoft Defender for Office 365 " * 7)
    (*_, (text, _)) = offered(a_list(subscriptions=[a_subscription(product, consumed=12)]))

    assert text.startswith("With Microsoft Defender for Office 365")
    assert text.endswith("… (12)")
    assert len(text) <= 75


def test_as_many_products_as_a_customer_can_have_fit_into_the_select() -> None:
    many = [
        a_subscription(a_product(f"sku-{number}", f"Product {number:02}"), consumed=1)
        for number in range(MAXIMUM_SUBSCRIPTIONS)
    ]
    gone = UserQuery(user_filter=UserFilter.WITH_LICENSE, sku_id="sku-gone")

    assert len(offered(a_list(gone, Page([]), subscriptions=many))) == MAXIMUM_SUBSCRIPTIONS + 4 <= 100


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (UserQuery(), "Enterprise Mobility + Security E3 and 2 more"),
        (UserQuery(user_filter=UserFilter.WITH_LICENSE, sku_id="sku-e3"), "Office 365 E3 and 2 more"),
    ],
    ids=["the first by name", "the one that is filtered by"],
)
def test_a_line_tells_what_its_user_holds(query: UserQuery, told: str) -> None:
    view = said(a_list(query, Page([LICENSED, UNPLACED]), subscriptions=SOLD))

    assert told in view
    assert "no usage location · Can use licenses and services · no license" in view


def test_only_those_who_may_change_licenses_see_the_button() -> None:
    users = UserList(
        customer=CONTOSO, query=UserQuery(), counts=COUNTS, subscriptions=SOLD, page=Page([NADIA])
    )

    assert Click.OPEN_MANAGE_LICENSES in clicks(users_view(T, users, EVERYTHING))
    assert Click.OPEN_MANAGE_LICENSES not in clicks(users_view(T, users, LOOKING))
    assert Click.OPEN_LICENSES in clicks(users_view(T, users, LOOKING))


def test_without_users_there_is_nobody_to_manage_the_licenses_of() -> None:
    assert Click.OPEN_MANAGE_LICENSES not in clicks(a_list(page=Page([]), counts=UserCounts()))


def offered(view: View) -> list[tuple[str, str]]:
    options = filter_block(view.to_dict()["blocks"])["accessory"]["options"]
    return [(each["text"]["text"], each["value"]) for each in options]


def filter_block(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    (found,) = (block for block in blocks if str(block.get("block_id", "")).startswith("filter-"))
    return found


def test_the_total_of_a_search_is_its_matches() -> None:
    assert "1 to 2 of 2" in said(a_list(UserQuery(typed="oka"), matches=2))


def test_a_count_that_lags_behind_never_contradicts_the_page() -> None:
    assert "1 to 2 of 2" in said(a_list(counts=UserCounts(total=1)))


def test_a_search_that_was_cut_asks_for_more_letters() -> None:
    assert "type more letters" in said(a_list(UserQuery(typed="n"), matches=100, is_cut=True))
    assert "type more letters" not in said(a_list(UserQuery(typed="n"), matches=100))


def test_a_search_that_was_cut_does_not_claim_that_nobody_passes_the_filter() -> None:
    view = said(a_list(replace(WITH_E3, typed="n"), Page([]), matches=0, subscriptions=SOLD, is_cut=True))

    assert "With this filter, none of the first 100 users that match “n” is shown." in view
    assert "type more letters" in view


def test_only_those_who_may_create_users_see_the_button() -> None:
    page = Page([NADIA])
    users = UserList(customer=CONTOSO, query=UserQuery(), counts=COUNTS, subscriptions=(), page=page)

    assert Click.OPEN_CREATE_USER in clicks(users_view(T, users, EVERYTHING))
    assert Click.OPEN_CREATE_USER not in clicks(users_view(T, users, LOOKING))


def test_each_open_button_is_read_out_with_the_persons_name() -> None:
    labels = [
        part["accessibility_label"] for part in parts(a_list().to_dict()) if "accessibility_label" in part
    ]

    assert labels == ["Open Nadia Okafor", "Open Zoë O'Brien"]
