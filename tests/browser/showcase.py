"""A Bolt app that shows every block and element the page can draw, for tests and screenshots."""

from __future__ import annotations

import time
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.aws_lambda.handler import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from sandbox.slack.app_facts import AppFacts

Block = dict[str, Any]
CUSTOMERS = ["Contoso Ltd", "Contoso Labs", "Fabrikam Électricité", "Northwind Traders"]
COLLEAGUES = ["Amara Nwosu", "Aoife O'Brien", "Bram de Vries", "Leïla Benali"]
LICENSES = ["Microsoft 365 E5", "Microsoft 365 Business Premium", "Visio Plan 2", "Power BI Pro"]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(text: str, description: str | None = None) -> Block:
    more = {"description": plain(description)} if description else {}
    return {"text": plain(text), "value": text.lower(), **more}


def field(block_id: str, label: str, element: Block, **more: Any) -> Block:
    element = {"action_id": block_id, **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def add_user(title: str = "Add a user", *, plan_is_chosen: bool = False) -> Block:
    extra = [section("Premium brings *Intune*.")] if plan_is_chosen else []
    return {
        "type": "modal",
        "callback_id": "add",
        "title": plain(title),
        "submit": plain("Add user"),
        "close": plain("Cancel"),
        "blocks": [
            {
                "type": "section",
                "text": mrkdwn("*Contoso Ltd*\nCall the duty manager before a change on a Friday."),
            },
            field(
                "customer",
                "Customer",
                {
                    "type": "external_select",
                    "min_query_length": 1,
                    "placeholder": plain("Type a name or domain"),
                },
            ),
            field(
                "name",
                "Display name",
                {"type": "plain_text_input", "max_length": 24, "placeholder": plain("Iris Bakker")},
            ),
            field(
                "mail",
                "E-mail address",
                {"type": "email_text_input"},
                optional=True,
                hint=plain("Where the sheet with the password goes."),
            ),
            field(
                "plan",
                "Plan",
                {
                    "type": "static_select",
                    "options": [
                        option("Basic", "Web and mobile apps"),
                        option("Premium", "Desktop apps, Intune"),
                    ],
                },
                optional=True,
                dispatch_action=True,
            ),
            *extra,
            field(
                "licenses",
                "Licenses",
                {"type": "multi_static_select", "options": [option(name) for name in LICENSES]},
                optional=True,
            ),
            field(
                "colleagues",
                "Colleagues",
                {
                    "type": "multi_external_select",
                    "min_query_length": 1,
                    "max_selected_items": 2,
                    "placeholder": plain("Type a name"),
                },
                optional=True,
            ),
            field(
                "role",
                "Role",
                {"type": "radio_buttons", "options": [option("User"), option("Administrator")]},
                optional=True,
            ),
            field(
                "extras",
                "Afterwards",
                {
                    "type": "checkboxes",
                    "options": [
                        option("Change the password", "At the first sign-in"),
                        option("Block sign-in"),
                    ],
                },
                optional=True,
            ),
            field("from", "Starts on", {"type": "datepicker"}, optional=True),
            field("owner", "Looked after by", {"type": "users_select"}, optional=True),
            field(
                "told",
                "Told in",
                {"type": "conversations_select", "filter": {"exclude_external_shared_channels": True}},
                optional=True,
            ),
            field("note", "Note", {"type": "plain_text_input", "multiline": True}, optional=True),
            field(
                "sheet",
                "Users from a file",
                {"type": "file_input", "filetypes": ["csv"], "max_files": 1},
                optional=True,
            ),
            {
                "type": "actions",
                "block_id": "more",
                "elements": [
                    {"type": "button", "action_id": "again", "text": plain("Show the users")},
                    {
                        "type": "button",
                        "action_id": "publisher",
                        "text": plain("Publisher"),
                        "url": "https://publisher.example/buy",
                    },
                    {
                        "type": "overflow",
                        "action_id": "menu",
                        "options": [option("Export"), option("History")],
                    },
                ],
            },
        ],
    }


def section(text: str) -> Block:
    return {"type": "section", "text": mrkdwn(text)}


def users() -> Block:
    rows = [
        {
            "type": "section",
            "text": mrkdwn(f"*{name}*\n`{name.split()[0].lower()}@contoso.example`"),
            "accessory": {
                "type": "button",
                "action_id": f"open-{name.split()[0]}",
                "text": plain("Open"),
            },
        }
        for name in ("Amara Nwosu", "Aoife O'Brien", "Leïla Benali")
    ]
    return {
        "type": "modal",
        "callback_id": "users",
        "title": plain("Users"),
        "close": plain("Back"),
        "blocks": [
            {"type": "header", "text": plain("18 users, 3 shown")},
            {"type": "divider"},
            *rows,
            {"type": "context", "elements": [mrkdwn(f"As of <!date^{int(time.time())}^{{time}}|now>")]},
        ],
    }


def summary() -> list[Block]:
    bold = {"bold": True}
    return [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "emoji", "name": "white_check_mark"},
                        {"type": "text", "text": " Two of three users were changed on "},
                        {
                            "type": "date",
                            "timestamp": 1_771_232_400,
                            "format": "{date_long}, {time}",
                            "fallback": "Monday",
                        },
                        {"type": "text", "text": " by "},
                        {"type": "user", "user_id": "U0ADMIN001"},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [
                                {"type": "text", "text": "<b>Amara</b> & *co*", "style": bold},
                                {"type": "text", "text": " has Visio Plan 2"},
                            ],
                        },
                        {
                            "type": "rich_text_section",
                            "elements": [{"type": "text", "text": "Chidi is an administrator"}],
                        },
                    ],
                },
                {
                    "type": "rich_text_preformatted",
                    "elements": [{"type": "text", "text": "reference 7F3A-11"}],
                },
            ],
        },
        {
            "type": "section",
            "fields": [mrkdwn("*Customer*\nContoso Ltd"), mrkdwn("*Seats left*\n4 of 25")],
        },
    ]


