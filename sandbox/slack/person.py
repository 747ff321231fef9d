"""Somebody at their screen. Tests drive the app through these words, and so does the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack import forms
from sandbox.slack.errors import CannotDoError
from sandbox.slack.interactions import open_home, say, send_command
from sandbox.slack.reading import view_words
from sandbox.slack.surface import Said, Surface

if TYPE_CHECKING:
    from sandbox.slack.delivery import Delivered
    from sandbox.slack.people import Person
    from sandbox.slack.views import OpenView
    from sandbox.slack.workspace import Workspace


class Screen(Surface):
    """An open modal, or the App Home."""

    place: OpenView

    @property
    def title(self) -> str:
        title: dict[str, str] | None = self.place.given.get("title")
        return title["text"] if title else ""

    @property
    def text(self) -> str:
        return view_words(self.place.given, self.place.values, self._reader)

    @property
    def raw(self) -> dict[str, Any]:
        """The view as Slack sends it."""
        return self.place.as_slack(self._workspace.facts)

    @property
    def callback_id(self) -> str:
        return self.place.given.get("callback_id") or ""

    @property
    def submit(self) -> str | None:
        submit = self.place.given.get("submit")
        return submit["text"] if submit else None

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong with the form, by label."""
        labels = {ids[0]: label for label, ids, _ in self._inputs()}
        return {labels[block_id]: why for block_id, why in self.place.errors.items()}

    @property
    def trouble(self) -> str | None:
        return self.place.trouble


class SignedIn:
    """One person. With a modal open they act in it; otherwise on the Home or a message."""

    def __init__(self, workspace: Workspace, user_id: str) -> None:
        self._workspace = workspace
        self.id = user_id
        self._is_at_home = False

    @property
    def person(self) -> Person:
        return self._workspace.person(self.id)

    # -- seeing ---------------------------------------------------------------------------------

    @property
    def has_modal(self) -> bool:
        return self._workspace.views.top(self.id) is not None

    @property
    def modal(self) -> Screen:
        """The modal on top; raises when none is open."""
        view = self._workspace.views.top(self.id)
        if view is None:
            raise CannotDoError(f"{self.person.real_name} has no modal open")
        return Screen(self._workspace, self.id, view)

    @property
    def depth(self) -> int:
        """How many views are stacked: 0 to 3."""
        return len(self._workspace.views.stacks.get(self.id, []))

    @property
    def home(self) -> Screen:
        home = self._workspace.views.homes.get(self.id)
        if home is None:
            raise CannotDoError(f"nothing was published to {self.person.real_name}'s Home")
        return Screen(self._workspace, self.id, home)

    @property
    def replies(self) -> list[Said]:
        """The messages only they see, oldest first."""
        return [said for said in self._said() if said.is_ephemeral]

    @property
    def messages(self) -> list[Said]:
        """The messages in channels and in their direct message with the app, oldest first."""
        return [said for said in self._said() if not said.is_ephemeral]

    @property
    def direct_messages(self) -> list[Said]:
        channel = self._workspace.conversations.direct_message(self.id)
        return [said for said in self.messages if said.channel_id == channel.id]

    @property
    def errors(self) -> dict[str, str]:
        return self.modal.errors

    @property
    def trouble(self) -> str | None:
        """Slack's own complaint about the app in the open modal, such as that it did not answer."""
        return self.modal.trouble if self.has_modal else None

    # -- doing ----------------------------------------------------------------------------------

    def types(self, line: str, channel: str | None = None) -> Delivered | None:
        """A line in a conversation: `/partner add contoso`. `channel` defaults to the team's."""
        self._is_at_home = False
        return say(self._workspace, self.person, line, channel)

    def sends_command(self, text: str, channel: str | None = None) -> Delivered:
        """The command as if Slack let this person use it, whoever they are."""
        default = next(iter(self._workspace.conversations.channels))
        return send_command(self._workspace, self.person, text, channel or default)

    def opens_home(self) -> Delivered:
        self._is_at_home = True
        return open_home(self._workspace, self.person)

    def fills(self, label: str, text: str, *, enter: bool = False) -> Delivered | None:
        return self._surface_with(label).fills(label, text, enter=enter)

    def chooses(self, label: str, *options: str, typing: str | None = None) -> Delivered | None:
        return self._surface_with(label).chooses(label, *options, typing=typing)

    def searches(self, label: str, typed: str) -> list[str]:
        return self._surface_with(label).searches(label, typed)

    def ticks(self, label: str, *options: str) -> Delivered | None:
        return self._surface_with(label).ticks(label, *options)

    def unticks(self, label: str, *options: str) -> Delivered | None:
        return self._surface_with(label).unticks(label, *options)

    def attaches(self, label: str, name: str, data: bytes | str) -> Delivered | None:
        return self._surface_with(label).attaches(label, name, data)

    def presses(self, text: str, *, nth: int = 0, confirm: bool = True) -> Delivered | None:
        """A button in the modal; without one, on the Home they look at or the newest message.

        The modal's own submit and close buttons count too.
        """
        for surface in self._surfaces():
            if text in surface.buttons:
                return surface.presses(text, nth=nth, confirm=confirm)
            if isinstance(surface, Screen) and text == surface.submit:
                return self.submits()
        seen = "; ".join(", ".join(surface.buttons) for surface in self._surfaces())
        raise CannotDoError(f"{self.person.real_name} sees no “{text}”; there is: {seen}")

    def submits(self) -> Delivered | None:
        """The modal's submit button; None when Slack itself asks for something first."""
        return forms.submit(self._workspace, self.person)

    def closes(self) -> None:
        """The cross: the whole stack goes."""
        forms.close_all(self._workspace, self.person)

    def goes_back(self) -> None:
        """The close button or the back arrow: one view less."""
        forms.go_back(self._workspace, self.person)

    # -- finding --------------------------------------------------------------------------------

    def _said(self) -> list[Said]:
        seen = self._workspace.conversations.seen_by(self.id)
        return [Said(self._workspace, self.id, message) for message in seen]

    def _surfaces(self) -> list[Surface]:
        if self.has_modal:
            return [self.modal]
        is_shown = self._is_at_home and self.id in self._workspace.views.homes
        home: list[Surface] = [self.home] if is_shown else []
        return [*home, *reversed(self._said())]

    def _surface_with(self, label: str) -> Surface:
        surfaces = self._surfaces()
        for surface in surfaces:
            if any(known.casefold().startswith(label.casefold()) for known in surface.labels):
                return surface
        if not surfaces:
            raise CannotDoError(f"{self.person.real_name} sees nothing with “{label}”")
        return surfaces[0]
