"""Temporary passwords: to the person who had them set, once, within 24 hours, and the trail says how."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from shared.domain.action import Action
from shared.domain.audit import OperationType, ResourceType
from shared.domain.command import ResetPasswords
from shared.domain.credential import Means, Sheet
from shared.domain.outcome import Result
from shared.domain.password import temporary_password
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole, Everyone
from shared.errors import AccessDeniedError, BusyError, CredentialNotFoundError
from shared.operations import handover
from shared.operations.handover import Before, collect, find_link, hand_over, keep, make_link
from tests.builders import CONTOSO, NOW, a_staff_member, a_user, a_user_profile, an_event, an_operation
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.domain.staff import Staff
    from shared.operations.handover import HandedOver
    from tests.unit.operations.office import Office

OTHER = a_staff_member(slack_user_id="U0OTHER")
SECOND = timedelta(seconds=1)
DAY = timedelta(hours=24)
FIVE_MINUTES = timedelta(minutes=5)


def kept(office: Office, *user_ids: str, click: str = "click-1", actor: Staff = GRACE) -> dict[str, str]:
    """Let a view that shows new passwords have kept them; tells them by user id."""
    office.staff.save(actor)
    passwords = {user_id: temporary_password() for user_id in user_ids or ("nadia",)}
    keep(office.desk, actor, Action.RESET_PASSWORD, CONTOSO, passwords, an_operation(click))
    return passwords


def revealed(office: Office, actor: Staff = GRACE, click: str = "click-1") -> HandedOver:
    return hand_over(office.desk, actor, click, Means.VIEW, an_operation("reveal", "delivery-9"))


def shown(sheet: HandedOver) -> dict[str, str]:
    assert isinstance(sheet, Sheet), sheet
    return {line.user_id: line.password for line in sheet.lines}


def move_to(office: Office, at: datetime) -> None:
    office.clock.at = at


# ---- handed over -----------------------------------------------------------------------------------


def test_passwords_are_handed_over_by_display_name(office: Office) -> None:
    for name in ("Zoe Abara", "Ada Lovelace"):
        office.add_user(name)
    profile = a_user_profile("Élise Martin", user_name="elise.martin")
    office.directory.add_user(a_user("z-1", profile), an_event("setup-elise", target_id="z-1"))
    passwords = kept(office, "zoe", "z-1", "nadia", "ada")
    sheet = revealed(office)
    assert isinstance(sheet, Sheet)
    assert sheet.customer == office.directory.customer(CONTOSO)
    assert [(line.display_name, line.user_principal_name, line.password) for line in sheet.lines] == [
        ("Ada Lovelace", "ada.lovelace@contoso.example", passwords["ada"]),
        ("Élise Martin", "elise.martin@contoso.example", passwords["z-1"]),
        ("Nadia Okafor", "nadia.okafor@contoso.example", passwords["nadia"]),
        ("Zoe Abara", "zoe.abara@contoso.example", passwords["zoe"]),
    ]


def test_the_second_time_tells_who_had_them_when_and_how(office: Office) -> None:
    kept(office)
    revealed(office)
    office.clock.move(3 * FIVE_MINUTES)
    again = hand_over(office.desk, GRACE, "click-1", Means.EMAIL, an_operation(), to="ada@contoso.example")
    assert isinstance(again, Before)
    assert (again.event.actor_id, again.event.occurred_at) == ("U0GRACE", NOW)
    assert again.event.new_value["means"] == "view"


def test_of_two_clicks_at_the_same_time_one_has_them_and_the_other_is_told(office: Office) -> None:
    passwords = kept(office)
    first: list[HandedOver] = []
    office.credentials.before_handing_over = lambda: first.append(revealed(office))
    second = revealed(office)
    assert shown(first[0]) == passwords
    assert second == Before(event=office.events[0])
    assert len(office.events) == 1


@pytest.mark.parametrize("means", Means)
def test_the_trail_says_how_they_were_handed_over_for_whom_and_no_password(
    office: Office, means: Means
) -> None:
    passwords = kept(office)
    to = "ada@contoso.example" if means is Means.EMAIL else ""
    hand_over(office.desk, GRACE, "click-1", means, an_operation("reveal", "delivery-9"), to=to)
    (event,) = office.events
    assert (event.operation_types, event.resource_type) == (
        (OperationType.HAND_OVER_PASSWORDS,),
        ResourceType.CREDENTIAL,
    )
    assert event.new_value == {
        "means": means.value,
        "count": 1,
        "users": ["nadia.okafor@contoso.example"],
        **({"address": to} if to else {}),
    }
    assert (event.target_id, event.customer_id, event.correlation_id) == ("click-1", CONTOSO, "delivery-9")
    assert passwords["nadia"] not in repr(event)


def test_the_event_of_a_hundred_users_names_them(office: Office) -> None:
    kept(office, *office.add_users(100))
    sheet = revealed(office)
    assert isinstance(sheet, Sheet)
    assert office.events[-1].new_value["users"] == [line.user_principal_name for line in sheet.lines]
    assert office.events[-1].new_value["count"] == 100


def test_the_event_of_more_than_a_hundred_users_tells_how_many(office: Office) -> None:
    kept(office, *office.add_users(101))
    revealed(office)
    assert office.events[-1].new_value == {"means": "view", "count": 101}


def test_whoever_was_deleted_meanwhile_is_not_on_the_sheet(office: Office) -> None:
    office.add_user("Ada Lovelace")
    passwords = kept(office, "nadia", "ada")
    office.delete("ada")
    assert shown(revealed(office)) == {"nadia": passwords["nadia"]}


def test_passwords_that_cannot_be_opened_now_can_be_handed_over_later(office: Office) -> None:
    passwords = kept(office)
    office.cipher.error = BusyError(cause="ThrottlingException")
    with pytest.raises(BusyError):
        revealed(office)
    office.cipher.error = None
    assert shown(revealed(office)) == passwords


# ---- not handed over -------------------------------------------------------------------------------


def test_another_person_finds_nothing_before_and_after(office: Office) -> None:
    kept(office)
    with pytest.raises(CredentialNotFoundError):
        revealed(office, OTHER)
    assert isinstance(revealed(office), Sheet)
    with pytest.raises(CredentialNotFoundError):
        revealed(office, OTHER)


def test_what_nobody_kept_is_not_found(office: Office) -> None:
    with pytest.raises(CredentialNotFoundError):
        revealed(office, click="nobody-kept-it")


def test_passwords_are_handed_over_for_24_hours(office: Office) -> None:
    passwords = kept(office)
    move_to(office, NOW + DAY - SECOND)
    assert shown(revealed(office)) == passwords


@pytest.mark.parametrize("late", [timedelta(), SECOND, 30 * DAY])
def test_from_then_on_nobody_has_them_though_the_table_still_does(office: Office, late: timedelta) -> None:
    kept(office)
    move_to(office, NOW + DAY + late)
    with pytest.raises(CredentialNotFoundError):
        revealed(office)
    assert list(office.credentials.kept) == ["click-1"]
    assert office.events == []


def test_24_hours_are_24_hours_where_the_clocks_change(office: Office) -> None:
    """At 01:00 UTC on 29 March 2026 British clocks go on by an hour; ours know only UTC."""
    move_to(office, datetime.fromisoformat("2026-03-28T12:00:00+00:00"))
    kept(office)
    move_to(office, datetime.fromisoformat("2026-03-29T12:59:59+01:00"))
    assert isinstance(revealed(office), Sheet)
    move_to(office, datetime.fromisoformat("2026-03-28T12:00:00+00:00"))
    kept(office, click="click-2")
    move_to(office, datetime.fromisoformat("2026-03-29T13:00:00+01:00"))
    with pytest.raises(CredentialNotFoundError):
        revealed(office, click="click-2")


@pytest.mark.parametrize(
    "today",
    [
        pytest.param(a_staff_member(Role.SALES_AGENT), id="the role is gone"),
        pytest.param(a_staff_member(customers=["fabrikam"]), id="the customer is no longer theirs"),
        pytest.param(a_staff_member(expires_at=NOW), id="the grant has ended"),
    ],
)
def test_whoever_may_no_longer_set_passwords_has_none(office: Office, today: Staff) -> None:
    kept(office)
    with pytest.raises(AccessDeniedError):
        revealed(office, today)
    assert office.events == []
    assert isinstance(revealed(office), Sheet)


# ---- kept from a view ------------------------------------------------------------------------------


def test_keeping_again_what_the_same_click_kept_changes_nothing(office: Office) -> None:
    first = kept(office)
    kept(office)
    assert shown(revealed(office)) == first


def test_what_was_handed_over_is_not_kept_again(office: Office) -> None:
    kept(office)
    revealed(office)
    kept(office)
    assert office.credentials.kept == {}
    assert isinstance(revealed(office), Before)


def test_who_may_not_set_passwords_keeps_none(office: Office) -> None:
    with pytest.raises(AccessDeniedError):
        kept(office, actor=a_staff_member(Role.SALES_AGENT))
    assert office.credentials.kept == {}


def test_nothing_kept_has_a_password_in_the_clear(office: Office) -> None:
    password = kept(office)["nadia"]
    held = b"".join(
        each.ciphertext for parts in office.credentials.sealed.values() for each in parts.values()
    )
    assert password.encode() not in held


def test_nothing_that_is_printed_shows_a_password(office: Office) -> None:
    password = kept(office)["nadia"]
    waiting = handover.find(office.desk, GRACE, "click-1")
    sheet = revealed(office)
    printed = [waiting, sheet, revealed(office), office.credentials.sealed, office.events]
    assert isinstance(sheet, Sheet)
    assert [each for each in [*printed, *sheet.lines] if password in f"{each!r} {each}"] == []
    assert sheet.lines[0].password == password


# ---- links -----------------------------------------------------------------------------------------


def a_link(office: Office, actor: Staff = GRACE) -> str:
    token = make_link(office.desk, actor, "click-1", "fr")
    assert isinstance(token, str)
    return token


def test_a_link_hands_over_to_whoever_has_it_and_once(office: Office) -> None:
    passwords = kept(office)
    token = a_link(office)
    assert shown(collect(office.desk, token, "delivery-9")) == passwords
    again = collect(office.desk, token, "delivery-10")
    assert isinstance(again, Before)
    assert again.event.new_value["means"] == "download"
    assert again.event.actor_id == "U0GRACE"


def test_looking_at_a_link_does_not_use_it(office: Office) -> None:
    passwords = kept(office)
    token = a_link(office)
    link = find_link(office.desk, token)
    assert find_link(office.desk, token) == link
    assert (link.language, link.owner_id, link.credential_id) == ("fr", "U0GRACE", "click-1")
    assert handover.look_up(office.desk, link) is None
    assert shown(collect(office.desk, token, "delivery-9")) == passwords
    assert handover.look_up(office.desk, link) == Before(event=office.events[0])


def test_of_two_links_to_the_same_passwords_one_works(office: Office) -> None:
    passwords = kept(office)
    first, second = a_link(office), a_link(office)
    assert first != second
    assert shown(collect(office.desk, second, "delivery-9")) == passwords
    assert isinstance(collect(office.desk, first, "delivery-10"), Before)


def test_a_link_works_for_five_minutes(office: Office) -> None:
    passwords = kept(office)
    token = a_link(office)
    office.clock.move(FIVE_MINUTES - SECOND)
    assert shown(collect(office.desk, token, "delivery-9")) == passwords


@pytest.mark.parametrize("late", [timedelta(), SECOND, DAY])
def test_from_then_on_a_link_leads_nowhere_and_the_passwords_wait(office: Office, late: timedelta) -> None:
    kept(office)
    token = a_link(office)
    office.clock.move(FIVE_MINUTES + late)
    for use in (find_link, lambda desk, token: collect(desk, token, "delivery-9")):
        with pytest.raises(CredentialNotFoundError):
            use(office.desk, token)
    assert office.events == []
    assert list(office.credentials.kept) == ["click-1"]


def test_a_link_does_not_outlive_its_passwords(office: Office) -> None:
    kept(office)
    office.clock.move(DAY - SECOND)
    token = a_link(office)
    office.clock.move(SECOND)
    with pytest.raises(CredentialNotFoundError):
        collect(office.desk, token, "delivery-9")


def test_only_the_digest_of_a_links_secret_is_known_to_the_table(office: Office) -> None:
    kept(office)
    token = a_link(office)
    assert list(office.credentials.links) == [sha256(token.encode()).hexdigest()]
    assert token not in repr(office.credentials.links)
    assert len(token) == 43  # 256 bits of chance


@pytest.mark.parametrize("token", ["", "x" * 43, "../staff", "click-1"])
def test_a_link_that_nobody_made_leads_nowhere(office: Office, token: str) -> None:
    kept(office)
    with pytest.raises(CredentialNotFoundError):
        collect(office.desk, token, "delivery-9")


def test_a_link_of_somebody_who_lost_the_role_or_left_leads_nowhere(office: Office) -> None:
    kept(office)
    token = a_link(office)
    office.staff.save(a_staff_member(Role.SALES_AGENT))
    with pytest.raises(AccessDeniedError):
        collect(office.desk, token, "delivery-9")
    del office.staff.members["U0GRACE"]
    with pytest.raises(AccessDeniedError):
        collect(office.desk, token, "delivery-9")
    assert office.events == []


def test_nobody_makes_a_link_to_another_persons_passwords(office: Office) -> None:
    kept(office)
    with pytest.raises(CredentialNotFoundError):
        make_link(office.desk, OTHER, "click-1", "en")
    assert office.credentials.links == {}


def test_there_is_no_link_to_what_was_handed_over(office: Office) -> None:
    kept(office)
    revealed(office)
    assert make_link(office.desk, GRACE, "click-1", "en") == Before(event=office.events[0])
    assert office.credentials.links == {}


# ---- set by the worker -----------------------------------------------------------------------------


def let_the_worker_reset(office: Office, *more: str, administrators: Iterable[str] = ()) -> None:
    """File a reset of everyone at Contoso, of whom some become administrators; nothing is done yet."""
    office.staff.save(GRACE)
    for name in (*more, *administrators):
        office.add_user(name)
    office.filed(ResetPasswords(customer_id=CONTOSO, users=Everyone()))
    for name in administrators:
        user = office.directory.user(CONTOSO, name.lower())
        roles = frozenset({DirectoryRole.PASSWORD_ADMIN})
        profile = replace(user.profile, directory_roles=roles)
        office.directory._users[CONTOSO, user.id] = replace(user, profile=profile)


def test_what_the_worker_set_is_handed_over_once_to_who_asked_for_it(office: Office) -> None:
    let_the_worker_reset(office, "Ada Lovelace", "Li Wei")
    office.work()
    sheet = shown(revealed(office))
    assert sorted(sheet) == ["ada", "li", "nadia"]
    assert len(set(sheet.values())) == 3
    assert isinstance(revealed(office), Before)


def test_nobody_sees_the_password_of_a_user_for_whom_it_was_refused(office: Office) -> None:
    let_the_worker_reset(office, administrators=["Root"])
    office.work()
    results = {each.target_id: each.result for each in office.requests.outcomes(office.work())}
    assert results == {"nadia": Result.DONE, "root": Result.REFUSED}
    assert sorted(shown(revealed(office))) == ["nadia"]


def test_passwords_are_not_handed_over_while_they_are_being_set(office: Office) -> None:
    let_the_worker_reset(office)
    office.work(steps=2)
    assert "click-1" in office.credentials.kept
    with pytest.raises(BusyError):
        revealed(office)
    office.work()
    assert sorted(shown(revealed(office))) == ["nadia"]


def test_they_are_once_the_last_one_is_set_though_slack_is_slow_to_be_told(office: Office) -> None:
    let_the_worker_reset(office)
    request = office.work(steps=3)
    assert not request.is_finished
    assert sorted(shown(revealed(office))) == ["nadia"]


def test_the_24_hours_of_what_the_worker_set_begin_when_it_set_them_however_long_others_took_to_agree(
    office: Office,
) -> None:
    let_the_worker_reset(office)
    office.clock.move(timedelta(hours=23))
    office.work()
    move_to(office, NOW + timedelta(hours=23) + DAY)
    with pytest.raises(CredentialNotFoundError):
        revealed(office)


def test_it_is_counted_how_many_passwords_wait(office: Office) -> None:
    office.add_user("Ada Lovelace")
    kept(office, "nadia", "ada", click="shown")
    let_the_worker_reset(office, administrators=["Root"])
    office.work()
    for click in ("shown", "click-1"):
        waiting = handover.find(office.desk, GRACE, click)
        assert isinstance(waiting, handover.Waiting)
        assert handover.count(office.desk, waiting) == 2
