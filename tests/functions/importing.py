"""Files that are checked and done by the worker, as the person who gave them sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.command import CheckLicenseFile, CheckUserFile
from shared.i18n.translator import translator
from shared.operations.import_file import run_import
from shared.slack_ui.modals.notice import notice_view
from tests.functions.contoso import CLICK, Contoso, prepare
from tests.office import ADMIN

if TYPE_CHECKING:
    from sandbox.slack.surface import Said
    from sandbox.slack.views import OpenView
    from shared.domain.request import Request
    from shared.domain.user import User
    from tests.office import Office

HEADINGS = "First name,Last name,Display name,Email,Status update,Licenses,Permissions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Importing:
    """Contoso Ltd, somebody who gives a file for it, and in which language they read."""

    contoso: Contoso
    requester_id: str = ADMIN
    language: str = "en-US"

    @property
    def office(self) -> Office:
        return self.contoso.office

    def check(
        self,
        text: str,
        kind: type[CheckUserFile | CheckLicenseFile] = CheckUserFile,
        *,
        view_id: str = "",
        click: str = CLICK,
        name: str = "users.csv",
    ) -> None:
        """Give a file, and let the worker check it."""
        self.give(text, kind, view_id=view_id, click=click, name=name)
        self.office.work()

    def give(
        self,
        text: str,
        kind: type[CheckUserFile | CheckLicenseFile] = CheckUserFile,
        *,
        view_id: str = "",
        click: str = CLICK,
        name: str = "users.csv",
    ) -> None:
        file = self.office.workspace.files.add(name, text.encode(), self.requester_id, 0)
        facts = {"usage_location": "FR"} if kind is CheckUserFile else {}
        command = kind(customer_id=self.contoso.id, file_id=file.id, file_name=name, view_id=view_id, **facts)
        self.contoso.file_command(
            command, click=click, language=self.language, requester_id=self.requester_id
        )

    def ask(self, *, all_or_nothing: bool = False, click: str = CLICK) -> Request:
        """Have the ready rows of the file done, as far as nobody else has to agree."""
        desk = self.office.wiring.desk
        actor = desk.find_staff(self.requester_id)
        assert actor is not None
        return run_import(
            desk,
            actor,
            click,
            all_or_nothing=all_or_nothing,
            correlation_id="test",
            language=self.language,
        )

    def run(self, *, all_or_nothing: bool = False) -> Request:
        """Have them done, and let the worker do it."""
        request = self.ask(all_or_nothing=all_or_nothing)
        self.office.work()
        return self.office.wiring.desk.requests.request(request.id)

    def open_modal(self) -> OpenView:
        """Open a modal that waits for the file to be checked."""
        return self.office.workspace.views.open(
            self.requester_id, notice_view(translator("en"), "Checking", "Being checked.").to_dict()
        )

    @property
    def told(self) -> list[Said]:
        """What stands in the requester's direct messages."""
        return self.office.workspace.sign_in(self.requester_id).direct_messages

    def attached(self, named: str) -> str:
        """The one file of this name in the requester's direct messages, as text."""
        found = [content for message in self.told for name, content in message.files.items() if name == named]
        assert len(found) == 1, [list(message.files) for message in self.told]
        return found[0].decode("utf-8-sig")

    def users(self) -> dict[str, User]:
        """The customer's users by their sign-in names."""
        directory = self.office.wiring.desk.directory
        users = directory.search_users(self.contoso.id, "", 10)
        return {each.user_principal_name: each for each in users}


def importing(
    office: Office, *, seats: int = 100, requester_id: str = ADMIN, language: str = "en-US"
) -> Importing:
    contoso = prepare(office, users=1, seats=seats)
    return Importing(contoso=contoso, requester_id=requester_id, language=language)


def rows_of(count: int, licenses: str = "") -> str:
    """Write so many rows of users who can be created."""
    rows = [f"Ada,Row{n},Ada Row{n},ada.row{n}@contoso.example,,{licenses}," for n in range(count)]
    return "\n".join([HEADINGS, *rows]) + "\n"
