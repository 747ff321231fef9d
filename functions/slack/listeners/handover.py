"""Hand over temporary passwords: reveal what the worker set, give a link that works once, or send them.

A button in a direct message names the credential. One in a view names none: the passwords ride in the view,
and are kept first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4
from zlib import crc32

from functions.slack.route import Kind, Route
from functions.slack.sheet import PREFIX
from shared.domain.action import Action
from shared.domain.credential import Means
from shared.errors import BusyError, RefusedError
from shared.operations.desk import Operation
from shared.operations.handover import Before, count, find, hand_over, keep, make_link
from shared.slack_ui import ids
from shared.slack_ui.ids import Click
from shared.slack_ui.mail import password_mail
from shared.slack_ui.modals.email_form import EmailCredentialsForm
from shared.slack_ui.modals.handing_over import (
    before_view,
    download_view,
    moment_view,
    not_sent_view,
    sent_view,
)
from shared.slack_ui.modals.sheet import credentials_view
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call
    from shared.domain.credential import Sheet
    from shared.ports import Mailer

_ACTIONS = {ids.View.CREATED_USERS.value: Action.CREATE_USER}  # the passwords of other views were reset


def reveal(call: Call) -> None:
    """Show the passwords, in a window that is open before they are handed over: there is no second time."""
    view_id = call.show_first(moment_view(call.t))
    operation = Operation(f"{call.value}.{view_id}", call.correlation_id)
    handed_over = hand_over(call.desk, call.actor, call.value, Means.VIEW, operation)
    if isinstance(handed_over, Before):
        view = before_view(call.t, handed_over.event, is_shown_below=False)
    else:
        view = credentials_view(call.t, handed_over, ViewState(), may_email=call.desk.mailer is not None)
    call.redraw(view_id, view)
    call.ack()


def download(call: Call) -> None:
    made = make_link(call.desk, call.actor, _credential_id(call), call.t.language)
    if isinstance(made, Before):
        call.show(before_view(call.t, made.event, is_shown_below=call.view is not None))
    else:
        call.show(download_view(call.t, f"{call.base_url}{PREFIX}{made}"))


def open_page(call: Call) -> None:
    """Slack opens the link, and tells us."""
    call.ack()


def open_email(call: Call) -> None:
    credential_id = _credential_id(call)
    found = find(call.desk, call.actor, credential_id)
    if isinstance(found, Before):
        return call.show(before_view(call.t, found.event, is_shown_below=call.view is not None))
    customer = call.desk.directory.customer(found.credential.customer_id)
    state = ViewState(customer_id=customer.id, nonce=uuid4().hex, credential_id=credential_id)
    return call.show(EmailCredentialsForm.build(call.t, customer.name, count(call.desk, found), state))


def submit_email(call: Call) -> None:
    form = EmailCredentialsForm.parse(call.body["view"])
    mailer = call.desk.mailer
    if mailer is None or form.problems:
        return call.point_out(form.errors(call.t, is_off=mailer is None))
    credential_id, address = form.state.credential_id, form.address
    handed_over = hand_over(call.desk, call.actor, credential_id, Means.EMAIL, call.operation, to=address)
    if isinstance(handed_over, Before):
        return call.answer_form(before_view(call.t, handed_over.event, is_shown_below=call.depth > 1))
    return call.answer_form(_sent(call, mailer, handed_over, address))


def _sent(call: Call, mailer: Mailer, sheet: Sheet, address: str) -> View:
    """Send a sheet that counts as handed over already, and say what became of it."""
    is_shown_below = call.depth > 1
    try:
        mailer.send(address, *password_mail(call.t, sheet))
    except RefusedError:
        return not_sent_view(call.t, address, is_refused=True, is_shown_below=is_shown_below)
    except BusyError:
        return not_sent_view(call.t, address, is_refused=False, is_shown_below=is_shown_below)
    return sent_view(call.t, sheet, address)


def _credential_id(call: Call) -> str:
    """Find which passwords are meant; those that a view shows are kept first, as one set."""
    if call.view is None:
        return call.value
    state = call.state
    passwords = {each.user_id: each.password for each in state.created}
    mark = crc32(" ".join(passwords).encode())  # of users alone: their passwords stay out of every name
    operation = Operation(f"{call.view['id']}.{mark:08x}", call.correlation_id)
    action = _ACTIONS.get(call.view["callback_id"], Action.RESET_PASSWORD)
    return keep(call.desk, call.actor, action, state.customer_id, passwords, operation)


ROUTES = (
    Route(Kind.CLICK, Click.REVEAL_CREDENTIALS, Action.VIEW, reveal),
    Route(Kind.CLICK, Click.DOWNLOAD_CREDENTIALS, Action.VIEW, download),
    Route(Kind.CLICK, Click.OPEN_DOWNLOAD, Action.VIEW, open_page),
    Route(Kind.CLICK, Click.EMAIL_CREDENTIALS, Action.VIEW, open_email),
    Route(Kind.SUBMISSION, ids.View.EMAIL_CREDENTIALS, Action.VIEW, submit_email),
)
