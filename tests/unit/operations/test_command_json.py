"""A command that waits is the command that was confirmed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.command import (
    ChangeLicenses,
    DeleteUsers,
    ExportLicenses,
    LoadCatalogue,
    ManyCommand,
    ResetPasswords,
    RestoreUsers,
)
from shared.domain.license import LicenseChange
from shared.domain.user import Everyone, UserFilter
from shared.operations.command_json import command_json, to_command

ids = st.text(min_size=1, max_size=40)
plans = st.frozensets(ids, max_size=4)
changes = st.builds(
    LicenseChange,
    assign=st.dictionaries(ids, st.none() | plans, max_size=4),
    remove=st.frozensets(ids, max_size=4),
    sets_usage_location=st.booleans(),
)
users = st.lists(ids, max_size=5).map(tuple) | st.builds(Everyone, st.sampled_from(UserFilter), st.text())
commands = st.one_of(
    st.builds(ChangeLicenses, customer_id=ids, users=users, change=changes),
    st.builds(ResetPasswords, customer_id=ids, users=users),
    st.builds(DeleteUsers, customer_id=ids, users=users),
    st.builds(
        RestoreUsers,
        customer_id=ids,
        users=users,
        sign_in_names=st.dictionaries(ids, st.tuples(ids, ids), max_size=3),
    ),
    st.builds(ExportLicenses, customer_id=ids),
    st.builds(LoadCatalogue, file_id=ids),
)


@given(commands)
def test_a_command_is_read_as_it_was_written(command: ManyCommand) -> None:
    assert to_command(command_json(command)) == command


@given(commands)
def test_the_same_command_is_always_the_same_text(command: ManyCommand) -> None:
    assert command_json(to_command(command_json(command))) == command_json(command)


def test_no_users_are_not_everyone() -> None:
    command = ChangeLicenses(customer_id="contoso", users=(), change=LicenseChange())
    assert to_command(command_json(command)) == command


def test_plans_left_as_they_are_differ_from_all_plans_on() -> None:
    change = LicenseChange(assign={"left": None, "all on": frozenset()})
    command = ChangeLicenses(customer_id="contoso", users=("nadia",), change=change)
    read = to_command(command_json(command))
    assert isinstance(read, ChangeLicenses)
    assert read.change.assign == {"left": None, "all on": frozenset()}


def test_a_command_of_another_release_is_a_clear_fault() -> None:
    with pytest.raises(ValueError, match="no command is called raise_the_dead"):
        to_command(json.dumps({"command": "raise_the_dead"}))
