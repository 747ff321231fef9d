"""Every two roles, every action, kind of targets and scope: all of it, against the table written by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.action import Action
from shared.domain.staff import Grant, Role, Staff
from shared.policy.decide import Decision, Verdict, decide
from shared.policy.matrix import Entry, Matrix, Row, default_matrix
from shared.policy.targets import Targets
from tests.builders import CONTOSO, FABRIKAM, NOW, a_staff_member

# The design's table: of one plain user, of one who is sensitive, of more than twenty, and of both at once.
# y at once, 1 and 2 after so many others agreed, - never. Roles as in the head, and "-" is no role at all.
BY_HAND = """
                   GA       UMA      AA       SA       HA
view               y y y y  y y y y  y y y y  y y y y  y y y y
create_user        y y y y  y y y y  y y y y  1 1 1 1  1 1 1 1
edit_user          y 1 y 1  y 1 y 1  y 1 y 1  1 - 1 -  1 - 1 -
import_users       y y y y  1 1 1 1  1 1 1 1  - - - -  - - - -
change_licenses    y y y y  y y y y  y y y y  y y y y  y y y y
reset_password     y 1 1 2  y 1 1 2  y 1 1 2  1 - 2 -  y - 1 -
delete_user        y 1 1 2  y 1 1 2  y 1 1 2  1 - 2 -  1 - 2 -
restore_user       y 1 y 1  y 1 y 1  y 1 y 1  1 - 1 -  1 - 1 -
purge_user         2 2 2 2  - - - -  - - - -  - - - -  - - - -
change_seats       y y y y  - - - -  y y y y  1 1 1 1  - - - -
add_customer       y y y y  - - - -  y y y y  1 1 1 1  - - - -
edit_customer      y y y y  - - - -  y y y y  1 1 1 1  - - - -
grant_role         1 1 1 1  1 1 1 1  - - - -  - - - -  - - - -
"""
ROLES = {
    "GA": Role.GLOBAL_ADMIN,
    "UMA": Role.USER_MANAGEMENT_ADMIN,
    "AA": Role.ADMIN_AGENT,
    "SA": Role.SALES_AGENT,
    "HA": Role.HELPDESK_AGENT,
}
KINDS = {
    "plain": Targets(),
    "sensitive": Targets(has_sensitive=True),
    "many": Targets(count=21),
    "many and sensitive": Targets(count=21, has_sensitive=True),
}
SCOPES = {
    "this one": ([CONTOSO], CONTOSO, True),
    "this one of two": ([CONTOSO, FABRIKAM], CONTOSO, True),
    "all": (None, CONTOSO, True),
    "another": ([FABRIKAM], CONTOSO, False),
    "none": ([], CONTOSO, False),
    "all, and none yet there": (None, None, True),
    "this one, and none yet there": ([CONTOSO], None, False),
}
RANK = "y12-"
MATRIX = default_matrix()


def by_hand() -> dict[tuple[Action, Role, str], str]:
    head, *rows = BY_HAND.strip().splitlines()
    table = {}
    for row in rows:
        action, *cells = row.split()
        for position, cell in enumerate(cells):
            role = ROLES[head.split()[position // len(KINDS)]]
            table[Action(action), role, list(KINDS)[position % len(KINDS)]] = cell
    return table


TABLE = by_hand()


def said(role_names: tuple[str, str], action: Action, kind: str) -> str:
    """The better of what two roles may do."""
    return min((TABLE[action, ROLES[name], kind] for name in role_names), key=RANK.index)


def in_words(actor: Staff, action: Action, customer_id: str | None, targets: Targets) -> str:
    decision = decide(MATRIX, actor, action, customer_id, NOW, targets)
    if decision.verdict is Verdict.DENY:
        assert decision.approvals_needed == 0
        return "-"
    assert (decision.verdict is Verdict.ALLOW) == (decision.approvals_needed == 0)
    return RANK[decision.approvals_needed]


def test_the_table_by_hand_has_everything() -> None:
    assert len(TABLE) == len(Action) * len(Role) * len(KINDS)
    assert set(ROLES.values()) == set(Role)


@pytest.mark.promise(6, 12, 17)
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("action", Action)
def test_two_roles_may_do_what_the_table_says_and_only_in_scope(action: Action, scope: str) -> None:
    """One role is two of the same."""
    customers, customer_id, is_in_scope = SCOPES[scope]
    found, expected = {}, {}
    for names in combinations_with_replacement(ROLES, 2):
        actor = a_staff_member(*(ROLES[name] for name in names), customers=customers)
        for kind, targets in KINDS.items():
            found[names, kind] = in_words(actor, action, customer_id, targets)
            expected[names, kind] = said(names, action, kind) if is_in_scope else "-"
    assert found == expected


@pytest.mark.promise(12)
@pytest.mark.parametrize("action", Action)
def test_of_two_roles_for_different_customers_each_holds_for_its_own(action: Action) -> None:
    """One is granted to the person for Contoso, the other to a user group of theirs for Fabrikam."""
    for one, other in combinations_with_replacement(ROLES, 2):
        group = Grant(roles=frozenset({ROLES[other]}), customers=frozenset({FABRIKAM}))
        actor = replace(a_staff_member(ROLES[one], customers=[CONTOSO]), memberships={"S0GROUP": group})
        for kind, targets in KINDS.items():
            assert in_words(actor, action, CONTOSO, targets) == TABLE[action, ROLES[one], kind]
            assert in_words(actor, action, FABRIKAM, targets) == TABLE[action, ROLES[other], kind]
            assert in_words(actor, action, None, targets) == "-"


def test_without_a_role_nobody_may_do_anything() -> None:
    nobody = Staff(slack_user_id="U0NOBODY", roles=frozenset())
    for action in Action:
        for targets in KINDS.values():
            assert in_words(nobody, action, CONTOSO, targets) == "-"


# ---- laws of any matrix, of anybody, of any targets ------------------------------------------------

entries = st.dictionaries(st.sampled_from(Role), st.sampled_from(Entry))
rows = st.builds(Row, entries, st.frozensets(st.sampled_from(Role)))
matrices = st.fixed_dictionaries(dict.fromkeys(Action, rows)).map(Matrix)
scopes = st.none() | st.frozensets(st.sampled_from([CONTOSO, FABRIKAM]))
grants = st.builds(Grant, roles=st.frozensets(st.sampled_from(Role)), customers=scopes)
staff = st.builds(
    Staff,
    slack_user_id=st.just("U0GRACE"),
    roles=st.frozensets(st.sampled_from(Role)),
    customers=scopes,
    memberships=st.dictionaries(st.sampled_from(["S0ONE", "S0TWO"]), grants),
)
actions = st.sampled_from(Action)
customers = st.none() | st.sampled_from([CONTOSO, FABRIKAM])
targets = st.builds(Targets, count=st.integers(0, 60), has_sensitive=st.booleans())
# Who may ask for it, how many others have to agree, and who these may be: less of each is narrower.
WIDTH = {Verdict.DENY: 0, Verdict.APPROVAL: 1, Verdict.ALLOW: 2}


def is_no_wider(now: Decision, then: Decision) -> bool:
    if WIDTH[now.verdict] != WIDTH[then.verdict]:
        return WIDTH[now.verdict] < WIDTH[then.verdict]
    return now.approvals_needed >= then.approvals_needed and now.approver_roles <= (
        then.approver_roles if now.verdict is Verdict.APPROVAL else now.approver_roles
    )


@pytest.mark.promise(6)
@given(matrices, staff, actions, customers, targets, st.tuples(actions, st.sampled_from(Role)))
def test_a_deny_more_never_widens_anything_whomever_it_is_about(
    matrix: Matrix,
    actor: Staff,
    action: Action,
    customer: str | None,
    facts: Targets,
    denial: tuple[Action, Role],
) -> None:
    where, role = denial
    row = matrix.rows[where]
    denied = Matrix({**matrix.rows, where: Row({**row.entries, role: Entry.DENY}, row.approvers)})
    then = decide(matrix, actor, action, customer, NOW, facts)
    assert is_no_wider(decide(denied, actor, action, customer, NOW, facts), then)


@pytest.mark.promise(17)
@given(matrices, staff, actions, customers, targets, targets)
def test_what_is_known_of_targets_never_widens_anything(
    matrix: Matrix,
    actor: Staff,
    action: Action,
    customer: str | None,
    facts: Targets,
    more: Targets,
) -> None:
    has_sensitive = facts.has_sensitive or more.has_sensitive
    known = Targets(count=facts.count + more.count, has_sensitive=has_sensitive)
    then = decide(matrix, actor, action, customer, NOW, facts)
    assert is_no_wider(decide(matrix, actor, action, customer, NOW, known), then)


@pytest.mark.promise(12)
@given(matrices, staff, actions, targets)
def test_a_customer_in_no_grants_scope_is_out_of_reach_whatever_the_matrix(
    matrix: Matrix, actor: Staff, action: Action, facts: Targets
) -> None:
    if not any(grant.covers(CONTOSO) for grant in actor.grants):
        assert decide(matrix, actor, action, CONTOSO, NOW, facts).verdict is Verdict.DENY
    if not any(grant.customers is None for grant in actor.grants):
        assert decide(matrix, actor, action, None, NOW, facts).verdict is Verdict.DENY
