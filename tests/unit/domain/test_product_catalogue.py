"""Microsoft's list of products: as it is published, and as spreadsheets make it."""

from __future__ import annotations

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.file import MAXIMUM_PLANS, MAXIMUM_TOLD, file_problem
from shared.domain.problem import Problem, ProblemCode
from shared.domain.product_catalogue import read_catalogue
from shared.domain.subscription import Product, ServicePlan, TargetType
from shared.errors import InvalidInputError
from tests.recorded import recorded

COLUMNS = (
    "Product_Display_Name",
    "String_Id",
    "GUID",
    "Service_Plan_Name",
    "Service_Plan_Id",
    "Service_Plans_Included_Friendly_Names",
)
HEADER = ",".join(COLUMNS)
E3_TEAMS = "Office 365 E3,ENTERPRISEPACK,sku-e3,TEAMS1,plan-teams,Microsoft Teams"
E3_SWAY = "Office 365 E3,ENTERPRISEPACK,sku-e3,SWAY,plan-sway,Sway"
TEAMS = ServicePlan(id="plan-teams", service_name="TEAMS1", display_name="Microsoft Teams")
E3 = Product(sku_id="sku-e3", part_number="ENTERPRISEPACK", name="Office 365 E3", service_plans=(TEAMS,))


def file(*lines: str) -> bytes:
    return "\r\n".join([HEADER, *lines, ""]).encode()


def refused(content: bytes) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInputError) as raised:
        read_catalogue(content)
    assert {problem.field for problem in raised.value.problems} == {"file"}
    problems: tuple[Problem, ...] = raised.value.problems
    return problems


def malformed(line: int, column: str, value: str) -> Problem:
    return file_problem(ProblemCode.FILE_VALUE_MALFORMED, line=line, column=column, value=value)


def missing(line: int, column: str) -> Problem:
    return Problem("file", ProblemCode.FILE_VALUE_MISSING, {"line": line, "column": column})


# ---- as published ----------------------------------------------------------------------------------


def test_the_published_rows_are_read_with_their_slips() -> None:
    products = read_catalogue(recorded("product_names.csv"))
    assert [(product.part_number, product.name) for product in products] == [
        ("CDSAICAPACITY", "AI Builder Capacity add-on"),
        ("MCOMEETADV", "Microsoft 365 Audio Conferencing"),
        ("AAD_PREMIUM_USGOV_GCCHIGH", "Microsoft Entra ID P1_USGOV_GCCHIGH"),
        ("STANDARDWOFFPACK_STUDENT", "Office 365 A1 for students"),
        ("POWER_BI_STANDARD", "Microsoft Fabric (Free)"),
        ("CPC_LVL_2", "Windows 365 Enterprise 2 vCPU, 8 GB, 128 GB (Preview)"),
        ("Windows_365_Business_16_vCPU,_64_GB,_512_GB", "Windows 365 Business 16 vCPU, 64 GB, 512 GB"),
    ]
    sway = products[3].service_plans
    assert sway == (
        ServicePlan(id="a23b959c-7ce8-4e57-9140-b90eb88a9e97", service_name="SWAY", display_name="Sway"),
    )


def test_rows_of_one_product_are_its_plans_and_those_it_stands_on_are_for_the_tenant() -> None:
    builder = read_catalogue(recorded("product_names.csv"))[0]
    assert [(plan.display_name, plan.target_type) for plan in builder.service_plans] == [
        ("AI Builder capacity add-on", TargetType.USER),
        ("Exchange Foundation", TargetType.TENANT),
    ]
    assert builder.target_type is TargetType.USER


def test_where_rows_disagree_about_a_name_the_first_has_it() -> None:
    fabric = read_catalogue(recorded("product_names.csv"))[4]
    assert [plan.display_name for plan in fabric.service_plans] == ["Exchange Foundation"]


# ---- as spreadsheets make it -----------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_any_separator_and_line_ending_of_a_spreadsheet_will_do(delimiter: str, ending: str) -> None:
    text = io.StringIO(newline="")
    rows = [COLUMNS, ["Office, 365; E3", "ENTERPRISEPACK", "sku-e3", "TEAMS1", "plan-teams", 'The "Teams"']]
    csv.writer(text, delimiter=delimiter, lineterminator=ending).writerows(rows)
    (product,) = read_catalogue(text.getvalue().encode())
    assert (product.name, product.service_plans[0].display_name) == ("Office, 365; E3", 'The "Teams"')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_accents_survive_the_encodings_of_excel(encoding: str) -> None:
    row = E3_TEAMS.replace("Microsoft Teams", "Réunions… Teams")
    (product,) = read_catalogue(file(row).decode().encode(encoding))
    assert product.service_plans[0].display_name == "Réunions… Teams"


def test_columns_are_found_in_any_order_and_case_beside_others() -> None:
    columns = ["Retired", *reversed(COLUMNS), "Notes"]
    cells = ["no", *reversed(E3_TEAMS.split(",")), "anything"]
    assert read_catalogue("\n".join([",".join(columns).upper(), ",".join(cells)]).encode()) == [E3]


def test_blank_lines_are_no_rows() -> None:
    content = f"\n \n{HEADER}\n\n,,,,,\n{E3_TEAMS}\n   \n{E3_TEAMS}\n"
    assert read_catalogue(content.encode()) == [E3]


def test_ids_are_the_same_in_any_case_and_plans_are_grouped_wherever_their_rows_stand() -> None:
    other = "Office 365 E1,STANDARDPACK,sku-e1,TEAMS1,plan-teams,Microsoft Teams"
    e3, e1 = read_catalogue(file(E3_TEAMS, other, E3_SWAY.replace("sku-e3", "SKU-E3"), E3_TEAMS.upper()))
    assert [plan.id for plan in e3.service_plans] == ["plan-teams", "plan-sway"]
    assert e1.service_plans == (TEAMS,)


