"""A real Bolt app gets the stand-in's payloads through a real Lambda event, and answers them."""

import json
from threading import Event
from urllib.parse import parse_qs

import pytest

from sandbox.slack.delivery import InProcess
from sandbox.slack.delivery.payloads import url_verification
from sandbox.slack.errors import CannotDoError
from sandbox.slack.person import SignedIn
from sandbox.slack.workspace import Workspace
from tests.sandbox.tiny_app import tiny_handler


@pytest.fixture
def nadia(workspace: Workspace, address: str) -> SignedIn:
    workspace.connect(InProcess(tiny_handler(workspace.facts, address)))
    return workspace.sign_in("U0GLOBAL01")


def test_a_command_is_answered_to_the_person_alone(nadia: SignedIn, workspace: Workspace) -> None:
    nadia.types("/partner")
    assert [reply.text for reply in nadia.replies] == ["Hello @Nadia Okafor"]
    assert workspace.sign_in("U0SALES001").replies == []


def test_a_command_is_escaped_as_slack_escapes_it(nadia: SignedIn) -> None:
    nadia.types("/partner say <b> & co")
    assert nadia.replies[-1].text == "<b> & co"
    assert nadia.replies[-1].place.text == "&lt;b&gt; &amp; co"


def test_an_answer_may_come_later(nadia: SignedIn) -> None:
    nadia.types("/partner later")
    assert nadia.replies[-1].text == "This took a while."


def test_an_unknown_command_never_reaches_the_app(nadia: SignedIn, workspace: Workspace) -> None:
    nadia.types("/elsewhere")
    assert "not a valid command" in nadia.replies[-1].text
    assert workspace.delivery.delivered == []


def test_a_form_opens_is_filled_and_closes(nadia: SignedIn) -> None:
    nadia.types("/partner add")
    assert nadia.modal.title == "Add a user"
    nadia.fills("Display name", "Iris")
    nadia.submits()
    assert not nadia.has_modal


def test_the_form_carries_every_value_in_slacks_shape(nadia: SignedIn, workspace: Workspace) -> None:
    nadia.types("/partner add")
    nadia.fills("Display name", "Iris")
    nadia.chooses("City", "Lille", typing="li")
    nadia.ticks("Extras", "Calendar")
    nadia.submits()
    sent = workspace.delivery.delivered[-1].request.body
    values = json.loads(parse_qs(sent)["payload"][0])["view"]["state"]["values"]
    calendar = {"text": {"type": "plain_text", "text": "Calendar", "emoji": True}}
    lille = {"text": {"type": "plain_text", "text": "Lille"}, "value": "lille"}
    assert values == {
        "name": {"v": {"type": "plain_text_input", "value": "Iris"}},
        "city": {"city": {"type": "external_select", "selected_option": lille}},
        "plan": {"plan": {"type": "static_select", "selected_option": None}},
        "extras": {"v": {"type": "checkboxes", "selected_options": [{**calendar, "value": "calendar"}]}},
        "people": {"people": {"type": "multi_external_select", "selected_options": []}},
    }


def test_an_empty_required_input_is_refused_before_the_app_hears_of_it(
    nadia: SignedIn, workspace: Workspace
) -> None:
    nadia.types("/partner add")
    before = len(workspace.delivery.delivered)
    assert nadia.submits() is None
    assert nadia.errors == {"Display name": "Please complete this required field."}
    assert len(workspace.delivery.delivered) == before


def test_text_longer_than_max_length_is_refused(nadia: SignedIn) -> None:
    nadia.types("/partner add")
    nadia.fills("Display name", "x" * 21)
    assert nadia.submits() is None
    assert nadia.errors == {"Display name": "Please enter no more than 20 characters."}


def test_errors_stand_at_their_input_and_the_form_stays(nadia: SignedIn) -> None:
    nadia.types("/partner add")
    nadia.fills("Display name", "taken")
    nadia.submits()
    assert nadia.errors == {"Display name": "That name is taken."}
    nadia.fills("Display name", "Iris")
    nadia.submits()
    assert not nadia.has_modal


def test_an_update_shows_the_next_view_in_its_place(nadia: SignedIn) -> None:
    nadia.types("/partner add")
    view_id = nadia.modal.raw["id"]
    nadia.fills("Display name", "next")
    nadia.submits()
    assert (nadia.modal.text, nadia.depth) == ("Done\nIt is done.", 1)
    assert nadia.modal.raw["id"] == view_id


def test_a_push_lies_on_top_and_back_shows_what_was_typed(nadia: SignedIn) -> None:
    nadia.types("/partner add")
    nadia.fills("Display name", "more")
    nadia.submits()
    assert (nadia.modal.title, nadia.depth) == ("More", 2)
    nadia.goes_back()
    assert nadia.modal.value("Display name") == "more"


def test_clear_closes_the_whole_stack(nadia: SignedIn) -> None:
    nadia.types("/partner add")
    nadia.presses("Deeper")
    assert nadia.depth == 2
    nadia.fills("Display name", "clear")
    nadia.submits()
    assert nadia.depth == 0


@pytest.mark.parametrize("name", ["stray", "text", "huge"])
def test_an_answer_slack_would_refuse_is_trouble(nadia: SignedIn, workspace: Workspace, name: str) -> None:
    nadia.types("/partner add")
    nadia.fills("Display name", name)
    nadia.submits()
    assert nadia.trouble == "We had some trouble connecting. Try again?"
    assert workspace.troubles[-1].why


