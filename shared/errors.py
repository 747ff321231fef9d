"""Everything that Partner Desk raises on purpose.

PartnerDeskError                    carries a stable ``code`` and the facts of the case
├── AccessDeniedError               the policy says no, or not without a second person
├── DecisionRefusedError            this request is not the actor's to decide, or not any more
├── NoApproverError                 it takes another person's agreement, and nobody could give it
├── NotFoundError
│   ├── CustomerNotFoundError
│   ├── UserNotFoundError
│   ├── RequestNotFoundError
│   ├── ImportNotFoundError         checked too long ago, or by somebody else
│   └── CredentialNotFoundError     handed over already, or too old
├── RefusedError                    the directory's rules say no; nothing was written
│   ├── InvalidInputError           one or more fields break a rule; all of them at once
│   ├── UserPrincipalNameTakenError
│   ├── DomainTakenError
│   ├── DomainNotUsableError        the customer's domain went, or became federated, meanwhile
│   ├── NoSeatError                 no license of the product is left
│   └── ChangedMeanwhileError       somebody saved a newer version of the same thing
├── MovedOnError                    another delivery of the same work has come further; nothing was written
├── UploadRefusedError              Slack does not take a file, and would not a moment later
├── BusyError                       the table asks to come back; trying again is safe
└── SettingsError                   the deployment is not complete; refuse to start

Errors are raised by the domain, the operations and the store, and turned into words once, in
``functions/slack/boundary.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class PartnerDeskError(Exception):
    """A refusal that a person can be told about.

    ``facts`` name the things concerned (ids, names, fields), never a secret: they are logged.
    """

    code: ClassVar[str] = "partner_desk_error"

    def __init__(self, **facts: object) -> None:
        super().__init__(f"{self.code}: {facts}" if facts else self.code)
        self.facts = facts


class AccessDeniedError(PartnerDeskError):
    """The actor may not do this. ``decision`` is the policy's whole answer."""

    code = "access_denied"

    def __init__(self, decision: Any, **facts: object) -> None:
        super().__init__(reason=str(decision.reason), **facts)
        self.decision = decision


class DecisionRefusedError(PartnerDeskError):
    """A decision about a request was not taken. ``objection`` says why, ``request`` is as it is now."""

    code = "decision_refused"

    def __init__(self, objection: Any, request: Any) -> None:
        super().__init__(objection=str(objection), request_id=request.id)
        self.objection = objection
        self.request = request


class NoApproverError(PartnerDeskError):
    """Too few people could agree to a command. Nothing was filed. ``decision`` is the policy's answer."""

    code = "no_approver"

    def __init__(self, decision: Any, found: int) -> None:
        super().__init__(reason=str(decision.reason), needed=decision.approvals_needed, found=found)
        self.decision = decision
        self.found = found


class NotFoundError(PartnerDeskError):
    """The thing named does not exist, or not within the actor's scope."""

    code = "not_found"


class CustomerNotFoundError(NotFoundError):
    """No customer has this id."""

    code = "customer_not_found"


class UserNotFoundError(NotFoundError):
    """The customer has no user with this id (Partner Center error 60002)."""

    code = "user_not_found"


class RequestNotFoundError(NotFoundError):
    """Nobody filed this request, or it is older than requests are kept."""

    code = "request_not_found"


class ImportNotFoundError(NotFoundError):
    """Nobody had this file checked, or it is older than files are kept, or it is another person's."""

    code = "import_not_found"


class CredentialNotFoundError(NotFoundError):
    """These passwords were handed over, or are older than they are kept, or never were."""

    code = "credential_not_found"


class RefusedError(PartnerDeskError):
    """A rule of the directory is in the way. Nothing was written."""

    code = "refused"


class InvalidInputError(RefusedError):
    """Fields break rules. ``problems`` has every one of them."""

    code = "invalid_input"

    def __init__(self, problems: Sequence[Any]) -> None:
        super().__init__(problems=[f"{problem.field}:{problem.code}" for problem in problems])
        self.problems = tuple(problems)


class UserPrincipalNameTakenError(RefusedError):
    """Another user of the directory signs in with this name (Graph: ObjectConflict)."""

    code = "user_principal_name_taken"


class DomainTakenError(RefusedError):
    """The domain belongs to another customer. Facts: ``domain``."""

    code = "domain_taken"


class DomainNotUsableError(RefusedError):
    """The domain is no longer a verified, managed domain of the customer. Facts: ``domain``."""

    code = "domain_not_usable"


class NoSeatError(RefusedError):
    """The last seat of a product is taken (Partner Center error 60012). Facts: ``sku_id``."""

    code = "no_seat"


class ChangedMeanwhileError(RefusedError):
    """The record has a newer version than the one that was looked at."""

    code = "changed_meanwhile"


class MovedOnError(PartnerDeskError):
    """The request has a later checkpoint than the one that was worked from. Facts: ``request_id``."""

    code = "moved_on"


class UploadRefusedError(PartnerDeskError):
    """Slack does not take a file: its workspace, or the app's permissions, do not allow it."""

    code = "upload_refused"

    def __init__(self, cause: str) -> None:
        """Take Slack's code, or the status of the server that takes the bytes."""
        super().__init__(cause=cause)
        self.cause = cause


class BusyError(PartnerDeskError):
    """Too many at once on the same record, or a service that asks to wait or does not answer.

    Whether anything was written may be unknown; the same operation tried again is done once.
    """

    code = "busy"


class SettingsError(PartnerDeskError):
    """The deployment lacks a setting, or one is malformed. Facts: ``settings``, the names."""

    code = "settings"
