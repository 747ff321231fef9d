from __future__ import annotations

from importlib.resources import files

import pytest

from shared.domain.action import Action
from shared.domain.staff import Role
from shared.errors import SettingsError
from shared.policy.matrix import Entry, default_matrix, parse_matrix

SHIPPED = (files("shared.policy") / "matrix.toml").read_text(encoding="utf-8")
NOTHING = "".join(f"[{action}]\n" for action in Action)


def faults_of(toml: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        parse_matrix(toml)
    faults = refused.value.facts["settings"]
    assert isinstance(faults, list)
    return faults


def test_the_matrix_shipped_has_a_row_for_every_action() -> None:
    assert set(default_matrix().rows) == set(Action)


def test_a_row_without_entries_lets_nobody_do_it_and_nobody_agree() -> None:
    row = parse_matrix(NOTHING).rows[Action.VIEW]
    assert (dict(row.entries), row.approvers) == ({}, frozenset())


def test_approvers_named_are_those_and_no_others() -> None:
    toml = NOTHING.replace("[view]\n", '[view]\nadmin_agent = "allow"\napprovers = ["global_admin"]\n')
    row = parse_matrix(toml).rows[Action.VIEW]
    assert dict(row.entries) == {Role.ADMIN_AGENT: Entry.ALLOW}
    assert row.approvers == frozenset({Role.GLOBAL_ADMIN})


def test_a_missing_row_is_refused() -> None:
    assert faults_of(SHIPPED.replace("[view]", "[vew]")) == [
        "policy matrix: no row [view]",
        "policy matrix: unknown row [vew]",
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('global_admin = "yes"', 'policy matrix: [view] global_admin = "yes" is not understood'),
        ('global_admins = "allow"', 'policy matrix: [view] global_admins = "allow" is not understood'),
        ("global_admin = true", 'policy matrix: [view] global_admin = "True" is not understood'),
        ('global_admin = ["allow"]', "policy matrix: [view] global_admin = \"['allow']\" is not understood"),
        ("approvers = ['boss']", "policy matrix: [view] approvers = ['boss'] is not understood"),
        ("approvers = 'global_admin'", "policy matrix: [view] approvers = global_admin is not understood"),
        ("approvers = [1]", "policy matrix: [view] approvers = [1] is not understood"),
        ("approvers = [['a']]", "policy matrix: [view] approvers = [['a']] is not understood"),
    ],
)
def test_a_word_that_is_not_known_is_refused(line: str, fault: str) -> None:
    assert faults_of(NOTHING.replace("[view]\n", f"[view]\n{line}\n")) == [fault]


def test_every_fault_is_told_at_once() -> None:
    toml = SHIPPED.replace("[purge_user]", "[purge]").replace("sales_agent", "seller")
    faults = faults_of(toml)
    assert "policy matrix: no row [purge_user]" in faults
    assert "policy matrix: unknown row [purge]" in faults
    assert sum("seller" in fault for fault in faults) == SHIPPED.count("sales_agent =")


@pytest.mark.parametrize("toml", ["[view", 'view = "allow"\n', "[view]\n[view]\n", ""])
def test_what_is_no_matrix_at_all_is_refused(toml: str) -> None:
    assert faults_of(toml)
