"""The purge's role allows what the purge does to the tables, and nothing that it never does."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from functions.purge.function import UnfinishedError
from tests.builders import an_event
from tests.functions.clockwork import MONTH, Clockwork
from tests.functions.test_worker_permissions import allowed, asked
from tests.store.calls import tables_of

if TYPE_CHECKING:
    from shared.domain.deletion import DeletedUser
    from shared.ports import Page
    from tests.office import Office


@pytest.mark.promise(20)
def test_the_purge_does_to_the_tables_just_what_its_role_allows(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It purges one, finds another restored since it looked, and tells of a third what Slack takes later."""
    clockwork = Clockwork(office)
    contoso = office.add_customer()
    clockwork.add_deleted(contoso, "Amara Nwosu", MONTH)
    restored = clockwork.delete(office.add_user(contoso, "Bram Visser"), MONTH)
    clockwork.add_deleted(contoso, "Chidi Okeke", MONTH - timedelta(hours=1))
    directory = office.wiring.desk.directory
    due_users = type(directory).due_users

    def look_and_be_late(*asked_for: Any) -> Page[DeletedUser]:
        page = due_users(*asked_for)
        if restored in page.items:
            after = replace(restored.user, version=restored.user.version + 1)
            directory.restore_user(restored, after, an_event("restore", target_id=restored.id))
            client.meta.events.register("before-call.dynamodb", note)
        return page

    done: dict[str, set[str]] = defaultdict(set)
    client = tables_of(office.wiring.desk).connection.client  # type: ignore[arg-type]  # has a directory too

    def note(model: Any, params: dict[str, Any], **_: Any) -> None:
        for action, place in asked(model.name, json.loads(params["body"])):
            done[place].add(action)

    monkeypatch.setattr(type(directory), "due_users", look_and_be_late)
    assert clockwork.tick("purge") == {"PurgedUsers": 1, "SparedUsers": 1, "FailedUsers": 0, "UsersLeft": 0}
    office.workspace.faults.fail_next("chat.postMessage", "internal_error")
    with pytest.raises(UnfinishedError):
        clockwork.tick("last_day")

    assert dict(done) == allowed(office.tables, "PurgeRole")
