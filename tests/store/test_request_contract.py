from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.action import Action
from shared.domain.command import ExportLicenses, LoadCatalogue
from shared.domain.credential import LASTS, Credential, Sealed
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Card, RequestState, Tally
from shared.errors import MovedOnError, RequestNotFoundError
from tests.builders import CONTOSO, NOW, a_customer, a_request, a_subscription, a_user

if TYPE_CHECKING:
    from shared.domain.request import Request
    from shared.store import Store

DONE = Outcome(
    target_id="nadia",
    target_name="Nadia Okafor",
    sign_in_name="nadia.okafor@contoso.example",
    result=Result.DONE,
)
REFUSED = Outcome(
    target_id="zoe",
    target_name="Zoë O\u2019Brien \U0001f702",
    result=Result.REFUSED,
    reason=Reason.INVALID,
    problems=(
        Problem("sku-e3", ProblemCode.NO_SEAT, {"product": "Office 365 E3 é"}),
        Problem("users", ProblemCode.TOO_MANY_PRODUCTS, {"limit": 20, "count": 21}),
        Problem("usage_location", ProblemCode.USAGE_LOCATION_MISSING),
    ),
)
GONE = Outcome(target_id="gone", result=Result.REFUSED, reason=Reason.GONE)


def listed(store: Store, *slices: list[str]) -> Request:
    """File a request, and list its targets."""
    request = store.requests.file(a_request())
    for number, target_ids in enumerate(slices):
        store.requests.save_targets(request, number, target_ids)
    after = request.advanced(is_listed=True, slices=len(slices), state=RequestState.RUNNING)
    store.requests.checkpoint(request, after)
    return after


def after_slice(request: Request, outcomes: list[Outcome]) -> Request:
    return request.advanced(slices_done=request.slices_done + 1, tally=request.tally.plus(outcomes))


@pytest.mark.parametrize(
    "command", [None, ExportLicenses(customer_id=CONTOSO), LoadCatalogue(file_id="F0CSV")]
)
def test_a_request_is_read_as_it_was_filed(
    store: Store, command: ExportLicenses | LoadCatalogue | None
) -> None:
    request = a_request("V0123.click", command, language="fr", at=NOW + timedelta(microseconds=7))
    assert store.requests.file(request) == request
    assert store.requests.request("V0123.click") == request


def test_a_request_keeps_everything_that_a_checkpoint_notes(store: Store) -> None:
    request = store.requests.file(a_request())
    after = request.advanced(
        state=RequestState.RUNNING,
        card=Card(channel_id="D0GRACE", message_ts="1763803800.000100"),
        listed_to="zoë\tid-7",
        targets=1234,
        slices=13,
        slices_done=12,
        tally=Tally(done=1000, unchanged=200, refused=34),
    )
    store.requests.checkpoint(request, after)
    assert store.requests.request(request.id) == after
    again = after.advanced(listed_to=None, is_listed=True, state=RequestState.PARTIAL)
    store.requests.checkpoint(after, again)
    assert store.requests.request(request.id) == again


def test_the_same_click_files_one_request(store: Store) -> None:
    first = store.requests.file(a_request())
    moved = first.advanced(state=RequestState.RUNNING)
    store.requests.checkpoint(first, moved)
    later = a_request(at=NOW + timedelta(seconds=3))
    assert store.requests.file(later) == moved
    assert store.requests.request(first.id) == moved


def test_a_request_that_nobody_filed_is_not_found(store: Store) -> None:
    with pytest.raises(RequestNotFoundError):
        store.requests.request("nobody-filed-it")


def test_targets_of_each_slice_are_read_as_they_were_written(store: Store) -> None:
    request = listed(store, ["zoe", "nadia"], ["bram"])
    assert list(store.requests.read_slice(request, 0).target_ids) == ["zoe", "nadia"]
    assert list(store.requests.read_slice(request, 1).target_ids) == ["bram"]
    with pytest.raises(RequestNotFoundError):
        store.requests.read_slice(request, 2)


def test_a_listing_done_again_writes_over_what_was_listed(store: Store) -> None:
    request = store.requests.file(a_request())
    store.requests.save_targets(request, 0, ["before", "the", "crash"])
    store.requests.save_targets(request, 0, ["after", "it"])
    assert list(store.requests.read_slice(request, 0).target_ids) == ["after", "it"]


def test_a_listing_that_is_late_leaves_the_slices_that_another_one_listed(store: Store) -> None:
    stale = store.requests.file(a_request())
    request = listed(store, ["nadia"])
    after = after_slice(request, [DONE])
    store.requests.checkpoint(request, after, [DONE])
    with pytest.raises(MovedOnError):
        store.requests.save_targets(stale, 0, ["somebody", "else"])
    assert list(store.requests.read_slice(after, 0).target_ids) == ["nadia"]
    assert list(store.requests.outcomes(after)) == [DONE]


