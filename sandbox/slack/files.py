"""Files that people put into a form and that the app sends. Only the app's token opens their URLs."""

from __future__ import annotations

import base64
import mimetypes
import secrets
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LARGEST_FILE = 10 * 1024 * 1024
PRETTY_TYPES = {"csv": "CSV", "json": "JSON", "txt": "Plain Text"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    id: str
    name: str
    title: str
    user_id: str
    created: int
    data: bytes = field(repr=False)

    @property
    def extension(self) -> str:
        return PurePath(self.name).suffix.lstrip(".").lower()

    @property
    def media_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def as_slack(self, base_url: str, team_id: str) -> dict[str, Any]:
        """The file as `files.info`, messages and `view.state.values` carry it (File object)."""
        private = f"{base_url}/files-pri/{team_id}-{self.id}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title,
            "mimetype": self.media_type,
            "filetype": self.extension or "binary",
            "pretty_type": PRETTY_TYPES.get(self.extension, self.extension.upper() or "Binary"),
            "user": self.user_id,
            "user_team": team_id,
            "editable": False,
            "size": len(self.data),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": False,
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": f"{private}/{quote(self.name)}",
            "url_private_download": f"{private}/download/{quote(self.name)}",
            "permalink": f"{base_url}/files/{self.user_id}/{self.id}/{quote(self.name)}",
            "has_rich_preview": False,
            "file_access": "visible",
        }


@dataclass(slots=True)
class Upload:
    """What `files.getUploadURLExternal` began: the bytes come next, then the completion."""

    file_id: str
    name: str
    data: bytes | None = field(default=None, repr=False)


class Files:
    def __init__(self, folder: Path | None = None) -> None:
        """With `folder` the bytes are kept there between runs."""
        self._folder = folder
        self._files: dict[str, StoredFile] = {}
        self._uploads: dict[str, Upload] = {}

    def add(self, name: str, data: bytes, user_id: str, now: float) -> StoredFile:
        return self._keep(StoredFile(_new_id(), name, name, user_id, int(now), data))

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def add_encoded(self, name: str, encoded: str, user_id: str, now: float) -> StoredFile:
        return self.add(name, base64.b64decode(encoded, validate=True), user_id, now)

    # -- sent by the app, in three steps ----------------------------------------------------------

    def begin(self, name: str) -> tuple[str, Upload]:
        """The secret end of an upload URL, and what it is for."""
        upload = Upload(_new_id(), name)
        secret = secrets.token_urlsafe(24)
        self._uploads[secret] = upload
        return secret, upload

    def receive(self, secret: str, data: bytes) -> bool:
        """The bytes arrive at the upload URL; false where there is no such URL."""
        upload = self._uploads.get(secret)
        if upload is None:
            return False
        upload.data = data
        return True

    def complete(self, file_id: str, title: str | None, user_id: str, now: float) -> StoredFile:
        """The file is there; an unknown one, or one whose bytes never came, is `file_not_found`."""
        for secret, upload in self._uploads.items():
            if upload.file_id == file_id and upload.data is not None:
                del self._uploads[secret]
                whole = StoredFile(file_id, upload.name, title or upload.name, user_id, int(now), upload.data)
                return self._keep(whole)
        raise SlackError("file_not_found")

    # -- kept between runs ------------------------------------------------------------------------

    def keep_in(self, folder: Path) -> None:
        """From now on the bytes are kept there."""
        self._folder = folder

    def dump(self) -> list[dict[str, Any]]:
        return [
            {"id": f.id, "name": f.name, "title": f.title, "user_id": f.user_id, "created": f.created}
            for f in self._files.values()
        ]

    def load(self, folder: Path, known: Iterable[dict[str, Any]]) -> None:
        """The files of the last time; one whose bytes are gone is gone."""
        for facts in known:
            kept = folder / facts["id"]
            if kept.is_file():
                self._files[facts["id"]] = StoredFile(**facts, data=kept.read_bytes())

    def _keep(self, file: StoredFile) -> StoredFile:
        self._files[file.id] = file
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / file.id).write_bytes(file.data)
        return file


def _new_id() -> str:
    return "F" + secrets.token_hex(5).upper()
