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
E3_ID, E1_ID = "6fd2c87f-b296-42f0-b197-1e91e994b900", "18181a46-0d4e-45cd-891e-60aabd171b4e"
TEAMS_ID, SWAY_ID = "57ff2da0-773e-42df-b2af-ffb7a2317929", "a23b959c-7ce8-4e57-9140-b90eb88a9e97"
E3_TEAMS = f"Office 365 E3,ENTERPRISEPACK,{E3_ID},TEAMS1,{TEAMS_ID},Microsoft Teams"
E3_SWAY = f"Office 365 E3,ENTERPRISEPACK,{E3_ID},SWAY,{SWAY_ID},Sway"
E1_SWAY = f"Office 365 E1,STANDARDPACK,{E1_ID},SWAY,{SWAY_ID},Sway"
TEAMS = ServicePlan(id=TEAMS_ID, service_name="TEAMS1", display_name="Microsoft Teams")
E3 = Product(sku_id=E3_ID, part_number="ENTERPRISEPACK", name="Office 365 E3", service_plans=(TEAMS,))


def file(*lines: str) -> bytes:
    return "\r\n".join([HEADER, *lines, ""]).encode()


def refused(content: bytes) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInputError) as raised:
        read_catalogue(content)
    assert {problem.field for problem in raised.value.problems} == {"file"}
    problems: tuple[Problem, ...] = raised.value.problems
    return problems


def products_of(content: bytes) -> list[Product]:
    catalogue = read_catalogue(content)
    assert catalogue.left_out == []
    return catalogue.products


def left_out(code: ProblemCode, line: int, **facts: str | int) -> Problem:
    return file_problem(code, **{"line": line, "last": line, "rows": 1, **facts})


def malformed(line: int, column: str, value: str, **facts: int) -> Problem:
    return left_out(ProblemCode.FILE_VALUE_MALFORMED, line, column=column, value=value, **facts)


def missing(line: int, column: str, **facts: int) -> Problem:
    return left_out(ProblemCode.FILE_VALUE_MISSING, line, column=column, **facts)


# ---- as published ----------------------------------------------------------------------------------


def test_the_published_rows_are_read_with_their_slips() -> None:
    products = products_of(recorded("product_names.csv"))
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
    builder = products_of(recorded("product_names.csv"))[0]
    assert [(plan.display_name, plan.target_type) for plan in builder.service_plans] == [
        ("AI Builder capacity add-on", TargetType.USER),
        ("Exchange Foundation", TargetType.TENANT),
    ]
    assert builder.target_type is TargetType.USER


def test_where_rows_disagree_about_a_name_the_first_has_it() -> None:
    fabric = products_of(recorded("product_names.csv"))[4]
    assert [plan.display_name for plan in fabric.service_plans] == ["Exchange Foundation"]


# ---- as spreadsheets make it -----------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_any_separator_and_line_ending_of_a_spreadsheet_will_do(delimiter: str, ending: str) -> None:
    text = io.StringIO(newline="")
    rows = [COLUMNS, ["Office, 365; E3", "ENTERPRISEPACK", E3_ID, "TEAMS1", TEAMS_ID, 'The "Teams"']]
    csv.writer(text, delimiter=delimiter, lineterminator=ending).writerows(rows)
    (product,) = products_of(text.getvalue().encode())
    assert (product.name, product.service_plans[0].display_name) == ("Office, 365; E3", 'The "Teams"')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_accents_survive_the_encodings_of_excel(encoding: str) -> None:
    row = E3_TEAMS.replace("Microsoft Teams", "Réunions… Teams")
    (product,) = products_of(file(row).decode().encode(encoding))
    assert product.service_plans[0].display_name == "Réunions… Teams"


def test_columns_are_found_in_any_order_and_case_beside_others() -> None:
    columns = ["Retired", *reversed(COLUMNS), "Notes"]
    cells = ["no", *reversed(E3_TEAMS.split(",")), "anything"]
    assert products_of("\n".join([",".join(columns).upper(), ",".join(cells)]).encode()) == [E3]


