"""Every way in. What is not listed here does not exist, and nothing is listed without a permission."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from functions.slack.call import Call
from functions.slack.listeners import (
    audit,
    commands,
    customer,
    deleted,
    deletion,
    desk,
    early_purge,
    events,
    groups,
    handover,
    holder,
    home,
    import_file,
    licenses,
    loading,
    password,
    people,
    request,
    requests,
    restoration,
    roles,
    subscription,
    user,
    users,
)
from functions.slack.listeners import license as user_licenses
from functions.slack.route import Kind, Open, Route
from shared.domain.action import Action
from shared.domain.staff import NOBODY
from shared.errors import AccessDeniedError
from shared.policy.decide import Decision, Reason, Verdict
from shared.runtime.staff_news import SlackStaffNews

if TYPE_CHECKING:
    from slack_bolt import Ack, App, BoltContext
    from slack_sdk import WebClient

    from shared.runtime.wiring import Wiring

ROUTES: tuple[Route, ...] = (
    *commands.ROUTES,
    *desk.ROUTES,
    *customer.ROUTES,
    *users.ROUTES,
    *user.ROUTES,
    *audit.ROUTES,
    *user_licenses.ROUTES,
    *licenses.ROUTES,
    *holder.ROUTES,
    *subscription.ROUTES,
    *loading.ROUTES,
    *import_file.ROUTES,
    *deleted.ROUTES,
    *restoration.ROUTES,
    *early_purge.ROUTES,
    *people.ROUTES,
    *password.ROUTES,
    *deletion.ROUTES,
    *handover.ROUTES,
    *home.ROUTES,
    *request.ROUTES,
    *requests.ROUTES,
    *events.ROUTES,
    *roles.ROUTES,
    *groups.ROUTES,
)


def register(app: App, wiring: Wiring) -> None:
    """Bind every route to Bolt."""
    binders = {
        Kind.COMMAND: app.command,
        Kind.CLICK: app.block_action,
        Kind.SUBMISSION: app.view_submission,
        Kind.CLOSING: app.view_closed,
        Kind.OPTIONS: app.options,
        Kind.EVENT: app.event,
    }
    for route in ROUTES:
        binders[route.kind](route.name)(partial(_run, route=route, wiring=wiring))


def _run(
    ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext, *, route: Route, wiring: Wiring
) -> None:
    call = Call(
        ack=ack,
        body=body,
        client=client,
        actor=context["actor"],
        t=context["t"],
        desk=wiring.desk,
        profiles=wiring.profiles,
        news=SlackStaffNews(wiring, client),
        correlation_id=context["correlation_id"],
        base_url=context["base_url"],
    )
    if (call.actor is NOBODY) is not (route.requires is Open.TO_SLACK):
        raise AccessDeniedError(Decision(Verdict.DENY, Reason.NO_ROLE), action=route.name)
    if isinstance(route.requires, Action):
        wiring.desk.admit_somewhere(call.actor, route.requires)
    route.listener(call)
