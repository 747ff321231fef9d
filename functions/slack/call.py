"""One authorised click, command or keystroke of a person, or event of Slack's, as listeners see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError, SlackClientError

from shared.gateways.slack_roster import SlackRoster
from shared.operations.desk import Operation
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from slack_bolt import Ack
    from slack_sdk import WebClient
    from slack_sdk.models.views import View

    from shared.domain.action import Action
    from shared.domain.staff import Staff
    from shared.gateways.slack_profiles import SlackProfiles
    from shared.i18n.translator import Translator
    from shared.operations.desk import Desk
    from shared.ports import StaffNews
    from shared.slack_ui.messages.message import Message

OPENED = "opened_view_id"  # put beside what Slack sent: the trigger is used up, and this view is open
MAXIMUM_DEPTH = 3  # modals that Slack stacks
STALE_VIEW = {"hash_conflict", "not_found", "view_not_found"}  # closed or redrawn meanwhile: nothing to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What Slack sent, who sent it, and the means to answer within three seconds.

    ``base_url`` is the function's own address, to which a link can lead. ``profiles`` tells who somebody is
    in Slack, ``news`` tells staff of their own roles.
    """

    ack: Ack
    body: dict[str, Any]
    client: WebClient
    actor: Staff
    t: Translator
    desk: Desk
    profiles: SlackProfiles
    news: StaffNews
    correlation_id: str
    base_url: str

    @property
    def view(self) -> dict[str, Any] | None:
        """The modal in which something was pressed, submitted or closed; None in a message."""
        view = self.body.get("view")
        return view if view and view.get("type") == "modal" else None

    @property
    def state(self) -> ViewState:
        """What the view remembers; an empty state outside of views."""
        return ViewState.decode(self.view["private_metadata"]) if self.view else ViewState()

    @property
    def value(self) -> str:
        """What the pressed button or the chosen option stands for, or what was typed and entered."""
        action = self.body["actions"][0]
        chosen = action.get("selected_option")
        return str((chosen or action).get("value") or "")

    @property
    def roster(self) -> SlackRoster:
        """Who is in the workspace and in its user groups, as Slack tells it this instant."""
        return SlackRoster(self.client, self.profiles)

    @property
    def time_zone(self) -> tzinfo:
        """By which clock the person lives."""
        return self.profiles.read(self.actor.slack_user_id, self.client).time_zone

    @property
    def event(self) -> dict[str, Any]:
        """What Slack tells of, where it is an event and nobody's click."""
        told: dict[str, Any] = self.body["event"]
        return told

    @property
    def operation(self) -> Operation:
        """The identity of this submission: the same however often Slack delivers it."""
        view = self.body["view"]
        return Operation(f"{view['id']}.{self.state.nonce}", self.correlation_id)

    @property
    def press(self) -> Operation:
        """The identity of this press of a button: the same however often Slack delivers it."""
        action = self.body["actions"][0]
        return Operation(f"{self.actor.slack_user_id}.{action['action_ts']}", self.correlation_id)

    @property
    def root(self) -> str:
        """The callback_id of the view at the bottom of the stack that a pushed view would have."""
        return self.state.root or (self.view["callback_id"] if self.view else "")

    @property
    def depth(self) -> int:
        """How many views are stacked where the person clicked: none outside of modals, at most three."""
        return depth_of(self.view)

    def permits(self, customer_id: str | None) -> frozenset[Action]:
        """List what the person may do to a customer, to choose which buttons to show."""
        return self.desk.permits(self.actor, customer_id)

    def say(self, message: Message) -> None:
        """Answer a command with a message that only its reader sees."""
        self.ack(text=message.text, blocks=message.blocks)

    def show(self, view: View) -> None:
        """Open a modal, on top of the one in which the person clicked, or in its place if three are open."""
        if self.depth == MAXIMUM_DEPTH:
            self.replace(view)
            return
        trigger = self.body["trigger_id"]
        if self.view:
            self.client.views_push(trigger_id=trigger, view=view)
        else:
            self.client.views_open(trigger_id=trigger, view=view)
        self.ack()

    def show_first(self, view: View) -> str:
        """Open a modal before the work is done, which may outlast the trigger; returns the view's id.

        What goes wrong after this is said in that modal.
        """
        opened = self.client.views_open(trigger_id=self.body["trigger_id"], view=view)
        view_id: str = opened["view"]["id"]
        self.body[OPENED] = view_id
        return view_id

    def replace(self, view: View) -> None:
        """Redraw the modal in which the person clicked, or open one from a message."""
        if self.view:
            self.redraw(self.view["id"], view, drawn=self.view["hash"])
            self.ack()
        else:
            self.show(view)

    def answer_form(self, view: View) -> None:
        """Put another view in the place of the form that was submitted."""
        self.ack(response_action="update", view=view)

    def cover_form(self, view: View) -> None:
        """Put another view on top of the form that was submitted, or in its place if three are open."""
        is_full = self.depth == MAXIMUM_DEPTH
        self.ack(response_action="update" if is_full else "push", view=view)

    def point_out(self, errors: dict[str, str]) -> None:
        """Leave the form open, with what was typed, and a sentence at each field that is wrong."""
        self.ack(response_action="errors", errors=errors)

    def return_to(self, view: View) -> None:
        """Close the submitted form, and show a view in the one below; in its own place if none is."""
        below = self.body["view"].get("previous_view_id")
        try:
            is_drawn = below is not None and self.redraw(below, view)
        except (SlackClientError, OSError):  # what is done must be shown: the answer can still carry it
            is_drawn = False
        if is_drawn:
            self.ack()
        else:
            self.answer_form(view)

    def redraw(self, view_id: str, view: View, *, drawn: str | None = None) -> bool:
        """Redraw another modal of the stack; False if the person closed it meanwhile."""
        try:
            self.client.views_update(view_id=view_id, view=view, hash=drawn)
        except SlackApiError as error:
            if error.response.get("error") in STALE_VIEW:
                return False
            raise
        return True


def depth_of(view: Mapping[str, Any] | None) -> int:
    """How many views are stacked up to a modal, as Slack sends it: none outside of modals, at most three."""
    if view is None:
        return 0
    below = view.get("previous_view_id")
    if below is None:
        return 1
    return 2 if below == view["root_view_id"] else 3
