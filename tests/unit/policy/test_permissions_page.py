"""docs/permissions.md says what is decided: it is read as a person reads it, and asked about everything."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from itertools import combinations

import pytest

from sandbox.places import ROOT
from shared.domain.action import Action
from shared.domain.request import PENDING_FOR
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.policy.decide import Decision, Verdict, decide
from shared.policy.giving import givable
from shared.policy.matrix import default_matrix, parse_matrix
from shared.policy.targets import Targets
from tests.builders import CONTOSO, a_staff_member
from tools.permissions import page

PAGE = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ANY, ADMINISTRATORS, MANY, MANY_ADMINISTRATORS = range(4)
APPROVALS = {"✔": 0, "②": 1, "③": 2, "④": 3}

# The words of the page, and those of the policy.
ACTIONS = {
    "see users, licenses and history": Action.VIEW,
    "create users": Action.CREATE_USER,
    "edit users": Action.EDIT_USER,
    "import users": Action.IMPORT_USERS,
    "assign and remove licenses": Action.CHANGE_LICENSES,
    "reset passwords": Action.RESET_PASSWORD,
    "delete users": Action.DELETE_USER,
    "restore users": Action.RESTORE_USER,
    "delete users for good before 30 days": Action.PURGE_USER,
    "change the seats of subscriptions": Action.CHANGE_SEATS,
    "add customers": Action.ADD_CUSTOMER,
    "edit customers": Action.EDIT_CUSTOMER,
    "grant and revoke partner roles": Action.GRANT_ROLE,
}
ROLES = {
    "Global admin": Role.GLOBAL_ADMIN,
    "User management admin": Role.USER_MANAGEMENT_ADMIN,
    "Admin agent": Role.ADMIN_AGENT,
    "Sales agent": Role.SALES_AGENT,
    "Helpdesk agent": Role.HELPDESK_AGENT,
}
PERMISSIONS = {
    "Global admin": DirectoryRole.GLOBAL_ADMIN,
    "Password admin": DirectoryRole.PASSWORD_ADMIN,
    "User management admin": DirectoryRole.USER_MANAGEMENT_ADMIN,
    "Service admin": DirectoryRole.SERVICE_ADMIN,
}
TARGETS = {
    ANY: Targets(),
    ADMINISTRATORS: Targets(has_sensitive=True),
    MANY: Targets(count=21),
    MANY_ADMINISTRATORS: Targets(count=21, has_sensitive=True),
}


@cache
def tables(text: str) -> list[dict[Action, tuple[dict[Role, str], frozenset[Role]]]]:
    """Read the tables: of each action what it says of each role, and who may agree."""
    found: list[dict[Action, tuple[dict[Role, str], frozenset[Role]]]] = []
    for lines in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        head, _, *rows = (
            [cell.strip() for cell in line.strip("|").split("|")] for line in lines.splitlines()
        )
        if head == ["", *ROLES]:
            continue  # of permissions, below
        assert head == ["", *ROLES, "who may agree"]
        found.append(
            {
                ACTIONS[name]: (
                    dict(zip(ROLES.values(), cells[:-1], strict=True)),
                    frozenset(ROLES[each] for each in cells[-1].split(", ") if each),
                )
                for name, *cells in rows
            }
        )
    return found


def said(action: Action, situation: int) -> tuple[dict[Role, str], frozenset[Role]]:
    """Look an action up: in the table of the situation, or in the one that says the most of it."""
    for table in {ANY: [0], ADMINISTRATORS: [1, 0], MANY: [2, 0], MANY_ADMINISTRATORS: [3, 1, 0]}[situation]:
        if action in tables(PAGE)[table]:
            return tables(PAGE)[table][action]
    raise AssertionError(action)


def decided(action: Action, roles: tuple[Role, ...], targets: Targets) -> Decision:
    actor = a_staff_member(*roles)
    return decide(default_matrix(), actor, action, CONTOSO, NOW, targets)


def test_the_page_is_what_the_policy_makes_it() -> None:
    assert page(default_matrix()) == PAGE, "run `make permissions`"


def test_the_page_names_every_action_and_every_role() -> None:
    assert list(tables(PAGE)[0]) == list(Action)
    assert list(ROLES.values()) == list(Role)
    assert len(tables(PAGE)) == len(TARGETS)


@pytest.mark.promise(17)
@pytest.mark.parametrize("situation", TARGETS)
@pytest.mark.parametrize("action", Action)
def test_whatever_somebody_is_and_does_to_whomever_the_page_says_what_is_decided(
    action: Action, situation: int
) -> None:
    marks, approvers = said(action, situation)
    for count in range(1, len(Role) + 1):
        for roles in combinations(Role, count):
            decision = decided(action, roles, TARGETS[situation])
            needed = [APPROVALS[marks[role]] for role in roles if marks[role] in APPROVALS]
            if any(marks[role] == "✘" for role in roles) or not needed:
                assert decision.verdict is Verdict.DENY, roles
            elif min(needed) == 0:
                assert decision.verdict is Verdict.ALLOW, roles
            else:
                assert (decision.verdict, decision.approvals_needed) == (Verdict.APPROVAL, min(needed)), roles
                assert decision.approver_roles == approvers, roles


def test_whichever_roles_somebody_holds_the_page_says_which_permissions_they_may_give() -> None:
    (table,) = re.findall(
        r"^## Who may give which permission\n.*?((?:^\|.*\|\n)+)", PAGE, re.MULTILINE | re.DOTALL
    )
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
    assert head == ["", *ROLES]
    assert [name for name, *_ in rows] == list(PERMISSIONS)
    assert {mark for _, *marks in rows for mark in marks} == {"✔", "no"}
    for count in range(len(Role) + 1):
        for roles in combinations(Role, count):
            told = {
                PERMISSIONS[name]
                for name, *marks in rows
                if any(mark == "✔" and ROLES[role] in roles for role, mark in zip(ROLES, marks, strict=True))
            }
            assert givable(frozenset(roles)) == told, roles


def test_the_page_says_who_may_act_alone_while_there_is_nobody_to_ask() -> None:
    alone = Targets(has_no_second_admin=True)
    may = [role for role in Role if decided(Action.GRANT_ROLE, (role,), alone).verdict is Verdict.ALLOW]
    assert may == [Role.GLOBAL_ADMIN]
    assert "**The only Global admin** may grant roles alone" in PAGE


def test_the_page_says_how_long_a_request_waits() -> None:
    assert f"after {PENDING_FOR.total_seconds() / 3600:.0f} hours" in PAGE


def test_a_role_that_is_denied_something_is_marked_so_in_every_table() -> None:
    toml = "".join(f'[{action}]\nadmin_agent = "deny"\nglobal_admin = "allow"\n' for action in Action)
    for table in tables(page(parse_matrix(toml))):
        assert {marks[Role.ADMIN_AGENT] for marks, _ in table.values()} == {"✘"}