def test_blank_lines_are_no_rows() -> None:
    content = f"\n \n{HEADER}\n\n,,,,,\n{E3_TEAMS}\n   \n{E3_TEAMS}\n"
    assert products_of(content.encode()) == [E3]


def test_ids_are_the_same_in_any_case_and_plans_are_grouped_wherever_their_rows_stand() -> None:
    other = E3_TEAMS.replace("Office 365 E3,ENTERPRISEPACK", "Office 365 E1,STANDARDPACK").replace(
        E3_ID, E1_ID
    )
    e3, e1 = products_of(file(E3_TEAMS, other, E3_SWAY.replace(E3_ID, E3_ID.upper()), E3_TEAMS.upper()))
    assert [plan.id for plan in e3.service_plans] == [TEAMS_ID, SWAY_ID]
    assert e1.service_plans == (TEAMS,)


def test_a_product_may_have_no_plan_and_a_plan_no_friendly_name() -> None:
    e3, task = products_of(file(f"Office 365 E3,E3,{E3_ID},TEAMS1,{TEAMS_ID},", f"Task,AX_TASK,{E1_ID},,,"))
    assert e3.service_plans[0].display_name == "TEAMS1"
    assert task.service_plans == ()


# ---- slips that are put right ----------------------------------------------------------------------


@pytest.mark.parametrize("space", ["\t", "\xa0", "\u2003", "\u202f", "\u3000", "\x85", " \t\xa0 ", "  "])
def test_white_space_of_every_kind_becomes_one_space(space: str) -> None:
    row = f"Office 365 E3,O365_w/o Teams,{E3_ID},TEAMS 1,{TEAMS_ID},Microsoft Teams".replace(" ", space)
    (product,) = products_of(file(row))
    (plan,) = product.service_plans
    assert (product.name, product.part_number) == ("Office 365 E3", "O365_w/o Teams")
    assert (plan.service_name, plan.display_name) == ("TEAMS 1", "Microsoft Teams")


@pytest.mark.parametrize("invisible", ["\u200b", "\ufeff", "\u2060", "\u00ad"])
def test_invisible_signs_are_taken_out(invisible: str) -> None:
    (product,) = products_of(file(E3_TEAMS.replace("ENTERPRISE", f"ENTER{invisible}PRISE")))
    assert product.part_number == "ENTERPRISEPACK"


@pytest.mark.parametrize("heading", ["String_ Id", "String Id", "STRING-ID", "StringId", " string__id "])
def test_a_heading_is_found_however_its_words_are_parted(heading: str) -> None:
    assert products_of(file(E3_TEAMS).replace(b"String_Id", heading.encode())) == [E3]


@pytest.mark.parametrize("encoding", ["windows-1252", "mac-roman", "cp850", "cp437"])
def test_a_byte_order_mark_that_became_letters_is_no_part_of_the_heading(encoding: str) -> None:
    mark = b"\xef\xbb\xbf".decode(encoding)
    assert products_of(mark.encode() + file(E3_TEAMS)) == [E3]


@pytest.mark.parametrize("times", [1, 2])
def test_utf_8_read_as_windows_1252_and_saved_is_read_as_it_was_meant(times: int) -> None:
    content = b"\xef\xbb\xbf" + file(E3_TEAMS.replace("Microsoft Teams", "Réunions… Teams\xa0à"))
    for _ in range(times):
        content = content.decode("latin-1").encode()
    (product,) = products_of(content)
    assert product.service_plans[0].display_name == "Réunions… Teams à"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("RMS_S_ENTERPRISE)", "RMS_S_ENTERPRISE"),
        ("(RMS_S_ENTERPRISE", "RMS_S_ENTERPRISE"),
        ("RMS_S_ENTERPRISE (E3/E5+VDA)", "RMS_S_ENTERPRISE (E3/E5+VDA)"),
        ("RMS (E3", "RMS (E3"),
    ],
)
def test_a_bracket_at_an_end_without_its_other_is_taken_out(written: str, read: str) -> None:
    (product,) = products_of(file(E3_TEAMS.replace("TEAMS1", written)))
    assert product.service_plans[0].service_name == read


