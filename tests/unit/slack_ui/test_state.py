"""What a view remembers comes back as it was, and fits where Slack keeps it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.password import temporary_password
from shared.domain.user import UserFilter
from shared.operations.looking import UserQuery
from shared.ports import Cursor
from shared.slack_ui.state import MAXIMUM_CREATED, Created, ViewState
from tests.unit.slack_ui.longest import CURSOR, PASSWORD, UUID

SLACKS_ROOM = 3000

words = st.text(max_size=30)
cursors = st.builds(Cursor, after=st.none() | words.filter(bool), before=st.none() | words.filter(bool))
queries = st.builds(
    UserQuery,
    user_filter=st.sampled_from(UserFilter),
    sku_id=words,
    typed=words,
    cursor=cursors,
    skip=st.integers(min_value=0, max_value=10**6),
)
states = st.builds(
    ViewState,
    root=words,
    customer_id=words,
    user_id=words,
    sku_id=words,
    version=st.integers(min_value=0, max_value=10**6),
    query=queries,
    cursor=cursors,
    nonce=words,
    password=words,
    created=st.lists(st.builds(Created, user_id=words, password=words), max_size=20).map(tuple),
    carried=words,
)


@given(states)
def test_what_is_written_is_read_again(state: ViewState) -> None:
    assert ViewState.decode(state.encode()) == state


def test_no_metadata_is_an_empty_state() -> None:
    assert ViewState.decode("") == ViewState()


def test_an_empty_state_takes_no_room() -> None:
    assert ViewState().encode() == "{}"


@pytest.mark.parametrize(
    "created", [0, MAXIMUM_CREATED], ids=["a list and a trail", "a list and a full confirmation"]
)
def test_the_fullest_state_of_a_view_fits(created: int) -> None:
    state = ViewState(
        root="created_users",
        customer_id=UUID,
        user_id=UUID,
        version=10**6,
        query=UserQuery(
            user_filter=UserFilter.WITH_LICENSE,
            sku_id="s" * 100,
            typed="é" * 100,
            skip=10**6,
            cursor=Cursor(after=CURSOR),
        ),
        cursor=Cursor() if created else Cursor(after=CURSOR),
        nonce="f" * 32,
        password=PASSWORD,
        created=(Created(user_id=UUID, password=PASSWORD),) * created,
    )

    assert len(state.encode()) <= SLACKS_ROOM


def test_no_password_is_shown_where_a_state_is_printed() -> None:
    password = temporary_password()
    state = ViewState(password=password, created=(Created(user_id="nadia", password=password),))

    assert password not in repr(state)