def test_a_fourth_view_is_one_too_many(nadia: SignedIn, workspace: Workspace) -> None:
    nadia.types("/partner add")
    nadia.presses("Deeper")
    nadia.presses("Deeper")
    nadia.presses("Deeper")
    assert nadia.depth == 3
    assert workspace.calls[-1].answer["error"] == "push_limit_reached"


def test_a_choice_is_told_at_once_and_what_was_typed_stays(nadia: SignedIn) -> None:
    nadia.types("/partner add")
    nadia.fills("Display name", "Iris")
    nadia.chooses("Plan", "Premium")
    assert nadia.modal.title == "Plan: Premium"
    assert (nadia.modal.value("Display name"), nadia.modal.value("Plan")) == ("Iris", "Premium")


def test_suggestions_come_from_the_app_once_enough_is_typed(nadia: SignedIn, workspace: Workspace) -> None:
    nadia.types("/partner add")
    assert nadia.searches("City", "li") == ["Lille", "Lisbon"]
    before = len(workspace.delivery.delivered)
    assert nadia.searches("City", "") == []
    assert len(workspace.delivery.delivered) == before
    with pytest.raises(CannotDoError, match="not offered"):
        nadia.chooses("City", "Atlantis")


def test_several_are_chosen_and_each_choice_is_told(nadia: SignedIn, workspace: Workspace) -> None:
    nadia.types("/partner add")
    nadia.chooses("Colleagues", "Amara", "Bram")
    assert (nadia.modal.title, nadia.modal.value("Colleagues")) == ("2 chosen", ["Amara", "Bram"])
    nadia.ticks("Colleagues", "Chidi")
    nadia.unticks("Colleagues", "Amara")
    assert (nadia.modal.title, nadia.modal.value("Colleagues")) == ("2 chosen", ["Bram", "Chidi"])
    assert nadia.searches("Colleagues", "") == ["Amara", "Aoife", "Bram", "Chidi"]
    nadia.chooses("Colleagues")
    assert (nadia.modal.title, nadia.modal.value("Colleagues")) == ("0 chosen", [])
    with pytest.raises(CannotDoError, match="no more than 3"):
        nadia.chooses("Colleagues", "Amara", "Aoife", "Bram", "Chidi")


def test_a_button_that_leads_elsewhere_is_told_to_the_app_too(nadia: SignedIn) -> None:
    nadia.types("/partner add")
    assert nadia.modal.link("Publisher") == "https://publisher.example/buy"
    assert nadia.modal.link("Deeper") is None
    told = nadia.presses("Publisher")
    assert told is not None
    payload = json.loads(parse_qs(told.request.body)["payload"][0])
    assert payload["actions"][0]["url"] == "https://publisher.example/buy"
    assert told.is_ok


def test_leaving_a_form_that_asked_for_it_is_told(nadia: SignedIn, workspace: Workspace) -> None:
    nadia.types("/partner add")
    nadia.closes()
    assert [d.kind for d in workspace.delivery.delivered] == ["slash_command", "view_closed"]


def test_a_button_in_a_message_replaces_it(nadia: SignedIn) -> None:
    nadia.types("/partner card")
    [card] = nadia.direct_messages
    assert card.question("Approve") == "Approve?\nNadia gets in.\nApprove\nNot yet"
    assert card.presses("Approve", confirm=False) is None
    nadia.presses("Approve")
    assert [message.text for message in nadia.direct_messages] == ["Approved"]


def test_the_home_is_published_when_it_is_opened(nadia: SignedIn) -> None:
    nadia.opens_home()
    assert nadia.home.text == "Waiting for you\nNadia wants in\nApprove"
    nadia.presses("Approve")


def test_url_verification_is_answered(nadia: SignedIn, workspace: Workspace) -> None:
    answer = workspace.delivery.event(url_verification(workspace.facts, "3eZbrw1a"))
    assert json.loads(answer.body) == {"challenge": "3eZbrw1a"}


def test_a_slow_app_is_given_up_after_three_seconds(workspace: Workspace, address: str) -> None:
    is_given_up = Event()
    workspace.connect(InProcess(lambda *_: is_given_up.wait(5)))
    workspace.delivery.patience = 0.05
    theo = workspace.sign_in("U0HELPDSK1")
    theo.types("/partner")
    is_given_up.set()
    assert "/partner a échoué" in theo.replies[-1].text


def test_an_app_that_raises_is_a_failed_dispatch(workspace: Workspace, address: str) -> None:
    workspace.connect(InProcess(lambda *_: 1 / 0))
    nadia = workspace.sign_in("U0GLOBAL01")
    nadia.types("/partner")
    assert "dispatch_failed" in nadia.replies[-1].text


def test_a_stranger_cannot_use_the_command_but_presses_buttons(workspace: Workspace, address: str) -> None:
    workspace.connect(InProcess(tiny_handler(workspace.facts, address)))
    priya = workspace.sign_in("U0STRANGER")
    priya.types("/partner add")
    assert workspace.delivery.delivered == []
    assert priya.sends_command("").is_ok


def test_a_forged_signature_is_refused_by_bolt(nadia: SignedIn, workspace: Workspace) -> None:
    forged = {"X-Slack-Signature": "v0=" + "0" * 64}
    delivered = workspace.delivery.send("forged", "text=", "text/plain", forged)
    assert delivered.answer is not None
    assert delivered.answer.status == 401
