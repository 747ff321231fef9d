"""What a person does and what Slack then sends to the app, and how it takes the answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.slack.conversations import DEFAULT_CHANNEL, PURE_SLACKBOT, Message
from sandbox.slack.delivery import payloads
from sandbox.slack.errors import CannotDoError
from sandbox.slack.inputs import elements_of, with_content
from sandbox.slack.limits import message_problems
from sandbox.slack.normalise import normalised
from sandbox.slack.sentences import Sentence, said
from sandbox.slack.tickets import ResponseUrl
from sandbox.slack.trouble import Trouble
from sandbox.slack.views import OpenView

if TYPE_CHECKING:
    from sandbox.slack.delivery import Delivered
    from sandbox.slack.people import Person
    from sandbox.slack.workspace import Workspace

Place = OpenView | Message
TEXT_INPUTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}


def say(workspace: Workspace, person: Person, line: str, channel_id: str | None = None) -> Delivered | None:
    """A line typed into a conversation: a command goes to the app, anything else is a message."""
    channel = workspace.conversations.channel(channel_id or DEFAULT_CHANNEL)
    if not line.startswith("/"):
        with workspace.lock:
            ts = workspace.conversations.next_ts()
            workspace.conversations.post(Message(ts, channel.id, person.id, line))
            workspace.changed()
        return None
    command, _, text = line.partition(" ")
    if command != workspace.facts.command or person.is_stranger:
        _slackbot(workspace, person, channel.id, "not_a_command", command)
        return None
    return send_command(workspace, person, text.strip(), channel.id)


def send_command(workspace: Workspace, person: Person, text: str, channel_id: str) -> Delivered:
    channel = workspace.conversations.channel(channel_id)
    form = payloads.slash_command(
        workspace.facts,
        person,
        channel,
        text,
        trigger_id=workspace.tickets.issue_trigger(person.id),
        response_url=workspace.response_url(
            "commands", ResponseUrl(person.id, channel.id, workspace.clock())
        ),
    )
    delivered = workspace.delivery.form("slash_command", form)
    command = workspace.facts.command
    if delivered.answer is None:
        _slackbot(workspace, person, channel.id, "no_response", command, delivered.what_went_wrong)
    elif not delivered.is_ok:
        _slackbot(workspace, person, channel.id, "dispatch_failed", command, delivered.what_went_wrong)
    elif delivered.body.strip():
        _show_answer(workspace, person, channel.id, delivered)
    workspace.changed()
    return delivered


def _show_answer(workspace: Workspace, person: Person, channel_id: str, delivered: Delivered) -> None:
    """The body of a command's answer: a message, for this person only unless it says otherwise."""
    try:
        answer = json.loads(delivered.body)
    except ValueError:
        answer = {"text": delivered.body}
    if not isinstance(answer, dict):
        answer = {"text": delivered.body}
    problems = message_problems(answer)
    if problems:
        command = workspace.facts.command
        _slackbot(workspace, person, channel_id, "dispatch_failed", command, str(problems))
        return
    is_public = answer.get("response_type") == "in_channel"
    with workspace.lock:
        workspace.conversations.post(
            Message(
                workspace.conversations.next_ts(),
                channel_id,
                workspace.facts.bot_user_id,
                answer.get("text") or "",
                normalised(answer.get("blocks") or []),
                visible_to=None if is_public else person.id,
            )
        )


def _slackbot(
    workspace: Workspace,
    person: Person,
    channel_id: str,
    sentence: Sentence,
    command: str,
    why: str = "",
) -> None:
    """Slack's own words about a command, for this person only; with `why` the app is at fault."""
    text = said(sentence, person.locale, command=command)
    with workspace.lock:
        ts = workspace.conversations.next_ts()
        workspace.conversations.post(Message(ts, channel_id, PURE_SLACKBOT, text, visible_to=person.id))
        if why:
            workspace.report(Trouble(person.id, text, why))
        workspace.changed()


def open_home(workspace: Workspace, person: Person) -> Delivered:
    """They look at the App Home; the app is told and may publish."""
    with workspace.lock:
        channel = workspace.conversations.direct_message(person.id)
        home = workspace.views.homes.get(person.id)
        event = payloads.app_home_opened(workspace.facts, person, channel, home, workspace.clock())
    delivered = workspace.delivery.event(event)
    if not delivered.is_ok:
        # Slack says nothing to the person; it would try again later.
        workspace.report(Trouble(person.id, "", delivered.what_went_wrong))
    return delivered


def element_at(place: Place, block_id: str, action_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The block and the element with these ids."""
    for block in place.blocks:
        for element in elements_of(block):
            if (block["block_id"], element["action_id"]) == (block_id, action_id):
                return block, element
    raise CannotDoError(f"there is no {block_id}/{action_id} here")


def put(
    workspace: Workspace,
    person: Person,
    place: Place,
    ids: tuple[str, str],
    held: Any,
    *,
    enter: bool = False,
) -> Delivered | None:
    """Something is typed or chosen. The app hears of it at once where Slack would tell it."""
    with workspace.lock:
        block, element = element_at(place, *ids)
        value = with_content(element, held)
        place.values.setdefault(ids[0], {})[ids[1]] = value
        if isinstance(place, OpenView):
            place.errors.pop(ids[0], None)
        workspace.changed()
    return act(workspace, person, place, ids, value) if _is_told(block, element, enter) else None


def _is_told(block: dict[str, Any], element: dict[str, Any], enter: bool) -> bool:  # noqa: FBT001
    if block["type"] != "input":
        return True
    if not block["dispatch_action"]:
        return False
    if element["type"] not in TEXT_INPUTS:
        return True
    config = element.get("dispatch_action_config", {})
    moments = config.get("trigger_actions_on", ["on_enter_pressed"])
    return "on_character_entered" in moments or (enter and "on_enter_pressed" in moments)


def act(
    workspace: Workspace,
    person: Person,
    place: Place,
    ids: tuple[str, str],
    value: dict[str, Any] | None = None,
) -> Delivered:
    """A button, a menu or a choice: the app is sent `block_actions`."""
    facts = workspace.facts
    with workspace.lock:
        _, element = element_at(place, *ids)
        action = payloads.action_part(element, ids[0], value, workspace.clock())
        if isinstance(place, OpenView):
            trigger = workspace.tickets.issue_trigger(person.id, place.id)
            payload = payloads.block_actions_in_view(facts, person, place, action, trigger)
        else:
            channel = workspace.conversations.channel(place.channel_id)
            ticket = ResponseUrl(person.id, channel.id, workspace.clock(), place.ts, place.is_ephemeral)
            payload = payloads.block_actions_in_message(
                facts,
                person,
                channel,
                place,
                action,
                trigger_id=workspace.tickets.issue_trigger(person.id),
                response_url=workspace.response_url("actions", ticket),
            )
    delivered = workspace.delivery.payload(payload)
    if not delivered.is_ok:
        in_trouble(workspace, person, place, delivered.what_went_wrong)
    workspace.changed()
    return delivered


def in_trouble(workspace: Workspace, person: Person, place: Place, why: str) -> None:
    sentence = said("trouble", person.locale)
    with workspace.lock:
        if isinstance(place, OpenView):
            place.trouble = sentence
        workspace.report(Trouble(person.id, sentence, why))
        workspace.changed()
