"""Choose whom to reset or to delete, and what comes of the choice: a question, and what was answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.collation import fold
from shared.domain.outcome import Reason
from shared.domain.user import UserFilter
from shared.operations.looking import LicenseOverview, UserQuery, license_overview, user_list
from shared.operations.preview import preview, previewed
from shared.ports import Cursor
from shared.slack_ui.carried import pack
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.people_form import PeopleForm
from shared.slack_ui.modals.users import users_view
from shared.slack_ui.state import MAXIMUM_STATE, ViewState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.views import View as SlackView

    from functions.slack.call import Call
    from shared.domain.outcome import Outcome
    from shared.domain.user import User
    from shared.operations.looking import UserList
    from shared.operations.preview import FearedCommand, Preview
    from shared.slack_ui.ids import View


def form_of(call: Call, callback: View, customer_id: str) -> SlackView:
    """Draw the form that asks for users, or for everyone whom the list's filter shows."""
    query = call.state.query
    form = PeopleForm(
        callback=callback,
        state=ViewState(root=call.root, customer_id=customer_id, query=query, nonce=uuid4().hex),
        everyone=query.everyone if query.user_filter not in {UserFilter.ALL, UserFilter.DELETED} else None,
    )
    return _drawn(call, form)


def choose_whom(call: Call) -> None:
    """Ask for names, or for none where everyone of a filter is meant."""
    form = PeopleForm.parse(call.body["view"])
    call.redraw(call.body["view"]["id"], _drawn(call, form))
    call.ack()


def preview_chosen(call: Call) -> Preview | None:
    """Look whom the submitted form is about; None where that is nobody, which the form says."""
    form = PeopleForm.parse(call.body["view"])
    seen = preview(call.desk, call.actor, form.command)
    if not seen.users and not seen.refused:
        call.point_out(form.nobody_errors(call.t))
        return None
    return seen


def preview_named(call: Call, kind: type[FearedCommand], customer_id: str, typed: str) -> Preview | None:
    """Look at the one user whom a command names; None where that is nobody or several, which a list shows."""
    call.desk.admit(call.actor, kind.action, customer_id)
    users = user_list(call.desk, call.actor, customer_id, UserQuery(typed=typed))
    user = _meant(users, typed)
    if user is None:
        several = call.t("Several users match “{typed}”. Open the one you mean.", typed=typed)
        notice = several if users.page.items else ""
        call.show(users_view(call.t, users, call.permits(customer_id), notice=notice))
        return None
    overview = LicenseOverview(
        customer=users.customer, subscriptions=users.subscriptions, counts=users.counts
    )
    command = kind(customer_id=customer_id, users=(user.id,))
    return previewed(call.desk, call.actor, command, overview, [user])


def asking_state(call: Call, command: FearedCommand) -> ViewState:
    """Remember what is asked about: the same answer given twice is the same operation."""
    before = call.state
    return ViewState(
        root=call.root,
        customer_id=command.customer_id,
        query=before.query,
        nonce=uuid4().hex,
        carried=pack(command),
    )


def fitting(state: ViewState) -> ViewState:
    """Let the list below begin again at its first page, where there is no room to remember which it was."""
    if len(state.encode()) <= MAXIMUM_STATE:
        return state
    return replace(state, query=replace(state.query, cursor=Cursor(), skip=0))


def with_names(call: Call, customer_id: str, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Name those who are gone as they were called when a colleague deleted them."""
    gone = [each.target_id for each in outcomes if each.reason is Reason.GONE and not each.target_name]
    if not gone:
        return list(outcomes)
    users = {each.id: each.user for each in call.desk.directory.deleted_users(customer_id, gone)}
    return [
        replace(each, target_name=user.profile.display_name, sign_in_name=user.user_principal_name)
        if (user := users.get(each.target_id))
        else each
        for each in outcomes
    ]


def _meant(users: UserList, typed: str) -> User | None:
    """Find who is meant: who signs in with exactly this, or is called exactly this, or is the only match."""
    found = users.page.items
    exact = [user for user in found if fold(user.user_principal_name) == fold(typed)]
    exact = exact or [user for user in found if fold(user.profile.display_name) == fold(typed)]
    one = exact or (found if users.matches == 1 else [])
    return one[0] if len(one) == 1 else None


def _drawn(call: Call, form: PeopleForm) -> SlackView:
    customer_id = form.state.customer_id
    decision = call.desk.admit(call.actor, form.command.action, customer_id)
    overview = license_overview(call.desk, call.actor, customer_id)
    everyone = form.everyone
    if everyone and everyone.sku_id not in {"", *(each.id for each in overview.subscriptions)}:
        form = replace(form, everyone=None)
    return form.build(call.t, overview, decision)


ROUTES = (Route(Kind.CLICK, Click.CHOOSE_WHOM, Action.VIEW, choose_whom),)
