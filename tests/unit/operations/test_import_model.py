"""Any file, against a plain model of the rules; and what is found ready is done, seat by seat."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.import_file import (
    CheckedFile,
    ImportRow,
    NewUser,
    UserChange,
    digest_of,
    to_wish,
    wish_json,
)
from shared.domain.license import LicenseChange
from shared.domain.outcome import Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole, UserProfile
from tests.builders import a_staff_member
from tests.fakes_of_work import FakeReporter
from tests.products import E1, E3, POWER_BI_PRO, STORAGE
from tests.unit.operations.importing import change, check, codes, named, new, outcomes_of, run, sheet
from tests.unit.operations.restoring import delete

if TYPE_CHECKING:
    from tests.unit.operations.office import Office

GIVER = a_staff_member(Role.GLOBAL_ADMIN, slack_user_id="U0GIVER")
MANAGER = a_staff_member(Role.USER_MANAGEMENT_ADMIN, slack_user_id="U0MANAGER")

# What a cell says, and what is wrong with it by itself.
EMAILS = {
    "ines@contoso.example": (),
    "INES@Contoso.example": (),
    "theo@west.example": (),
    "bo@contoso.example": (),
    "chi@contoso.example": (),
    "old.hand@contoso.example": (),  # of somebody deleted
    "ada.lovelace@contoso.example": ("user_principal_name_taken",),
    "eve@elsewhere.example": ("domain_foreign",),
    "eve@corp.contoso.example": ("domain_federated",),
    "e ve.@elsewhere.example": ("user_name_characters", "user_name_ends_with_period", "domain_foreign"),
    "\u0435ve@contoso.example": ("look_alike",),
    "eve": ("email_malformed",),
    "": ("required",),
}
NAMES = {"Inès": (), "": ("required",), "x" * 51: ("too_long",), "a\u202eb": ("unprintable",)}
LOCATIONS = {"": (), "gb": (), "Royaume-Uni": (), "Atlantis": ("location_unknown",)}
LICENSES = {
    "": ((), ()),
    "ENTERPRISEPACK": (("sku-e3",), ()),
    "office 365 e3; Power BI Pro": (("sku-e3", "sku-power-bi"), ()),
    "POWER_BI_PRO": (("sku-power-bi",), ()),
    "Visio; ENTERPRISEPACK": ((), ("product_unknown",)),
    "SHAREPOINTSTORAGE": ((), ("product_for_tenant",)),
    "STANDARDPACK; ENTERPRISEPACK": ((), ("plans_exclusive",)),
}
PERMISSIONS = {
    "": (),
    "Utilisateur": (),
    "Service admin": (),
    "Global admin": ("role_not_yours_to_give",),  # unless a Global admin asks
    "King": ("permission_unknown",),
}
rows_of_users = st.builds(
    new,
    st.sampled_from([*EMAILS, *[each for each, faults in EMAILS.items() if not faults]]),
    st.sampled_from(["Inès", "Inès", *NAMES]),
    usage_location=st.sampled_from(["", *LOCATIONS]),
    licenses=st.sampled_from(["ENTERPRISEPACK", *LICENSES]),
    permissions=st.sampled_from(["", "", *PERMISSIONS]),
    status_update=st.sampled_from(["", "", "Created", "Something else"]),
)
HOLDERS = {"ada": {"sku-e1"}, "li": {"sku-e3"}, "nadia": set(), "zoe": {"sku-power-bi"}}
PEOPLE = {
    "ada.lovelace@contoso.example": "ada",
    "Li.Wei@contoso.example": "li",
    "nadia.okafor@contoso.example": "nadia",
    "zoe.abara@contoso.example": "zoe",
    "nobody@contoso.example": None,
}
SOME = {"": (), "STANDARDPACK": ("sku-e1",), "ENTERPRISEPACK": ("sku-e3",), "Power BI Pro": ("sku-power-bi",)}
rows_of_licenses = st.builds(
    change, st.sampled_from([*PEOPLE]), st.sampled_from([*SOME]), st.sampled_from([*SOME])
)
OF_ONE_USER = {"lines_of_one_user"}
SEATS = {"sku-e1": 2, "sku-e3": 3, "sku-power-bi": 2}
TAKEN = {"sku-e1": 1, "sku-e3": 1, "sku-power-bi": 1}


def begin_anew(office: Office) -> None:
    """Let Contoso be as at the beginning, and nothing have been asked."""
    for held in (office.directory._users, office.directory._deleted, office.directory._subscriptions):
        held.clear()
    for kept in (
        office.requests.filed,
        office.imports.kept,
        office.credentials.kept,
        office.credentials.sealed,
    ):
        kept.clear()
    office.requests._targets.clear()
    office.requests._outcomes.clear()
    vars(office.reporter).update(vars(FakeReporter()))
    office.forget()
    for product in (E1, E3, POWER_BI_PRO, STORAGE):
        office.subscribe([product], active=SEATS.get(product.sku_id, 5))
    names = {"ada": "Ada Lovelace", "li": "Li Wei", "nadia": "Nadia Okafor", "zoe": "Zoe Abara"}
    for user_id, name in names.items():
        office.add_user(name, dict.fromkeys(HOLDERS[user_id], frozenset()), "" if user_id == "zoe" else "GB")
    office.add_user("Old Hand")
    delete(office, "old")


def joined_users(rows: list[dict[str, str]]) -> list[tuple[dict[str, str], list[str]]]:
    """Put together the rows that only differ in their licenses: the first, and what each says of licenses."""
    alike: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for number, row in enumerate(rows):
        same = [row[each] for each in ("display_name", "usage_location", "permissions")]
        is_apart = not row["email"] or not row["licenses"]
        alike.setdefault((str(number),) if is_apart else (row["email"].lower(), *same), []).append(row)
    joined = []
    for group in alike.values():
        cells = [row["licenses"] for row in group]
        is_joined = len({cell.lower() for cell in cells}) == len(cells)
        joined += [(group[0], cells)] if is_joined else [(row, [row["licenses"]]) for row in group]
    order = [id(row) for row in rows]
    return sorted(joined, key=lambda each: order.index(id(each[0])))


def expected_of_users(
    rows: list[dict[str, str]], *, by_global_admin: bool
) -> list[tuple[set[tuple[str, str]], bool]]:
    """Tell of each row what is wrong with it, and whether it is left out."""
    joined = joined_users(rows)
    times = Counter(row["email"].lower() for row, _ in joined)
    left = {sku_id: SEATS[sku_id] - TAKEN[sku_id] for sku_id in SEATS}
    expected = []
    for row, cells in joined:
        faults = {("email", code) for code in EMAILS[row["email"]]}
        faults |= {("display_name", code) for code in NAMES[row["display_name"]]}
        faults |= {("usage_location", code) for code in LOCATIONS[row["usage_location"]]}
        products = {sku_id for cell in cells for sku_id in LICENSES[cell][0]}
        faults |= {("licenses", code) for cell in cells for code in LICENSES[cell][1]}
        of_permissions = PERMISSIONS[row["permissions"]]
        if not (by_global_admin and row["permissions"] == "Global admin"):
            faults |= {("permissions", code) for code in of_permissions}
        if times[row["email"].lower()] > 1 and "@" in row["email"]:
            faults.add(("email", "email_twice"))
        is_taken = ("email", "user_principal_name_taken") in faults
        is_left_out = is_taken and row["status_update"] == "Created"
        if not faults:
            lacking = {each for each in products if left[each] == 0}
            faults |= {("licenses", "seats_missing") for _ in lacking}
            if not lacking:
                for each in products:
                    left[each] -= 1
        expected.append((faults, is_left_out))
    return expected


def of_one_user_each(rows: list[dict[str, str]]) -> list[tuple[str, set[str], set[str]]]:
    """Put together what the rows of a file ask for, by user: whom, what they get, and what they lose."""
    asked: dict[str, tuple[str, set[str], set[str]]] = {}
    for row in rows:
        _, added, lost = asked.setdefault(row["email"].lower(), (row["email"], set(), set()))
        added |= set(SOME[row["licenses_to_add"]])
        lost |= set(SOME[row["licenses_to_remove"]])
    return list(asked.values())


def expected_of_licenses(
    rows: list[dict[str, str]],
) -> tuple[list[tuple[set[str], bool]], dict[str, set[str]]]:
    """Tell of each user what is wrong, and whether nothing changes for them; and who holds what then.

    The first who finds their seats is served first, and then whoever is the first of those who are left.
    """
    left = {sku_id: SEATS[sku_id] - TAKEN[sku_id] for sku_id in SEATS}
    holders = {user_id: set(held) for user_id, held in HOLDERS.items()}
    found: list[tuple[set[str], set[str], set[str], str | None]] = []
    for email, added, lost in of_one_user_each(rows):
        user_id = PEOPLE[email]
        had = set(HOLDERS[user_id]) if user_id else set()
        has = (had - (lost - added)) | (added - lost)
        told = {
            "user_unknown": user_id is None,
            "product_both_ways": bool(added & lost),
            "nothing_asked_for": not added and not lost,
            "plans_exclusive": {"sku-e1", "sku-e3"} <= has,
            "usage_location_missing": user_id == "zoe" and bool(has - had),
        }
        found.append(({code for code, holds in told.items() if holds}, had, has, user_id))
    waiting = [each for each in found if not each[0]]
    gained = Counter(sku_id for _, had, has, _ in waiting for sku_id in has - had)
    gained.subtract(Counter(sku_id for _, had, has, _ in waiting for sku_id in had - has))
    missing = {sku_id for sku_id, count in gained.items() if count > left[sku_id]}
    while served := next((each for each in waiting if all(left[sku] > 0 for sku in each[2] - each[1])), None):
        _, had, has, user_id = served
        for sku_id in has ^ had:
            left[sku_id] += 1 if sku_id in had else -1
        holders[str(user_id)] = has
        waiting = [each for each in waiting if each is not served]
    for faults, had, has, _ in waiting:
        lacking = {sku_id for sku_id in has - had if left[sku_id] <= 0}
        faults |= {"seats_missing" if each in missing else "seat_comes_back_later" for each in lacking}
    return [(faults, not faults and has == had) for faults, had, has, _ in found], holders


def done_as_it_was_found(office: Office, checked: CheckedFile) -> None:
    """Run what is ready; see it all done, and the seats come to what was foretold."""
    request = run(office, by=GIVER)
    done = office.work(request.id)
    assert [each.result for each in outcomes_of(office, request)].count(Result.REFUSED) == 0
    assert (done.targets, done.tally.total) == (checked.file.ready, checked.file.ready)
    after = {**TAKEN, **{each.sku_id: each.after for each in checked.file.seats}}
    seats = {sku_id: count for sku_id, count in after.items() if count}
    assert office.consumed() == office.held() == seats


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(rows_of_users, min_size=1, max_size=12), by_global_admin=st.booleans())
def test_any_file_of_users_is_found_as_the_rules_have_it_and_done_so(
    office: Office, rows: list[dict[str, str]], *, by_global_admin: bool
) -> None:
    begin_anew(office)
    checked = check(office, *rows, by=GIVER if by_global_admin else MANAGER)
    expected = expected_of_users(rows, by_global_admin=by_global_admin)
    found = [(set(codes(row)) - {("line", "lines_of_one_user")}, row.is_left_out) for row in checked.rows]
    assert found == expected
    ready = [row for row, (faults, _) in zip(checked.rows, expected, strict=True) if not faults]
    assert [row.is_ready for row in checked.rows] == [not faults for faults, _ in expected]
    file = checked.file
    assert (file.rows, file.ready) == (len(expected), len(ready))
    assert file.left_out == sum(left_out for _, left_out in expected)
    assert file.wrong == len(expected) - len(ready) - file.left_out
    remarks = {row.email: named(row.remarks) for row in checked.rows if row.remarks}
    assert {email for email, told in remarks.items() if told != [("line", "lines_of_one_user")]} <= {
        "old.hand@contoso.example"
    }
    if ready and by_global_admin:
        done_as_it_was_found(office, checked)
        names = {f"{each}@" for each in sheet(office, office.requests.request("check.run"), GIVER)}
        assert names == {f"{row.email.partition('@')[0]}@" for row in ready}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(rows_of_licenses, min_size=1, max_size=5))
def test_any_file_of_license_changes_is_found_as_the_rules_have_it_and_done_so(
    office: Office, rows: list[dict[str, str]]
) -> None:
    begin_anew(office)
    checked = check(office, *rows, by=GIVER)
    expected, holders = expected_of_licenses(rows)
    found = [({code for _, code in codes(row)} - OF_ONE_USER, row.is_unchanged) for row in checked.rows]
    assert found == expected
    assert checked.file.unchanged == sum(is_unchanged for _, is_unchanged in expected)
    if checked.file.ready:
        done_as_it_was_found(office, checked)
        assert {user_id: set(office.licenses(user_id)) for user_id in HOLDERS} == holders


# ---- the digest --------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
sku_ids = st.frozensets(st.sampled_from(["a", "b", "c"]))
new_users = st.builds(
    NewUser,
    profile=st.builds(
        UserProfile,
        first_name=words,
        last_name=words,
        display_name=words,
        user_name=words,
        domain=words,
        usage_location=words,
        directory_roles=st.frozensets(st.sampled_from(DirectoryRole)),
        is_protected=st.just(value=False),
    ),
    sku_ids=sku_ids,
)
user_changes = st.builds(
    lambda user_id, name, assign, remove: UserChange(
        user_id=user_id,
        display_name=name,
        change=LicenseChange(assign=dict.fromkeys(assign), remove=remove),
    ),
    words,
    words,
    sku_ids,
    sku_ids,
)
wishes = new_users | user_changes
WRONG = (Problem("email", ProblemCode.REQUIRED),)


def as_rows(*asked: NewUser | UserChange) -> list[ImportRow]:
    return [ImportRow(line=line, cells={}, wish=wish) for line, wish in enumerate(asked, 2)]


@given(wish=wishes)
def test_what_a_row_asks_for_is_read_as_it_was_written(wish: NewUser | UserChange) -> None:
    assert to_wish(wish_json(wish)) == wish


@given(before=st.lists(wishes, max_size=4), after=st.lists(wishes, max_size=4))
def test_two_files_have_one_digest_if_they_ask_for_the_same(
    before: list[NewUser | UserChange], after: list[NewUser | UserChange]
) -> None:
    assert (digest_of(as_rows(*before)) == digest_of(as_rows(*after))) == (before == after)
    assert digest_of(as_rows(*before)) == digest_of(as_rows(*before))


@given(wish=new_users, other=new_users)
def test_each_field_of_a_new_user_is_in_the_digest(wish: NewUser, other: NewUser) -> None:
    digest = digest_of(as_rows(wish))
    for name in UserProfile.__dataclass_fields__:
        given_ = getattr(other.profile, name)
        changed = replace(wish, profile=replace(wish.profile, **{name: given_}))
        assert (digest_of(as_rows(changed)) == digest) == (changed == wish)
    changed = replace(wish, sku_ids=other.sku_ids)
    assert (digest_of(as_rows(changed)) == digest) == (changed == wish)


def test_what_cannot_be_done_is_not_in_the_digest_and_where_a_row_stands_is() -> None:
    user = NewUser(
        profile=UserProfile(
            first_name="",
            last_name="",
            display_name="A",
            user_name="a",
            domain="b.example",
            usage_location="FR",
        )
    )
    (row,) = as_rows(user)
    assert digest_of([row, replace(row, problems=WRONG), replace(row, is_left_out=True)]) == digest_of([row])
    assert digest_of([replace(row, line=3)]) != digest_of([row])
    assert digest_of([replace(row, remarks=WRONG, cells={})]) == digest_of([row])


def test_of_a_file_of_ten_thousand_rows_the_directory_is_asked_as_often_as_of_one(office: Office) -> None:
    begin_anew(office)
    object.__setattr__(office.desk, "import_limit", 10_000)  # frozen, and this once meant
    rows = [new(f"p{number}@contoso.example", usage_location="Royaume-Uni") for number in range(9_999)]
    checked = check(office, *rows, rows[0], by=GIVER)
    assert (checked.file.rows, checked.file.ready) == (10_000, 9_998)
    assert sorted(office.directory.calls) == ["customer", "names_of_deleted", "names_taken", "subscriptions"]
