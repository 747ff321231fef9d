"""A file of new users, checked: everything wrong with each row is told at once, by its column."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.domain.command import CheckUserFile
from shared.domain.import_file import NewUser
from shared.domain.problem import ProblemCode
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.policy.giving import givable
from tests.builders import CONTOSO, a_customer_profile, a_product, a_staff_member
from tests.import_corpus import corpus_file
from tests.unit.operations.importing import check, codes, named, new, written
from tests.unit.operations.office import Office
from tests.unit.operations.restoring import delete

IN_CONTOSO = "@contoso.example"
CYRILLIC_A, CYRILLIC_O = "\u0430", "\u043e"


def only(office: Office, **cells: str) -> list[tuple[str, str]]:
    """Check a file with one row; tell what is wrong with it."""
    (row,) = check(office, new(**cells)).rows
    return codes(row)


def wish_of(office: Office, **cells: str) -> NewUser:
    (row,) = check(office, new(**cells)).rows
    assert codes(row) == []
    assert isinstance(row.wish, NewUser)
    return row.wish


@pytest.mark.parametrize("word", ["Unlicensed", "sans licence", "None", "Aucune"])
def test_word_for_no_license_asks_for_none(licensed: Office, word: str) -> None:
    assert wish_of(licensed, licenses=word).sku_ids == frozenset()


# ---- all at once -----------------------------------------------------------------------------------


def test_everything_wrong_with_a_row_is_told_at_once_by_its_column(licensed: Office) -> None:
    wrong = new(
        name="",
        email="anna maria.@elsewhere.example",
        first_name="A" * 51,
        last_name="Fau\u202ere",
        usage_location="Atlantis",
        licenses="Office 365 E4; SHAREPOINTSTORAGE",
        permissions="King; Global admin",
    )
    (row,) = check(licensed, wrong, by=a_staff_member(Role.USER_MANAGEMENT_ADMIN)).rows
    assert codes(row) == [
        ("first_name", "too_long"),
        ("last_name", "unprintable"),
        ("display_name", "required"),
        ("email", "user_name_characters"),
        ("email", "user_name_ends_with_period"),
        ("email", "domain_foreign"),
        ("usage_location", "location_unknown"),
        ("licenses", "product_unknown"),
        ("licenses", "product_for_tenant"),
        ("permissions", "permission_unknown"),
        ("permissions", "role_not_yours_to_give"),
    ]


def test_the_wrong_rows_do_not_hide_each_other_and_the_others_are_ready(licensed: Office) -> None:
    checked = check(
        licensed,
        new("ines@contoso.example"),
        new("", "Nobody"),
        new("theo@west.example"),
        new("ada.lovelace@contoso.example"),
    )
    assert [codes(row) for row in checked.rows] == [
        [],
        [("email", "required")],
        [],
        [("email", "user_principal_name_taken")],
    ]
    assert [row.line for row in checked.rows] == [2, 3, 4, 5]
    assert (checked.file.rows, checked.file.ready, checked.file.wrong) == (4, 2, 2)


def test_nothing_is_written_for_a_check_but_what_it_found(licensed: Office) -> None:
    check(licensed, new(), new("wrong"))
    assert licensed.events == []
    assert list(licensed.imports.kept) == ["check"]
    assert not [call for call in licensed.directory.calls if call.startswith(("add_", "change_"))]


def test_the_directory_is_asked_once_however_many_rows_there_are(licensed: Office) -> None:
    check(licensed, *[new(f"u{n}@contoso.example") for n in range(50)])
    asked = [call for call in licensed.directory.calls if call != "users"]
    assert sorted(asked) == ["customer", "names_of_deleted", "names_taken", "subscriptions"]


# ---- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["first_name", "last_name", "display_name"])
def test_a_name_has_fifty_characters_at_most(licensed: Office, column: str) -> None:
    assert only(licensed, **{"name": "Inès", column: "é" * 50}) == []
    (row,) = check(licensed, new(**{"name": "Inès", column: "é" * 51}), click="again").rows
    (problem,) = row.problems
    assert (problem.field, problem.code) == (column, ProblemCode.TOO_LONG)
    assert problem.facts == {"limit": 50, "length": 51}


@pytest.mark.parametrize("column", ["first_name", "last_name", "display_name"])
def test_of_a_name_that_was_cut_its_own_length_is_told_and_fifty(licensed: Office, column: str) -> None:
    (row,) = check(licensed, new(**{"name": "Inès", column: "x" * 300})).rows
    (problem,) = row.problems
    assert (problem.field, problem.code) == (column, ProblemCode.TOO_LONG)
    assert problem.facts == {"limit": 50, "length": 300}


def test_of_a_sign_in_name_that_was_cut_nothing_is_told_but_that(licensed: Office) -> None:
    (row,) = check(licensed, new("x" * 300 + IN_CONTOSO)).rows
    assert codes(row) == [("email", "cell_too_long")]


def test_of_a_formula_nothing_is_told_but_that_save_in_a_name(licensed: Office) -> None:
    wrong = new("=A1&B1", "=" + "x" * 50, licenses="=Visio", usage_location="+Atlantis", permissions="@King")
    (row,) = check(licensed, wrong).rows
    formulas = {(each, "formula") for each in ("display_name", "email", "licenses", "usage_location")}
    assert set(codes(row)) == formulas | {("permissions", "formula"), ("display_name", "too_long")}


@pytest.mark.parametrize("column", ["first_name", "last_name", "display_name"])
@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\x07", "\n"], ids=ascii)
def test_characters_that_nobody_sees_are_refused_in_names(
    licensed: Office, column: str, character: str
) -> None:
    assert only(licensed, **{"name": "Inès", column: f"In{character}es"}) == [(column, "unprintable")]


@pytest.mark.parametrize("column", ["first_name", "last_name", "display_name"])
def test_letters_that_look_alike_are_a_remark_in_names(licensed: Office, column: str) -> None:
    checked = check(licensed, new(**{"name": "Inès", column: f"N{CYRILLIC_A}dia"}))
    (row,) = checked.rows
    assert (codes(row), named(row.remarks)) == ([], [(column, "look_alike_in_name")])
    assert row.remarks[0].facts == {"letters": "\u0430 (U+0430)"}
    assert (checked.file.ready, checked.file.remarked) == (1, 1)


def test_a_name_in_another_script_is_a_name(licensed: Office) -> None:
    rows = check(licensed, new(name="Анна Каренина", first_name="Ελένη")).rows
    assert (codes(rows[0]), rows[0].remarks) == ([], ())


@pytest.mark.parametrize("name", ["Sinéad O’Brien", "Sinéad O'Brien", "'t Hooft", "Jean-Luc D’Arc"])
def test_apostrophes_and_hyphens_belong_to_names(licensed: Office, name: str) -> None:
    assert wish_of(licensed, name=name).profile.display_name == name


# ---- sign-in names ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "email",
    ["ines", "ines@", "in@es@contoso.example", "ines contoso.example", "n/a"],
)
def test_what_is_no_sign_in_name_is_told_as_it_was_written(licensed: Office, email: str) -> None:
    (row,) = check(licensed, new(email, usage_location="Atlantis")).rows
    malformed = [each for each in row.problems if each.code is ProblemCode.EMAIL_MALFORMED]
    assert [(each.field, each.facts) for each in malformed] == [("email", {"value": email})]
    assert ("usage_location", "location_unknown") in codes(row)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("in es", "user_name_characters"),
        ("inès", "user_name_characters"),
        ("ines.", "user_name_ends_with_period"),
        ("i" * 65, "too_long"),
    ],
)
def test_what_the_directory_refuses_in_a_user_name_is_told(licensed: Office, name: str, code: str) -> None:
    assert only(licensed, email=name + IN_CONTOSO) == [("email", code)]


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\u200f"], ids=ascii)
def test_characters_that_nobody_sees_are_shown_in_a_sign_in_name(licensed: Office, character: str) -> None:
    (row,) = check(licensed, new(f"in{character}es{IN_CONTOSO}")).rows
    (problem,) = row.problems
    assert (problem.field, problem.code) == ("email", ProblemCode.USER_NAME_CHARACTERS)
    assert problem.facts == {"characters": f"U+{ord(character):04X}"}


@pytest.mark.parametrize("apostrophe", ["'", "’", "\u2018", "\u02bc", "\u00b4"], ids=ascii)
def test_apostrophe_of_any_kind_in_a_sign_in_name_becomes_the_straight_one(
    licensed: Office, apostrophe: str
) -> None:
    profile = wish_of(licensed, email=f"sinead.o{apostrophe}brien@contoso.example").profile
    assert profile.user_name == "sinead.o'brien"


def test_capitals_and_spaces_around_a_sign_in_name_are_no_fault(licensed: Office) -> None:
    wish = wish_of(licensed, email="  Ines.Faure@CONTOSO.Example\u00a0")
    assert wish.profile.user_principal_name == "Ines.Faure@contoso.example"


def test_a_domain_is_one_of_the_customers_in_which_users_can_be_created(licensed: Office) -> None:
    (foreign,) = check(licensed, new("ines@gmail.example")).rows
    assert codes(foreign) == [("email", "domain_foreign")]
    facts = {"domain": "gmail.example", "domains": "contoso.example, west.example"}
    assert foreign.problems[0].facts == facts
    (federated,) = check(licensed, new("ines@corp.contoso.example"), click="again").rows
    assert codes(federated) == [("email", "domain_federated")]
    assert federated.problems[0].facts == {"domain": "corp.contoso.example"}


def test_where_all_domains_are_federated_none_is_offered(licensed: Office) -> None:
    profile = a_customer_profile(domains=(), federated=("corp.contoso.example",))
    customer = licensed.directory._customers[CONTOSO]
    licensed.directory._customers[CONTOSO] = replace(customer, profile=profile)
    (row,) = check(licensed, new()).rows
    assert row.problems[0].facts["domains"] == "-"


def test_letters_that_look_alike_are_refused_in_a_sign_in_name_and_shown(licensed: Office) -> None:
    (row,) = check(licensed, new(f"{CYRILLIC_A}nna m@contoso.example")).rows
    assert codes(row) == [("email", "look_alike"), ("email", "user_name_characters")]
    assert [dict(each.facts) for each in row.problems] == [
        {"letters": "\u0430 (U+0430)"},
        {"characters": "␣"},
    ]


def test_a_domain_with_letters_that_look_alike_is_told_as_that(licensed: Office) -> None:
    assert only(licensed, email=f"ines@c{CYRILLIC_O}ntoso.example") == [("email", "look_alike")]


def test_a_name_of_letters_that_all_look_alike_lacks_nothing_else(licensed: Office) -> None:
    assert only(licensed, email=f"{CYRILLIC_A}{CYRILLIC_O}@contoso.example") == [("email", "look_alike")]


# ---- twice, taken, formerly ------------------------------------------------------------------------


def test_a_sign_in_name_that_the_file_has_twice_names_the_other_row(licensed: Office) -> None:
    checked = check(
        licensed,
        new("ines@contoso.example"),
        new("theo@contoso.example"),
        new("INES@Contoso.Example"),
        new("Ines@contoso.example"),
    )
    others = [[(each.code.value, each.facts.get("line")) for each in row.problems] for row in checked.rows]
    twice = "email_twice"
    assert others == [[(twice, 4)], [], [(twice, 2)], [(twice, 2)]]


@pytest.mark.parametrize("email", ["nadia.okafor@contoso.example", "Nadia.Okafor@CONTOSO.example"])
def test_a_sign_in_name_that_somebody_has_is_taken_in_any_case(licensed: Office, email: str) -> None:
    (row,) = check(licensed, new(email)).rows
    assert codes(row) == [("email", "user_principal_name_taken")]
    assert row.problems[0].facts == {"user_principal_name": email}


def test_a_name_both_twice_in_the_file_and_taken_is_told_as_both(licensed: Office) -> None:
    rows = check(licensed, new("zoe.abara@contoso.example"), new("Zoe.Abara@contoso.example")).rows
    both = [("email", "email_twice"), ("email", "user_principal_name_taken")]
    assert [codes(row) for row in rows] == [both, both]


def test_the_name_of_somebody_deleted_is_free_and_remarked_on(licensed: Office) -> None:
    delete(licensed, "ada")
    (row,) = check(licensed, new("Ada.Lovelace@contoso.example")).rows
    assert (codes(row), named(row.remarks)) == ([], [("email", "name_of_deleted")])
    assert row.remarks[0].facts == {"user_principal_name": "Ada.Lovelace@contoso.example"}


# ---- locations -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "FR"),
        ("GB", "GB"),
        ("gb", "GB"),
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("united kingdom", "GB"),
        ("Royaume-Uni", "GB"),
        ("ROYAUME UNI", "GB"),
        ("Etats-Unis", "US"),
        ("USA", "US"),
        ("Côte d'Ivoire", "CI"),
        ("is", "IS"),
    ],
)
def test_a_location_is_a_code_or_a_name_in_either_language(licensed: Office, said: str, code: str) -> None:
    assert wish_of(licensed, usage_location=said).profile.usage_location == code


def wishes(office: Office, name: str) -> dict[str, NewUser]:
    """Check a file of the corpus, of which every row is ready; tell what it asks for, by name."""
    found = check(office, text=corpus_file(name).decode())
    assert [(row.problems, row.remarks) for row in found.rows] == [((), ())] * found.file.rows
    return {row.wish.profile.display_name: row.wish for row in found.rows if isinstance(row.wish, NewUser)}


def test_a_location_by_the_name_that_microsoft_gives_it_is_understood(licensed: Office) -> None:
    asked = wishes(licensed, "countries_as_microsoft_names_them.csv")
    assert {name: wish.profile.usage_location for name, wish in asked.items()} == {
        "Amra Hodzic": "BA",
        "Kim Ji-woo": "KR",
        "Kerry Ali": "TT",
        "Lucie Joseph": "LC",
        "Wai Chan": "HK",
        "Rui Lopes": "CV",
        "Thida Aung": "MM",
        "Sami Haddad": "PS",
        "Grace Ilunga": "CD",
    }


def test_a_permission_by_the_name_of_its_directory_role_is_understood(licensed: Office) -> None:
    asked = wishes(licensed, "permissions_as_microsoft_names_them.csv")
    assert {name: wish.profile.directory_roles for name, wish in asked.items()} == {
        "Ines Faure": {DirectoryRole.GLOBAL_ADMIN},
        "Theo Marchand": {DirectoryRole.USER_MANAGEMENT_ADMIN},
        "Ana Silva": {DirectoryRole.PASSWORD_ADMIN},
        "Ben Osei": {DirectoryRole.SERVICE_ADMIN},
    }


def test_a_location_that_nobody_knows_is_told_as_it_was_written(licensed: Office) -> None:
    (row,) = check(licensed, new(usage_location="Atlantis")).rows
    assert codes(row) == [("usage_location", "location_unknown")]
    assert row.problems[0].facts == {"value": "Atlantis"}


# ---- licenses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    ["ENTERPRISEPACK", "enterprisepack", "Office 365 E3", "office  365 e3", "SKU-E3", "E3pack;E3pack"],
)
def test_a_product_is_known_by_part_number_name_and_id(licensed: Office, said: str) -> None:
    licensed.subscribe([a_product("sku-pack", "E3pack", part_number="PACK")])
    expected = {"sku-pack"} if "pack;" in said else {"sku-e3"}
    assert wish_of(licensed, licenses=said).sku_ids == expected


def test_several_products_stand_between_semicolons_or_line_breaks(licensed: Office) -> None:
    wish = wish_of(licensed, licenses="Power BI Pro;\nENTERPRISEPACK; power bi pro ;")
    assert wish.sku_ids == {"sku-e3", "sku-power-bi"}


def test_each_product_that_is_unknown_is_told_and_only_these(licensed: Office) -> None:
    (row,) = check(licensed, new(licenses="E5; ENTERPRISEPACK; Visio")).rows
    assert [each.facts for each in row.problems] == [{"product": "E5"}, {"product": "Visio"}]


def test_a_name_that_two_products_have_is_ambiguous_and_a_part_number_is_not(licensed: Office) -> None:
    licensed.subscribe([a_product("sku-other", "Office 365 E3", part_number="OTHERPACK")])
    (row,) = check(licensed, new(licenses="Office 365 E3")).rows
    assert codes(row) == [("licenses", "product_ambiguous")]
    assert row.problems[0].facts == {"product": "Office 365 E3", "part_numbers": "ENTERPRISEPACK, OTHERPACK"}
    (row,) = check(licensed, new(licenses="OTHERPACK"), click="again").rows
    assert codes(row) == []


def test_a_product_is_understood_by_the_name_that_tells_it_apart(licensed: Office) -> None:
    licensed.subscribe([a_product("sku-other", "Office 365 E3", part_number="OTHERPACK")])
    assert wish_of(licensed, licenses="Office 365 E3 (OTHERPACK)").sku_ids == {"sku-other"}


def test_a_part_number_that_is_also_a_name_is_the_part_number(licensed: Office) -> None:
    licensed.subscribe([a_product("sku-other", "ENTERPRISEPACK", part_number="OTHERPACK")])
    assert wish_of(licensed, licenses="ENTERPRISEPACK").sku_ids == {"sku-e3"}


def test_a_part_number_of_two_products_is_told_with_their_ids(licensed: Office) -> None:
    licensed.subscribe([a_product("sku-other", "Office 365 E3", part_number="ENTERPRISEPACK")])
    (row,) = check(licensed, new(licenses="ENTERPRISEPACK")).rows
    assert row.problems[0].facts == {"product": "ENTERPRISEPACK", "part_numbers": "sku-e3, sku-other"}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("SHAREPOINTSTORAGE", "product_for_tenant"),
        ("FABRIKAM_BACKUP", "product_of_publisher"),
        ("ENTERPRISEPACK; Minecraft Education", "license_groups_mixed"),
        ("ENTERPRISEPACK; STANDARDPACK", "plans_exclusive"),
        ("Microsoft Workplace Analytics", "plan_depends"),
    ],
)
def test_what_cannot_be_assigned_is_told_before_anybody_tries(licensed: Office, said: str, code: str) -> None:
    found = only(licensed, licenses=said)
    assert set(found) == {("licenses", code)}


def test_rules_are_told_beside_products_that_are_unknown(licensed: Office) -> None:
    found = only(licensed, licenses="ENTERPRISEPACK; Visio; STANDARDPACK")
    assert ("licenses", "product_unknown") in found
    assert ("licenses", "plans_exclusive") in found


# ---- permissions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        ("", set()),
        ("User", set()),
        ("Utilisateur", set()),
        ("Can use licenses and services", set()),
        ("Global admin", {DirectoryRole.GLOBAL_ADMIN}),
        ("administrateur général", {DirectoryRole.GLOBAL_ADMIN}),
        (
            "Password admin; Administrateur de service",
            {DirectoryRole.PASSWORD_ADMIN, DirectoryRole.SERVICE_ADMIN},
        ),
    ],
)
def test_permissions_have_the_names_of_the_forms_in_both_languages(
    licensed: Office, said: str, roles: set[DirectoryRole]
) -> None:
    checked = check(licensed, new(permissions=said))
    wish = checked.rows[0].wish
    assert isinstance(wish, NewUser)
    assert codes(checked.rows[0]) == []
    assert wish.profile.directory_roles == roles
    assert checked.file.administrators == bool(roles)


@pytest.mark.parametrize("role", [Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT])
@pytest.mark.parametrize("permission", DirectoryRole, ids=lambda each: each.name)
def test_nobody_asks_for_a_permission_that_is_not_theirs_to_give(
    licensed: Office, role: Role, permission: DirectoryRole
) -> None:
    names = {
        DirectoryRole.GLOBAL_ADMIN: "Global admin",
        DirectoryRole.PASSWORD_ADMIN: "Password admin",
        DirectoryRole.USER_MANAGEMENT_ADMIN: "User management admin",
        DirectoryRole.SERVICE_ADMIN: "Service admin",
    }
    (row,) = check(licensed, new(permissions=names[permission]), by=a_staff_member(role)).rows
    is_theirs = permission in givable(frozenset({role}))
    assert codes(row) == ([] if is_theirs else [("permissions", "role_not_yours_to_give")])
    assert all(each.facts == {"permission": permission.value} for each in row.problems)


# ---- rows of our own files -------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["Created", "Créé", "created", "CREE"])
def test_a_row_whose_user_was_created_is_left_out(licensed: Office, status: str) -> None:
    checked = check(
        licensed, new("Ada.Lovelace@contoso.example", status_update=status), new("ines@contoso.example")
    )
    assert [row.is_left_out for row in checked.rows] == [True, False]
    assert [row.is_ready for row in checked.rows] == [False, True]
    file = checked.file
    assert (file.rows, file.ready, file.left_out, file.wrong) == (2, 1, 1, 0)


def test_a_row_that_says_so_and_whose_user_is_not_there_is_done(licensed: Office) -> None:
    checked = check(licensed, new("ines@contoso.example", status_update="Created"))
    assert checked.rows[0].is_ready


def test_a_row_that_says_something_else_is_not_left_out(licensed: Office) -> None:
    checked = check(licensed, new("ada.lovelace@contoso.example", status_update="The name is taken"))
    assert not checked.rows[0].is_left_out
    assert checked.file.wrong == 1


def test_a_row_left_out_takes_no_seat_and_is_no_remark(licensed: Office) -> None:
    name = f"Ad{CYRILLIC_A}"
    checked = check(
        licensed,
        new("ada.lovelace@contoso.example", name, status_update="Created", licenses="ENTERPRISEPACK"),
    )
    assert (checked.file.seats, checked.file.remarked, checked.file.ready) == ((), 0, 0)


@pytest.mark.parametrize("column", ["licenses", "permissions"])
def test_of_a_cell_full_of_things_that_there_are_not_the_first_twenty_are_told(
    licensed: Office, column: str
) -> None:
    cell = ";".join(f"n{number}" for number in range(200))
    (row,) = check(licensed, new(first_name="A" * 51, **{column: cell})).rows
    assert [field for field, _ in codes(row)] == ["first_name", *[column] * 20]
    assert "n19" in row.problems[-1].facts.values()


def test_who_is_to_have_licenses_and_no_location_is_told_so(licensed: Office) -> None:
    licensed.files.contents["F0NONE"] = written(
        new("a@contoso.example", licenses="ENTERPRISEPACK"),
        new("b@contoso.example"),
        new("c@contoso.example", licenses="ENTERPRISEPACK", usage_location="GB"),
        new("d@contoso.example", licenses="ENTERPRISEPACK", usage_location="Atlantis"),
    ).encode()
    nowhere = CheckUserFile(customer_id=CONTOSO, file_id="F0NONE", file_name="users.csv", usage_location="")
    licensed.work(licensed.filed(nowhere).id)
    assert [codes(row) for row in licensed.reporter.checked[-1][1].rows] == [
        [("usage_location", "usage_location_missing")],
        [],
        [],
        [("usage_location", "location_unknown")],
    ]
