"""Brings the App Homes of those whom a request concerns up to date, once it has moved on.

Nothing of it may stop the work: a Home that cannot be drawn now is drawn when it is next opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.command import GrantRoles, RevokeRoles
from shared.domain.request import RequestState
from shared.errors import RequestNotFoundError
from shared.gateways.slack_messages import busy_when_it_passes
from shared.i18n.translator import translator
from shared.operations.asking import approvers
from shared.operations.home import home_of
from shared.slack_ui.home import home_view, plain_home
from shared.slack_ui.messages.refusals import stranger

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger
    from slack_sdk import WebClient

    from shared.domain.request import Request
    from shared.gateways.slack_profiles import SlackProfiles
    from shared.operations.desk import Desk

MAXIMUM_APPROVERS = 20  # whose Homes are drawn; the others' are when they open them


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """``first_admin`` can grant roles to who has none."""

    client: WebClient
    desk: Desk
    profiles: SlackProfiles
    log: Logger
    first_admin: str

    def refresh(self, request_id: str) -> None:
        """Draw the Homes of the requester, of who may agree, and of whose roles it changed.

        Between the first step and the last one nothing on them changes.
        """
        try:
            request = self.desk.requests.request(request_id)
            is_in_between = request.state is RequestState.RUNNING and request.is_listed
            people = [] if is_in_between else self._concerned(request)
        except RequestNotFoundError:
            return
        except Exception as error:  # noqa: BLE001  whatever it is: the work is done
            self._let_go(error, request_id)
            return
        for slack_user_id in people:
            try:
                self._draw(slack_user_id)
            except Exception as error:  # noqa: BLE001  likewise
                self._let_go(error, request_id)

    def _concerned(self, request: Request) -> list[str]:
        command = request.command
        changed = [command.slack_user_id] if isinstance(command, GrantRoles | RevokeRoles) else []
        could = [each.slack_user_id for each in approvers(self.desk, request)] if request.approval else []
        decided = [each.approver_id for each in request.approval.decisions] if request.approval else []
        return list(dict.fromkeys([request.requester_id, *changed, *decided, *could[:MAXIMUM_APPROVERS]]))

    def _draw(self, slack_user_id: str) -> None:
        with busy_when_it_passes():
            profile = self.profiles.read(slack_user_id, self.client)
        if not profile.is_member:
            return
        person = self.desk.find_staff(slack_user_id)
        if person is None or not person.roles_at(self.desk.clock.now()):
            view = plain_home(stranger(self.first_admin))
        else:
            view = home_view(translator(profile.locale), home_of(self.desk, person))
        with busy_when_it_passes():
            self.client.views_publish(user_id=slack_user_id, view=view)

    def _let_go(self, error: Exception, request_id: str) -> None:
        self.log.warning("a Home is not up to date", error=type(error).__qualname__, request_id=request_id)
