"""Files come from people in forms and go to them in messages, as Slack's own client sends them."""

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.workspace import Workspace
from tests.sandbox.conftest import Clock

NADIA, CAMILLE = "U0GLOBAL01", "U0USERMGR1"
SHEET = "name,result\nAmara,done\n".encode("utf-8-sig")


def direct_message(slack: WebClient, person: str = NADIA) -> str:
    return str(slack.conversations_open(users=person)["channel"]["id"])


def error_of(call: Any, **arguments: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return dict(refused.value.response.data)


def test_a_file_sent_in_three_steps_is_one_message(slack: WebClient, workspace: Workspace) -> None:
    done = slack.files_upload_v2(
        channel=direct_message(slack), content=SHEET, filename="result.csv", initial_comment="Here it is."
    )
    [message] = workspace.sign_in(NADIA).direct_messages
    assert (message.text, message.files) == ("Here it is.", {"result.csv": SHEET})
    assert (done["file"]["name"], done["file"]["size"]) == ("result.csv", len(SHEET))
    assert workspace.sign_in(CAMILLE).messages == []
    assert [call.method for call in workspace.calls] == [
        "conversations.open",
        "files.getUploadURLExternal",
        "files.completeUploadExternal",
    ]


def test_a_file_without_a_channel_is_seen_by_nobody(slack: WebClient, workspace: Workspace) -> None:
    file_id = slack.files_upload_v2(content=SHEET, filename="result.csv")["file"]["id"]
    assert slack.files_info(file=file_id)["file"]["title"] == "result.csv"
    assert workspace.sign_in(NADIA).messages == []


def test_a_file_from_a_form_is_found_by_its_id_and_opened_with_the_token(
    slack: WebClient, workspace: Workspace
) -> None:
    put = workspace.files.add("subscribedskus.json", b"\xef\xbb\xbf{}", NADIA, 0)
    file = slack.files_info(file=put.id)["file"]
    asked = urllib.request.Request(file["url_private_download"])  # noqa: S310 - loopback
    asked.add_header("Authorization", f"Bearer {workspace.facts.bot_token}")
    with urllib.request.urlopen(asked) as content:  # noqa: S310 - loopback
        assert content.read() == b"\xef\xbb\xbf{}"
    assert (file["mimetype"], file["filetype"], file["user"]) == ("application/json", "json", NADIA)
    assert error_of(slack.files_info, file="F0NOWHERE00")["error"] == "file_not_found"


def test_a_persons_id_is_no_channel_for_a_file(slack: WebClient, workspace: Workspace) -> None:
    refused = error_of(slack.files_upload_v2, channel=NADIA, content=SHEET, filename="result.csv")
    assert refused["error"] == "invalid_arguments"
    assert "[json-pointer:/channel_id]" in refused["response_metadata"]["messages"][0]
    nowhere = error_of(slack.files_upload_v2, channel="C0NOWHERE00", content=SHEET, filename="r.csv")
    assert nowhere["error"] == "invalid_channel"
    assert workspace.sign_in(NADIA).messages == []


def test_a_completion_without_the_bytes_finds_no_file(slack: WebClient) -> None:
    begun = slack.files_getUploadURLExternal(filename="result.csv", length=10)
    refused = error_of(slack.files_completeUploadExternal, files=[{"id": begun["file_id"]}])
    assert refused["error"] == "file_not_found"
    empty = error_of(slack.files_getUploadURLExternal, filename="result.csv", length=0)
    assert empty["error"] == "missing_argument"


def test_a_refused_first_step_posts_nothing(slack: WebClient, workspace: Workspace) -> None:
    channel = direct_message(slack)
    workspace.faults.rate_limit_next("files.getUploadURLExternal", retry_after=2)
    refused = error_of(slack.files_upload_v2, channel=channel, content=SHEET, filename="result.csv")
    assert refused["error"] == "ratelimited"
    assert workspace.sign_in(NADIA).messages == []


def test_an_upload_to_a_made_up_address_fails(slack: WebClient, address: str) -> None:
    asked = urllib.request.Request(f"{address}/upload/v1/guess", data=SHEET)  # noqa: S310 - loopback
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked)  # noqa: S310 - loopback
    assert refused.value.code == 404
    refused.value.close()


def test_only_who_sees_the_message_may_save_its_file(slack: WebClient, address: str) -> None:
    done = slack.files_upload_v2(channel=direct_message(slack), content=SHEET, filename="résultat.csv")
    at = f"{address}/screen/{{}}/files/{done['file']['id']}"
    with urllib.request.urlopen(at.format(NADIA)) as saved:  # noqa: S310 - loopback
        assert saved.read() == SHEET
        assert "filename*=UTF-8''r%C3%A9sultat.csv" in saved.headers["Content-Disposition"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(at.format(CAMILLE))  # noqa: S310 - loopback
    assert refused.value.code == 404
    refused.value.close()


def test_files_outlive_a_restart(tmp_path: Path, clock: Clock) -> None:
    kept = tmp_path / "slack.json"
    before = Workspace(keep_in=kept, clock=clock)
    file = before.files.add("result.csv", SHEET, "U0DESKBOT1", 0)
    before.changed()
    after = Workspace(keep_in=kept, clock=clock)
    assert after.files.get(file.id) == file
    (tmp_path / "slack-files" / file.id).unlink()
    assert Workspace(keep_in=kept, clock=clock).files.get(file.id) is None
    assert "Amara" not in json.dumps(json.loads(kept.read_text()))


def test_a_method_with_a_rate_limit_says_how_long_to_wait(
    slack: WebClient, workspace: Workspace, clock: Clock
) -> None:
    workspace.faults.rate_limit("chat.update", seconds_apart=1)
    at = slack.chat_postMessage(channel=NADIA, text="0 %")
    place = {"channel": at["channel"], "ts": at["ts"]}
    slack.chat_update(**place, text="10 %")
    clock.advance(0.4)
    with pytest.raises(SlackApiError) as limited:
        slack.chat_update(**place, text="20 %")
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["retry-after"] == "1"
    clock.advance(0.6)
    slack.chat_update(**place, text="30 %")
    [message] = workspace.sign_in(NADIA).direct_messages
    assert message.text == "30 %"
