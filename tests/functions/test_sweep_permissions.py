"""The sweep's role allows what the sweep does to the tables, and nothing that it never does."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.command import RestoreUsers
from shared.domain.request import PENDING_FOR, Request
from shared.domain.staff import Role
from shared.operations.approval import cancel
from shared.operations.asking import content_hash
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from shared.operations.sweep import STANDS_STILL_AFTER
from shared.runtime.wiring import wire
from tests.fakes import FakeClock
from tests.functions.test_worker_permissions import allowed, asked
from tests.functions.watchtower import watchtower
from tests.office import HELPDESK
from tests.store.calls import tables_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.audit import AuditEvent
    from tests.office import Office


@pytest.mark.promise(20)
def test_the_sweep_does_to_the_tables_just_what_its_role_allows(
    office: Office, environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reminds, fails to remind, ends, comes too late to end, starts again; and finds who left."""
    clock = FakeClock()
    tower = watchtower(office, wire(environment, clock=clock), clock)
    desk = tower.wiring.desk
    contoso = office.add_customer()
    office.grant("U0DEPARTED", Role.ADMIN_AGENT)
    asked_for = tower.ask(contoso, "Amara Nwosu", is_told=False)
    deleted = office.add_user(contoso, "Bram Visser")
    office.delete(deleted)
    theo = desk.find_staff(HELPDESK)
    assert theo is not None
    restore = RestoreUsers(customer_id=contoso, users=(deleted.id,))
    assert isinstance(submit_many(desk, restore, theo, Operation("restore", "test"), "en"), Request)

    done: dict[str, set[str]] = defaultdict(set)
    client = tables_of(desk).connection.client  # type: ignore[arg-type]  # has a directory too

    def note(model: Any, params: dict[str, Any], **_: Any) -> None:
        for action, place in asked(model.name, json.loads(params["body"])):
            done[place].add(action)

    client.meta.events.register("before-call.dynamodb", note)
    clock.move(timedelta(hours=4))
    office.workspace.faults.fail_next("chat.postMessage", "internal_error")
    assert tower.tick()["RemindedApprovers"] > 1
    clock.move(STANDS_STILL_AFTER + timedelta(seconds=1))
    assert tower.tick()["RestartedRequests"] == 2
    clock.move(PENDING_FOR - timedelta(hours=5))
    quick = Operation("cancel", "test")
    move = type(desk.requests).move

    def be_late(*arguments: Any) -> AuditEvent | None:
        monkeypatch.undo()
        clock.move(timedelta(hours=-1))
        cancel(desk, theo, asked_for.id, content_hash(asked_for), quick)
        clock.move(timedelta(hours=1))
        return move(*arguments)

    monkeypatch.setattr(type(desk.requests), "move", be_late)
    clock.move(timedelta(hours=1))
    assert tower.tick()["ExpiredRequests"] == 1
    assert tower.tick("groups") == {"ChangedStaff": 1, "StaffLeft": 0}

    assert dict(done) == allowed(office.tables, "SweepRole")
