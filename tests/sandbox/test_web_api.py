"""Slack's own client talks to the stand-in, and is refused where Slack would refuse it."""

import json
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from sandbox.slack.conversations import Channel
from sandbox.slack.tickets import ResponseUrl
from sandbox.slack.workspace import Workspace
from tests.sandbox.conftest import Clock
from tests.sandbox.tiny_app import form, note, plain

NADIA = "U0GLOBAL01"


def error_of(call: Any, **arguments: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return dict(refused.value.response.data)


def test_auth_test_names_the_app(slack: WebClient, workspace: Workspace) -> None:
    answer = slack.auth_test()
    assert (answer["team_id"], answer["user_id"]) == ("T0SANDBOX", workspace.facts.bot_user_id)


def test_a_token_is_needed_and_it_must_be_the_apps(address: str) -> None:
    nobody = WebClient(base_url=f"{address}/api/")
    someone = WebClient(token="xoxb-other", base_url=f"{address}/api/")
    assert error_of(nobody.auth_test)["error"] == "not_authed"
    assert error_of(someone.auth_test)["error"] == "invalid_auth"


def test_users_info_tells_language_and_kind(slack: WebClient) -> None:
    camille = slack.users_info(user="U0USERMGR1", include_locale=True)["user"]
    priya = slack.users_info(user="U0STRANGER", include_locale=True)["user"]
    oren = slack.users_info(user="U0GUEST001")["user"]
    assert camille["locale"] == "fr-FR"
    assert (priya["is_stranger"], priya["team_id"]) == (True, "T0FABRIKAM")
    assert "locale" not in priya
    assert (oren["is_restricted"], "locale" in oren) == (True, False)
    assert error_of(slack.users_info, user="U0NOBODY01")["error"] == "user_not_found"


def test_users_list_comes_in_pages_without_strangers(slack: WebClient) -> None:
    pages = [page["members"] for page in slack.users_list(limit=4)]
    everyone = [member["id"] for page in pages for member in page]
    assert len(pages) > 1
    assert len(everyone) == len(set(everyone))
    assert "U0STRANGER" not in everyone


def test_conversations_open_gives_the_same_direct_message(slack: WebClient) -> None:
    first = slack.conversations_open(users=NADIA)["channel"]["id"]
    assert slack.conversations_open(users=[NADIA])["channel"]["id"] == first
    assert error_of(slack.conversations_open, users="U0NOBODY01")["error"] == "user_not_found"
    assert error_of(slack.conversations_open, users="U0DESKBOT1")["error"] == "cannot_dm_bot"


def test_a_message_is_posted_updated_and_seen_by_one(slack: WebClient, workspace: Workspace) -> None:
    posted = slack.chat_postMessage(channel=NADIA, text="One", blocks=[{"type": "divider"}])
    slack.chat_update(channel=posted["channel"], ts=posted["ts"], text="Two")
    [message] = workspace.sign_in(NADIA).direct_messages
    assert (message.text, message.blocks) == ("Two", [])
    assert workspace.sign_in("U0SALES001").messages == []


def test_a_message_is_taken_back_once_by_whoever_posted_it(slack: WebClient, workspace: Workspace) -> None:
    posted = slack.chat_postMessage(channel=NADIA, text="One")
    slack.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert workspace.sign_in(NADIA).direct_messages == []
    again = error_of(slack.chat_delete, channel=posted["channel"], ts=posted["ts"])
    assert again["error"] == "message_not_found"


@pytest.mark.filterwarnings("ignore:The top-level `text`")
def test_chat_refuses_what_slack_refuses(slack: WebClient) -> None:
    post, change = slack.chat_postMessage, slack.chat_update
    too_many = [{"type": "divider"}] * 51
    posted = slack.chat_postMessage(channel="C0PARTNER1", text="Here")
    at = {"channel": posted["channel"], "ts": posted["ts"]}
    assert error_of(post, channel="C0NOWHERE", text="x")["error"] == "channel_not_found"
    assert error_of(post, channel=NADIA, text="")["error"] == "no_text"
    refused = error_of(post, channel=NADIA, text="x", blocks=too_many)
    assert refused["error"] == "invalid_blocks"
    assert refused["response_metadata"]["messages"] == [
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert error_of(post, channel=NADIA, text="x", blocks="{")["error"] == "invalid_blocks_format"
    long = [{"type": "section", "text": plain("x" * 2900)}] * 5
    assert error_of(post, channel=NADIA, text="x", blocks=long)["error"] == "msg_blocks_too_long"
    assert error_of(change, **at, text="x" * 4001)["error"] == "msg_too_long"
    missing = error_of(change, channel="C0PARTNER1", ts="1.000001", text="x")
    assert missing["error"] == "message_not_found"


def test_the_app_writes_only_to_channels_that_it_was_invited_to(
    slack: WebClient, workspace: Workspace
) -> None:
    post, add = slack.chat_postMessage, workspace.conversations.add_channel
    add(Channel("C0PUBLIC", "general", has_app=False))
    add(Channel("C0SECRET", "board", members=[NADIA], has_app=False))
    add(Channel("C0OLD", "launch-2019", is_archived=True))
    post(channel="C0NOTICES1", text="Here")
    assert error_of(post, channel="C0PUBLIC", text="x")["error"] == "not_in_channel"
    assert error_of(post, channel="C0SECRET", text="x")["error"] == "channel_not_found"
    assert error_of(post, channel="C0OLD", text="x")["error"] == "is_archived"
    assert error_of(slack.conversations_info, channel="C0SECRET")["error"] == "channel_not_found"


def test_a_private_channel_is_read_by_its_members(slack: WebClient, workspace: Workspace) -> None:
    slack.chat_postMessage(channel="C0NOTICES1", text="Soon gone")
    assert [said.text for said in workspace.sign_in(NADIA).messages] == ["Soon gone"]
    assert workspace.sign_in("U0STRANGER").messages == []


def test_conversations_info_tells_a_channel_that_is_shared_with_another_company(slack: WebClient) -> None:
    assert slack.conversations_info(channel="C0PARTNER1")["channel"]["is_ext_shared"] is True
    notices = slack.conversations_info(channel="C0NOTICES1")["channel"]
    assert (notices["is_ext_shared"], notices["is_private"]) == (False, True)


def test_an_ephemeral_needs_somebody_in_the_channel(slack: WebClient, workspace: Workspace) -> None:
    slack.chat_postEphemeral(channel="C0PARTNER1", user=NADIA, text="Psst")
    assert [reply.text for reply in workspace.sign_in(NADIA).replies] == ["Psst"]
    nowhere = error_of(slack.chat_postEphemeral, channel="C0PARTNER1", user="U0NOBODY01", text="x")
    assert nowhere["error"] == "user_not_in_channel"


def test_a_trigger_works_once_and_for_three_seconds(
    slack: WebClient, workspace: Workspace, clock: Clock
) -> None:
    used, late = (workspace.tickets.issue_trigger(NADIA) for _ in range(2))
    slack.views_open(trigger_id=used, view=form())
    clock.advance(3.1)
    errors = [
        error_of(slack.views_open, trigger_id=trigger, view=form())["error"]
        for trigger in (used, late, "12345.98765.abcd2358fdea")
    ]
    assert errors == ["exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"]


def test_a_view_that_breaks_a_limit_is_refused_with_slacks_words(
    slack: WebClient, workspace: Workspace
) -> None:
    trigger = workspace.tickets.issue_trigger(NADIA)
    refused = error_of(slack.views_open, trigger_id=trigger, view=form("x" * 25))
    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]


def test_views_have_hashes_external_ids_and_an_end(slack: WebClient, workspace: Workspace) -> None:
    opened = slack.views_open(
        trigger_id=workspace.tickets.issue_trigger(NADIA), view=form(external_id="one")
    )["view"]
    updated = slack.views_update(external_id="one", hash=opened["hash"], view=form("Second"))
    stale = error_of(slack.views_update, view_id=opened["id"], hash=opened["hash"], view=form("Third"))
    again = workspace.tickets.issue_trigger("U0SALES001")
    slack.views_update(view_id=opened["id"], view=form(external_id="one"))
    twice = error_of(slack.views_open, trigger_id=again, view=form(external_id="one"))
    workspace.sign_in(NADIA).closes()
    gone = error_of(slack.views_update, view_id=opened["id"], view=form())
    assert updated["view"]["hash"] != opened["hash"]
    assert [e["error"] for e in (stale, twice, gone)] == [
        "hash_conflict",
        "duplicate_external_id",
        "not_found",
    ]


def test_a_view_is_pushed_only_from_within_a_modal(slack: WebClient, workspace: Workspace) -> None:
    outside = workspace.tickets.issue_trigger(NADIA)
    assert error_of(slack.views_push, trigger_id=outside, view=form())["error"] == "not_found"


def test_a_home_is_published_to_one_person(slack: WebClient, workspace: Workspace) -> None:
    home = {"type": "home", "blocks": note("x", "Nothing waits for you.")["blocks"]}
    first = slack.views_publish(user_id=NADIA, view=home)["view"]
    assert slack.views_publish(user_id=NADIA, view=home)["view"]["id"] == first["id"]
    assert workspace.sign_in(NADIA).home.text == "Nothing waits for you."
    stale = error_of(slack.views_publish, user_id=NADIA, view=home, hash=first["hash"])
    assert stale["error"] == "hash_conflict"
    assert error_of(slack.views_publish, user_id=NADIA, view=form())["error"] == "invalid_arguments"


def test_a_response_url_works_five_times_in_thirty_minutes(
    workspace: Workspace, address: str, clock: Clock
) -> None:
    def ticket() -> ResponseUrl:
        return ResponseUrl(NADIA, "C0PARTNER1", clock())

    used, late = (WebhookClient(workspace.response_url("commands", ticket())) for _ in range(2))
    answers = [used.send(text="Again").status_code for _ in range(5)]
    sixth = used.send(text="Again")
    clock.advance(30 * 60 + 1)
    assert answers == [200] * 5
    assert (sixth.status_code, sixth.body) == (404, "used_url")
    assert late.send(text="Late").body == "expired_url"


def test_faults_strike_the_next_call_only(slack: WebClient, workspace: Workspace) -> None:
    workspace.faults.rate_limit_next("auth.test", retry_after=7)
    workspace.faults.fail_next("users.info", "fatal_error")
    workspace.faults.delay_next("api.test", 0.05)
    with pytest.raises(SlackApiError) as limited:
        slack.auth_test()
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["retry-after"] == "7"
    assert error_of(slack.users_info, user=NADIA)["error"] == "fatal_error"
    started = time.monotonic()
    slack.api_test()
    assert time.monotonic() - started >= 0.05
    assert slack.auth_test()["ok"]


def test_a_client_that_waits_gets_through(slack: WebClient, workspace: Workspace) -> None:
    slack.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    workspace.faults.rate_limit_next("auth.test", retry_after=0)
    assert slack.auth_test()["ok"]
    assert [call.is_ok for call in workspace.calls_of("auth.test")] == [False, True]


def test_calls_are_kept_without_the_token_and_with_views_as_objects(
    slack: WebClient, workspace: Workspace
) -> None:
    slack.views_open(trigger_id=workspace.tickets.issue_trigger(NADIA), view=form())
    [call] = workspace.calls_of("views.open")
    assert call.arguments["view"]["title"]["text"] == "Add a user"
    assert workspace.facts.bot_token not in json.dumps(call.arguments) + repr(call)


def test_a_file_is_given_to_the_app_alone(workspace: Workspace, address: str) -> None:
    file = workspace.files.add("users.csv", b"upn,name\n", NADIA, 0)
    url = file.as_slack(address, "T0SANDBOX")["url_private_download"]
    with urllib.request.urlopen(url) as page:  # noqa: S310 - loopback
        assert b"Sign in" in page.read()
    asked = urllib.request.Request(url)  # noqa: S310 - loopback
    asked.add_header("Authorization", f"Bearer {workspace.facts.bot_token}")
    with urllib.request.urlopen(asked) as content:  # noqa: S310 - loopback
        assert content.read() == b"upn,name\n"


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [("Host", "desk.evil.example", 421), ("Origin", "https://evil.example", 403)],
)
def test_only_this_machine_and_this_page_may_talk_to_it(
    address: str, header: str, value: str, status: int
) -> None:
    asked = urllib.request.Request(f"{address}/api/api.test")  # noqa: S310 - loopback
    asked.add_header(header, value)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked)  # noqa: S310 - loopback
    assert refused.value.code == status
    refused.value.close()


def test_what_was_said_outlives_a_restart(tmp_path: Any, clock: Clock) -> None:
    kept = tmp_path / "slack.json"
    before = Workspace(keep_in=kept, clock=clock)
    before.sign_in(NADIA).types("Good morning")
    after = Workspace(keep_in=kept, clock=clock)
    assert [message.text for message in after.sign_in(NADIA).messages] == ["Good morning"]
    kept.write_text("{ not JSON")
    assert Workspace(keep_in=kept, clock=clock).sign_in(NADIA).messages == []
