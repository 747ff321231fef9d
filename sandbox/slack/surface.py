"""A modal, the Home or a message as a person meets it: by its labels, texts and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sandbox.slack.errors import CannotDoError
from sandbox.slack.inputs import content, elements_of, options_of
from sandbox.slack.interactions import Place, act, put
from sandbox.slack.reading import block_words, drawn_blocks, text_words
from sandbox.slack.suggestions import suggest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.slack.conversations import Message
    from sandbox.slack.delivery import Delivered
    from sandbox.slack.reading import Reader
    from sandbox.slack.workspace import Workspace

Element = dict[str, Any]
Ids = tuple[str, str]


class Surface:
    """What one person sees in one place, and what they can do there."""

    MANY: ClassVar = {"multi_static_select", "multi_external_select", "checkboxes"}

    def __init__(self, workspace: Workspace, user_id: str, place: Place) -> None:
        self._workspace = workspace
        self._user_id = user_id
        self.place = place

    @property
    def _reader(self) -> Reader:
        return self._workspace.reader(self._user_id)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return self.place.blocks

    @property
    def text(self) -> str:
        """All visible words, with dates and names as this person reads them."""
        return "\n".join(block_words(self.blocks, self.place.values, self._reader))

    @property
    def buttons(self) -> list[str]:
        return [text for text, _ in self._buttons()]

    @property
    def labels(self) -> list[str]:
        """The labels of everything that can be typed into or chosen from."""
        return [label for label, _, _ in self._inputs()]

    def value(self, label: str) -> Any:
        """What stands in this input now: text, the chosen option's text, or a list of those."""
        ids, _ = self._input(label)
        held = content(self.place.values[ids[0]][ids[1]])
        return [_shown(h) for h in held] if isinstance(held, list) else _shown(held)

    def options(self, label: str) -> list[str]:
        """The texts of the options that a static menu, radio group or checkbox group offers."""
        _, element = self._input(label)
        return [option["text"]["text"] for option in options_of(element)]

    # -- doing ----------------------------------------------------------------------------------

    def fills(self, label: str, text: str, *, enter: bool = False) -> Delivered | None:
        """Types into a text input; with `enter` presses the Enter key in it."""
        ids, element = self._input(label)
        if not element["type"].endswith("_input") or element["type"] == "file_input":
            raise CannotDoError(f"“{label}” is a {element['type']}, not something to type into")
        return self._put(ids, text or None, enter=enter)

    def chooses(self, label: str, *options: str, typing: str | None = None) -> Delivered | None:
        """Chooses by visible text: one option, or all that a multi-select shall hold.

        Menus that load their options are searched first, for `typing` or the option itself.
        Dates are chosen as YYYY-MM-DD, people by name or id, channels as #name; no option clears a choice.
        """
        ids, element = self._input(label)
        kind = element["type"]
        if "users_select" in kind:
            found: list[Any] = [self._somebody(name) for name in options]
        elif kind == "conversations_select":
            found = [self._channel(element, name) for name in options]
        elif kind in {"datepicker", "timepicker", "datetimepicker"}:
            found = list(options)
        else:
            found = [self._option(ids, element, text, typing) for text in options]
        many = kind in self.MANY or kind == "multi_users_select"
        most = element.get("max_selected_items")
        if most and len(found) > most:
            raise CannotDoError(f"“{label}” takes no more than {most}")
        return self._put(ids, found if many else found[0] if found else None)

    def searches(self, label: str, typed: str) -> list[str]:
        """Types into a menu and reads what it offers."""
        ids, _ = self._input(label)
        return [option["text"]["text"] for option in self._offered(ids, typed)]

    def ticks(self, label: str, *options: str) -> Delivered | None:
        return self._tick(label, options, on=True)

    def unticks(self, label: str, *options: str) -> Delivered | None:
        return self._tick(label, options, on=False)

    def attaches(self, label: str, name: str, data: bytes | str) -> Delivered | None:
        """Puts a file into a file input, beside what is there."""
        ids, element = self._input(label)
        workspace = self._workspace
        raw = data.encode() if isinstance(data, str) else data
        file = workspace.files.add(name, raw, self._user_id, workspace.clock())
        held = content(self.place.values[ids[0]][ids[1]])
        if len(held) >= element.get("max_files", 10):
            raise CannotDoError(f"“{label}” takes no more than {element.get('max_files', 10)} files")
        allowed = element.get("filetypes")
        if allowed and file.extension not in allowed:
            raise CannotDoError(f"“{label}” takes {allowed}, not {file.extension}")
        part = file.as_slack(workspace.base_url, workspace.facts.team_id)
        return self._put(ids, [*held, part])

    def presses(self, text: str, *, nth: int = 0, confirm: bool = True) -> Delivered | None:
        """Presses the button with this text, or the entry of a `…` menu, and answers its question."""
        pressed = [(ids, value) for shown, (ids, value) in self._buttons() if shown == text]
        if not pressed:
            raise CannotDoError(f"there is no “{text}”; there is: {', '.join(self.buttons) or 'nothing'}")
        if not confirm:
            return None
        ids, value = pressed[nth]
        person = self._workspace.person(self._user_id)
        return act(self._workspace, person, self.place, ids, value)

    def link(self, text: str) -> str | None:
        """Where the button with this text leads; None when it leads nowhere outside Slack."""
        found = [e for e in self._elements() if e["type"] == "button" and e["text"]["text"] == text]
        if not found:
            raise CannotDoError(f"there is no “{text}”; there is: {', '.join(self.buttons) or 'nothing'}")
        url: str | None = found[0].get("url")
        return url

    def question(self, text: str, *, nth: int = 0) -> str | None:
        """What Slack asks before this button does anything; None when it asks nothing."""
        found = [e for e in self._elements() if e["type"] == "button" and e["text"]["text"] == text]
        confirm = found[nth].get("confirm")
        names = ("title", "text", "confirm", "deny")
        return "\n".join(confirm[name]["text"] for name in names) if confirm else None

    # -- finding --------------------------------------------------------------------------------

    def _elements(self) -> Iterator[Element]:
        for block in self.blocks:
            yield from elements_of(block)

    def _buttons(self) -> Iterator[tuple[str, tuple[Ids, dict[str, Any] | None]]]:
        for block in self.blocks:
            for element in elements_of(block):
                ids = (block["block_id"], element["action_id"])
                if element["type"] == "button":
                    yield element["text"]["text"], (ids, None)
                elif element["type"] == "overflow":
                    for option in element["options"]:
                        chosen = {"type": "overflow", "selected_option": option}
                        yield option["text"]["text"], (ids, chosen)

    def _inputs(self) -> Iterator[tuple[str, Ids, Element]]:
        drawn = drawn_blocks(self.blocks, self._reader)
        for block in drawn:
            for element in elements_of(block):
                if element["type"] in {"button", "overflow"}:
                    continue
                yield _label(block, element), (block["block_id"], element["action_id"]), element

    def _input(self, label: str) -> tuple[Ids, Element]:
        known = list(self._inputs())
        for is_it in (str.__eq__, str.startswith):
            for shown, ids, element in known:
                if is_it(shown.casefold(), label.casefold()):
                    return ids, element
        shown_labels = ", ".join(f"“{shown}”" for shown, _, _ in known)
        raise CannotDoError(f"there is no “{label}” here; there is: {shown_labels or 'nothing'}")

    def _option(self, ids: Ids, element: Element, text: str, typing: str | None) -> Element:
        offered = options_of(element) or self._offered(ids, text if typing is None else typing)
        for option in offered:
            if option["text"]["text"] == text:
                return _bare(option)
        texts = ", ".join(option["text"]["text"] for option in offered)
        raise CannotDoError(f"“{text}” is not offered; there is: {texts or 'nothing'}")

    def _offered(self, ids: Ids, typed: str) -> list[dict[str, Any]]:
        person = self._workspace.person(self._user_id)
        groups = suggest(self._workspace, person, self.place, ids, typed)
        return [option for group in groups for option in group["options"]]

    def _somebody(self, name: str) -> str:
        for person in self._workspace.people.values():
            if name in (person.id, person.real_name, person.name):
                return person.id
        raise CannotDoError(f"nobody here is called {name}")

    def _channel(self, element: Element, name: str) -> str:
        conversations = self._workspace.conversations
        offered = conversations.offered_to(self._user_id, element.get("filter", {}))
        for channel in offered:
            if name in (channel.id, f"#{channel.name}"):
                return channel.id
        names = ", ".join(f"#{channel.name}" for channel in offered)
        raise CannotDoError(f"“{name}” is not offered; there is: {names or 'nothing'}")

    def _tick(self, label: str, options: tuple[str, ...], *, on: bool) -> Delivered | None:
        ids, element = self._input(label)
        held = content(self.place.values[ids[0]][ids[1]])
        kept = [o for o in held if on or o["text"]["text"] not in options]
        missing = set(options) - {o["text"]["text"] for o in kept} if on else set()
        added = [self._option(ids, element, text, None) for text in options if text in missing]
        return self._put(ids, [*kept, *added])

    def _put(self, ids: Ids, held: Any, *, enter: bool = False) -> Delivered | None:
        person = self._workspace.person(self._user_id)
        return put(self._workspace, person, self.place, ids, held, enter=enter)


