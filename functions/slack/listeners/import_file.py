"""Files of new users and of license changes: upload, see what is wrong, have them done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.command import CheckLicenseFile, CheckUserFile, ImportLicenses, ImportUsers, SendTemplate
from shared.domain.country import COUNTRIES
from shared.domain.import_kind import ImportKind
from shared.errors import ImportNotFoundError, RequestNotFoundError
from shared.operations.import_file import ACTIONS, find_import, run_import
from shared.operations.import_page import import_page
from shared.operations.import_preview import preview_import
from shared.operations.reaching import is_request_id
from shared.operations.request import submit_many
from shared.operations.side_by_side import side_by_side
from shared.slack_ui import ids
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.import_checked import checked_view, checking_view, is_all_or_nothing
from shared.slack_ui.modals.import_form import ImportForm, is_form, read_template_value
from shared.slack_ui.modals.import_rows import import_rows_view
from shared.slack_ui.modals.import_submitted import import_submitted_view
from shared.slack_ui.modals.notice import notice_view
from shared.slack_ui.modals.user_form import no_domain_view
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call
    from shared.domain.command import CheckFile
    from shared.domain.import_file import ImportFile

_OF_ONE_FILE = {ids.View.CHECKING_IMPORT, ids.View.CHECKED_IMPORT}


def open_import(call: Call, kind: ImportKind) -> None:
    """Ask for a file; for a corrected one in the place of what is shown of the other."""
    customer_id, _, location = call.value.partition("/")
    _show(call, form_of(call, kind, customer_id, location))


def form_of(call: Call, kind: ImportKind, customer_id: str, usage_location: str = "") -> View:
    """Draw the form, with the location chosen already that a file before it was given."""
    decision = call.desk.admit(call.actor, ACTIONS[kind], customer_id)
    customer = call.desk.directory.customer(customer_id)
    if kind is ImportKind.USERS and not customer.may_create_users:
        return no_domain_view(call.t, customer, call.permits(customer_id))
    return ImportForm.build(
        call.t,
        kind,
        customer,
        ViewState(customer_id=customer_id, nonce=uuid4().hex),
        limit=call.desk.import_limit,
        usage_location=usage_location if usage_location in COUNTRIES else "",
        decision=decision,
    )


def send_template(call: Call) -> None:
    """Leave the template to the worker; a form stays as it is, with what is in it."""
    customer_id, kind = read_template_value(call.value)
    command = SendTemplate(customer_id=customer_id, kind=kind)
    customer, _ = side_by_side(
        lambda: call.desk.directory.customer(customer_id),
        lambda: submit_many(call.desk, command, call.actor, call.press, call.t.language),
    )
    told = call.t("The template is on its way: it comes as a direct message from Partner Desk.")
    if call.view is None or not is_form(call.view):
        return call.show(notice_view(call.t, call.t("Template"), told))
    form = ImportForm.parse(call.view)
    return call.replace(
        ImportForm.build(
            call.t,
            form.kind,
            customer,
            form.state,
            limit=call.desk.import_limit,
            usage_location=form.usage_location,
            decision=call.desk.admit(call.actor, ACTIONS[form.kind], customer_id),
            notice=told,
        )
    )


def submit_import(call: Call) -> None:
    """Leave the file to the worker to check, which draws what it found in the place of this view."""
    form = ImportForm.parse(call.body["view"])
    customer_id = form.state.customer_id
    call.desk.admit(call.actor, form.command.action, customer_id)
    if problems := form.problems():
        return call.point_out(form.errors(call.t, problems))
    customer, _ = side_by_side(
        lambda: call.desk.directory.customer(customer_id),
        lambda: submit_many(call.desk, form.command, call.actor, call.operation, call.t.language),
    )
    state = ViewState(request_id=call.operation.id)
    return call.answer_form(checking_view(call.t, customer, form.file_name, state))


def show_import(call: Call) -> None:
    """Show what was found in a file, or that it is still being looked for."""
    _show(call, _found(call, call.value))


def submit_checked(call: Call) -> None:
    """Have the rows of a checked file done, or ask others to agree to them."""
    state = call.state
    request, customer = side_by_side(
        lambda: run_import(
            call.desk,
            call.actor,
            state.request_id,
            all_or_nothing=is_all_or_nothing(call.body["view"]),
            correlation_id=call.correlation_id,
            language=call.t.language,
            customer_id=state.customer_id,
        ),
        lambda: call.desk.directory.customer(state.customer_id),
    )
    command = request.command
    if not isinstance(command, ImportUsers | ImportLicenses) or command.customer_id != customer.id:
        raise ImportNotFoundError(import_id=state.request_id)
    call.answer_form(import_submitted_view(call.t, request, command, customer, ViewState()))


def show_rows(call: Call) -> None:
    call.show(_rows(call, call.value, 0))


def turn_rows(call: Call) -> None:
    skip = int(call.value) if call.value.isdecimal() else 0
    call.replace(_rows(call, call.state.request_id, skip))


def _rows(call: Call, shown_id: str, skip: int) -> View:
    page = import_page(call.desk, call.actor, shown_id, skip, call.press)
    return import_rows_view(call.t, page, ViewState(request_id=shown_id))


def _found(call: Call, import_id: str) -> View:
    file, waiting = side_by_side(lambda: _checked(call, import_id), lambda: _being_checked(call, import_id))
    if file is None and waiting is not None:
        call.desk.admit(call.actor, waiting.action, waiting.customer_id)
        customer = call.desk.directory.customer(waiting.customer_id)
        state = ViewState(request_id=import_id)
        return checking_view(call.t, customer, waiting.file_name, state, is_late=True)
    file = file or find_import(call.desk, call.actor, import_id)  # checked meanwhile, or not there at all
    return checked_view(call.t, preview_import(call.desk, call.actor, file), ViewState())


def _checked(call: Call, import_id: str) -> ImportFile | None:
    try:
        return find_import(call.desk, call.actor, import_id)
    except ImportNotFoundError:
        return None


def _being_checked(call: Call, import_id: str) -> CheckFile | None:
    """Tell what the worker has not come to yet; None where it has, or the file is not theirs."""
    if not is_request_id(import_id):
        return None
    try:
        request = call.desk.requests.request(import_id)
    except RequestNotFoundError:
        return None
    command, is_theirs = request.command, request.requester_id == call.actor.slack_user_id
    if not isinstance(command, CheckUserFile | CheckLicenseFile) or not is_theirs or request.is_finished:
        return None
    return command


def _show(call: Call, view: View) -> None:
    """Show something about a file in the place of what is shown of it, else on top of whatever is."""
    if call.view is not None and call.view["callback_id"] in _OF_ONE_FILE:
        call.replace(view)
    else:
        call.show(view)


_USERS, _LICENSES = (partial(open_import, kind=kind) for kind in ImportKind)

ROUTES = (
    Route(Kind.CLICK, Click.OPEN_IMPORT_USERS, Action.IMPORT_USERS, _USERS),
    Route(Kind.CLICK, Click.OPEN_IMPORT_LICENSES, Action.CHANGE_LICENSES, _LICENSES),
    Route(Kind.CLICK, Click.SEND_TEMPLATE, Action.VIEW, send_template),
    Route(Kind.SUBMISSION, ids.View.IMPORT_USERS, Action.IMPORT_USERS, submit_import),
    Route(Kind.SUBMISSION, ids.View.IMPORT_LICENSES, Action.CHANGE_LICENSES, submit_import),
    Route(Kind.CLICK, Click.SHOW_IMPORT, Action.VIEW, show_import),
    Route(Kind.SUBMISSION, ids.View.CHECKED_IMPORT, Action.VIEW, submit_checked),
    Route(Kind.CLICK, Click.SHOW_IMPORT_ROWS, Action.VIEW, show_rows),
    Route(Kind.CLICK, Click.NEXT_IMPORT_ROWS, Action.VIEW, turn_rows),
    Route(Kind.CLICK, Click.PREVIOUS_IMPORT_ROWS, Action.VIEW, turn_rows),
)
