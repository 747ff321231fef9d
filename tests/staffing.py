"""Put people into a staff register, as they are to be at the beginning of a test."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from tests.builders import an_event

if TYPE_CHECKING:
    from shared.domain.staff import Staff
    from shared.ports import StaffRegister


def register(staff: StaffRegister, *people: Staff) -> None:
    """Write people as they are given, whoever they were before."""
    for person in people:
        current = staff.find(person.slack_user_id)
        after = replace(person, version=current.version + 1 if current else 1)
        event = an_event(f"prepare.{uuid4().hex}", target_id=person.slack_user_id)
        assert staff.change(current, after, event) is None
