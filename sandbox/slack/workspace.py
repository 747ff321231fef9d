"""One Slack workspace: its people, what was said, what is open on each screen.

    workspace = Workspace(carrier=InProcess(handler))
    with serve(workspace):                       # sandbox.slack.server
        nadia = workspace.sign_in("U0GLOBAL01")
        nadia.types("/partner add contoso")
        assert nadia.modal.title == "Add a user"

Every method may be called from any thread: requests of the app and deeds of people meet here.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.slack.app_facts import AppFacts
from sandbox.slack.conversations import Conversations
from sandbox.slack.delivery import Answer, Delivery
from sandbox.slack.errors import SlackError
from sandbox.slack.faults import Call, Faults
from sandbox.slack.files import Files
from sandbox.slack.people import PEOPLE, Person
from sandbox.slack.person import SignedIn
from sandbox.slack.reading import Reader
from sandbox.slack.tickets import TRIGGER_SECONDS, ResponseUrl, Tickets
from sandbox.slack.user_groups import USER_GROUPS, UserGroup
from sandbox.slack.views import Views

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sandbox.slack.delivery import Carrier, Request
    from sandbox.slack.trouble import Trouble


class _NoApp:
    def carry(self, request: Request, patience: float) -> Answer:  # noqa: ARG002 - the protocol
        return Answer(503, {}, "no app is connected")


class Workspace:
    def __init__(
        self,
        carrier: Carrier | None = None,
        *,
        facts: AppFacts | None = None,
        people: Iterable[Person] = PEOPLE,
        clock: Callable[[], float] = time.time,
        keep_in: Path | None = None,
        trigger_seconds: float = TRIGGER_SECONDS,
    ) -> None:
        """Open an empty workspace, or with `keep_in` what that file holds from the last time.

        `trigger_seconds` is how long a trigger id can be used: Slack's three seconds, unless a caller on a
        busy machine is not about them.
        """
        self.facts = facts or AppFacts()
        self.clock = clock
        self.lock = threading.RLock()
        self.base_url = "http://127.0.0.1"
        self.version = 0
        self._first_people = tuple(people)
        self._keep_in: Path | None = None
        self._trigger_seconds = trigger_seconds
        self.delivery = Delivery(self.facts, carrier or _NoApp())
        self.reset()
        if keep_in and keep_in.exists():
            self._load(keep_in)
        self._keep_in = keep_in
        if keep_in:
            self.files.keep_in(_folder_beside(keep_in))

    def reset(self) -> None:
        """Everyone is back, nothing was said, nothing is open, no fault waits."""
        with self.lock:
            self.people = {person.id: person for person in (*self._first_people, self._bot())}
            self.user_groups = {group.id: group for group in USER_GROUPS}
            staff = [person.id for person in self.people.values() if person.role]
            self.conversations = Conversations(self.clock, staff)
            self.views = Views(self.clock)
            self.tickets = Tickets(self.clock, self._trigger_seconds)
            self.files = Files(_folder_beside(self._keep_in) if self._keep_in else None)
            self.faults = Faults()
            self.calls: list[Call] = []
            self.troubles: list[Trouble] = []
            self.delivery.delivered.clear()
            self.changed()

    def connect(self, carrier: Carrier) -> None:
        """From now on the app is here."""
        self.delivery.carrier = carrier

    def sign_in(self, user_id: str) -> SignedIn:
        """This person at their screen: `types`, `fills`, `presses`, `submits`, and what they see."""
        return SignedIn(self, self.person(user_id).id)

    # -- people ---------------------------------------------------------------------------------

    def person(self, user_id: str) -> Person:
        try:
            return self.people[user_id]
        except KeyError:
            raise SlackError("user_not_found") from None

    def add_person(self, person: Person) -> Person:
        with self.lock:
            self.people[person.id] = person
            self.changed()
        return person

    def change_person(self, user_id: str, **changes: Any) -> Person:
        """Someone becomes a guest, is deactivated, chooses another language; the app is not told.

        `sandbox.slack.administration` tells it.
        """
        return self.add_person(replace(self.person(user_id), **changes))

    def user_group(self, group_id: str) -> UserGroup:
        try:
            return self.user_groups[group_id]
        except KeyError:
            raise SlackError("no_such_subteam") from None

    def put_user_group(self, group: UserGroup) -> UserGroup:
        with self.lock:
            self.user_groups[group.id] = group
            self.changed()
        return group

    def reader(self, user_id: str) -> Reader:
        person = self.person(user_id)
        return Reader(person.locale, person.zone, self.clock(), self.name_of, self._channel_name)

    def name_of(self, user_id: str) -> str:
        known = self.people.get(user_id)
        return known.real_name if known else user_id

    def _channel_name(self, channel_id: str) -> str:
        known = self.conversations.channels.get(channel_id)
        return known.name if known else channel_id

    def _bot(self) -> Person:
        facts = self.facts
        return Person(
            id=facts.bot_user_id,
            name="partnerdesk",
            real_name=facts.bot_name,
            team_id=facts.team_id,
            is_bot=True,
        )

    # -- tickets --------------------------------------------------------------------------------

    def response_url(self, kind: str, ticket: ResponseUrl) -> str:
        secret = self.tickets.issue_response_url(ticket)
        return f"{self.base_url}/{kind}/{self.facts.team_id}/{secret}"

    # -- what happened --------------------------------------------------------------------------

    def changed(self) -> None:
        """Somebody's screen may look different now; what was said is kept."""
        with self.lock:
            self.version += 1
            if self._keep_in:
                self._save(self._keep_in)

    def report(self, trouble: Trouble) -> None:
        with self.lock:
            self.troubles.append(trouble)

    def calls_of(self, method: str) -> list[Call]:
        with self.lock:
            return [call for call in self.calls if call.method == method]

    # -- kept between runs ----------------------------------------------------------------------

    def _save(self, path: Path) -> None:
        homes = {user_id: home.given for user_id, home in self.views.homes.items()}
        said = {**self.conversations.dump(), "homes": homes, "files": self.files.dump()}
        kept = json.dumps(said, ensure_ascii=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(kept, encoding="utf-8")
        fresh.replace(path)

    def _load(self, path: Path) -> None:
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            self.files.load(_folder_beside(path), kept.get("files", []))
            self.conversations.load(kept["channels"], kept["messages"])
            for user_id, home in kept["homes"].items():
                self.views.publish(user_id, home)
        except (ValueError, KeyError, TypeError, SlackError):
            # A file of an older sandbox: start afresh rather than not at all.
            path.unlink()
            self.reset()


def _folder_beside(kept: Path) -> Path:
    """Where the files' bytes are: beside what was said about them."""
    return kept.with_name(f"{kept.stem}-files")
