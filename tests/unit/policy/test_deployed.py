"""A deployment's own rows: which matrix they make, and what is refused before it locks anybody out."""

from __future__ import annotations

import base64
import gzip
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.action import Action
from shared.domain.staff import Role
from shared.errors import SettingsError
from shared.policy.deployed import contradictions, deployed_matrix, merged_matrix, packed
from shared.policy.matrix import Entry, Row, default_matrix
from tools.policy import LONGEST, main

if TYPE_CHECKING:
    from pathlib import Path

OWN = """
# Helpdesk agents reset no passwords here.
[reset_password]
global_admin = "allow"
admin_agent = "one approval"   # by a Global admin
"""


NOBODY_LEFT = "no role is left that may see the customer and agree"


def faults_of(toml: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        merged_matrix(toml)
    faults = refused.value.facts["settings"]
    assert isinstance(faults, list)
    return faults


def test_a_deployment_that_says_nothing_has_the_matrix_that_is_shipped() -> None:
    assert deployed_matrix("") == default_matrix()


def test_a_row_replaces_the_shipped_one_whole_and_leaves_the_others() -> None:
    rows = dict(merged_matrix(OWN).rows)
    assert rows.pop(Action.RESET_PASSWORD) == Row(
        {Role.GLOBAL_ADMIN: Entry.ALLOW, Role.ADMIN_AGENT: Entry.ONE_APPROVAL}, frozenset({Role.GLOBAL_ADMIN})
    )
    shipped = dict(default_matrix().rows)
    del shipped[Action.RESET_PASSWORD]
    assert rows == shipped


def test_the_matrix_that_is_shipped_locks_nobody_out() -> None:
    assert list(contradictions(default_matrix())) == []


@pytest.mark.promise(2)
@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        ("[delete]\n", "policy matrix: unknown row [delete]"),
        ('[view]\nhelpdesk = "allow"\n', 'policy matrix: [view] helpdesk = "allow" is not understood'),
        ('[view]\nglobal_admin = "yes"\n', 'policy matrix: [view] global_admin = "yes" is not understood'),
        ('view = "allow"\n', "policy matrix: [view] = allow is not understood"),
        ("[view]\n", "policy matrix: [view] nobody may see anything"),
        (
            '[view]\nglobal_admin = "allow"\nadmin_agent = "one approval"\n',
            "policy matrix: [view] nobody is asked to agree that somebody looks: allow or deny it",
        ),
        (
            '[edit_customer]\nadmin_agent = "one approval"\n',
            f"policy matrix: [edit_customer] {NOBODY_LEFT}",
        ),
        (
            '[edit_customer]\nadmin_agent = "one approval"\napprovers = []\n',
            f"policy matrix: [edit_customer] {NOBODY_LEFT}",
        ),
        (
            '[delete_user]\nglobal_admin = "allow"\napprovers = []\n',  # of more than twenty
            f"policy matrix: [delete_user] {NOBODY_LEFT}",
        ),
        (
            '[edit_user]\nglobal_admin = "allow"\napprovers = ["helpdesk_agent"]\n',
            "policy matrix: [edit_user] no trusted role is left that may agree, for administrators",
        ),
        (
            '[create_user]\nadmin_agent = "deny"\napprovers = ["admin_agent", "global_admin"]\n',
            "policy matrix: [create_user] approvers names who is denied it: admin_agent",
        ),
        (
            '[grant_role]\nuser_management_admin = "allow"\n',
            "policy matrix: [grant_role] a Global admin must be able to do it, or to ask for it",
        ),
        (
            '[grant_role]\nglobal_admin = "deny"\nuser_management_admin = "allow"\n',
            "policy matrix: [grant_role] a Global admin must be able to do it, or to ask for it",
        ),
    ],
)
def test_a_file_that_is_not_understood_or_locks_people_out_is_refused(toml: str, fault: str) -> None:
    assert faults_of(toml) == [fault]


def test_who_may_not_see_the_customer_could_not_agree_either() -> None:
    assert f"policy matrix: [purge_user] {NOBODY_LEFT}" in faults_of('[view]\nadmin_agent = "allow"\n')


def test_every_fault_is_told_at_once() -> None:
    assert len(faults_of('[delete]\n[view]\nboss = "allow"\nglobal_admin = "no"\n')) == 3
    assert len(faults_of('[grant_role]\n[purge_user]\nglobal_admin = "one approval"\n')) == 2


@pytest.mark.promise(2)
@pytest.mark.parametrize("setting", ["x", "====", "W2RlbGV0ZV0=", base64.b64encode(b"\x1f\x8b\x08").decode()])
def test_a_setting_that_nobody_made_for_it_starts_nothing(setting: str) -> None:
    with pytest.raises(SettingsError):
        deployed_matrix(setting)


@pytest.mark.promise(2)
def test_a_setting_with_a_faulty_file_starts_nothing() -> None:
    setting = base64.b64encode(gzip.compress(b"[delete]\n")).decode()
    with pytest.raises(SettingsError) as refused:
        deployed_matrix(setting)
    assert refused.value.facts["settings"] == ["policy matrix: unknown row [delete]"]


def test_a_file_is_deployed_as_it_was_checked_without_its_comments() -> None:
    setting = packed(OWN)
    assert deployed_matrix(setting) == merged_matrix(OWN)
    assert "here" not in gzip.decompress(base64.b64decode(setting)).decode()
    assert packed("# nothing\n") == ""


ENTRIES = st.dictionaries(st.sampled_from(sorted(Role)), st.sampled_from(sorted(Entry)))
ROW = st.tuples(ENTRIES, st.none() | st.lists(st.sampled_from(sorted(Role)), unique=True))


def written(rows: dict[Action, Any]) -> str:
    lines = []
    for action, (entries, approvers) in rows.items():
        lines += [f"[{action}]", *(f'{role} = "{entry}"' for role, entry in entries.items())]
        lines += [f"approvers = {[str(each) for each in approvers]}"] if approvers is not None else []
    return "\n".join(lines)


@given(st.fixed_dictionaries(dict.fromkeys(sorted(Action), ROW)))
def test_any_matrix_is_refused_or_comes_back_as_it_was_written_and_fits(rows: dict[Action, Any]) -> None:
    toml = written(rows)
    try:
        matrix = merged_matrix(toml)
    except SettingsError:
        return
    setting = packed(toml)
    assert deployed_matrix(setting) == matrix
    assert len(setting) <= LONGEST


@given(st.fixed_dictionaries(dict.fromkeys(sorted(Action), ROW)))
def test_the_longest_matrix_fits_the_setting(rows: dict[Action, Any]) -> None:
    plain = written(rows)
    assert len(base64.b64encode(gzip.compress(plain.encode(), mtime=0))) <= LONGEST


def test_the_tool_prints_the_parameter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN)
    assert main([str(file)]) == 0
    assert deployed_matrix(capsys.readouterr().out.strip()) == merged_matrix(OWN)


def test_the_tool_tells_every_fault_in_a_line_and_prints_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[delete]\n[grant]\n")
    assert main([str(file)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        f"{file} is not deployed:",
        "  policy matrix: unknown row [delete]",
        "  policy matrix: unknown row [grant]",
    ]


def test_the_tool_says_so_where_there_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.toml")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert main([]) == 2
