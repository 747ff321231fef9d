"""Searching the history in both languages: the form, what it reads, the pages, and the file."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from sandbox.slack.limits import view_problems
from shared.domain.audit import ALL_CUSTOMERS, AuditQuery, EventKind, OperationType, Period, ResourceType
from shared.domain.customer import CustomerSummary
from shared.i18n.translator import translator
from shared.operations.trail import Trail
from shared.ports import AuditExport, Page
from shared.slack_ui.csv_files import trail_file
from shared.slack_ui.modals.audit import trail_view
from shared.slack_ui.modals.audit_filter import AuditFilterForm
from shared.slack_ui.products import ProductNames
from shared.slack_ui.state import ViewState
from tests.builders import NOW, a_customer, a_product, an_event
from tests.unit.slack_ui.strategies import typed
from tests.unit.slack_ui.test_slack_takes_it import parts, readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.models.views import View
    from syrupy.assertion import SnapshotAssertion

    from shared.i18n.translator import Translator

STATE = ViewState(nonce="n0nce")
PARIS = timezone(timedelta(hours=1))
CONTOSO = CustomerSummary("contoso", "Contoso Ltd", "contoso.example")
BLANK = AuditFilterForm(state=STATE)
FILLED = AuditFilterForm(
    state=STATE,
    customer_id="contoso",
    actor_id="U0HELPDSK1",
    kind=EventKind.BREAK_GLASS,
    first=date(2026, 11, 1),
    last=date(2026, 11, 30),
)
PERSON = AuditQuery(
    actor_id="U0HELPDSK1", kind=EventKind.LICENSES, period=Period(NOW, NOW + timedelta(days=2))
)
LICENSES = an_event(
    operation_types=(OperationType.UPDATE_CUSTOMER_USER_LICENSES,),
    old_value={"licenses": []},
    new_value={"licenses": ["sku-e3"]},
)
ROLES = replace(
    an_event(
        customer_id=ALL_CUSTOMERS,
        target_id="U0NOROLE01",
        resource_type=ResourceType.STAFF,
        operation_types=(OperationType.GRANT_ROLES,),
    ),
    customer_name="",
)


def page_of(t: Translator, query: AuditQuery, page: Page, *, is_cut: bool = False) -> View:  # type: ignore[type-arg]
    found = Trail(query=query, customer=None, page=page, is_cut=is_cut)
    return trail_view(t, found, None, ProductNames((), [a_product()]), STATE)


VIEWS: dict[str, Callable[[Translator], View]] = {
    "a blank form": lambda t: BLANK.build(t, None),
    "a form filled in": lambda t: FILLED.build(t, CONTOSO, "Bram Visser"),
    "what a person did": lambda t: page_of(t, PERSON, Page([LICENSES, ROLES], after="older")),
    "nothing found yet": lambda t: page_of(t, PERSON, Page([], after="older"), is_cut=True),
    "one found on the way back": lambda t: page_of(t, PERSON, Page([LICENSES], before="newer"), is_cut=True),
    "nothing found": lambda t: page_of(t, PERSON, Page([])),
    "what concerns all customers": lambda t: page_of(
        t, AuditQuery(customer_id=ALL_CUSTOMERS, kind=EventKind.ROLES), Page([ROLES])
    ),
}


@pytest.mark.parametrize("situation", VIEWS)
def test_slack_takes_the_view_and_people_see_this(
    situation: str, t: Translator, snapshot: SnapshotAssertion
) -> None:
    view = VIEWS[situation](t).to_dict()

    assert view_problems(view) == []
    assert [part for part in parts(view) if part.get("type") == "mrkdwn"] == []
    assert readable(view) == snapshot


@pytest.mark.parametrize("clock", [UTC, PARIS, timezone(timedelta(hours=-11, minutes=-30))])
def test_a_form_that_is_opened_again_asks_for_the_same(clock: timezone) -> None:
    query = FILLED.query(clock)

    assert AuditFilterForm.of(STATE, query, clock) == FILLED
    assert query.period == Period(
        datetime(2026, 11, 1, tzinfo=clock).astimezone(UTC),
        datetime(2026, 12, 1, tzinfo=clock).astimezone(UTC),
    )


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_at_the_end_of_the_calendar_bounds_nothing(day: date) -> None:
    for clock in (PARIS, timezone(timedelta(hours=-12))):
        query = AuditFilterForm(state=STATE, actor_id="U0ADA", first=day, last=day).query(clock)
        assert isinstance(query.period, Period)


def test_whose_history_it_was_counts_as_long_as_the_customer_is_the_same(en: Translator) -> None:
    state = ViewState(customer_id="contoso", user_id="bram", nonce="n0nce")
    view = replace(BLANK, state=state, customer_id="contoso").build(en, CONTOSO).to_dict()
    chosen = {"customer-n0nce": {"choose_customer": {"selected_option": {"value": "contoso"}}}}
    other = {"customer-n0nce": {"choose_customer": {"selected_option": {"value": "fabrikam"}}}}

    assert AuditFilterForm.parse({**view, "state": {"values": chosen}}).target_id == "bram"
    assert AuditFilterForm.parse({**view, "state": {"values": other}}).target_id == ""


@pytest.mark.promise(13)
@given(typed, typed)
def test_no_cell_of_the_file_is_ever_calculated(name: str, value: str) -> None:
    event = an_event(old_value={}, new_value={"display_name": value})
    export = AuditExport(
        query=PERSON, customer=a_customer(), events=[replace(event, target_name=name, customer_name=value)]
    )
    text = b"".join(trail_file(translator("en"), export).lines).decode("utf-8-sig")
    (_, row) = csv.reader(StringIO(text))

    assert len(row) == 11
    assert all(
        cell.lstrip()[:1] not in set("=+-@\uff1d\uff0b\uff0d\uff20") and cell[:1] not in set("\t\r\n")
        for cell in row
    )


def test_the_file_says_when_who_what_and_from_what_to_what(en: Translator) -> None:
    event = an_event("click-1", old_value={"last_name": "Okafor"}, new_value={"last_name": "Visser"})
    export = AuditExport(query=PERSON, customer=a_customer(), events=[event, ROLES])
    file = trail_file(en, export)
    (_, first, second) = csv.reader(StringIO(b"".join(file.lines).decode("utf-8-sig")))

    assert file.name == "contoso.example-history.csv"
    assert first == [
        "2026-11-22 09:30:00", "U0GRACE", "User created", "create_customer_user", "Contoso Ltd", "contoso",
        "nadia.okafor@contoso.example", "nadia",
        '{"last_name": "Okafor"}', '{"last_name": "Visser"}', "click-1",
    ]  # fmt: skip
    assert second[4:6] == ["all customers", ""]
