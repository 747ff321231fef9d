"""What the worker does with a request, step by step, whatever befalls it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.action import Action
from shared.domain.command import DeleteUsers, ExportLicenses, LoadCatalogue, ResetPasswords
from shared.domain.credential import LASTS, Credential
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Card, RequestState, Tally
from shared.domain.staff import Role
from shared.domain.user import Everyone, UserFilter
from shared.errors import BusyError, CredentialNotFoundError
from shared.operations import looking, target_listing
from shared.policy import decide
from tests.builders import CONTOSO, NOW, a_license_command, a_request, a_staff_member
from tests.products import E3, POWER_BI_PRO
from tests.recorded import recorded
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.audit import AuditEvent
    from shared.domain.command import ChangeLicenses
    from shared.domain.request import Request
    from shared.domain.user import User
    from tests.unit.operations.office import Office

TO_E3 = {"sku-e3": None}
ALL_ON: frozenset[str] = frozenset()


class Killed(BaseException):
    """The worker's process is gone, from one instruction to the next."""


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten users are as good as a hundred to show where a slice ends."""
    monkeypatch.setattr(target_listing, "SLICE", 10)
    monkeypatch.setattr(target_listing, "SLICES_LISTED", 3)
    monkeypatch.setattr(looking, "USERS_READ", 10)


def for_everyone(everyone: Everyone = Everyone(), **changes: object) -> ChangeLicenses:  # noqa: B008  frozen
    return replace(a_license_command(**({"assign": TO_E3} | changes)), users=everyone)  # type: ignore[arg-type]


def filed(office: Office, count: int, seats: int = 100) -> Request:
    """Let some users be waiting for the worker to give them E3."""
    office.staff.save(GRACE)
    office.subscribe([E3], active=seats)
    command = a_license_command(*office.add_users(count), assign=TO_E3)
    return office.requests.file(a_request(command=command))


def outcomes_of(office: Office, request: Request) -> list[tuple[str, Result, Reason | None]]:
    return [(each.target_id, each.result, each.reason) for each in office.requests.outcomes(request)]


# ---- the whole way ---------------------------------------------------------------------------------


def test_a_request_is_begun_listed_done_slice_by_slice_and_told(office: Office) -> None:
    request = filed(office, 25)
    states = []
    while not request.is_finished:
        request = office.work(steps=1)
        states.append((request.state, request.is_listed, request.slices_done, request.tally.done))
    assert states == [
        (RequestState.RUNNING, False, 0, 0),
        (RequestState.RUNNING, True, 0, 0),
        (RequestState.RUNNING, True, 1, 10),
        (RequestState.RUNNING, True, 2, 20),
        (RequestState.RUNNING, True, 3, 25),
        (RequestState.DONE, True, 3, 25),
    ]
    assert (request.targets, request.slices, request.card) == (25, 3, office.reporter.card)
    assert office.consumed() == office.held() == {"sku-e3": 25}
    assert len(office.events) == 25


def test_the_requester_sees_it_begin_grow_and_end_with_every_outcome(office: Office) -> None:
    request = filed(office, 13)
    office.work()
    assert office.reporter.opened == [request.id]
    assert [tally.total for tally in office.reporter.tallies] == list(range(1, 14))
    ((told, outcomes),) = office.reporter.finished
    assert (told.tally, len(outcomes)) == (Tally(done=13), 13)
    assert outcomes[0] == Outcome(
        target_id="u0000",
        target_name="u0000 Person",
        sign_in_name="u0000.person@contoso.example",
        result=Result.DONE,
    )


def test_what_was_recorded_is_the_requesters_click_in_the_workers_delivery(office: Office) -> None:
    filed(office, 3)
    office.work()
    assert {(event.operation_id, event.actor_id, event.correlation_id) for event in office.events} == {
        ("click-1", "U0GRACE", "delivery-2")
    }


def test_where_seats_run_out_the_request_is_partial_and_says_who_has_none(office: Office) -> None:
    request = filed(office, 13, seats=12)
    done = office.work(request.id)
    assert (done.state, done.tally) == (RequestState.PARTIAL, Tally(done=12, refused=1))
    refused = [each for each in office.requests.outcomes(done) if each.result is Result.REFUSED]
    assert [each.target_name for each in refused] == [f"u{n:04} Person" for n in range(12, 13)]
    assert {problem.code for each in refused for problem in each.problems} == {ProblemCode.NO_SEAT}
    assert office.consumed() == office.held() == {"sku-e3": 12}


def test_everyone_who_passes_a_filter_are_those_who_passed_it_when_it_was_listed(licensed: Office) -> None:
    users = licensed.add_users(23)
    licensed.subscribe([replace(POWER_BI_PRO, sku_id="sku-many")], active=50)
    command = for_everyone(Everyone(UserFilter.WITHOUT_LICENSE), assign={"sku-many": None})
    done = licensed.work(licensed.filed(command).id)
    assert [target for target, _, _ in outcomes_of(licensed, done)] == ["nadia", *users, "zoe"]
    assert done.tally == Tally(done=24, refused=1)  # Zoe has no usage location
    assert licensed.licenses("ada") == {"sku-e1": ALL_ON}
    assert licensed.directory.count_users(CONTOSO).without_license == 1


def test_everyone_with_a_product_swaps_it(licensed: Office) -> None:
    holders = [licensed.add_user(f"h{n:02} Holder", {"sku-e1": ALL_ON}) for n in range(20)]
    command = for_everyone(Everyone(UserFilter.WITH_LICENSE, "sku-e1"), remove=["sku-e1"])
    done = licensed.work(licensed.filed(command).id)
    assert [target for target, _, _ in outcomes_of(licensed, done)] == ["ada", *holders]
    assert licensed.consumed() == licensed.held() == {"sku-e3": 22}


@pytest.mark.parametrize(
    ("count", "listed"),
    [
        (29, [(True, 3, 29)]),
        (30, [(True, 3, 30)]),
        (31, [(False, 3, 30), (True, 4, 31)]),
        (61, [(False, 3, 30), (False, 6, 60), (True, 7, 61)]),
    ],
)
def test_many_are_listed_in_bounded_steps(
    office: Office, count: int, listed: list[tuple[bool, int, int]]
) -> None:
    office.staff.save(GRACE)
    office.subscribe([E3], active=100)
    office.add_users(count - 1)  # and Nadia
    office.filed(for_everyone())
    steps: list[tuple[bool, int, int]] = []
    for _ in listed:
        request = office.work(steps=2 if not steps else 1)
        steps.append((request.is_listed, request.slices, request.targets))
    assert steps == listed
    done = office.work()
    assert (done.state, done.tally.done) == (RequestState.DONE, count)


def test_a_list_whose_last_users_are_deleted_meanwhile_ends_and_does_not_begin_anew(office: Office) -> None:
    office.staff.save(GRACE)
    office.subscribe([E3], active=100)
    users = office.add_users(31)
    office.delete("nadia")
    office.filed(for_everyone())
    assert not office.work(steps=2).is_listed
    office.delete(users[30])
    listed = office.work(steps=1)
    assert (listed.is_listed, listed.slices, listed.targets) == (True, 3, 30)
    assert office.work().tally == Tally(done=30)


def test_a_filter_that_nobody_passes_is_done_at_once_with_nothing(licensed: Office) -> None:
    done = licensed.work(licensed.filed(for_everyone(Everyone(UserFilter.ADMINISTRATORS))).id)
    assert (done.state, done.tally, done.slices) == (RequestState.DONE, Tally(), 0)
    assert [outcomes for _, outcomes in licensed.reporter.finished] == [[]]


def test_somebody_who_cannot_be_written_to_gets_it_done_all_the_same(office: Office) -> None:
    request = filed(office, 3)
    office.reporter.card = None
    done = office.work(request.id)
    assert (done.state, done.card) == (RequestState.DONE, None)
    assert office.reporter.opened == [request.id]


# ---- what others do meanwhile ----------------------------------------------------------------------


def test_a_user_deleted_before_their_turn_is_gone_and_the_others_are_done(office: Office) -> None:
    request = filed(office, 12)
    office.work(steps=2)
    office.delete("u0007")
    done = office.work(request.id)
    assert (done.state, done.tally) == (RequestState.PARTIAL, Tally(done=11, refused=1))
    assert ("u0007", Result.REFUSED, Reason.GONE) in outcomes_of(office, done)
    assert office.consumed() == office.held() == {"sku-e3": 11}


@pytest.mark.promise(10)
def test_roles_revoked_after_the_filing_stop_it_before_the_first_user(office: Office) -> None:
    request = filed(office, 12)
    office.staff.save(replace(GRACE, roles=frozenset()))
    done = office.work(request.id)
    assert (done.state, done.tally) == (RequestState.FAILED, Tally(refused=12))
    assert outcomes_of(office, done)[0] == ("u0000", Result.REFUSED, Reason.NOT_ALLOWED)
    assert next(office.requests.outcomes(done)).target_name == "u0000 Person"
    assert (office.events, office.consumed()) == ([], {})


@pytest.mark.promise(10)
def test_roles_revoked_in_the_middle_stop_it_at_the_next_slice(office: Office) -> None:
    request = filed(office, 15)
    office.work(steps=3)
    office.staff.save(replace(GRACE, customers=frozenset({"fabrikam"})))
    done = office.work(request.id)
    assert (done.state, done.tally) == (RequestState.PARTIAL, Tally(done=10, refused=5))


@pytest.mark.promise(10, 11)
def test_who_was_done_before_roles_were_revoked_is_not_told_as_refused(office: Office) -> None:
    request = filed(office, 5)
    change_user = office.directory.change_user

    def die_at_the_third(
        before: User, after: User, event: AuditEvent, *, must_be_managed: bool = False
    ) -> AuditEvent | None:
        if after.id == "u0002":
            raise Killed
        return change_user(before, after, event, must_be_managed=must_be_managed)

    office.directory.change_user = die_at_the_third  # type: ignore[method-assign]  # dies once
    with pytest.raises(Killed):
        office.work(request.id)
    office.staff.save(replace(GRACE, roles=frozenset()))
    done = office.work(request.id)
    assert (done.state, done.tally) == (RequestState.PARTIAL, Tally(done=2, refused=3))


@pytest.mark.promise(10)
def test_roles_that_expire_in_the_middle_stop_it_too(office: Office) -> None:
    request = filed(office, 15)
    office.staff.save(replace(GRACE, expires_at=office.clock.now() + timedelta(minutes=5)))
    office.work(steps=3)
    office.clock.move(timedelta(minutes=5))
    assert office.work(request.id).tally == Tally(done=10, refused=5)


@pytest.mark.promise(10)
def test_somebody_who_is_no_longer_staff_gets_nothing_done(office: Office) -> None:
    request = filed(office, 3)
    office.staff.members.clear()
    assert office.work(request.id).state is RequestState.FAILED


# ---- bad luck --------------------------------------------------------------------------------------


@pytest.mark.promise(9)
def test_every_delivery_arriving_twice_does_everything_once(office: Office) -> None:
    request = filed(office, 13)
    while not request.is_finished:
        version = request.version
        for _ in range(2):
            office.worker.carry_on(request.id, version, "delivery-2")
        request = office.requests.request(request.id)
        assert request.version == version + 1
    assert request.tally == Tally(done=13)
    assert (len(office.reporter.opened), len(office.reporter.finished)) == (1, 1)
    assert [event.target_id for event in office.events] == [f"u{n:04}" for n in range(13)]


@pytest.mark.promise(9)
def test_two_deliveries_of_one_step_at_once_come_to_the_same(office: Office) -> None:
    request = filed(office, 13)
    overtakings, first_card = 0, office.reporter.card
    while not request.is_finished:
        version = request.version

        def overtake(version: int = version) -> None:
            nonlocal overtakings
            overtakings += 1
            if version == 1:
                office.reporter.card = Card(channel_id="D0GRACE", message_ts="1763803800.0002")
            office.worker.carry_on("click-1", version, "delivery-3")

        office.requests.before_checkpoint = overtake
        office.worker.carry_on(request.id, version, "delivery-2")
        request = office.requests.request(request.id)
        assert request.version == version + 1
    assert overtakings == request.version - 1
    assert request.tally == Tally(done=13)
    assert len(office.events) == 13
    assert office.reporter.withdrawn == [first_card]
    assert request.card == office.reporter.card
    assert office.consumed() == office.held() == {"sku-e3": 13}


def test_an_old_delivery_and_one_of_a_request_that_nobody_knows_do_nothing(office: Office) -> None:
    request = filed(office, 3)
    done = office.work(request.id)
    for version in (1, done.version):
        office.worker.carry_on(request.id, version, "late")
    office.worker.carry_on("click-of-nobody", 1, "late")
    assert office.requests.request(request.id) == done
    assert len(office.reporter.finished) == 1


@pytest.mark.promise(9)
@pytest.mark.parametrize("is_written", [False, True], ids=["before the write", "after the write"])
@pytest.mark.parametrize("at", range(1, 14))
def test_a_worker_killed_at_a_write_is_resumed_without_loss_or_repeat(
    office: Office, at: int, is_written: bool
) -> None:
    request = filed(office, 13)
    change_user = office.directory.change_user
    writes = 0

    def mortal(*change: object, **options: bool) -> object:
        nonlocal writes
        writes += 1
        if writes == at and not is_written:
            raise Killed
        earlier = change_user(*change, **options)  # type: ignore[arg-type]  # as given
        if writes == at:
            raise Killed
        return earlier

    office.directory.change_user = mortal  # type: ignore[assignment,method-assign]  # dies once
    with pytest.raises(Killed):
        office.work(request.id)
    assert office.consumed() == office.held()
    done = office.work(request.id)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=13))
    assert [event.target_id for event in office.events] == [f"u{n:04}" for n in range(13)]
    assert office.consumed() == office.held() == {"sku-e3": 13}


@pytest.mark.promise(9)
@pytest.mark.parametrize("verb", ["save_targets", "checkpoint"])
@pytest.mark.parametrize("is_written", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, 6))
def test_a_worker_killed_at_any_note_it_makes_is_resumed_without_loss_or_repeat(
    office: Office, monkeypatch: pytest.MonkeyPatch, verb: str, is_written: bool, at: int
) -> None:
    request = filed(office, 45)
    note: Callable[..., None] = getattr(office.requests, verb)
    notes = 0

    def mortal(*noted: object) -> None:
        nonlocal notes
        notes += 1
        if notes != at or is_written:
            note(*noted)
        if notes == at:
            raise Killed

    monkeypatch.setattr(office.requests, verb, mortal)
    with pytest.raises(Killed):
        office.work(request.id)
    done = office.work(request.id)
    assert (done.state, done.tally, done.slices) == (RequestState.DONE, Tally(done=45), 5)
    assert [target for target, _, _ in outcomes_of(office, done)] == [f"u{n:04}" for n in range(45)]
    assert len(office.events) == 45


def test_something_unforeseen_about_one_user_is_logged_and_the_others_are_done(office: Office) -> None:
    request = filed(office, 12)

    def break_down() -> None:
        raise ZeroDivisionError

    office.work(steps=2)
    office.directory.before_write = break_down
    done = office.work(request.id)
    assert (done.state, done.tally) == (RequestState.PARTIAL, Tally(done=11, refused=1))
    assert outcomes_of(office, done)[0] == ("u0000", Result.REFUSED, Reason.FAILED)
    ((request_id, user_id, error),) = office.reporter.faults
    assert (request_id, user_id, type(error)) == (request.id, "u0000", ZeroDivisionError)


def test_slack_asking_to_wait_at_the_end_is_tried_again_and_told_once(office: Office) -> None:
    request = filed(office, 12)
    ready = office.work(steps=3)
    office.reporter.error = BusyError()
    with pytest.raises(BusyError):
        office.worker.carry_on(request.id, ready.version, "delivery-2")
    assert not office.requests.request(request.id).is_finished
    office.reporter.error = None
    assert office.work(request.id).is_finished
    assert len(office.reporter.finished) == 1


# ---- errands ---------------------------------------------------------------------------------------


def test_the_catalogue_is_loaded_and_its_products_counted(office: Office) -> None:
    office.staff.save(GRACE)
    office.files.contents["F0CSV"] = recorded("product_names.csv")
    done = office.work(office.filed(LoadCatalogue(file_id="F0CSV")).id)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=7))
    assert len(office.catalogue.known) == 7
    assert office.catalogue.known["0c266dff-15dd-4b49-8397-2bb16070ed52"].part_number == "MCOMEETADV"
    ((told, outcomes),) = office.reporter.finished
    assert told.tally == Tally(done=7)
    assert outcomes == [Outcome(target_id="click-1", result=Result.DONE)]


def test_a_row_of_a_catalogue_that_is_wrong_is_told_and_the_others_are_loaded(office: Office) -> None:
    office.staff.save(GRACE)
    content = recorded("product_names.csv").replace(b"0c266dff-15dd-4b49-8397-2bb16070ed52", b"#REF!")
    office.files.contents["F0CSV"] = content
    done = office.work(office.filed(LoadCatalogue(file_id="F0CSV")).id)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=6))
    ((_, (outcome,)),) = office.reporter.finished
    assert [(each.code, each.facts["line"]) for each in outcome.problems] == [
        (ProblemCode.FILE_VALUE_MALFORMED, 4)
    ]
    assert len(office.catalogue.known) == 6


def test_of_many_rows_left_out_the_first_places_are_told_and_how_many_more(office: Office) -> None:
    office.staff.save(GRACE)
    header, *rows = recorded("product_names.csv").decode().splitlines()
    wrong = [f"Product {n},PART,#{n},,," for n in range(23)]
    office.files.contents["F0CSV"] = "\n".join([header, *wrong, *rows]).encode()
    office.work(office.filed(LoadCatalogue(file_id="F0CSV")).id)
    ((_, (outcome,)),) = office.reporter.finished
    assert [each.facts.get("line") for each in outcome.problems[:20]] == list(range(2, 22))
    assert outcome.problems[20:] == (Problem("file", ProblemCode.FILE_MORE_ROWS, {"count": 3}),)


def test_a_catalogue_of_wrong_rows_alone_is_refused_and_nothing_is_kept(office: Office) -> None:
    office.staff.save(GRACE)
    header = recorded("product_names.csv").decode().splitlines()[0]
    office.files.contents["F0CSV"] = f"{header}\nOffice 365 E3,ENTERPRISEPACK,#REF!,,,".encode()
    done = office.work(office.filed(LoadCatalogue(file_id="F0CSV")).id)
    assert (done.state, done.tally) == (RequestState.FAILED, Tally(refused=1))
    ((_, (outcome,)),) = office.reporter.finished
    assert (outcome.reason, [(each.field, each.code) for each in outcome.problems]) == (
        Reason.INVALID,
        [("file", ProblemCode.FILE_VALUE_MALFORMED)],
    )
    assert outcome.problems[0].facts == {
        "line": 2,
        "last": 2,
        "rows": 1,
        "column": "GUID",
        "value": "#REF!",
    }
    assert office.catalogue.known == {}


def test_a_catalogue_file_that_is_gone_is_refused(office: Office) -> None:
    office.staff.save(GRACE)
    done = office.work(office.filed(LoadCatalogue(file_id="F0GONE")).id)
    assert done.state is RequestState.FAILED


@pytest.mark.promise(10)
def test_a_catalogue_is_not_loaded_for_somebody_whose_roles_went(office: Office) -> None:
    office.files.contents["F0CSV"] = recorded("product_names.csv")
    office.staff.save(a_staff_member(Role.SALES_AGENT))
    done = office.work(office.filed(LoadCatalogue(file_id="F0CSV")).id)
    ((_, (outcome,)),) = office.reporter.finished
    assert (done.state, outcome.reason) == (RequestState.FAILED, Reason.NOT_ALLOWED)
    assert office.catalogue.known == {}


def test_an_export_has_every_product_and_every_user(licensed: Office) -> None:
    users = licensed.add_users(21)
    done = licensed.work(licensed.filed(ExportLicenses(customer_id=CONTOSO)).id)
    assert done.state is RequestState.DONE
    ((request, export, delivered),) = licensed.reporter.delivered
    assert (request.id, export.customer.id) == ("click-1", CONTOSO)
    assert export.subscriptions == licensed.directory.subscriptions(CONTOSO)
    assert [user.id for user in delivered] == ["ada", "li", "nadia", *users, "zoe"]


@pytest.mark.promise(12)
def test_an_export_is_not_made_for_somebody_whose_scope_went(licensed: Office) -> None:
    request = licensed.filed(ExportLicenses(customer_id=CONTOSO))
    licensed.staff.save(replace(GRACE, customers=frozenset({"fabrikam"})))
    done = licensed.work(request.id)
    ((_, (outcome,)),) = licensed.reporter.finished
    assert (done.state, outcome.reason) == (RequestState.FAILED, Reason.NOT_ALLOWED)
    assert licensed.reporter.delivered == []


# ---- passwords -------------------------------------------------------------------------------------


def waiting_for_passwords(office: Office, count: int) -> Request:
    """Let some users be waiting for the worker to reset their passwords."""
    office.staff.save(GRACE)
    command = ResetPasswords(customer_id=CONTOSO, users=office.add_users(count))
    return office.requests.file(a_request(command=command))


def passwords_of(office: Office) -> dict[str, str]:
    """Open what waits to be handed over."""
    credential, sealed = office.credentials.credential("click-1")
    return {
        user_id: password
        for each in sealed
        for user_id, password in zip(
            each.user_ids,
            office.cipher.open(each.ciphertext, credential.id, credential.owner_id),
            strict=True,
        )
    }


def test_passwords_are_sealed_with_the_listing_before_anybody_has_theirs(office: Office) -> None:
    request = waiting_for_passwords(office, 15)
    office.work(steps=2)
    credential, sealed = office.credentials.credential(request.id)
    assert credential == Credential(
        id="click-1",
        owner_id="U0GRACE",
        customer_id=CONTOSO,
        action=Action.RESET_PASSWORD,
        expires_at=NOW + LASTS,
        of_request=True,
    )
    assert [len(each.user_ids) for each in sealed] == [10, 5]
    assert office.events == []
    passwords = passwords_of(office)
    assert list(passwords) == [f"u{n:04}" for n in range(15)]
    assert len(set(passwords.values())) == 15
    office.work()
    assert passwords_of(office) == passwords
    assert len(office.events) == 15


def test_passwords_wait_24_hours_from_when_they_were_drawn_however_late_the_worker_is(office: Office) -> None:
    waiting_for_passwords(office, 1)
    office.clock.move(timedelta(hours=3))
    office.work()
    credential, _ = office.credentials.credential("click-1")
    assert credential.expires_at == NOW + timedelta(hours=3 + 24)


def test_what_somebody_else_than_the_requester_asks_for_does_not_open(office: Office) -> None:
    waiting_for_passwords(office, 1)
    office.work()
    _, (sealed,) = office.credentials.credential("click-1")
    for credential_id, owner_id in (("click-1", "U0MALLORY"), ("click-2", "U0GRACE")):
        with pytest.raises(CredentialNotFoundError):
            office.cipher.open(sealed.ciphertext, credential_id, owner_id)


def test_only_a_reset_makes_passwords(licensed: Office) -> None:
    licensed.work(licensed.filed(for_everyone(assign={"sku-power-bi": None})).id)
    licensed.requests.filed.clear()
    command = DeleteUsers(customer_id=CONTOSO, users=Everyone())
    licensed.work(licensed.filed(command, click="click-2").id)
    assert licensed.credentials.kept == {}


@pytest.mark.promise(9)
def test_every_delivery_arriving_twice_leaves_the_passwords_as_they_were_sealed(office: Office) -> None:
    request = waiting_for_passwords(office, 13)
    sealed: list[dict[str, str]] = []
    while not request.is_finished:
        version = request.version
        for _ in range(2):
            office.worker.carry_on(request.id, version, "delivery-2")
        request = office.requests.request(request.id)
        if request.is_listed:
            sealed.append(passwords_of(office))
    assert request.tally == Tally(done=13)
    assert len(office.events) == 13
    assert [each == sealed[0] for each in sealed] == [True] * len(sealed)


@pytest.mark.promise(9)
@pytest.mark.parametrize("verb", ["save_targets", "checkpoint"])
@pytest.mark.parametrize("is_written", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, 5))
def test_a_worker_killed_at_any_note_leaves_one_password_for_each_user(
    office: Office, monkeypatch: pytest.MonkeyPatch, verb: str, is_written: bool, at: int
) -> None:
    request = waiting_for_passwords(office, 35)
    note: Callable[..., None] = getattr(office.requests, verb)
    notes = 0

    def mortal(*noted: object) -> None:
        nonlocal notes
        notes += 1
        if notes != at or is_written:
            note(*noted)
        if notes == at:
            raise Killed

    monkeypatch.setattr(office.requests, verb, mortal)
    monkeypatch.setattr(decide, "MANY", 100)
    with pytest.raises(Killed):
        office.work(request.id)
    is_listed = office.requests.request(request.id).is_listed
    before = passwords_of(office) if is_listed else {}
    done = office.work(request.id)
    passwords = passwords_of(office)
    assert list(passwords) == [f"u{n:04}" for n in range(35)]
    assert len(set(passwords.values())) == 35
    assert before in ({}, passwords)
    assert (done.tally, len(office.events)) == (Tally(done=35), 35)


@pytest.mark.promise(9)
@pytest.mark.parametrize("is_written", [False, True], ids=["before the write", "after the write"])
@pytest.mark.parametrize("at", [1, 2, 7, 13])
def test_a_worker_killed_at_a_reset_goes_on_with_the_same_passwords(
    office: Office, at: int, is_written: bool
) -> None:
    request = waiting_for_passwords(office, 13)
    office.work(steps=2)
    before = passwords_of(office)
    change_user = office.directory.change_user
    writes = 0

    def mortal(*change: object, **options: bool) -> object:
        nonlocal writes
        writes += 1
        if writes == at and not is_written:
            raise Killed
        earlier = change_user(*change, **options)  # type: ignore[arg-type]  # as given
        if writes == at:
            raise Killed
        return earlier

    office.directory.change_user = mortal  # type: ignore[assignment,method-assign]  # dies once
    with pytest.raises(Killed):
        office.work(request.id)
    done = office.work(request.id)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=13))
    assert [event.target_id for event in office.events] == [f"u{n:04}" for n in range(13)]
    assert passwords_of(office) == before


def test_passwords_that_cannot_be_sealed_are_not_set(office: Office) -> None:
    request = waiting_for_passwords(office, 3)
    office.cipher.error = BusyError()
    with pytest.raises(BusyError):
        office.work(request.id)
    assert office.events == []
    office.cipher.error = None
    assert office.work(request.id).tally == Tally(done=3)
    assert len(passwords_of(office)) == 3
