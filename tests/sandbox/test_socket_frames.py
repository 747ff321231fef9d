"""Nothing that the function answers is too large for a frame of Socket Mode, or lost because it is."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.socket_mode.request import SocketModeRequest

from sandbox import socket_mode
from sandbox.slack.delivery import Answer
from sandbox.slack.limits import view_problems
from sandbox.socket_frames import FRAME, fitted, frame
from sandbox.socket_mode import Bridge
from shared.domain.customer import CustomerSummary
from shared.domain.subscription import ProductSummary
from shared.i18n.translator import translator
from shared.slack_ui.options import country_options, customer_options, option, product_options
from tests.sandbox.test_socket_mode import SECRET, Connection, Function, Web
from tests.unit.slack_ui import (
    asking_situations,
    deletion_situations,
    handover_situations,
    import_situations,
    license_situations,
    restoration_situations,
    role_situations,
    situations,
    subscription_situations,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.models.views import View

ID = "57d6a792-4d35-4d0b-b6aa-3361493e1caf"  # as long as an envelope's id is
LONGEST: dict[str, Callable[..., View]] = {
    f"{module.__name__.rpartition('.')[2]}: {name}": build
    for module in (
        asking_situations,
        deletion_situations,
        handover_situations,
        import_situations,
        license_situations,
        restoration_situations,
        role_situations,
        situations,
        subscription_situations,
    )
    for name, build in module.LONGEST_VIEWS.items()
}
LETTERS = "🏢é" * 100
OPTIONS = {
    "customers": lambda: customer_options(
        translator("fr"), [CustomerSummary(f"{ID}{number}", LETTERS, LETTERS) for number in range(100)]
    ),
    "products": lambda: product_options(
        [ProductSummary(sku_id=f"{ID}{number}", part_number=LETTERS, name=LETTERS) for number in range(100)]
    ),
    "users": lambda: [option(LETTERS, f"{ID}{number}", LETTERS) for number in range(100)],
}


def taken(
    kind: str, answer: dict[str, Any], *, too_early: int = 0, error: str = "not_found"
) -> tuple[Connection, Web]:
    """Take an envelope to which the function gives this answer."""
    connection = Connection()
    web: Any = Web(connection, too_early=too_early, error=error)
    envelope = SocketModeRequest(type=kind, envelope_id=ID, payload={"type": kind})
    function = Function(Answer(200, {}, json.dumps(answer)))
    Bridge(function, SECRET, web).take(connection, envelope)  # type: ignore[arg-type]
    return connection, web


@cache
def large_view() -> dict[str, Any]:
    return max(
        (LONGEST[each](translator("en")).to_dict() for each in LONGEST),
        key=lambda view: len(json.dumps(view)),
    )


@pytest.mark.parametrize("action", ["update", "push"])
@pytest.mark.parametrize("situation", LONGEST)
def test_the_largest_view_of_each_kind_is_shown_whole(situation: str, action: str) -> None:
    view = LONGEST[situation](translator("en")).to_dict()

    connection, web = taken("interactive", {"response_action": action, "view": view})

    assert connection.largest <= FRAME
    (sent,) = connection.sent
    assert (web.shown or [sent["payload"]["view"]]) == [view]


def test_the_small_view_is_one_that_slack_takes_and_nobody_can_submit() -> None:
    connection, _ = taken("interactive", {"response_action": "push", "view": large_view()})

    (sent,) = connection.sent
    small = sent["payload"]["view"]
    assert (sent["payload"]["response_action"], small["title"]) == ("push", large_view()["title"])
    assert view_problems(small) == []
    assert "submit" not in small


def test_a_view_that_fits_takes_no_second_call() -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Roles"}, "blocks": []}
    _, web = taken("interactive", {"response_action": "update", "view": view})
    assert web.shown == []


def test_the_view_waits_until_slack_knows_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_mode, "VIEW_PAUSE", 0)
    _, web = taken("interactive", {"response_action": "push", "view": large_view()}, too_early=3)
    assert web.shown == [large_view()]


def test_a_view_that_slack_refuses_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    answer = {"response_action": "push", "view": large_view()}
    _, web = taken("interactive", answer, too_early=1, error="invalid_arguments")
    assert web.shown == []
    assert "invalid_arguments" in caplog.text


@pytest.mark.parametrize("kind", OPTIONS)
def test_options_end_where_the_room_ends(kind: str) -> None:
    offered = [each.to_dict() for each in OPTIONS[kind]()]

    connection, _ = taken("interactive", {"options": offered})

    kept = connection.sent[0]["payload"]["options"]
    assert FRAME - 600 < connection.largest <= FRAME
    assert kept == offered[: len(kept)]


def test_a_hundred_countries_fit() -> None:
    offered = [each.to_dict() for each in country_options(translator("fr"), "")]
    connection, _ = taken("interactive", {"options": offered})
    assert connection.sent[0]["payload"]["options"] == offered


def test_groups_of_options_end_where_the_room_ends() -> None:
    options = [each.to_dict() for each in OPTIONS["customers"]()]
    label = {"type": "plain_text", "text": "Customers"}
    groups = [{"label": label, "options": options[at : at + 25]} for at in (0, 25, 50, 75)]

    payload = fitted(ID, {"option_groups": groups}).payload

    assert payload is not None
    kept = [each for group in payload["option_groups"] for each in group["options"]]
    assert len(frame(ID, payload).encode()) <= FRAME
    assert kept == options[: len(kept)]
    assert kept


def test_what_is_wrong_with_inputs_ends_where_the_room_ends() -> None:
    errors = {f"block-{number}": LETTERS * 3 for number in range(100)}
    payload = fitted(ID, {"response_action": "errors", "errors": errors}).payload
    assert payload is not None
    assert len(frame(ID, payload).encode()) <= FRAME
    assert list(payload["errors"]) == list(errors)[: len(payload["errors"])]
    assert payload["errors"]


def test_a_large_message_goes_to_the_response_url() -> None:
    message = {"response_type": "ephemeral", "text": LETTERS * 60}
    answer = fitted(ID, message)
    assert (answer.payload, answer.message) == (None, message)