def sealed_for(*user_ids: str, said: bytes = b"sealed") -> tuple[Credential, Sealed]:
    """Passwords that the worker will set, of the request of ``a_request``."""
    credential = Credential(
        id="click-1",
        owner_id="U0GRACE",
        customer_id=CONTOSO,
        action=Action.RESET_PASSWORD,
        expires_at=NOW + LASTS,
        of_request=True,
    )
    return credential, Sealed(user_ids=user_ids, ciphertext=said)


def test_passwords_are_written_with_the_targets_that_get_them_in_the_order_of_the_slices(
    store: Store,
) -> None:
    request = store.requests.file(a_request())
    (credential, second), (_, first) = sealed_for("bram"), sealed_for("zoe", "nadia")
    store.requests.save_targets(request, 1, ["bram"], (credential, second))
    store.requests.save_targets(request, 0, ["zoe", "nadia"], (credential, first))
    assert store.credentials.credential("click-1") == (credential, [first, second])
    assert list(store.requests.read_slice(request, 0).target_ids) == ["zoe", "nadia"]


def test_a_listing_done_again_seals_other_passwords(store: Store) -> None:
    request = store.requests.file(a_request())
    store.requests.save_targets(request, 0, ["zoe"], sealed_for("zoe", said=b"before the crash"))
    again = sealed_for("nadia", said=b"after it")
    store.requests.save_targets(request, 0, ["nadia"], again)
    assert store.credentials.credential("click-1") == (again[0], [again[1]])


def test_a_listing_that_is_late_leaves_the_passwords_that_another_one_sealed(store: Store) -> None:
    stale = store.requests.file(a_request())
    kept = sealed_for("nadia")
    store.requests.save_targets(stale, 0, ["nadia"], kept)
    store.requests.checkpoint(stale, stale.advanced(is_listed=True, slices=1))
    with pytest.raises(MovedOnError):
        store.requests.save_targets(stale, 0, ["zoe"], sealed_for("zoe", said=b"late"))
    assert store.credentials.credential("click-1") == (kept[0], [kept[1]])


def test_outcomes_are_read_slice_after_slice(store: Store) -> None:
    request = listed(store, ["nadia", "zoe"], ["gone"], ["bram"])
    for outcomes in ([DONE, REFUSED], [GONE]):
        after = after_slice(request, outcomes)
        store.requests.checkpoint(request, after, outcomes)
        request = after
    assert list(store.requests.outcomes(request)) == [DONE, REFUSED, GONE]
    assert list(store.requests.read_slice(request, 0).target_ids) == ["nadia", "zoe"]
    assert store.requests.request(request.id).tally == Tally(done=1, refused=2)


def test_a_request_without_a_slice_done_has_no_outcomes(store: Store) -> None:
    assert list(store.requests.outcomes(listed(store, ["nadia"]))) == []


def test_of_an_outcome_is_kept_what_is_told_and_no_record(store: Store) -> None:
    request = listed(store, ["nadia"])
    whole = replace(DONE, is_repeat=True, user=a_user(), customer=a_customer(), subscription=a_subscription())
    after = after_slice(request, [whole])
    store.requests.checkpoint(request, after, [whole])
    assert list(store.requests.outcomes(after)) == [DONE]


def test_a_checkpoint_that_is_late_writes_neither_row_nor_outcomes(store: Store) -> None:
    request = listed(store, ["nadia"])
    first = after_slice(request, [DONE])
    store.requests.checkpoint(request, first, [DONE])
    late = after_slice(request, [GONE])
    with pytest.raises(MovedOnError) as error:
        store.requests.checkpoint(request, late, [GONE])
    assert error.value.facts == {"request_id": "click-1"}
    assert store.requests.request(request.id) == first
    assert list(store.requests.outcomes(first)) == [DONE]


def test_a_checkpoint_of_what_nobody_filed_writes_nothing(store: Store) -> None:
    request = a_request()
    with pytest.raises(MovedOnError):
        store.requests.checkpoint(request, request.advanced(state=RequestState.RUNNING))
    with pytest.raises(RequestNotFoundError):
        store.requests.request(request.id)


def test_a_slice_of_a_hundred_of_the_longest_names_and_refusals_fits(store: Store) -> None:
    """Each name is another one, as long as can be; each user is refused all products of one save."""
    products = [chr(0x1F300 + number) * 256 for number in range(20)]
    names = ["".join(chr(0x1F300 + (7 * n + n // 3 * k) % 900) for k in range(256)) for n in range(100)]
    problems = tuple(
        Problem(f"sku-{number}", ProblemCode.NO_SEAT, {"product": product})
        for number, product in enumerate(products)
    )
    ids = [f"{number:08}-7d5e-4d57-9c5a-6b7f1f5a1c2e" for number in range(100)]
    outcomes = [
        Outcome(
            target_id=user_id,
            target_name=name,
            result=Result.REFUSED,
            reason=Reason.INVALID,
            problems=problems,
        )
        for user_id, name in zip(ids, names, strict=True)
    ]
    request = listed(store, ids)
    after = after_slice(request, outcomes)
    store.requests.checkpoint(request, after, outcomes)
    assert list(store.requests.outcomes(after)) == outcomes