def _label(block: dict[str, Any], element: Element) -> str:
    """What a person would call this input: its label, else the text beside it, else its hint."""
    if block["type"] == "input":
        return text_words(block["label"])
    if block["type"] == "section" and block.get("text"):
        return text_words(block["text"])
    if element.get("placeholder"):
        return text_words(element["placeholder"])
    options = options_of(element)
    return str(options[0]["text"]["text"]) if options else str(element["action_id"])


def _bare(option: Element) -> Element:
    """The option without the spans that drawing added."""
    return {
        name: {k: v for k, v in part.items() if k != "spans"} if isinstance(part, dict) else part
        for name, part in option.items()
    }


def _shown(held: Any) -> Any:
    if isinstance(held, dict):
        return held["name"] if "name" in held else held["text"]["text"]
    return held


class Said(Surface):
    """A message on this person's screen."""

    place: Message

    @property
    def text(self) -> str:
        if self.blocks:
            return super().text
        drawn = drawn_blocks([{"type": "section", "text": _mrkdwn(self.place.text)}], self._reader)
        return text_words(drawn[0]["text"])

    @property
    def is_ephemeral(self) -> bool:
        return self.place.is_ephemeral

    @property
    def channel_id(self) -> str:
        return self.place.channel_id

    @property
    def files(self) -> dict[str, bytes]:
        """What this message brought, by the file's name."""
        brought = [self._workspace.files.get(file_id) for file_id in self.place.file_ids]
        return {file.name: file.data for file in brought if file}

    @property
    def ts(self) -> str:
        return self.place.ts

    @property
    def notification(self) -> str:
        """The plain text that a phone or a screen reader announces."""
        return self.place.text


def _mrkdwn(text: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": text}
