"""A change of licenses comes back from a confirmation as it went in, and fits where Slack keeps it."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.command import ChangeLicenses
from shared.domain.license import LicenseChange
from shared.domain.user import Everyone, UserFilter
from shared.slack_ui.carried import pack, unpack
from shared.slack_ui.modals.people_inputs import MAXIMUM_CHOSEN
from shared.slack_ui.state import ViewState
from tests.builders import a_license_command

ids = st.text(max_size=40)
commands = st.builds(
    ChangeLicenses,
    customer_id=ids,
    users=st.lists(ids).map(tuple) | st.builds(Everyone, st.sampled_from(UserFilter), ids),
    change=st.builds(
        LicenseChange,
        assign=st.dictionaries(ids, st.none() | st.frozensets(ids, max_size=5), max_size=5),
        remove=st.frozensets(ids, max_size=5),
        sets_usage_location=st.booleans(),
    ),
)


@given(commands)
def test_what_is_packed_is_unpacked(command: ChangeLicenses) -> None:
    assert unpack(pack(command), ChangeLicenses) == command


def test_the_same_change_is_the_same_text_in_whatever_order_it_was_chosen() -> None:
    one = a_license_command(assign={"sku-e1": None, "sku-e3": frozenset({"yammer", "sway"})})
    other = a_license_command(assign={"sku-e3": frozenset({"sway", "yammer"}), "sku-e1": None})

    assert pack(one) == pack(other)


def test_as_many_users_as_can_be_chosen_and_twenty_products_fit() -> None:
    users = [_id(number) for number in range(MAXIMUM_CHOSEN)]
    products = [_id(1000 + number) for number in range(20)]
    command = a_license_command(*users, assign=dict.fromkeys(products), customer_id=_id(9))
    state = ViewState(root="licenses", customer_id=_id(9), nonce="f" * 32, carried=pack(command))

    assert len(state.encode()) <= 3000


def _id(number: int) -> str:
    """An id as random as a real one."""
    return str(uuid5(NAMESPACE_URL, str(number)))
