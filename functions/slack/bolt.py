"""The Bolt app: routing and nothing else. Verification is at the edge, authority in the authoriser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.http_retry import ConnectionErrorRetryHandler, FixedValueRetryIntervalCalculator

from functions.slack.authoriser import Authoriser
from functions.slack.boundary import Boundary
from functions.slack.route import Open
from functions.slack.routes import ROUTES, register
from shared.runtime.logging import quiet_libraries

if TYPE_CHECKING:
    from shared.runtime.wiring import Wiring

PAUSE_SECONDS = 0.05  # before a call that broke off is made again; the SDK's own is up to a second and a half
WEB_API_TIMEOUT_SECONDS = 2  # of the three that Slack allows us to answer


def build_bolt(wiring: Wiring) -> App:
    """Build the app with every route. Calls nobody: the bot's token is read when the first request comes."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=wiring.secrets.read().bot_token
        )

    app = App(
        name="partner-desk",  # without one Bolt looks through every loaded module for it: 30 ms
        client=WebClient(
            base_url=wiring.settings.slack_api_url,
            timeout=WEB_API_TIMEOUT_SECONDS,
            retry_handlers=[ConnectionErrorRetryHandler(1, FixedValueRetryIntervalCalculator(PAUSE_SECONDS))],
        ),
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
    app.use(Authoriser(wiring, told_by_slack).identify)
    register(app, wiring)
    app.error(Boundary(wiring).answer)
    return app
