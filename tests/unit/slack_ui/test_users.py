"""The list of users: what each click asks for next, and what is said where there is nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.user import UserCounts, UserFilter
from shared.i18n.translator import translator
from shared.operations.looking import UserList, UserQuery
from shared.ports import Cursor, Page
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.users import MAXIMUM_TYPED, next_query, users_view
from tests.unit.slack_ui.situations import CONTOSO, EVERYTHING, LOOKING, NADIA, ZOE
from tests.unit.slack_ui.submitted import submitted
from tests.unit.slack_ui.test_slack_takes_it import parts

if TYPE_CHECKING:
    from slack_sdk.models.views import View

T = translator("en")
COUNTS = UserCounts(total=240, administrators=3, without_license=5)


def a_list(
    query: UserQuery = UserQuery(),
    page: Page[Any] | None = None,
    counts: UserCounts = COUNTS,
    matches: int | None = None,
) -> View:
    users = UserList(
        customer=CONTOSO,
        query=query,
        counts=counts,
        page=Page([NADIA, ZOE]) if page is None else page,
        matches=matches,
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


def test_the_total_of_a_search_is_its_matches() -> None:
    assert "1 to 2 of 2" in said(a_list(UserQuery(typed="oka"), matches=2))


def test_a_count_that_lags_behind_never_contradicts_the_page() -> None:
    assert "1 to 2 of 2" in said(a_list(counts=UserCounts(total=1)))


def test_a_hundred_matches_ask_for_more_letters() -> None:
    assert "type more letters" in said(a_list(UserQuery(typed="n"), matches=100))
    assert "type more letters" not in said(a_list(UserQuery(typed="n"), matches=99))


def test_only_those_who_may_create_users_see_the_button() -> None:
    users = UserList(customer=CONTOSO, query=UserQuery(), counts=COUNTS, page=Page([NADIA]))

    assert Click.OPEN_CREATE_USER in clicks(users_view(T, users, EVERYTHING))
    assert Click.OPEN_CREATE_USER not in clicks(users_view(T, users, LOOKING))


def test_each_open_button_is_read_out_with_the_persons_name() -> None:
    labels = [
        part["accessibility_label"] for part in parts(a_list().to_dict()) if "accessibility_label" in part
    ]

    assert labels == ["Open Nadia Okafor", "Open Zoë O'Brien"]
