"""Every code that an event can hold reads as words."""

from __future__ import annotations

from shared.domain.command import AnyCommand
from shared.domain.request import Objection, RequestState
from shared.operations import command_json
from shared.operations.membership import Departure
from shared.policy.decide import Reason
from shared.slack_ui.codes import CODES, DEPARTURES

NEVER_ASKED = {  # nobody else has to agree to these
    "export_licenses",
    "export_audit",
    "load_catalogue",
    "load_domains",
    "check_user_file",
    "check_license_file",
    "send_template",
}


def test_every_command_that_can_be_asked_for_has_words() -> None:
    kinds = {command_json._NAMES[kind] for kind in AnyCommand.__args__}

    assert kinds - NEVER_ASKED == set(CODES["command"])


def test_every_state_objection_and_departure_has_words() -> None:
    assert set(CODES["state"]) >= set(RequestState)
    assert set(CODES["refused"]) >= {each for each in Objection if each.is_suspicious}
    assert set(DEPARTURES) == set(Departure)


def test_every_reason_why_others_must_agree_has_words() -> None:
    asked_for = {Reason.ROLE_NEEDS_APPROVAL, Reason.SENSITIVE_TARGET, Reason.MANY_TARGETS}

    assert set(CODES["policy_reason"]) == asked_for
