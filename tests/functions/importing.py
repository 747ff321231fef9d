"""Files that are checked and done by the worker, as the person who gave them sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.command import CheckLicenseFile, CheckUserFile
from shared.domain.user import UserFilter
from shared.i18n.translator import translator
from shared.operations.approval import approve
from shared.operations.asking import content_hash
from shared.operations.desk import Operation
from shared.operations.import_file import run_import
from shared.operations.stopping import stop
from shared.ports import Cursor
from shared.slack_ui.modals.notice import notice_view
from tests.functions.contoso import CLICK, Contoso, prepare
from tests.office import ADMIN

if TYPE_CHECKING:
    from sandbox.slack.surface import Said
    from sandbox.slack.views import OpenView
    from shared.domain.request import Request
    from shared.domain.staff import Staff
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
        return run_import(
            self.office.wiring.desk,
            self._staff(self.requester_id),
            click,
            all_or_nothing=all_or_nothing,
            correlation_id="test",
            language=self.language,
        )

    def run(self, *, all_or_nothing: bool = False) -> Request:
        """Have them done, and let the worker do it."""
        request = self.ask(all_or_nothing=all_or_nothing)
        self.office.work()
        return self.request(request)

    def open_modal(self) -> OpenView:
        """Open a modal that waits for the file to be checked."""
        return self.office.workspace.views.open(
            self.requester_id, notice_view(translator("en"), "Checking", "Being checked.").to_dict()
        )

    def request(self, request: Request) -> Request:
        """A request as it is now."""
        return self.office.wiring.desk.requests.request(request.id)

    def stop(self, request: Request) -> None:
        """Let the requester stop it."""
        desk = self.office.wiring.desk
        stop(desk, self._staff(self.requester_id), request.id, Operation("V0STOP.1", "test"))

    def agree(self, request: Request, by: str) -> None:
        """Let somebody agree to it."""
        asked, operation = self.request(request), Operation(f"V0AGREE{by}.1", "test")
        approve(self.office.wiring.desk, self._staff(by), asked.id, content_hash(asked), operation)

    def of(self, reader: str) -> list[Said]:
        """What stands in the direct messages of somebody else."""
        return self.office.workspace.sign_in(reader).direct_messages

    def _staff(self, slack_user_id: str) -> Staff:
        found = self.office.wiring.desk.find_staff(slack_user_id)
        assert found is not None
        return found

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
        page = directory.list_users(self.contoso.id, UserFilter.ALL, Cursor(), 1000)
        return {each.user_principal_name: each for each in page.items}


def importing(
    office: Office, *, seats: int = 100, requester_id: str = ADMIN, language: str = "en-US"
) -> Importing:
    contoso = prepare(office, users=1, seats=seats)
    return Importing(contoso=contoso, requester_id=requester_id, language=language)


def rows_of(count: int, licenses: str = "") -> str:
    """Write so many rows of users who can be created."""
    rows = [f"Ada,Row{n},Ada Row{n},ada.row{n}@contoso.example,,{licenses}," for n in range(count)]
    return "\n".join([HEADINGS, *rows]) + "\n"
