"""The Bolt app: routing and nothing else. Verification is at the edge, authority in the authoriser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from functions.slack.authoriser import Authoriser
from functions.slack.boundary import Boundary
from functions.slack.click_client import ClickClient
from functions.slack.route import Open
from functions.slack.routes import ROUTES, register
from shared.runtime.logging import quiet_libraries

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import BoltContext, BoltResponse

    from shared.runtime.wiring import Wiring


def build_bolt(wiring: Wiring) -> App:
    """Build the app with every route. Calls nobody: the bot's token is read when the first request comes."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=wiring.secrets.read().bot_token
        )

    def limit(context: BoltContext, next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002  Bolt's name
        """Put our client in the place of that which Bolt makes for each request, with a fixed timeout."""
        token, base_url = context["client"].token, wiring.settings.slack_api_url
        context["client"] = ClickClient(wiring.click, token=token, base_url=base_url)
        return next()

    app = App(
        name="partner-desk",  # without one Bolt looks through every loaded module for it: 30 ms
        client=ClickClient(wiring.click, base_url=wiring.settings.slack_api_url),
        authorize=authorize,
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,  # whatever token a body names, we speak with our own
    )
    quiet_libraries()
    told_by_slack = [route.name for route in ROUTES if route.requires is Open.TO_SLACK]
    app.use(limit)
    app.use(Authoriser(wiring, told_by_slack).identify)
    register(app, wiring)
    app.error(Boundary(wiring).answer)
    return app
