"""A command as text, short enough to ride in the view that asks for its confirmation."""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING, TypeVar

from shared.operations.command_json import command_json, to_command

if TYPE_CHECKING:
    from shared.domain.command import AnyCommand

Kind = TypeVar("Kind", bound="AnyCommand")


def pack(command: AnyCommand) -> str:
    """Write a command; the same one is always the same text. An id of 36 characters takes some 25."""
    written = command_json(command).encode()
    return base64.urlsafe_b64encode(zlib.compress(written, 9)).decode().rstrip("=")


def unpack(packed: str, kind: type[Kind]) -> Kind:
    """Read what ``pack`` wrote. Raises TypeError for a command of another kind: no view carries that."""
    padded = packed + "=" * (-len(packed) % 4)
    command = to_command(zlib.decompress(base64.urlsafe_b64decode(padded)).decode())
    if not isinstance(command, kind):
        raise TypeError(f"the view carries {type(command).__name__}, not {kind.__name__}")
    return command
