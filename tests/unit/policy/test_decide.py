"""Who may do what: the matrix in words, whole, and the laws that any matrix obeys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.action import Action
from shared.domain.staff import Role, Staff
from shared.policy.decide import Decision, Reason, Verdict, decide, permitted_actions
from shared.policy.matrix import Entry, Matrix, Row, default_matrix
from shared.policy.targets import COUNTED, GUARDED, MANY, ONE, Targets
from tests.builders import CONTOSO, FABRIKAM, NOW, a_staff_member

# The table of the design, read by a person: y at once, 1 and 2 after so many others agreed, - never.
IN_WORDS = """
                   global_admin  user_management_admin  admin_agent  sales_agent  helpdesk_agent
view                    y                y                   y            y             y
create_user             y                y                   y            1             1
edit_user               y                y                   y            1             1
import_users            y                1                   1            -             -
change_licenses         y                y                   y            y             y
reset_password          y                y                   y            1             y
delete_user             y                y                   y            1             1
restore_user            y                y                   y            1             1
purge_user              2                -                   -            -             -
change_seats            y                -                   y            1             -
add_customer            y                -                   y            1             -
edit_customer           y                -                   y            1             -
grant_role              1                1                   -            -             -
"""

# The same, where one of the users is an administrator or marked as protected; the other rows stay.
OF_SENSITIVE = """
                   global_admin  user_management_admin  admin_agent  sales_agent  helpdesk_agent
edit_user               1                1                   1            -             -
reset_password          1                1                   1            -             -
delete_user             1                1                   1            -             -
restore_user            1                1                   1            -             -
purge_user              2                -                   -            -             -
"""

# The same, where there are more than twenty users; the other rows stay.
OF_MANY = """
                   global_admin  user_management_admin  admin_agent  sales_agent  helpdesk_agent
reset_password          1                1                   1            2             1
delete_user             1                1                   1            2             2
"""

# The same, where there are more than twenty users and a sensitive one among them.
OF_MANY_SENSITIVE = """
                   global_admin  user_management_admin  admin_agent  sales_agent  helpdesk_agent
