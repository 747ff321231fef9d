"""Files that people put into a form. Only the app's token opens them, as in Slack."""

import base64
import mimetypes
import secrets
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

LARGEST_FILE = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class UploadedFile:
    id: str
    name: str
    data: bytes
    user_id: str
    created: int

    @property
    def extension(self) -> str:
        return PurePath(self.name).suffix.lstrip(".").lower()

    def as_slack(self, base_url: str, team_id: str) -> dict[str, Any]:
        """The file as `view.state.values` carries it."""
        private = f"{base_url}/files-pri/{team_id}-{self.id}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.name,
            "mimetype": mimetypes.guess_type(self.name)[0] or "application/octet-stream",
            "filetype": self.extension or "binary",
            "pretty_type": self.extension.upper() or "Binary",
            "user": self.user_id,
            "user_team": team_id,
            "editable": False,
            "size": len(self.data),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": False,
            "public_url_shared": False,
            "url_private": f"{private}/{quote(self.name)}",
            "url_private_download": f"{private}/download/{quote(self.name)}",
        }


class Files:
    def __init__(self) -> None:
        self._files: dict[str, UploadedFile] = {}

    def add(self, name: str, data: bytes, user_id: str, now: float) -> UploadedFile:
        file = UploadedFile("F" + secrets.token_hex(5).upper(), name, data, user_id, int(now))
        self._files[file.id] = file
        return file

    def get(self, file_id: str) -> UploadedFile | None:
        return self._files.get(file_id)

    def add_encoded(self, name: str, encoded: str, user_id: str, now: float) -> UploadedFile:
        return self.add(name, base64.b64decode(encoded, validate=True), user_id, now)