def test_part_numbers_may_be_as_long_as_those_that_microsoft_publishes() -> None:
    (product,) = products_of(file(E3_TEAMS.replace("ENTERPRISEPACK", "P" * 103)))
    assert product.part_number == "P" * 103


def test_one_part_number_of_two_ids_is_two_products() -> None:
    one, other = products_of(file(E3_TEAMS, E3_TEAMS.replace(E3_ID, E1_ID)))
    assert (one.part_number, one.sku_id) == (other.part_number, E3_ID)
    assert other.sku_id == E1_ID


def test_a_plan_named_twice_has_its_first_name() -> None:
    (product,) = products_of(
        file(E3_TEAMS, E3_TEAMS.replace("Microsoft Teams", "Teams, new").replace("Teams, new", "Teams (new)"))
    )
    assert product.service_plans == (TEAMS,)


def test_a_plan_whose_friendly_name_lost_letters_goes_by_its_service_name() -> None:
    (product,) = products_of(file(E3_TEAMS.replace("Microsoft Teams", "Teams \ufffd Premium")))
    assert product.service_plans[0].display_name == "TEAMS1"


# ---- rows that are left out ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (E3_TEAMS.replace("Office 365 E3", ""), missing(2, "Product_Display_Name")),
        (E3_TEAMS.replace("ENTERPRISEPACK", ""), missing(2, "String_Id")),
        (E3_TEAMS.replace("ENTERPRISEPACK", "SPÉ"), malformed(2, "String_Id", "SPÉ")),
        (E3_TEAMS.replace("ENTERPRISEPACK", "O365\ufffdM3"), malformed(2, "String_Id", "O365\ufffdM3")),
        (E3_TEAMS.replace(" E3", "\ufffdE3"), malformed(2, "Product_Display_Name", "Office 365\ufffdE3")),
        (E3_TEAMS.replace(E3_ID, ""), missing(2, "GUID")),
        (E3_TEAMS.replace(E3_ID, "#REF!"), malformed(2, "GUID", "#REF!")),
        (E3_TEAMS.replace(E3_ID, "ENTERPRISEPACK"), malformed(2, "GUID", "ENTERPRISEPACK")),
        (E3_TEAMS.replace("TEAMS1", ""), missing(2, "Service_Plan_Name")),
        (E3_TEAMS.replace(TEAMS_ID, ""), missing(2, "Service_Plan_Id")),
        (E3_TEAMS.replace(TEAMS_ID, "TEAMS1"), malformed(2, "Service_Plan_Id", "TEAMS1")),
        (
            E3_TEAMS.replace("Microsoft Teams", "Te\u202eams"),
            malformed(2, "Service_Plans_Included_Friendly_Names", "Te\ufffdams"),
        ),
        (f"Office 365 E3,ENTERPRISEPACK,{E3_ID},TEAMS1", missing(2, "Service_Plan_Id")),
        (
            f"Windows 365, 2 vCPU,CPC,{E3_ID},TEAMS1,{TEAMS_ID}",  # as many cells as headings
            malformed(2, "GUID", "CPC"),
        ),
        (f"Windows 365, 2 vCPU,CPC,{E3_ID},T1,{TEAMS_ID},Teams", left_out(ProblemCode.FILE_ROW_TOO_WIDE, 2)),
        (f"{E3_TEAMS}, new", left_out(ProblemCode.FILE_ROW_TOO_WIDE, 2)),
        (f'"Project" Plan 3{E3_TEAMS}', left_out(ProblemCode.FILE_ROW_BROKEN, 2)),
        (f'"{E3_TEAMS}', left_out(ProblemCode.FILE_ROW_BROKEN, 2)),
    ],
)
def test_a_row_that_makes_no_sense_is_named_and_the_others_are_read(row: str, problem: Problem) -> None:
    catalogue = read_catalogue(file(row, E1_SWAY))
    assert catalogue.left_out == [problem]
    assert [product.part_number for product in catalogue.products] == ["STANDARDPACK"]


