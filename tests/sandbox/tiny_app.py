"""A real Bolt app, small enough to read: what the stand-in sends it, Bolt must understand."""

from typing import Any

from slack_bolt import App
from slack_bolt.adapter.aws_lambda.handler import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from sandbox.slack.app_facts import AppFacts


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str | None = None) -> dict[str, Any]:
    return {"text": plain(text), "value": value or text.lower()}


PEOPLE = ["Amara", "Aoife", "Bram", "Chidi"]
CITIES = ["Lagos", "Lille", "Lisbon", "Oslo"]


def form(title: str = "Add a user", **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Create"),
        "close": plain("Cancel"),
        "notify_on_close": True,
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": plain("Display name"),
                "element": {"type": "plain_text_input", "action_id": "v", "max_length": 20},
            },
            {
                "type": "input",
                "block_id": "city",
                "label": plain("City"),
                "optional": True,
                "element": {
                    "type": "external_select",
                    "action_id": "city",
                    "min_query_length": 1,
                    "placeholder": plain("Type a city"),
                },
            },
            {
                "type": "input",
                "block_id": "plan",
                "optional": True,
                "dispatch_action": True,
                "label": plain("Plan"),
                "element": {
                    "type": "static_select",
                    "action_id": "plan",
                    "options": [option("Basic"), option("Premium")],
                },
            },
            {
                "type": "input",
                "block_id": "extras",
                "optional": True,
                "label": plain("Extras"),
                "element": {
                    "type": "checkboxes",
                    "action_id": "v",
                    "options": [option("E-mail"), option("Calendar")],
                },
            },
            {
                "type": "input",
                "block_id": "people",
                "optional": True,
                "dispatch_action": True,
                "label": plain("Colleagues"),
                "element": {
                    "type": "multi_external_select",
                    "action_id": "people",
                    "min_query_length": 0,
                    "max_selected_items": 3,
                    "placeholder": plain("Type a name"),
                },
            },
            {
                "type": "actions",
                "block_id": "more",
                "elements": [
                    {"type": "button", "action_id": "deeper", "text": plain("Deeper")},
                    {
                        "type": "button",
                        "action_id": "publisher",
                        "text": plain("Publisher"),
                        "url": "https://publisher.example/buy",
                    },
                ],
            },
        ],
        **more,
    }


def note(title: str, text: str) -> dict[str, Any]:
    section = {"type": "section", "text": plain(text)}
    return {"type": "modal", "callback_id": "note", "title": plain(title), "blocks": [section]}


def tiny_app(facts: AppFacts, base_url: str) -> App:  # noqa: C901, PLR0915 - one listener each
    client = WebClient(token=facts.bot_token, base_url=f"{base_url}/api/")

    def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=facts.team_id,
            bot_token=facts.bot_token,
            bot_id=facts.bot_id,
            bot_user_id=facts.bot_user_id,
        )

    app = App(
        client=client,
        signing_secret=facts.signing_secret,
        authorize=authorize,
        process_before_response=True,
    )

    @app.command("/partner")
    def command(ack: Any, body: dict[str, Any], client: Any, respond: Any) -> None:
        words = body.get("text", "").split(" ", 1)
        if words[0] == "add":
            client.views_open(trigger_id=body["trigger_id"], view=form())
            ack()
        elif words[0] == "say":
            ack(words[1])
        elif words[0] == "later":
            ack()
            respond("This took a while.")
        elif words[0] == "card":
            client.chat_postMessage(channel=body["user_id"], text="A card", blocks=card())
            ack()
        else:
            ack(f"Hello <@{body['user_id']}>")

    @app.view("form")
    def submitted(ack: Any, view: dict[str, Any]) -> None:
        name = view["state"]["values"]["name"]["v"]["value"]
        if name == "taken":
            ack(response_action="errors", errors={"name": "That name is taken."})
        elif name == "next":
            ack(response_action="update", view=note("Done", "It is done."))
        elif name == "more":
            ack(response_action="push", view=note("More", "There is more."))
        elif name == "clear":
            ack(response_action="clear")
        elif name == "stray":
            ack(response_action="errors", errors={"nowhere": "No such block."})
        elif name == "text":
            ack("A sentence where Slack wants none")
        elif name == "huge":
            ack(response_action="update", view=note("A title far too long for Slack", "x"))
        else:
            ack()

    @app.view_closed("form")
    def closed(ack: Any) -> None:
        ack()

    @app.options("city")
    def cities(ack: Any, payload: dict[str, Any]) -> None:
        ack(options=[option(c) for c in CITIES if c.lower().startswith(payload["value"].lower())])

    @app.options("people")
    def people(ack: Any, payload: dict[str, Any]) -> None:
        ack(options=[option(p) for p in PEOPLE if p.lower().startswith(payload["value"].lower())])

    @app.action("people")
    def chosen(ack: Any, body: dict[str, Any], client: Any) -> None:
        ack()
        count = len(body["actions"][0]["selected_options"])
        client.views_update(
            view_id=body["view"]["id"], hash=body["view"]["hash"], view=form(f"{count} chosen")
        )

    @app.action("publisher")
    def publisher(ack: Any) -> None:
        ack()

    @app.action("plan")
    def plan(ack: Any, body: dict[str, Any], client: Any) -> None:
        ack()
        chosen = body["actions"][0]["selected_option"]["text"]["text"]
        client.views_update(
            view_id=body["view"]["id"], hash=body["view"]["hash"], view=form(f"Plan: {chosen}")
        )

    @app.action("deeper")
    def deeper(ack: Any, body: dict[str, Any], client: Any) -> None:
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=form("Deeper"))

    @app.action("approve")
    def approve(ack: Any, respond: Any) -> None:
        ack()
        respond(text="Approved", replace_original=True)

    @app.event("app_home_opened")
    def home(event: dict[str, Any], client: Any) -> None:
        blocks = [{"type": "header", "text": plain("Waiting for you")}, *card()]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    return app


def card() -> list[dict[str, Any]]:
    confirm = {
        "title": plain("Approve?"),
        "text": plain("Nadia gets in."),
        "confirm": plain("Approve"),
        "deny": plain("Not yet"),
    }
    button = {
        "type": "button",
        "action_id": "approve",
        "text": plain("Approve"),
        "style": "primary",
        "confirm": confirm,
    }
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Nadia* wants in"}},
        {"type": "actions", "block_id": "decide", "elements": [button]},
    ]


def tiny_handler(facts: AppFacts, base_url: str) -> Any:
    return SlackRequestHandler(tiny_app(facts, base_url)).handle
