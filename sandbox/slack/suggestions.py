"""What a menu offers while somebody types into it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.slack.delivery import payloads
from sandbox.slack.interactions import Place, element_at
from sandbox.slack.limits import options_problems
from sandbox.slack.sentences import said
from sandbox.slack.trouble import Trouble
from sandbox.slack.views import OpenView

if TYPE_CHECKING:
    from sandbox.slack.delivery import Delivered
    from sandbox.slack.people import Person
    from sandbox.slack.workspace import Workspace

DEFAULT_QUERY_LENGTH = 3


def suggest(
    workspace: Workspace, person: Person, place: Place, ids: tuple[str, str], typed: str
) -> list[dict[str, Any]]:
    """The option groups an external menu offers for what was typed; a nameless one is plain."""
    _, element = element_at(place, *ids)
    if not element["type"].endswith("external_select"):
        return _filtered(element, typed)
    if len(typed) < element.get("min_query_length", DEFAULT_QUERY_LENGTH):
        return []
    with workspace.lock:
        payload = payloads.block_suggestion(
            workspace.facts, person, _place_part(workspace, place), ids, typed
        )
    delivered = workspace.delivery.payload(payload)
    answer, why = _options_in(delivered)
    if why:
        sentence = said("no_options", person.locale)
        workspace.report(Trouble(person.id, sentence, why))
        return []
    return _groups(answer)


def _place_part(workspace: Workspace, place: Place) -> dict[str, Any]:
    if isinstance(place, OpenView):
        container = {"type": "view", "view_id": place.id}
        return {"container": container, "view": place.as_slack(workspace.facts)}
    channel = workspace.conversations.channel(place.channel_id)
    return {
        "container": {
            "type": "message",
            "message_ts": place.ts,
            "channel_id": channel.id,
            "is_ephemeral": place.is_ephemeral,
        },
        "channel": {"id": channel.id, "name": channel.name},
        "message": payloads.message_part(workspace.facts, place),
    }


def _options_in(delivered: Delivered) -> tuple[dict[str, Any], str]:
    if not delivered.is_ok:
        return {}, delivered.what_went_wrong
    try:
        answer = json.loads(delivered.body)
    except ValueError:
        return {}, f"the options are not JSON: {delivered.body[:200]}"
    if not isinstance(answer, dict):
        return {}, "the options are not an object"
    return answer, "; ".join(options_problems(answer))


def _groups(found: dict[str, Any]) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = found.get("option_groups") or [
        {"label": None, "options": found.get("options", [])}
    ]
    return groups


def _filtered(element: dict[str, Any], typed: str) -> list[dict[str, Any]]:
    """Slack itself filters the options of a static menu by what is typed."""
    wanted = typed.casefold()
    return [
        {**group, "options": [o for o in group["options"] if wanted in o["text"]["text"].casefold()]}
        for group in _groups(element)
    ]
