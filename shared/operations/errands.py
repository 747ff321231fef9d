"""What the worker does in one step, and is no change of any user: files out, files in, files checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.domain.command import (
    CheckLicenseFile,
    CheckUserFile,
    ExportAudit,
    ExportLicenses,
    LoadCatalogue,
    LoadDomains,
)
from shared.domain.domain_list import read_domains
from shared.domain.file import rows_left_out
from shared.domain.import_file import CheckedFile
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.product_catalogue import read_catalogue
from shared.domain.request import RequestState
from shared.domain.staff import Staff
from shared.errors import (
    AccessDeniedError,
    CustomerNotFoundError,
    ImportNotFoundError,
    InvalidInputError,
    UploadRefusedError,
)
from shared.operations.desk import Act, Operation
from shared.operations.domain_list import load_domains
from shared.operations.import_check import Upload, blank_file, check_file
from shared.operations.looking import license_export
from shared.operations.trail import audit_export

if TYPE_CHECKING:
    from shared.domain.command import CheckFile, Errand, SendTemplate
    from shared.domain.request import Request
    from shared.operations.desk import Desk
    from shared.ports import Files, Reporter


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How an errand ended. Without an outcome all was delivered; ``done`` counts what was taken over.

    ``unsent`` is why Slack did not take its file. A file that was checked is checked all the same.
    """

    outcome: Outcome | None = None
    done: int = 0
    unsent: str = ""
    state: RequestState = RequestState.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Errands:
    """Runs errands, with the roles that their requesters have now. Raises BusyError."""

    desk: Desk
    reporter: Reporter
    files: Files

    def run(self, request: Request, command: Errand) -> Ran:
        """Run one. Done again, it comes to the same, and is told again."""
        try:
            return self._run(request, command, requester_of(self.desk, request))
        except AccessDeniedError:
            return Ran(outcome=refused_as_a_whole(request, Reason.NOT_ALLOWED))
        except CustomerNotFoundError:
            return Ran(outcome=refused_as_a_whole(request, Reason.GONE))
        except UploadRefusedError as refusal:
            is_checked = isinstance(command, CheckUserFile | CheckLicenseFile)
            state = RequestState.DONE if is_checked else RequestState.FAILED
            return Ran(unsent=refusal.cause, state=state)

    def _run(self, request: Request, command: Errand, requester: Staff) -> Ran:
        if isinstance(command, LoadCatalogue):
            return self._load(request, command, requester)
        if isinstance(command, LoadDomains):
            return self._load_domains(request, command, requester)
        if isinstance(command, ExportLicenses):
            self.reporter.deliver(request, license_export(self.desk, requester, command.customer_id))
        elif isinstance(command, ExportAudit):
            self.reporter.deliver_trail(request, audit_export(self.desk, requester, command.query))
        elif isinstance(command, CheckUserFile | CheckLicenseFile):
            self._check(request, command, requester)
        else:
            self._send(request, command, requester)
        return Ran()

    def _load(self, request: Request, command: LoadCatalogue, requester: Staff) -> Ran:
        self.desk.require(requester, command.action, command.customer_id)
        try:
            catalogue = read_catalogue(self.files.read(command.file_id))
        except InvalidInputError as error:
            refused = refused_as_a_whole(request, Reason.INVALID)
            return Ran(outcome=replace(refused, problems=error.problems))
        self.desk.catalogue.save_products(catalogue.products)
        told = tuple(rows_left_out(catalogue.left_out))
        done = Outcome(target_id=request.id, result=Result.DONE, problems=told)
        return Ran(outcome=done, done=len(catalogue.products))

    def _load_domains(self, request: Request, command: LoadDomains, requester: Staff) -> Ran:
        self.desk.require(requester, command.action, command.customer_id)
        act = Act(actor=requester, operation=Operation(request.id, request.id), at=self.desk.clock.now())
        try:
            listed = read_domains(self.files.read(command.file_id))
        except InvalidInputError as error:
            refused = refused_as_a_whole(request, Reason.INVALID)
            return Ran(outcome=replace(refused, problems=error.problems))
        outcome, done = load_domains(self.desk, command, act, listed)
        return Ran(outcome=outcome, done=done)

    def _check(self, request: Request, command: CheckFile, requester: Staff) -> None:
        """Check a file, and keep what was found: whoever asks can look at it, and have it done.

        It is checked once: rows that are being done already would be taken by themselves.
        """
        self.desk.admit(requester, command.action, command.customer_id)
        imports = self.desk.imports
        try:
            checked = CheckedFile(file=imports.file(request.id), rows=list(imports.all_rows(request.id)))
        except ImportNotFoundError:
            checked = self._checked(request, command, requester)
            imports.save(checked)
        self.reporter.deliver_check(request, checked)

    def _checked(self, request: Request, command: CheckFile, requester: Staff) -> CheckedFile:
        upload = Upload(import_id=request.id, command=command, owner=requester, at=request.filed_at)
        try:
            return check_file(self.desk, upload, self.files.read(command.file_id))
        except InvalidInputError as error:
            return CheckedFile(file=replace(blank_file(upload), refusal=error.problems))

    def _send(self, request: Request, command: SendTemplate, requester: Staff) -> None:
        self.desk.require(requester, command.action, command.customer_id)
        self.reporter.deliver_template(request)


def requester_of(desk: Desk, request: Request) -> Staff:
    """Read who asked, as they are now; somebody without roles where nobody knows them."""
    nobody = Staff(slack_user_id=request.requester_id, roles=frozenset())
    return desk.find_staff(request.requester_id) or nobody


def refused_as_a_whole(request: Request, reason: Reason) -> Outcome:
    """Make the one outcome of a request of which nothing was done."""
    return Outcome(target_id=request.id, result=Result.REFUSED, reason=reason)
