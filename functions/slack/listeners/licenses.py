"""What a customer subscribes to, with its seats: look, page, download."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.command import ExportLicenses
from shared.operations.looking import LicenseOverview, UserQuery, license_overview
from shared.operations.request import submit_many
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.licenses import licenses_view
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call


def open_licenses(call: Call) -> None:
    call.replace(overview_of(call, call.value))


def turn_products(call: Call) -> None:
    call.replace(overview_of(call, call.state.customer_id, skip=int(call.value)))


def export_licenses(call: Call) -> None:
    """Leave the files to the worker; a second press in the same view asks for the same ones."""
    command = ExportLicenses(customer_id=call.value)
    submit_many(call.desk, command, call.actor, call.operation, call.t.language)
    notice = call.t("Two CSV files are on their way: they come as a direct message from Partner Desk.")
    call.replace(overview_of(call, call.value, skip=call.state.query.skip, notice=notice))


def overview_of(call: Call, customer_id: str, *, skip: int = 0, notice: str = "") -> View:
    """Draw a page of a customer's products."""
    overview = license_overview(call.desk, call.actor, customer_id)
    return drawn_overview(call, overview, skip=skip, notice=notice)


def drawn_overview(call: Call, overview: LicenseOverview, *, skip: int = 0, notice: str = "") -> View:
    """Draw what was read; each drawing has a download of its own."""
    state = ViewState(query=UserQuery(skip=skip), nonce=uuid4().hex)
    permits = call.permits(overview.customer.id)
    return licenses_view(call.t, overview, permits, state, notice=notice)


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_LICENSES, Action.VIEW, open_licenses),
    Route(Kind.CLICK, Click.NEXT_PRODUCTS, Action.VIEW, turn_products),
    Route(Kind.CLICK, Click.PREVIOUS_PRODUCTS, Action.VIEW, turn_products),
    Route(Kind.CLICK, Click.EXPORT_LICENSES, Action.VIEW, export_licenses),
)
