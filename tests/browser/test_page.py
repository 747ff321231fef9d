"""A newcomer uses the page in Chromium; behind it a real Bolt app answers."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from sandbox.slack.conversations import NOTICE_CHANNEL, Message
from sandbox.slack.workspace import Workspace
from tests.browser.showcase import add_user

pytestmark = pytest.mark.browser

NADIA, CAMILLE, PRIYA = "U0GLOBAL01", "U0USERMGR1", "U0STRANGER"


def enter_as(page: Page, person: str) -> None:
    page.goto("/")
    page.locator(f"[data-person={person}]").click()
    expect(page.locator(".composer-field")).to_be_visible()


def say(page: Page, line: str) -> None:
    page.locator(".composer-field").fill(line)
    page.locator(".composer-field").press("Enter")


def open_form(page: Page) -> Locator:
    say(page, "/partner add")
    modal = page.get_by_role("dialog", name="Add a user")
    expect(modal).to_be_visible()
    return modal


def combobox(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name)


def look(page: Page, shots: Path | None, name: str) -> None:
    if shots:
        page.screenshot(path=shots / f"{name}.png")


def test_a_newcomer_picks_a_person_and_stays_them_after_a_reload(page: Page) -> None:
    enter_as(page, NADIA)
    page.reload()
    expect(page.locator(".me")).to_contain_text("Nadia Okafor")
    page.get_by_role("button", name="Change person").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who would you like to be?")


def test_who_leaves_has_left_whatever_was_still_being_drawn(page: Page) -> None:
    enter_as(page, NADIA)
    page.evaluate(
        """() => {
            document.querySelector(".me button").click();
            document.querySelector("[data-place=channel]").click();
        }"""
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Who would you like to be?")


def test_a_command_answers_for_that_person_alone(page: Page, shots: Path | None) -> None:
    enter_as(page, NADIA)
    say(page, "/partner done")
    answer = page.locator(".message.ephemeral")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("@Ravi Menon")
    look(page, shots, "answer")
    enter_as(page, CAMILLE)
    expect(page.locator(".empty")).to_be_visible()


def test_text_from_people_is_never_markup(page: Page, workspace: Workspace) -> None:
    enter_as(page, NADIA)
    say(page, "<img src=x onerror=alert(1)> <javascript:alert(1)|safe> <https://contoso.example|ok>")
    message = page.locator(".message").last
    expect(message.locator("a")).to_have_count(1)
    expect(message.locator("a")).to_have_attribute("rel", "noopener noreferrer")
    expect(message.locator("img:not(.avatar)")).to_have_count(0)


def test_a_form_is_filled_by_keyboard_alone(page: Page, shots: Path | None) -> None:
    enter_as(page, NADIA)
    modal = open_form(page)
    expect(combobox(page, "Customer")).to_be_focused()
    page.keyboard.type("fab")
    expect(modal.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(combobox(page, "Customer")).to_have_value("Fabrikam Électricité")
    page.keyboard.press("Tab")
    page.keyboard.type("Iris Bakker")
    look(page, shots, "filled")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Added")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".composer-field")).to_be_focused()


def test_escape_closes_the_menu_before_the_form(page: Page) -> None:
    enter_as(page, NADIA)
    modal = open_form(page)
    combobox(page, "Plan").click()
    expect(combobox(page, "Plan")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(combobox(page, "Plan")).to_have_attribute("aria-expanded", "false")
    expect(modal).to_be_visible()


def test_errors_are_tied_to_their_input_and_focus_goes_there(page: Page, shots: Path | None) -> None:
    enter_as(page, NADIA)
    modal = open_form(page)
    modal.get_by_role("button", name="Add user").click()
    expect(combobox(page, "Customer")).to_be_focused()
    expect(combobox(page, "Customer")).to_have_attribute("aria-invalid", "true")
    expect(combobox(page, "Customer")).to_have_accessible_description(
        re.compile("Please complete this required field")
    )
    look(page, shots, "required")
    combobox(page, "Customer").fill("contoso l")
    page.get_by_role("option", name="Contoso Ltd").click()
    modal.get_by_label("Display name").fill("Taken")
    modal.get_by_role("button", name="Add user").click()
    expect(modal.get_by_label("Display name")).to_have_accessible_description(
        "Someone at Contoso has that name."
    )
    expect(modal.get_by_label("Display name")).to_be_focused()


def test_a_choice_that_changes_the_form_keeps_what_was_typed(page: Page) -> None:
    enter_as(page, NADIA)
    modal = open_form(page)
    modal.get_by_label("Display name").fill("Iris")
    combobox(page, "Plan").click()
    page.get_by_role("option", name="Premium").click()
    expect(modal).to_contain_text("Premium brings Intune.")
    expect(modal.get_by_label("Display name")).to_have_value("Iris")
    expect(combobox(page, "Plan")).to_have_value("Premium")
    expect(combobox(page, "Plan")).to_be_focused()


def test_several_are_chosen_and_taken_back(page: Page, workspace: Workspace) -> None:
    enter_as(page, NADIA)
    open_form(page)
    combobox(page, "Licenses").click()
    page.get_by_role("option", name="Visio").click()
    page.get_by_role("option", name="Power BI").click()
    page.get_by_role("button", name="Remove Visio Plan 2").click()
    expect(page.locator(".chip")).to_have_text(["Power BI Pro"])
    nadia = workspace.sign_in(NADIA)
    page.wait_for_timeout(100)
    assert nadia.modal.value("Licenses") == ["Power BI Pro"]


def test_a_channel_is_chosen_of_those_that_nobody_else_reads(page: Page, workspace: Workspace) -> None:
    enter_as(page, NADIA)
    modal = open_form(page)
    combobox(page, "Told in").click()
    expect(modal.get_by_role("option")).to_have_text(["#payload-team", "#customer-notices", "#approvals"])
    modal.get_by_role("option", name="#customer-notices").click()
    expect(combobox(page, "Told in")).to_have_value("#customer-notices")
    page.wait_for_timeout(100)
    assert "#customer-notices" in workspace.sign_in(NADIA).modal.text


def test_a_private_channel_is_a_place_for_its_members_alone(page: Page, workspace: Workspace) -> None:
    enter_as(page, NADIA)
    page.locator("[data-place=notices]").click()
    expect(page.locator(".empty")).to_contain_text("There has been no notice yet.")
    with workspace.lock:
        said = Message(workspace.conversations.next_ts(), NOTICE_CHANNEL, "U0DESKBOT1", "Soon gone")
        workspace.conversations.post(said)
        workspace.changed()
    expect(page.locator(".message")).to_contain_text("Soon gone")
    enter_as(page, PRIYA)
    expect(page.locator("[data-place=notices]")).to_be_hidden()


def test_several_are_found_by_typing_and_chosen_with_the_keyboard_alone(
    page: Page, workspace: Workspace, shots: Path | None
) -> None:
    enter_as(page, NADIA)
    modal = open_form(page)
    people = combobox(page, "Colleagues")
    people.focus()
    for typed in ("amara", "aoife", "leïla"):
        page.keyboard.type(typed)
        expect(modal.get_by_role("option")).to_have_count(1)
        page.keyboard.press("Enter")
    expect(modal.get_by_text("You can choose up to 2.")).to_be_visible()
    expect(people).to_have_accessible_description(re.compile("Amara Nwosu.*Aoife O'Brien"))
    look(page, shots, "chips")
    page.keyboard.press("Escape")
    page.keyboard.press("Backspace")
    expect(modal.locator(".chip")).to_have_text(["Amara Nwosu"])
    expect(modal.get_by_role("button", name="Remove Amara Nwosu")).to_be_visible()
    page.wait_for_timeout(100)
    assert workspace.sign_in(NADIA).modal.value("Colleagues") == ["Amara Nwosu"]


def test_what_is_typed_into_a_menu_stays_when_the_form_is_drawn_anew(
    page: Page, workspace: Workspace
) -> None:
    enter_as(page, NADIA)
    modal = open_form(page)
    combobox(page, "Colleagues").fill("amara")
    page.get_by_role("option", name="Amara Nwosu").click()
    combobox(page, "Colleagues").fill("aoi")
    expect(modal.get_by_role("option")).to_have_count(1)
    with workspace.lock:
        view = workspace.sign_in(NADIA).modal.place
        workspace.views.update(view, add_user(plan_is_chosen=True))
        workspace.changed()
    expect(modal).to_contain_text("Premium brings Intune.")
    expect(combobox(page, "Colleagues")).to_have_value("aoi")
    page.get_by_role("option", name="Aoife O'Brien").click()
    expect(modal.locator(".chip")).to_have_text(["Amara Nwosu", "Aoife O'Brien"])
    combobox(page, "Plan").click()
    expect(modal.get_by_role("option")).to_have_count(2)
    with workspace.lock:
        workspace.views.update(view, add_user())
        workspace.changed()
    expect(modal).not_to_contain_text("Premium brings Intune.")
    expect(modal.get_by_role("option")).to_have_count(2)


def test_a_button_with_a_link_opens_it_and_is_told_to_the_app(page: Page, workspace: Workspace) -> None:
    page.context.route("https://publisher.example/**", lambda route: route.fulfill(body="A shop"))
    enter_as(page, NADIA)
    modal = open_form(page)
    with page.context.expect_page() as shop:
        modal.get_by_role("link", name="Publisher").click()
    assert shop.value.url == "https://publisher.example/buy"
    page.wait_for_timeout(100)
    assert workspace.delivery.delivered[-1].is_ok
    assert "publisher.example" in workspace.delivery.delivered[-1].request.body


def test_a_message_that_is_edited_stays_one_and_is_not_new(
    page: Page, workspace: Workspace, shots: Path | None
) -> None:
    enter_as(page, NADIA)
    say(page, "/partner job")
    expect(page.locator("[data-place=direct] .unread")).to_have_text("2")
    page.locator("[data-place=direct]").click()
    card = page.locator(".message", has_text="Change licenses")
    expect(card).to_contain_text("20 of 40")
    page.get_by_role("button", name="Stop").focus()
    [said, _] = workspace.sign_in(NADIA).direct_messages
    with workspace.lock:
        said.place.blocks[0]["text"]["text"] = "*Change licenses*\n40 of 40"
        workspace.changed()
    expect(card).to_contain_text("40 of 40")
    expect(page.locator(".message")).to_have_count(2)
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    expect(page.locator("[data-place=direct] .unread")).to_be_hidden()
    look(page, shots, "job")


def test_a_file_in_a_message_is_saved_as_it_was_sent(page: Page) -> None:
    enter_as(page, NADIA)
    say(page, "/partner job")
    page.locator("[data-place=direct]").click()
    file = page.get_by_role("list", name="Files").get_by_role("link", name="outcome.csv")
    with page.expect_download() as saved:
        file.click()
    assert saved.value.suggested_filename == "outcome.csv"
    assert Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines() == [
        "name,result",
        "Leïla,done",
    ]


def test_a_file_is_attached(page: Page, workspace: Workspace) -> None:
    enter_as(page, NADIA)
    modal = open_form(page)
    files = modal.locator("input[type=file]")
    files.set_input_files(FilePayload(name="notes.pdf", mimeType="application/pdf", buffer=b"x"))
    expect(modal).to_contain_text("Choose a file of this kind: csv.")
    files.set_input_files(FilePayload(name="users.csv", mimeType="text/csv", buffer=b"upn\n"))
    expect(modal.locator(".files li")).to_contain_text("users.csv")
    [file] = workspace.sign_in(NADIA).modal.raw["state"]["values"]["sheet"]["sheet"]["files"]
    assert file["size"] == 4


def test_views_stack_and_the_arrow_leads_back(page: Page, shots: Path | None) -> None:
    enter_as(page, NADIA)
    modal = open_form(page)
    modal.get_by_label("Display name").fill("Iris")
    modal.get_by_role("button", name="Show the users").click()
    users = page.get_by_role("dialog", name="Users")
    expect(users).to_be_visible()
    look(page, shots, "stacked")
    users.get_by_role("button", name="Back").first.click()
    expect(modal.get_by_label("Display name")).to_have_value("Iris")


def test_an_answer_slack_refuses_is_trouble_with_a_reason(page: Page) -> None:
    enter_as(page, NADIA)
    modal = open_form(page)
    combobox(page, "Customer").fill("contoso l")
    page.get_by_role("option", name="Contoso Ltd").click()
    modal.get_by_label("Display name").fill("Broken")
    modal.get_by_role("button", name="Add user").click()
    expect(modal.get_by_role("alert").first).to_contain_text("We had some trouble connecting.")
    modal.get_by_text("Why (for developers)").click()
    expect(modal).to_contain_text("not what Slack wants")


def test_an_app_that_is_too_slow_failed(page: Page, workspace: Workspace) -> None:
    workspace.delivery.patience = 0.2
    enter_as(page, NADIA)
    say(page, "/partner slow")
    expect(page.locator(".message.slackbot")).to_contain_text("the app did not respond")


def test_a_card_asks_before_it_acts_and_then_changes(page: Page) -> None:
    enter_as(page, NADIA)
    say(page, "/partner card")
    expect(page.locator("[data-place=direct] .unread")).to_have_text("1")
    page.locator("[data-place=direct]").click()
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Not yet").click()
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(page.locator(".message").last).to_contain_text("Approved.")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def test_the_home_is_published_when_it_is_opened(page: Page, shots: Path | None) -> None:
    enter_as(page, NADIA)
    page.locator("[data-place=home]").click()
    expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible()
    look(page, shots, "home")


def test_a_french_speaker_reads_the_page_in_french(page: Page, shots: Path | None) -> None:
    enter_as(page, CAMILLE)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator(".try").last).to_have_text("/partner aide")
    say(page, "/partner done")
    expect(page.locator(".message.ephemeral")).to_contain_text("Visible par vous uniquement")
    expect(page.locator(".message.ephemeral")).to_contain_text("lundi 16 février 2026")
    open_form(page)
    look(page, shots, "french")
    page.get_by_role("button", name="Fermer").first.click()


def test_a_stranger_is_told_what_slack_tells_them(page: Page) -> None:
    enter_as(page, PRIYA)
    say(page, "/partner")
    expect(page.locator(".message.slackbot")).to_contain_text("not a valid command")


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_sticks_out_sideways(page: Page, width: int, shots: Path | None) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    enter_as(page, CAMILLE)
    say(page, "/partner done")
    expect(page.locator(".message.ephemeral")).to_be_visible()
    open_form(page)
    look(page, shots, f"wide-{width}")
    for box in ("html", ".main", ".modal-body"):
        over = page.locator(box).evaluate("box => box.scrollWidth - box.clientWidth")
        assert over <= 0, box


def test_every_input_has_a_name(page: Page) -> None:
    enter_as(page, NADIA)
    modal = open_form(page)
    nameless = modal.locator("input, textarea, button").evaluate_all(
        """all => all.filter(one => one.checkVisibility() && !one.labels?.length
             && !one.ariaLabel && !one.getAttribute("aria-labelledby")
             && !one.textContent.trim()).map(one => one.outerHTML)"""
    )
    assert nameless == []


def test_no_script_of_another_page_may_act(page: Page, address: str) -> None:
    answer = page.request.post(
        f"{address}/screen/{NADIA}/say", data={"line": "hi", "channel_id": "C0PARTNER1"}
    )
    assert answer.status == 404
    policy = page.request.get(address).headers["content-security-policy"]
    assert "default-src 'self'" in policy


def test_a_home_that_stays_empty_says_why(page: Page, workspace: Workspace) -> None:
    workspace.faults.fail_next("views.publish", "fatal_error")
    enter_as(page, NADIA)
    page.locator("[data-place=home]").click()
    page.get_by_text("Why (for developers)").click()
    expect(page.locator(".empty")).to_contain_text("HTTP 500")


def test_the_stream_of_changes_draws_what_others_caused(page: Page, workspace: Workspace) -> None:
    enter_as(page, NADIA)
    workspace.sign_in(CAMILLE).types("Bonjour à toute l’équipe")
    expect(page.locator(".message").last).to_contain_text("Bonjour")