def test_rows_one_below_the_other_for_the_same_reason_are_named_together() -> None:
    wide = f"Windows 365, 2 vCPU,CPC,{E3_ID},T1,{TEAMS_ID},Teams"
    unnamed = E3_TEAMS.replace("Office 365 E3", "")
    catalogue = read_catalogue(file(wide, wide, wide, unnamed, E1_SWAY, unnamed))
    assert catalogue.left_out == [
        left_out(ProblemCode.FILE_ROW_TOO_WIDE, 2, last=4, rows=3),
        missing(5, "Product_Display_Name"),
        missing(7, "Product_Display_Name"),
    ]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    content = f'{HEADER}\n\n{E3_TEAMS}\n"Two\nlines",E5,{E1_ID},TEAMS1,,Teams\n,,{E1_ID},,,'
    assert read_catalogue(content.encode()).left_out == [
        missing(4, "Service_Plan_Id"),
        missing(6, "Product_Display_Name"),
    ]


def test_rows_behind_a_quotation_mark_that_is_not_closed_are_read() -> None:
    open_row = f'"Office 365 E5,SPE_E5,{E1_ID},TEAMS1,{TEAMS_ID},Teams'
    others = [E3_SWAY.replace(E3_ID, f"{n:08x}{E3_ID[8:]}") for n in range(2000)]  # more than a row may hold
    catalogue = read_catalogue(file(E3_TEAMS, open_row, *others))
    assert catalogue.left_out == [left_out(ProblemCode.FILE_ROW_BROKEN, 3)]
    assert len(catalogue.products) == 2001


def test_plans_beyond_those_that_a_product_may_have_are_left_out() -> None:
    rows = [
        f"Office 365 E3,ENTERPRISEPACK,{E3_ID},SERVICE_{n},{n:08x}{SWAY_ID[8:]},Plan"
        for n in range(MAXIMUM_PLANS + 1)
    ]
    catalogue = read_catalogue(file(*rows))
    facts: dict[str, str | int] = {"product": "Office 365 E3", "limit": MAXIMUM_PLANS}
    assert catalogue.left_out == [left_out(ProblemCode.FILE_ROW_TOO_MANY_PLANS, MAXIMUM_PLANS + 2, **facts)]
    assert len(catalogue.products[0].service_plans) == MAXIMUM_PLANS


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


def test_a_file_without_a_row_that_makes_sense_is_refused_with_the_first_ten_reasons() -> None:
    rows = [f"Product {n},PART_{n},#{n},TEAMS1,{TEAMS_ID},Teams" for n in range(14)]
    problems = refused(file(*rows))
    assert problems[:MAXIMUM_TOLD] == tuple(malformed(n + 2, "GUID", f"#{n}") for n in range(MAXIMUM_TOLD))
    assert problems[MAXIMUM_TOLD:] == (Problem("file", ProblemCode.FILE_MORE_PROBLEMS, {"count": 4}),)


# ---- laws ------------------------------------------------------------------------------------------


@given(st.binary())
def test_bytes_of_whatever_kind_are_read_or_refused(content: bytes) -> None:
    for tried in (content, HEADER.encode() + b"\n" + content):
        with contextlib.suppress(InvalidInputError):
            read_catalogue(tried)


cells = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from([E3_ID, TEAMS_ID, "TEAMS1"])


@given(st.lists(st.lists(cells, max_size=8), max_size=6))
def test_rows_of_whatever_kind_are_read_well_or_refused(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *rows])
    try:
        products = read_catalogue(text.getvalue().encode()).products
    except InvalidInputError:
        return
    assert all(not product.problems() for product in products)
    assert all(not plan.problems() for product in products for plan in product.service_plans)
