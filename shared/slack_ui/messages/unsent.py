"""What is said of files that Slack did not take: why, what helps, and what of them has room in a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.i18n.translator import N_
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button
from shared.slack_ui.ids import Click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from slack_sdk.models.blocks import Block

    from shared.domain.request import Request
    from shared.i18n.translator import Translator

ROOM = 2_500  # characters of the files in a message: written as JSON, quotes count twice

_DISABLED = N_(
    "This workspace does not allow such files to be uploaded. Ask a workspace owner to allow it, then send "
    "it again."
)
_FULL = N_(
    "The storage of this workspace is full. Ask a workspace owner to make room for files, then send it again."
)
_TOO_LARGE = N_(
    "This workspace does not allow files of this size. Ask a workspace owner to allow larger ones, then send "
    "it again."
)
_NOT_PERMITTED = N_(
    "Partner Desk is not permitted to send files here. Ask a workspace owner to check the permissions of the "
    "app, then send it again."
)

# Slack's codes at files.getUploadURLExternal and files.completeUploadExternal, and what the server that
# takes the bytes answers.
_WHY = {
    "file_uploads_disabled": _DISABLED,
    "file_uploads_except_images_disabled": _DISABLED,
    "file_type_not_allowed": _DISABLED,
    "blocked_file_type": _DISABLED,
    "storage_limit_reached": _FULL,
    "team_storage_limit_reached": _FULL,
    "over_quota": _FULL,
    "file_upload_size_restricted": _TOO_LARGE,
    "file_too_large": _TOO_LARGE,
    "status 413": _TOO_LARGE,
    "missing_scope": _NOT_PERMITTED,
    "no_permission": _NOT_PERMITTED,
    "access_denied": _NOT_PERMITTED,
    "restricted_action": _NOT_PERMITTED,
    "not_allowed_token_type": _NOT_PERMITTED,
    "ekm_access_denied": _NOT_PERMITTED,
}


def unsent_title(t: Translator, count: int = 1) -> str:
    """Say that files were not taken."""
    return t.n("Slack did not take the file.", "Slack did not take the files.", count)


def unsent_blocks(t: Translator, request: Request, count: int = 1) -> list[Block]:
    """Say that files of a request were not taken, why, and what helps; offer to send them again."""
    if request.unsent in _WHY:
        why = t(_WHY[request.unsent])
    else:
        why = t(
            "Its reason is “{code}”. Send it again; if that comes to the same, give your administrator this "
            "reason.",
            code=request.unsent,
        )
    told = [rich.warning_sign(), rich.words(" "), rich.bold(unsent_title(t, count))]
    again = button(t.n("Send the file again", "Send the files again", count), Click.SEND_AGAIN, request.id)
    return [rich.rich(rich.lines(told, [rich.words(why)])), *actions([again])]


def beginnings(t: Translator, contents: Iterable[bytes]) -> list[Block]:
    """Show of each file the first lines that have room, as they stand in it, and count the others."""
    files = [content.decode("utf-8-sig", errors="replace").splitlines() for content in contents]
    return [block for lines in files for block in _beginning(t, lines, ROOM // len(files))]


def _beginning(t: Translator, lines: list[str], room: int) -> Iterator[Block]:
    shown = lines[:1] if lines and len(lines[0]) <= room else []
    while shown and len(shown) < len(lines) and len("\n".join([*shown, lines[len(shown)]])) <= room:
        shown.append(lines[len(shown)])
    if shown:
        yield rich.rich(rich.copyable("\n".join(shown)))
    more = len(lines) - len(shown)
    if more:
        said = t.n("{count} more line is in the file", "{count} more lines are in the file", more)
        yield rich.rich(rich.lines([rich.words(said)]))
