"""Files that were checked, and the names that they are checked against."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.import_columns import read_import
from shared.domain.import_file import (
    PART,
    CheckedFile,
    ImportFile,
    ImportRow,
    NewUser,
    SeatNeed,
    UserChange,
    Wish,
    digest_of,
)
from shared.domain.import_headings import Column
from shared.domain.import_kind import ImportKind
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import KEPT_FOR
from shared.domain.user import DirectoryRole
from shared.errors import ImportNotFoundError
from tests.builders import (
    CONTOSO,
    FABRIKAM,
    NOW,
    a_customer,
    a_customer_profile,
    a_deleted_user,
    a_request,
    a_user,
    a_user_profile,
    an_event,
)
from tests.fakes_of_work import FakeImports
from tests.store.calls import listen, tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.user import User
    from shared.store import Store

FACTS: dict[str, str | int] = {"email": "Inès@contoso.example", "line": 7}


def a_file(rows: Sequence[ImportRow] = (), *, import_id: str = "V0UPLOAD.1", **facts: Any) -> CheckedFile:
    file = ImportFile(
        id=import_id,
        kind=ImportKind.USERS,
        customer_id=CONTOSO,
        owner_id="U0GRACE",
        file_name="équipe « été ».csv",
        usage_location="FR",
        checked_at=NOW,
        columns=(Column.DISPLAY_NAME, Column.EMAIL),
        rows=len(rows),
        ready=sum(row.is_ready for row in rows),
        digest=digest_of(rows),
    )
    return CheckedFile(file=replace(file, **facts), rows=list(rows))


def a_row(number: int) -> ImportRow:
    name = f"Person {number}"
    profile = a_user_profile(name)
    cells = {Column.DISPLAY_NAME: name, Column.EMAIL: profile.user_principal_name}
    return ImportRow(line=number + 2, cells=cells, wish=NewUser(profile=profile))


def held(store: Store, import_id: str = "V0UPLOAD.1") -> CheckedFile:
    return CheckedFile(file=store.imports.file(import_id), rows=list(store.imports.all_rows(import_id)))


# ---- files -----------------------------------------------------------------------------------------


WISHES: dict[str, Wish | None] = {
    "a user with everything": NewUser(
        profile=a_user_profile(
            "Zoë O’Brien 田中",
            directory_roles=(DirectoryRole.USER_MANAGEMENT_ADMIN, DirectoryRole.PASSWORD_ADMIN),
        ),
        sku_ids=frozenset({"sku-e3", "sku-f3"}),
    ),
    "a user with nothing": NewUser(profile=a_user_profile("A", last_name="", usage_location="")),
    "a change both ways": UserChange(
        user_id="nadia",
        display_name="Nadia Okafor",
        change=LicenseChange(
            assign={"sku-e3": None, "sku-power-bi": None}, remove=frozenset({"sku-e1", "sku-f3"})
        ),
    ),
    "nothing that anybody understands": None,
}


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("is_left_out", [True, False], ids=["left out", "not left out"])
def test_a_row_is_read_as_it_was_saved(store: Store, wish: str, is_left_out: bool) -> None:
    row = ImportRow(
        line=9_999,
        cells={Column.DISPLAY_NAME: "Zoë\n«O’Brien»", Column.LICENSES: 'E3; "x"', Column.STATUS: "Créé"},
        problems=(
            Problem("email", ProblemCode.EMAIL_TWICE, FACTS),
            Problem("line", ProblemCode.CELL_WITHOUT_HEADING, {"value": "\u202e\U0001f600"}),
        ),
        remarks=(Problem("display_name", ProblemCode.LOOK_ALIKE_IN_NAME, {"letters": "\u0430"}),),
        wish=WISHES[wish],
        is_left_out=is_left_out,
        turn=3,
    )
    store.imports.save(a_file([row]))
    assert list(store.imports.all_rows("V0UPLOAD.1")) == store.imports.rows("V0UPLOAD.1", 0) == [row]


def test_a_file_is_read_as_it_was_saved(store: Store) -> None:
    need = SeatNeed(sku_id="sku-e3", total=25, before=24, after=25, missing=3)
    checked = a_file(
        [a_row(number) for number in range(9)],
        ready=5,
        left_out=1,
        unchanged=2,
        notes=(Problem("file", ProblemCode.FILE_COLUMNS_LEFT_OUT, {"columns": "Job title"}),),
        remarked=2,
        administrators=4,
        seats=(need, replace(need, sku_id="sku-f3", missing=0)),
        columns=tuple(Column),
        checked_at=NOW + timedelta(microseconds=1),
    )
    store.imports.save(checked)
    assert store.imports.file("V0UPLOAD.1") == checked.file
    assert store.imports.file("V0UPLOAD.1").wrong == 3


@pytest.mark.parametrize("kind", ImportKind)
def test_a_file_that_could_not_be_read_is_kept_with_the_reason(store: Store, kind: ImportKind) -> None:
    refusal = (
        Problem("file", ProblemCode.FILE_COLUMN_UNKNOWN, {"column": "Âge"}),
        Problem("file", ProblemCode.FILE_TOO_MANY_ROWS, {"limit": 100}),
    )
    checked = a_file(kind=kind, refusal=refusal, columns=(), usage_location="")
    store.imports.save(checked)
    assert held(store) == checked


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 200, 1_001, 10_000])
def test_all_rows_of_a_file_come_back_in_its_order_and_by_the_hundred(store: Store, count: int) -> None:
    rows = [a_row(number) for number in range(count)]
    store.imports.save(a_file(rows))
    file = store.imports.file("V0UPLOAD.1")
    assert list(store.imports.all_rows("V0UPLOAD.1")) == rows
    parts = [store.imports.rows("V0UPLOAD.1", number) for number in range(file.parts)]
    assert [len(part) for part in parts] == [PART] * (count // PART) + [count % PART] * (count % PART > 0)
    assert [row for part in parts for row in part] == rows
    assert store.imports.rows("V0UPLOAD.1", file.parts) == []


def test_files_are_told_apart_though_one_id_begins_as_another(store: Store) -> None:
    store.imports.save(a_file([a_row(1)], import_id="V0.1"))
    store.imports.save(a_file([a_row(2)], import_id="V0.12"))
    assert list(store.imports.all_rows("V0.1")) == [a_row(1)]
    assert list(store.imports.all_rows("V0.12")) == [a_row(2)]


def test_a_file_that_nobody_had_checked_is_not_found(store: Store) -> None:
    with pytest.raises(ImportNotFoundError) as refused:
        store.imports.file("V0NOBODY.1")
    assert refused.value.facts == {"import_id": "V0NOBODY.1"}
    assert list(store.imports.all_rows("V0NOBODY.1")) == store.imports.rows("V0NOBODY.1", 0) == []


@pytest.mark.parametrize("shorter", [0, 1, 100, 150, 200])
def test_of_a_longer_file_that_was_there_before_nothing_is_left(store: Store, shorter: int) -> None:
    store.imports.save(a_file([a_row(number) for number in range(301)]))
    store.imports.save(a_file([a_row(1_000)] * 7, import_id="V0UPLOAD.2"))

    rows = [a_row(5_000 + number) for number in range(shorter)]
    store.imports.save(a_file(rows, file_name="shorter.csv"))

    assert held(store) == a_file(rows, file_name="shorter.csv")
    parts = -(-shorter // PART)
    assert [store.imports.rows("V0UPLOAD.1", number) for number in range(parts, 5)] == [[]] * (5 - parts)
    assert len(list(store.imports.all_rows("V0UPLOAD.2"))) == 7


def test_a_file_is_forgotten_with_its_request(store: Store) -> None:
    if isinstance(store.imports, FakeImports):
        pytest.skip("the fake forgets nothing")
    store.imports.save(a_file([a_row(number) for number in range(101)]))
    tables = tables_of(store)
    client: Any = tables.connection.client
    items = client.scan(TableName=tables.imports.Meta.table_name)["Items"]
    kept = [item for item in items if item["pk"]["S"] == "IMPORT#V0UPLOAD.1"]
    assert len(kept) == 3
    assert {item["expires_at"]["N"] for item in kept} == {str(round((NOW + KEPT_FOR).timestamp()))}


@pytest.mark.dynamodb_local
def test_a_file_costs_a_look_at_what_was_there_and_a_write_for_each_hundred_rows(local_store: Store) -> None:
    calls = listen(local_store)
    local_store.imports.save(a_file([a_row(number) for number in range(250)]))
    assert calls.operations == ["Query", *["PutItem"] * 4]


def noise(generator: random.Random, length: int) -> str:
    """Write what can hardly be packed: letters of four bytes, each by chance."""
    return "".join(chr(generator.randrange(0x20000, 0x2A000)) for _ in range(length))


@pytest.mark.parametrize("kind", ImportKind)
def test_the_largest_rows_that_are_kept_come_back_and_give_way_to_small_ones(
    store: Store, kind: ImportKind
) -> None:
    generator = random.Random(1)  # noqa: S311  nobody guesses it
    headings = {
        ImportKind.USERS: "First name,Last name,Display name,Email,Status update,Usage location,"
        "Licenses,Permissions",
        ImportKind.LICENSES: "Email,Status update,Licenses to add,Licenses to remove",
    }[kind]
    width = headings.count(",") + 1
    lines = [headings, *(",".join([noise(generator, 2_000)] * width) for _ in range(PART + 20))]
    table = read_import("\n".join(lines).encode(), kind, len(lines))
    rows = [
        ImportRow(
            line=line.line,
            cells={column: noise(generator, len(cell)) for column, cell in line.cells.items()},
            problems=line.problems,
            wish=NewUser(profile=a_user_profile(noise(generator, 50))),
        )
        for line in table.lines
    ]
    kept = sum(len(cell.encode()) for cell in rows[0].cells.values())
    assert kept > 6 * 512

    store.imports.save(a_file(rows, kind=kind))

    assert store.imports.rows("V0UPLOAD.1", 1) == rows[PART:]
    assert list(store.imports.all_rows("V0UPLOAD.1")) == rows
    small = [a_row(number) for number in range(len(rows))]
    store.imports.save(a_file(small))
    assert held(store) == a_file(small)


# ---- names -----------------------------------------------------------------------------------------


@pytest.fixture
def contoso(store: Store) -> Store:
    """Contoso and Fabrikam, with a domain each."""
    for customer_id in (CONTOSO, FABRIKAM):
        profile = a_customer_profile(customer_id, (f"{customer_id}.example",))
        event = an_event(f"add-{customer_id}", target_id=customer_id)
        store.directory.add_customer(a_customer(customer_id, profile), event)
    return store


def added(store: Store, identifier: str, user_name: str, customer_id: str = CONTOSO) -> User:
    profile = a_user_profile(f"Person {identifier}", user_name=user_name, domain=f"{customer_id}.example")
    user = a_user(identifier, profile, customer_id=customer_id)
    event = an_event(f"create-{identifier}", target_id=identifier, customer_id=customer_id)
    store.directory.add_user(user, event)
    return user


def gone(store: Store, identifier: str, user_name: str, customer_id: str = CONTOSO) -> User:
    user = added(store, identifier, user_name, customer_id)
    event = an_event(f"delete-{identifier}", target_id=identifier, customer_id=customer_id)
    store.directory.delete_user(user, a_deleted_user(user), event)
    return user


def test_names_that_deleted_users_had_come_back_as_they_were_asked_for(contoso: Store) -> None:
    gone(contoso, "ada", "Ada.Lovelace")
    asked = ["ada.lovelace@contoso.example", "ADA.LOVELACE@Contoso.Example"]
    others = ["nadia@contoso.example", "ada.lovelace@fabrikam.example"]
    assert contoso.directory.names_of_deleted(CONTOSO, [*asked, *others]) == set(asked)
    assert contoso.directory.names_of_deleted(CONTOSO, []) == set()


@pytest.mark.parametrize(
    "other",
    [
        "ada@contoso.exampl",
        "ada@contoso.example.org",
        "ad@contoso.example",
        "ada.l@contoso.example",
        "ada@contoso.example\t",
        "ada@contoso.example\tada",
        "ada@contoso.example\tother",
        "\tada@contoso.example",
        "@",
        "",
        "~@contoso.example",
    ],
)
def test_a_name_that_only_begins_or_ends_like_that_of_a_deleted_user_is_another(
    contoso: Store, other: str
) -> None:
    gone(contoso, "ada", "ada")
    gone(contoso, "tilde", "~ada~")
    assert contoso.directory.names_of_deleted(CONTOSO, [other]) == set()
    assert contoso.directory.names_of_deleted(CONTOSO, [other, "ada@contoso.example"]) == {
        "ada@contoso.example"
    }


def test_a_name_that_several_deleted_users_had_is_one_name(contoso: Store) -> None:
    for number in range(3):
        gone(contoso, f"info-{number}", "Info" if number else "info")
    assert contoso.directory.names_of_deleted(CONTOSO, ["info@contoso.example"]) == {"info@contoso.example"}


def test_neither_active_users_nor_other_customers_deleted_ones_had_a_name(contoso: Store) -> None:
    added(contoso, "nadia", "nadia")
    gone(contoso, "gita", "gita", FABRIKAM)
    asked = ["nadia@contoso.example", "gita@fabrikam.example", "gita@contoso.example"]
    assert contoso.directory.names_of_deleted(CONTOSO, asked) == set()
    assert contoso.directory.names_of_deleted(FABRIKAM, asked) == {"gita@fabrikam.example"}


def test_who_was_restored_has_no_name_of_a_deleted_user_any_more(contoso: Store) -> None:
    user = gone(contoso, "ada", "ada")
    event = an_event("restore-ada", target_id="ada")
    deleted = a_deleted_user(user)
    contoso.directory.restore_user(deleted, replace(user, version=deleted.user.version + 1), event)
    assert contoso.directory.names_of_deleted(CONTOSO, ["ada@contoso.example"]) == set()


def test_users_are_found_by_name_as_it_was_asked_for(contoso: Store) -> None:
    nadia, ada = added(contoso, "nadia", "Nadia.Okafor"), added(contoso, "ada", "ada")
    gone(contoso, "bo", "bo")
    asked = {
        "nadia.okafor@contoso.example": nadia,
        "NADIA.OKAFOR@CONTOSO.EXAMPLE": nadia,
        "Ada@contoso.example": ada,
    }
    others = ["bo@contoso.example", "nobody@contoso.example", "ada@contoso", "ada@fabrikam.example", "@", ""]
    assert contoso.directory.users_named(CONTOSO, [*asked, *others]) == asked
    assert contoso.directory.users_named(CONTOSO, others) == {}
    assert contoso.directory.users_named(CONTOSO, []) == {}
    assert contoso.directory.users_named(FABRIKAM, list(asked)) == {}


def test_whose_name_somebody_has_after_them_is_not_found_by_it(contoso: Store) -> None:
    gone(contoso, "first", "info")
    second = added(contoso, "second", "INFO")
    found = contoso.directory.users_named(CONTOSO, ["info@contoso.example"])
    assert found == {"info@contoso.example": second}


def test_more_names_than_two_batches_take_are_looked_up(contoso: Store) -> None:
    users = {number: added(contoso, f"id-{number}", f"person.{number}") for number in (0, 99, 100, 249)}
    asked = [f"Person.{number}@contoso.example" for number in range(250)]
    expected = {asked[number]: user for number, user in users.items()}
    assert contoso.directory.users_named(CONTOSO, asked) == expected


@pytest.mark.dynamodb_local
def test_more_users_than_a_batch_takes_are_found_by_name(local_store: Store) -> None:
    local_store.directory.add_customer(a_customer(), an_event("add"))
    users = [added(local_store, f"id-{number:03}", f"person.{number:03}") for number in range(105)]
    asked = {user.user_principal_name: user for user in users}
    assert local_store.directory.users_named(CONTOSO, list(asked)) == asked


# ---- slices ----------------------------------------------------------------------------------------


def test_slices_of_which_no_row_was_ready_tell_nothing(store: Store) -> None:
    request = a_request("V0UPLOAD.1.run")
    store.requests.file(request)
    targets = [["ada"], [], ["bo"], []]
    for number, target_ids in enumerate(targets):
        store.requests.save_targets(request, number, target_ids)
    now = request.advanced(is_listed=True, slices=4, targets=2)
    store.requests.checkpoint(request, now)
    for target_ids in targets:
        assert list(store.requests.read_slice(now, now.slices_done).target_ids) == target_ids
        told = [Outcome(target_id=each, result=Result.DONE) for each in target_ids]
        after = now.advanced(slices_done=now.slices_done + 1, tally=now.tally.plus(told))
        store.requests.checkpoint(now, after, told)
        now = after
    assert now.tally.done == 2
    assert [each.target_id for each in store.requests.outcomes(now)] == ["ada", "bo"]