def card(state: str = "Waiting for one more person") -> list[Block]:
    confirm = {
        "title": plain("Approve this?"),
        "text": plain("Oskar Nowak will be deleted from Contoso Ltd."),
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
    reject = {
        "type": "button",
        "action_id": "reject",
        "text": plain("Reject"),
        "style": "danger",
    }
    return [
        {"type": "header", "text": plain("Delete 1 user at Contoso Ltd")},
        {"type": "section", "text": plain("Oskar Nowak, oskar@contoso.example")},
        {"type": "context", "elements": [mrkdwn(f"Asked by <@U0SALES001>. {state}.")]},
        {"type": "actions", "block_id": "decide", "elements": [button, reject]},
    ]


SHEET = "\ufeffname,result\r\nLeïla,done\r\n"


def job(progress: str) -> list[Block]:
    stop = {"type": "button", "action_id": "stop", "text": plain("Stop")}
    return [section(f"*Change licenses*\n{progress}"), {"type": "actions", "elements": [stop]}]


def showcase(facts: AppFacts, base_url: str) -> Any:  # noqa: C901 - one listener each
    client = WebClient(token=facts.bot_token, base_url=f"{base_url}/api/")
    app = App(
        client=client,
        signing_secret=facts.signing_secret,
        authorize=lambda **_: AuthorizeResult(
            enterprise_id=None,
            team_id=facts.team_id,
            bot_token=facts.bot_token,
            bot_id=facts.bot_id,
            bot_user_id=facts.bot_user_id,
        ),
        process_before_response=True,
    )

    @app.command("/partner")
    def command(ack: Any, body: Block, client: WebClient) -> None:
        text = body.get("text", "")
        if text == "card":
            client.chat_postMessage(channel=body["user_id"], text="A request", blocks=card())
            ack("The card is in your direct messages.")
        elif text == "job":
            at = client.chat_postMessage(channel=body["user_id"], text="Started", blocks=job("0 of 40"))
            client.chat_update(channel=at["channel"], ts=at["ts"], text="Half", blocks=job("20 of 40"))
            client.files_upload_v2(channel=at["channel"], content=SHEET, filename="outcome.csv")
            ack()
        elif text == "done":
            ack(text="Done", blocks=summary())
        elif text == "slow":
            time.sleep(3.5)
            ack()
        else:
            client.views_open(trigger_id=body["trigger_id"], view=add_user())
            ack()

    @app.view("add")
    def add(ack: Any, view: Block) -> None:
        name = view["state"]["values"]["name"]["name"]["value"]
        if name == "Taken":
            ack(response_action="errors", errors={"name": "Someone at Contoso has that name."})
        elif name == "Broken":
            ack("not what Slack wants")
        else:
            ack(response_action="update", view={**users(), "title": plain("Added")})

    @app.options("customer")
    def customers(ack: Any, payload: Block) -> None:
        found = [c for c in CUSTOMERS if payload["value"].lower() in c.lower()]
        ack(options=[option(name, "contoso.example") for name in found])

    @app.options("colleagues")
    def colleagues(ack: Any, payload: Block) -> None:
        found = [c for c in COLLEAGUES if payload["value"].lower() in c.lower()]
        ack(options=[option(name, "contoso.example") for name in found])

    @app.action("publisher")
    def publisher(ack: Any) -> None:
        ack()

    @app.action("plan")
    def plan(ack: Any, body: Block, client: WebClient) -> None:
        client.views_update(view_id=body["view"]["id"], view=add_user(plan_is_chosen=True))
        ack()

    @app.action("again")
    def again(ack: Any, body: Block, client: WebClient) -> None:
        client.views_push(trigger_id=body["trigger_id"], view=users())
        ack()

    @app.action("approve")
    def approve(ack: Any, body: Block, client: WebClient) -> None:
        client.chat_update(
            channel=body["channel"]["id"],
            ts=body["message"]["ts"],
            text="Approved",
            blocks=card("Approved")[:3],
        )
        ack()

    @app.event("app_home_opened")
    def home(event: Block, client: WebClient) -> None:
        blocks = [{"type": "header", "text": plain("Waiting for you")}, *card()[1:]]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    return SlackRequestHandler(app).handle