def test_a_product_may_have_no_plan_and_a_plan_no_friendly_name() -> None:
    e3, task = read_catalogue(file("Office 365 E3,E3,sku-e3,TEAMS1,plan-teams,", "Task,AX_TASK,sku-ax,,,"))
    assert e3.service_plans[0].display_name == "TEAMS1"
    assert task.service_plans == ()


# ---- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"\r\n \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_called_so(content: bytes) -> None:
    assert refused(content) == (Problem("file", ProblemCode.FILE_EMPTY),)


def test_a_file_of_a_header_alone_lists_nothing() -> None:
    assert refused(file()) == (Problem("file", ProblemCode.FILE_LISTS_NOTHING),)


def test_a_workbook_is_called_so_whatever_its_name() -> None:
    content = b"PK\x03\x04\x14\x00\x06\x00\x08\x81\x8d"
    assert refused(content) == (Problem("file", ProblemCode.FILE_IS_WORKBOOK),)


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        (b"GUID,String_Id\nx,y", [COLUMNS[0], *COLUMNS[3:]]),
        (file(E3_TEAMS).replace(b"GUID", b"Id"), ["GUID"]),
        (b'{"items": []}', COLUMNS),
    ],
)
def test_columns_that_are_missing_are_named(content: bytes, columns: list[str]) -> None:
    facts = {"columns": ", ".join(columns)}
    assert refused(content) == (Problem("file", ProblemCode.FILE_COLUMNS_MISSING, facts),)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (E3_TEAMS.replace("Office 365 E3", ""), missing(2, "Product_Display_Name")),
        (E3_TEAMS.replace("ENTERPRISEPACK", ""), missing(2, "String_Id")),
        (E3_TEAMS.replace("ENTERPRISEPACK", "SPÉ"), malformed(2, "String_Id", "SPÉ")),
        (E3_TEAMS.replace("sku-e3", ""), missing(2, "GUID")),
        (E3_TEAMS.replace("sku-e3", "#REF!"), malformed(2, "GUID", "#REF!")),
        (E3_TEAMS.replace("TEAMS1", ""), missing(2, "Service_Plan_Name")),
        (E3_TEAMS.replace("plan-teams", ""), missing(2, "Service_Plan_Id")),
        (
            E3_TEAMS.replace("Microsoft Teams", "Te\u202eams"),
            malformed(2, "Service_Plans_Included_Friendly_Names", "Te\ufffdams"),
        ),
        ("Office 365 E3,ENTERPRISEPACK,sku-e3,TEAMS1", missing(2, "Service_Plan_Id")),
    ],
)
def test_what_is_wrong_with_a_row_is_named_with_its_line_and_column(row: str, problem: Problem) -> None:
    assert refused(file(row)) == (problem,)


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    content = f'{HEADER}\n\n{E3_TEAMS}\n"Two\nlines",E5,sku-e5,TEAMS1,plan-teams,Teams\n,,sku-f3,,,'
    assert refused(content.encode()) == (
        malformed(4, "Product_Display_Name", "Two\ufffdlines"),
        missing(6, "Product_Display_Name"),
        missing(6, "String_Id"),
    )


def test_a_quotation_mark_that_is_not_closed_is_told_with_its_line() -> None:
    problems = refused(file(E3_TEAMS, '"Office 365 E1,STANDARDPACK,sku-e1,TEAMS1,plan-teams,Teams'))
    assert [problem.code for problem in problems] == [ProblemCode.FILE_LINE_BROKEN]


def test_every_row_without_an_id_is_named_and_of_many_problems_the_first() -> None:
    rows = [f"Product {n},PART_{n},,TEAMS1,plan-teams,Teams" for n in range(14)]
    problems = refused(file(*rows))
    assert problems[:MAXIMUM_TOLD] == tuple(missing(n + 2, "GUID") for n in range(MAXIMUM_TOLD))
    assert problems[MAXIMUM_TOLD:] == (Problem("file", ProblemCode.FILE_MORE_PROBLEMS, {"count": 4}),)


def test_a_product_of_more_plans_than_any_has_is_refused() -> None:
    rows = [
        f"Office 365 E3,ENTERPRISEPACK,sku-e3,SERVICE_{n},plan-{n},Plan" for n in range(MAXIMUM_PLANS + 1)
    ]
    facts: dict[str, str | int] = {"product": "Office 365 E3", "limit": MAXIMUM_PLANS}
    assert refused(file(*rows)) == (Problem("file", ProblemCode.FILE_TOO_MANY_PLANS, facts),)
    assert len(read_catalogue(file(*rows[:-1]))[0].service_plans) == MAXIMUM_PLANS


# ---- laws ------------------------------------------------------------------------------------------


@given(st.binary())
def test_bytes_of_whatever_kind_are_read_or_refused(content: bytes) -> None:
    for tried in (content, HEADER.encode() + b"\n" + content):
        with contextlib.suppress(InvalidInputError):
            read_catalogue(tried)


cells = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(["sku-e3", "plan", "TEAMS1"])


@given(st.lists(st.lists(cells, max_size=8), max_size=6))
def test_rows_of_whatever_kind_are_read_well_or_refused(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *rows])
    try:
        products = read_catalogue(text.getvalue().encode())
    except InvalidInputError:
        return
    assert all(not product.problems() for product in products)
    assert all(not plan.problems() for product in products for plan in product.service_plans)
