"""A batch of stream records that fails on the emulator ends as it does on AWS."""

from typing import Any

import pytest

from sandbox.stream_delivery import StreamDelivery

MAPPING = {
    "UUID": "worker-stream",
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "MaximumRetryAttempts": 2,
}
HALVED = MAPPING | {"BisectBatchOnFunctionError": True}
UNLIMITED = {name: value for name, value in MAPPING.items() if name != "MaximumRetryAttempts"}


def records(*numbers: int) -> list[dict[str, Any]]:
    return [{"dynamodb": {"SequenceNumber": str(number)}} for number in numbers]


def numbers(given: list[dict[str, Any]]) -> list[int]:
    return [int(each["dynamodb"]["SequenceNumber"]) for each in given]


class Function:
    """Fails for some records: names them, or raises."""

    def __init__(self, *poison: int, raises: bool = False, answer: Any = None) -> None:
        self.poison = set(poison)
        self.raises = raises
        self.answer = answer
        self.given: list[list[int]] = []
        self.discarded: list[list[int]] = []

    def invoke(self, given: list[dict[str, Any]]) -> dict[str, Any]:
        self.given.append(numbers(given))
        failed = [number for number in numbers(given) if number in self.poison]
        if failed and self.raises:
            return {"error": True, "body": {"errorType": "ValueError"}}
        if failed and self.answer is not None:
            return {"body": self.answer}
        return {"body": {"batchItemFailures": [{"itemIdentifier": str(number)} for number in failed]}}

    def discard(self, given: list[dict[str, Any]], _answer: dict[str, Any]) -> None:
        self.discarded.append(numbers(given))


def polled(
    function: Function, *read: int, mapping: dict[str, Any] = MAPPING, polls: int = 20
) -> tuple[Function, int]:
    """Poll as the emulator does, until the batch is over; return how many times that took."""
    delivery = StreamDelivery()
    for poll in range(1, polls + 1):
        answer = delivery.give(mapping, records(*read), function.invoke, function.discard)
        if not answer["error"]:
            return function, poll
    return function, 0


def test_a_batch_that_succeeds_is_given_once() -> None:
    function, polls = polled(Function(), 1, 2, 3)
    assert (function.given, function.discarded, polls) == ([[1, 2, 3]], [], 1)


def test_a_record_that_fails_is_tried_again_as_often_as_the_mapping_says() -> None:
    function, polls = polled(Function(1), 1)
    assert (function.given, function.discarded, polls) == ([[1]] * 3, [[1]], 3)


def test_without_a_limit_a_record_that_fails_is_given_for_ever() -> None:
    function, polls = polled(Function(1), 1, mapping=UNLIMITED)
    assert (len(function.given), function.discarded, polls) == (20, [], 0)


def test_no_retry_means_that_it_is_given_once() -> None:
    function, _ = polled(Function(1), 1, mapping=MAPPING | {"MaximumRetryAttempts": 0})
    assert (function.given, function.discarded) == ([[1]], [[1]])


def test_what_succeeded_before_the_first_failure_is_not_given_again() -> None:
    function, _ = polled(Function(2), 1, 2, 3)
    assert function.given == [[1, 2, 3], *[[2, 3]] * 3]
    assert function.discarded == [[2, 3]]


def test_getting_on_begins_a_new_count() -> None:
    function = Function(1, 2)
    delivery = StreamDelivery()
    for _ in range(2):
        delivery.give(MAPPING, records(1, 2), function.invoke, function.discard)
    function.poison = {2}
    for _ in range(3):
        delivery.give(MAPPING, records(1, 2), function.invoke, function.discard)
    assert function.discarded == []
    assert delivery.give(MAPPING, records(1, 2), function.invoke, function.discard)["error"] is False
    assert function.discarded == [[2]]


def test_the_lowest_of_several_failures_is_where_it_goes_on() -> None:
    function = Function(3, answer={"batchItemFailures": [{"itemIdentifier": "3"}, {"itemIdentifier": "2"}]})
    polled(function, 1, 2, 3)
    assert function.given[:2] == [[1, 2, 3], [2, 3]]


@pytest.mark.parametrize("identifier", ["", None, "99"])
def test_an_identifier_of_no_record_fails_the_whole_batch(identifier: str | None) -> None:
    function = Function(2, answer={"batchItemFailures": [{"itemIdentifier": identifier}]})
    polled(function, 1, 2)
    assert (function.given, function.discarded) == ([[1, 2]] * 3, [[1, 2]])


@pytest.mark.parametrize("answer", [None, {}, {"batchItemFailures": None}, "", "not JSON", b"[]"])
def test_an_answer_that_names_nothing_is_success(answer: Any) -> None:
    delivery, given = StreamDelivery(), Function()
    assert delivery.give(MAPPING, records(1), lambda _: {"body": answer}, given.discard)["error"] is False


def test_named_failures_count_only_where_the_mapping_reads_them() -> None:
    function, polls = polled(Function(1), 1, mapping=MAPPING | {"FunctionResponseTypes": []})
    assert (function.given, polls) == ([[1]], 1)


def test_a_batch_is_halved_until_the_poison_is_alone() -> None:
    function, _ = polled(Function(3, raises=True), 1, 2, 3, 4, mapping=HALVED)
    assert function.given == [[1, 2, 3, 4], [1, 2], [3, 4], *[[3]] * 3, [4]]
    assert function.discarded == [[3]]


def test_without_halving_the_whole_batch_is_discarded() -> None:
    function, _ = polled(Function(3, raises=True), 1, 2, 3, 4)
    assert function.discarded == [[1, 2, 3, 4]]


def test_records_that_came_later_wait_behind_the_batch_that_fails() -> None:
    function, delivery = Function(1), StreamDelivery()
    delivery.give(MAPPING, records(1), function.invoke, function.discard)
    delivery.give(MAPPING, records(1, 2), function.invoke, function.discard)
    answer = delivery.give(MAPPING, records(1, 2), function.invoke, function.discard)
    assert answer["error"] is False
    assert function.given == [[1], [1], [1], [2]]
    assert function.discarded == [[1]]


def test_two_streams_are_counted_apart() -> None:
    function, delivery = Function(1), StreamDelivery()
    for mapping in (MAPPING, MAPPING | {"UUID": "other"}) * 2:
        delivery.give(mapping, records(1), function.invoke, function.discard)
    assert function.discarded == []