reset_password          2                2                   2            -             -
delete_user             2                2                   2            -             -
"""


def read_words(table: str = IN_WORDS) -> dict[tuple[Role, Action], str]:
    header, *rows = table.strip().splitlines()
    roles = [Role(name) for name in header.split()]
    return {
        (role, Action(row.split()[0])): said
        for row in rows
        for role, said in zip(roles, row.split()[1:], strict=True)
    }


WORDS = read_words()
MATRIX = default_matrix()
VERDICTS = {
    "y": (Verdict.ALLOW, Reason.ROLE_ALLOWS, 0),
    "1": (Verdict.APPROVAL, Reason.ROLE_NEEDS_APPROVAL, 1),
    "2": (Verdict.APPROVAL, Reason.ROLE_NEEDS_APPROVAL, 2),
    "-": (Verdict.DENY, Reason.ROLE_LACKS_PERMISSION, 0),
}


def answer(decision: Decision) -> tuple[Verdict, Reason, int]:
    return decision.verdict, decision.reason, decision.approvals_needed


def test_the_table_in_words_has_every_role_and_action() -> None:
    assert set(WORDS) == {(role, action) for role in Role for action in Action}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_table_says_of_a_customer_in_scope(role: Role, action: Action) -> None:
    expected = VERDICTS[WORDS[role, action]]
    for customers in (None, [CONTOSO], [FABRIKAM, CONTOSO]):
        actor = a_staff_member(role, customers=customers)
        assert answer(decide(MATRIX, actor, action, CONTOSO, NOW)) == expected


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_nothing_to_a_customer_out_of_scope(role: Role, action: Action) -> None:
    for customers in ([], [FABRIKAM]):
        actor = a_staff_member(role, customers=customers)
        decision = decide(MATRIX, actor, action, CONTOSO, NOW)
        assert decision == Decision(Verdict.DENY, Reason.CUSTOMER_OUT_OF_SCOPE)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_what_concerns_no_customer_yet_takes_a_scope_of_all_of_them(role: Role, action: Action) -> None:
    everywhere = decide(MATRIX, a_staff_member(role), action, None, NOW)
    assert answer(everywhere) == VERDICTS[WORDS[role, action]]
    for customers in ([], [CONTOSO]):
        somewhere = decide(MATRIX, a_staff_member(role, customers=customers), action, None, NOW)
        assert somewhere == Decision(Verdict.DENY, Reason.NEEDS_ALL_CUSTOMERS)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_expired_roles_mean_nothing(role: Role, action: Action) -> None:
    actor = a_staff_member(role, expires_at=NOW)
    assert decide(MATRIX, actor, action, CONTOSO, NOW) == Decision(Verdict.DENY, Reason.ACCESS_EXPIRED)
    before = decide(MATRIX, actor, action, CONTOSO, NOW - timedelta(seconds=1))
    assert answer(before) == VERDICTS[WORDS[role, action]]


@pytest.mark.parametrize("action", Action)
def test_somebody_without_a_role_may_do_nothing(action: Action) -> None:
    nobody = Staff(slack_user_id="U0NOBODY", roles=frozenset())
    for customer in (CONTOSO, None):
        assert decide(MATRIX, nobody, action, customer, NOW) == Decision(Verdict.DENY, Reason.NO_ROLE)


@pytest.mark.parametrize("action", Action)
def test_the_best_of_several_roles_counts(action: Action) -> None:
    rank = {"y": 0, "1": 1, "2": 2, "-": 3}
    for first, second in permutations(Role, 2):
        best = min(WORDS[first, action], WORDS[second, action], key=rank.__getitem__)
        decision = decide(MATRIX, a_staff_member(first, second), action, CONTOSO, NOW)
        assert answer(decision) == VERDICTS[best]


@pytest.mark.parametrize("action", Action)
def test_those_who_may_do_it_at_once_may_agree_to_it_unless_the_table_names_others(action: Action) -> None:
    at_once = {role for role in Role if WORDS[role, action] == "y"}
    named = {Action.PURGE_USER: {Role.GLOBAL_ADMIN}, Action.GRANT_ROLE: {Role.GLOBAL_ADMIN}}
    assert MATRIX.rows[action].approvers == named.get(action, at_once)


def test_nobody_but_a_global_admin_grants_roles_alone_where_there_is_no_second_one() -> None:
    targets = Targets(has_no_second_admin=True)
    verdicts = {
        role: decide(MATRIX, a_staff_member(role), Action.GRANT_ROLE, None, NOW, targets).verdict
        for role in (Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT)
    }
    assert list(verdicts.values()) == [Verdict.ALLOW, Verdict.APPROVAL, Verdict.DENY]


def test_who_is_refused_is_told_which_roles_could_do_it() -> None:
    decision = decide(MATRIX, a_staff_member(Role.HELPDESK_AGENT), Action.ADD_CUSTOMER, None, NOW)
    assert decision.approver_roles == {Role.GLOBAL_ADMIN, Role.ADMIN_AGENT}


def test_permitted_actions_are_those_that_may_be_begun_alone_or_with_anothers_agreement() -> None:
    for role in Role:
        expected = {action for action in Action if WORDS[role, action] != "-"}
        actor = a_staff_member(role, customers=[CONTOSO])
        assert permitted_actions(MATRIX, actor, CONTOSO, NOW) == expected
        assert permitted_actions(MATRIX, actor, FABRIKAM, NOW) == frozenset()


# ---- who is sensitive, and how many they are -------------------------------------------------------

SENSITIVE = Targets(has_sensitive=True)
SENSITIVE_WORDS = WORDS | read_words(OF_SENSITIVE)
MANY_WORDS = WORDS | read_words(OF_MANY)
MANY_SENSITIVE_WORDS = SENSITIVE_WORDS | read_words(OF_MANY_SENSITIVE)


def in_words(decision: Decision) -> str:
    needed = {0: "y", 1: "1", 2: "2"}[decision.approvals_needed]
    return "-" if decision.verdict is Verdict.DENY else needed


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_to_sensitive_users_a_role_may_do_what_the_second_table_says(role: Role, action: Action) -> None:
    actor, said = a_staff_member(role), SENSITIVE_WORDS[role, action]
    decision = decide(MATRIX, actor, action, CONTOSO, NOW, SENSITIVE)
    assert in_words(decision) == said
    if action in GUARDED and WORDS[role, action] != "-":
        great = {Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT}
        assert decision.reason is Reason.SENSITIVE_TARGET
        assert decision.approver_roles == ({Role.GLOBAL_ADMIN} if action is Action.PURGE_USER else great)
    else:
        assert decision == decide(MATRIX, actor, action, CONTOSO, NOW)


@pytest.mark.parametrize("count", [0, 1, 19, 20])
@pytest.mark.parametrize("action", Action)
def test_up_to_twenty_users_are_as_good_as_one(action: Action, count: int) -> None:
    for role in Role:
        actor = a_staff_member(role)
        decision = decide(MATRIX, actor, action, CONTOSO, NOW, Targets(count=count))
        assert decision == decide(MATRIX, actor, action, CONTOSO, NOW, ONE)
        assert in_words(decision) == WORDS[role, action]


@pytest.mark.parametrize("count", [21, 22, 10_000])
@pytest.mark.parametrize("action", Action)
def test_to_more_than_twenty_users_a_role_may_do_what_the_third_table_says(
    action: Action, count: int
) -> None:
    for role in Role:
        actor = a_staff_member(role)
        decision = decide(MATRIX, actor, action, CONTOSO, NOW, Targets(count=count))
        assert in_words(decision) == MANY_WORDS[role, action]
        if action in COUNTED and WORDS[role, action] == "y":
            assert decision.reason is Reason.MANY_TARGETS
            assert decision.approver_roles == MATRIX.rows[action].approvers
        else:
            assert decision.reason is decide(MATRIX, actor, action, CONTOSO, NOW).reason


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_to_many_with_a_sensitive_one_among_them_both_count(role: Role, action: Action) -> None:
    targets = Targets(count=21, has_sensitive=True)
    decision = decide(MATRIX, a_staff_member(role), action, CONTOSO, NOW, targets)
    assert in_words(decision) == MANY_SENSITIVE_WORDS[role, action]
    if action in GUARDED and WORDS[role, action] != "-":
        assert decision.reason is Reason.SENSITIVE_TARGET


@pytest.mark.parametrize("action", sorted(GUARDED))
@pytest.mark.parametrize("small", [Role.SALES_AGENT, Role.HELPDESK_AGENT])
def test_a_small_role_neither_helps_nor_hinders_somebody_with_a_great_one(
    small: Role, action: Action
) -> None:
    for great in (Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT):
        for targets in (ONE, SENSITIVE, Targets(count=21), Targets(count=21, has_sensitive=True)):
            both = decide(MATRIX, a_staff_member(great, small), action, CONTOSO, NOW, targets)
            assert both == decide(MATRIX, a_staff_member(great), action, CONTOSO, NOW, targets)


def test_two_small_roles_do_not_add_up_to_a_great_one() -> None:
    both = a_staff_member(Role.SALES_AGENT, Role.HELPDESK_AGENT)
    for action in GUARDED - {Action.PURGE_USER}:
        decision = decide(MATRIX, both, action, CONTOSO, NOW, SENSITIVE)
        assert (decision.verdict, decision.reason) == (Verdict.DENY, Reason.SENSITIVE_TARGET)


def test_twenty_users_is_where_many_begin() -> None:
    assert MANY == 20
    assert {Action.RESET_PASSWORD, Action.DELETE_USER} == COUNTED
    done_to_people = {Action.EDIT_USER, Action.RESET_PASSWORD, Action.DELETE_USER}
    assert done_to_people | {Action.RESTORE_USER, Action.PURGE_USER} == GUARDED


# ---- laws of any matrix ----------------------------------------------------------------------------

entries = st.dictionaries(st.sampled_from(Role), st.sampled_from(Entry))
rows = st.builds(Row, entries, st.frozensets(st.sampled_from(Role)))
matrices = st.fixed_dictionaries(dict.fromkeys(Action, rows)).map(Matrix)
staff = st.builds(
    Staff,
    slack_user_id=st.just("U0GRACE"),
    roles=st.frozensets(st.sampled_from(Role)),
    customers=st.none() | st.frozensets(st.sampled_from([CONTOSO, FABRIKAM])),
    expires_at=st.none() | st.sampled_from([NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)]),
)
actions = st.sampled_from(Action)
customers = st.none() | st.sampled_from([CONTOSO, FABRIKAM])
WIDTH = {Verdict.DENY: 0, Verdict.APPROVAL: 1, Verdict.ALLOW: 2}


def with_entry(matrix: Matrix, action: Action, role: Role, entry: Entry) -> Matrix:
    row = matrix.rows[action]
    return Matrix({**matrix.rows, action: Row({**row.entries, role: entry}, row.approvers)})


@pytest.mark.promise(6)
@given(matrices, staff, actions, customers, st.sampled_from(Role))
def test_adding_a_deny_never_allows_more(
    matrix: Matrix, actor: Staff, action: Action, customer: str | None, role: Role
) -> None:
    before = decide(matrix, actor, action, customer, NOW)
    after = decide(with_entry(matrix, action, role, Entry.DENY), actor, action, customer, NOW)
    assert WIDTH[after.verdict] <= WIDTH[before.verdict]


@given(matrices, staff, actions, customers, st.sampled_from(Role))
def test_a_deny_of_any_role_held_beats_all_the_others(
    matrix: Matrix, actor: Staff, action: Action, customer: str | None, role: Role
) -> None:
    decision = decide(with_entry(matrix, action, role, Entry.DENY), actor, action, customer, NOW)
    if role in actor.roles_at(NOW):
        assert decision.verdict is Verdict.DENY


@given(matrices, actions, customers, st.permutations(list(Role)), st.integers(0, len(Role)))
def test_the_order_of_roles_never_matters(
    matrix: Matrix, action: Action, customer: str | None, order: list[Role], count: int
) -> None:
    held = order[:count]
    forwards = Staff(slack_user_id="U0GRACE", roles=frozenset(held))
    backwards = Staff(slack_user_id="U0GRACE", roles=frozenset(reversed(held)))
    shuffled = Matrix(
        {
            each: Row({role: row.entries[role] for role in order if role in row.entries}, row.approvers)
            for each, row in reversed(list(matrix.rows.items()))
        }
    )
    expected = decide(matrix, forwards, action, customer, NOW)
    assert decide(shuffled, backwards, action, customer, NOW) == expected


@given(matrices, staff, actions, customers)
def test_an_approval_always_asks_for_somebody_and_nothing_else_does(
    matrix: Matrix, actor: Staff, action: Action, customer: str | None
) -> None:
    decision = decide(matrix, actor, action, customer, NOW)
    assert (decision.approvals_needed > 0) == (decision.verdict is Verdict.APPROVAL)


def test_of_two_roles_that_need_agreement_the_one_that_needs_less_counts() -> None:
    entries = {Role.SALES_AGENT: Entry.TWO_APPROVALS, Role.HELPDESK_AGENT: Entry.ONE_APPROVAL}
    matrix = Matrix({**MATRIX.rows, Action.CREATE_USER: Row(entries, frozenset({Role.GLOBAL_ADMIN}))})
    both = a_staff_member(Role.SALES_AGENT, Role.HELPDESK_AGENT)
    decision = decide(matrix, both, Action.CREATE_USER, CONTOSO, NOW)
    assert decision == Decision(
        Verdict.APPROVAL, Reason.ROLE_NEEDS_APPROVAL, 1, frozenset({Role.GLOBAL_ADMIN})
    )


@given(matrices, actions, customers, st.frozensets(st.sampled_from(Role)), st.sampled_from(Role))
def test_a_role_more_never_allows_less_unless_it_denies(
    matrix: Matrix, action: Action, customer: str | None, roles: frozenset[Role], more: Role
) -> None:
    if matrix.rows[action].entries.get(more) is Entry.DENY:
        return
    fewer = decide(matrix, Staff(slack_user_id="U0GRACE", roles=roles), action, customer, NOW)
    held = Staff(slack_user_id="U0GRACE", roles=roles | {more})
    decision = decide(matrix, held, action, customer, NOW)
    assert WIDTH[decision.verdict] >= WIDTH[fewer.verdict]
    if decision.verdict is fewer.verdict is Verdict.APPROVAL:
        assert decision.approvals_needed <= fewer.approvals_needed


@given(matrices, staff, actions, st.sampled_from([CONTOSO, FABRIKAM]))
def test_a_smaller_scope_never_allows_more(
    matrix: Matrix, actor: Staff, action: Action, customer: str
) -> None:
    nowhere = Staff(slack_user_id="U0GRACE", roles=actor.roles, customers=frozenset())
    assert decide(matrix, nowhere, action, customer, NOW).verdict is Verdict.DENY


@given(staff, actions, customers)
def test_an_empty_matrix_allows_nothing(actor: Staff, action: Action, customer: str | None) -> None:
    empty = Matrix({each: Row({}, frozenset()) for each in Action})
    assert decide(empty, actor, action, customer, NOW).verdict is Verdict.DENY


# ---- laws of what targets are ----------------------------------------------------------------------

anybody = st.builds(Targets, count=st.integers(0, 100), has_sensitive=st.booleans())


@given(matrices, staff, actions, customers, anybody)
def test_what_targets_are_never_allows_more_than_one_plain_user_does(
    matrix: Matrix, actor: Staff, action: Action, customer: str | None, targets: Targets
) -> None:
    plain = decide(matrix, actor, action, customer, NOW, ONE)
    decision = decide(matrix, actor, action, customer, NOW, targets)
    assert WIDTH[decision.verdict] <= WIDTH[plain.verdict]
    if decision.verdict is not Verdict.DENY:
        assert decision.approvals_needed >= plain.approvals_needed
    assert decision.approver_roles <= matrix.rows[action].approvers


@given(matrices, staff, st.sampled_from(sorted(GUARDED)), customers, st.integers(0, 100))
def test_nobody_acts_alone_on_sensitive_users_whatever_the_matrix(
    matrix: Matrix, actor: Staff, action: Action, customer: str | None, count: int
) -> None:
    targets = Targets(count=count, has_sensitive=True)
    decision = decide(matrix, actor, action, customer, NOW, targets)
    assert decision.verdict is not Verdict.ALLOW
    if not actor.roles & {Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT}:
        assert decision.verdict is Verdict.DENY


@given(matrices, staff, actions, customers, anybody, st.integers(0, 60))
def test_more_targets_never_take_fewer_approvals(
    matrix: Matrix, actor: Staff, action: Action, customer: str | None, few: Targets, more: int
) -> None:
    fewer = decide(matrix, actor, action, customer, NOW, few)
    many = replace(few, count=few.count + more)
    decision = decide(matrix, actor, action, customer, NOW, many)
    assert WIDTH[decision.verdict] <= WIDTH[fewer.verdict]
    assert decision.approvals_needed >= fewer.approvals_needed


@given(matrices, staff, actions, customers, st.sampled_from(Role), anybody)
def test_a_deny_of_any_role_held_beats_whatever_the_targets_are(
    matrix: Matrix, actor: Staff, action: Action, customer: str | None, role: Role, targets: Targets
) -> None:
    denied = with_entry(matrix, action, role, Entry.DENY)
    if role in actor.roles_at(NOW):
        assert decide(denied, actor, action, customer, NOW, targets).verdict is Verdict.DENY


@given(matrices, actions, customers, st.frozensets(st.sampled_from(Role)), st.sampled_from(Role), anybody)
def test_roles_add_up_whatever_the_targets_are(
    matrix: Matrix,
    action: Action,
    customer: str | None,
    roles: frozenset[Role],
    more: Role,
    targets: Targets,
) -> None:
    if matrix.rows[action].entries.get(more) is Entry.DENY:
        return
    fewer = decide(matrix, Staff(slack_user_id="U0GRACE", roles=roles), action, customer, NOW, targets)
    held = Staff(slack_user_id="U0GRACE", roles=roles | {more})
    decision = decide(matrix, held, action, customer, NOW, targets)
    assert WIDTH[decision.verdict] >= WIDTH[fewer.verdict]
    if decision.verdict is fewer.verdict is Verdict.APPROVAL:
        assert decision.approvals_needed <= fewer.approvals_needed


@given(matrices, staff, customers)
def test_which_buttons_are_shown_is_decided_for_one_plain_user(
    matrix: Matrix, actor: Staff, customer: str | None
) -> None:
    may_be_begun = {
        action
        for action in Action
        if decide(matrix, actor, action, customer, NOW).verdict is not Verdict.DENY
    }
    assert permitted_actions(matrix, actor, customer, NOW) == may_be_begun
