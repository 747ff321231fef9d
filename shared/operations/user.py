"""Create and edit the users of a customer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from shared.domain.audit import AuditEvent, OperationType, Recorded, ResourceType
from shared.domain.command import CreateUser, EditUser
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user import DirectoryRole, User, UserProfile
from shared.errors import (
    ChangedMeanwhileError,
    DomainNotUsableError,
    NoSeatError,
    UserPrincipalNameTakenError,
)
from shared.operations.desk import Act, Desk, execute
from shared.operations.recording import record, recorded_licenses
from shared.operations.side_by_side import side_by_side
from shared.policy.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.domain.action import Action
    from shared.domain.customer import Customer
    from shared.domain.subscription import Subscription


@execute.register(CreateUser)
def create_user(command: CreateUser, desk: Desk, act: Act) -> Outcome:
    """Create a user with a temporary password that they must change.

    The password itself is drawn and shown by the form; the directory keeps only when it was set.
    """
    customer, subscriptions = side_by_side(
        lambda: desk.directory.customer(command.customer_id),
        lambda: desk.directory.subscriptions(command.customer_id) if command.sku_ids else [],
    )
    products = {subscription.id: subscription for subscription in subscriptions}
    user_id = user_id_of(act.operation.id)
    return create_as(user_id, command, desk, act, customer, products, action=command.action)


def create_as(
    user_id: str,
    command: CreateUser,
    desk: Desk,
    act: Act,
    customer: Customer,
    products: Mapping[str, Subscription],
    *,
    action: Action,
) -> Outcome:
    """Create a user with an id, of a customer as they were just read, with their subscriptions by SKU.

    ``action`` is what the act must be authorised to do. Raises AccessDeniedError, BusyError.
    """
    change = LicenseChange(assign=dict.fromkeys(command.sku_ids))
    problems = _problems(command.profile, customer, is_licensed=bool(command.sku_ids), keeps=None)
    problems += _not_givable(desk, act, customer, command.profile.directory_roles)
    if command.sku_ids:
        found = change.problems(products, is_whole=True)
        problems += [replace(problem, field="licenses") for problem in found]
    if problems:
        return _refused(user_id, *problems)
    desk.authorise(act, action, command.customer_id)
    user = User(
        id=user_id,
        customer_id=customer.id,
        profile=command.profile,
        licenses=change.applied_to({}),
        created_at=act.at,
        created_by=act.actor.slack_user_id,
        changed_at=act.at,
        changed_by=act.actor.slack_user_id,
        password_set_at=act.at,
        password_set_by=act.actor.slack_user_id,
    )
    becomes = _recorded(user.profile) | {"must_change_password": user.must_change_password}
    types = [OperationType.CREATE_CUSTOMER_USER]
    if user.is_administrator:
        types.append(OperationType.ADD_USER_MEMBER)
    if user.is_licensed:
        types.append(OperationType.UPDATE_CUSTOMER_USER_LICENSES)
        becomes |= recorded_licenses(user.licenses)
    event = _event(act, types, customer, user, was={}, becomes=becomes)
    try:
        return _written(lambda: desk.directory.add_user(user, event), user, customer)
    except NoSeatError as error:
        name = products[str(error.facts["sku_id"])].name
        return _refused(user_id, Problem("licenses", ProblemCode.NO_SEAT, {"product": name}))


def user_id_of(operation_id: str) -> str:
    """Tell which id the user gets whom an operation creates: the same on every delivery of it."""
    return str(uuid5(NAMESPACE_URL, f"partner-desk:user:{operation_id}"))


@execute.register(EditUser)
def edit_user(command: EditUser, desk: Desk, act: Act) -> Outcome:
    """Change a user, unless somebody else did since ``command.version`` was looked at."""
    customer, current = side_by_side(
        lambda: desk.directory.customer(command.customer_id),
        lambda: desk.directory.user(command.customer_id, command.user_id),
    )
    is_current = command.version == current.version  # if not, this may be the same click delivered again
    if is_current and command.profile == current.profile:
        return Outcome(target_id=current.id, result=Result.UNCHANGED, customer=customer, user=current)
    if not is_current and desk.audit.event(act.operation.id, current.id) is not None:
        return Outcome(
            target_id=current.id, result=Result.DONE, is_repeat=True, customer=customer, user=current
        )
    problems = _problems(command.profile, customer, is_licensed=current.is_licensed, keeps=current.profile)
    added = command.profile.directory_roles - current.profile.directory_roles
    problems += _not_givable(desk, act, customer, added)
    if problems:
        return _refused(current.id, *problems)
    targets = Targets(has_sensitive=current.is_sensitive)
    desk.authorise(act, command.action, command.customer_id, targets)
    seen = replace(current, version=command.version)
    after = replace(
        seen,
        profile=command.profile,
        changed_at=act.at,
        changed_by=act.actor.slack_user_id,
        version=command.version + 1,
    )
    types = _edit_types(current.profile, after.profile)
    was, becomes = _recorded(current.profile), _recorded(after.profile)
    event = _event(act, types, customer, after, was=was, becomes=becomes)
    try:
        return _written(lambda: desk.directory.change_user(seen, after, event), after, customer)
    except ChangedMeanwhileError:
        return Outcome(
            target_id=current.id,
            result=Result.REFUSED,
            reason=Reason.CHANGED_MEANWHILE,
            customer=customer,
            user=desk.directory.user(command.customer_id, command.user_id),
        )


def _problems(
    profile: UserProfile, customer: Customer, *, is_licensed: bool, keeps: UserProfile | None
) -> list[Problem]:
    """Name everything wrong. What a user has already may be kept: a domain that is usable for no new ones, or
    a name that looks damaged.
    """
    problems = [each for each in profile.problems() if keeps is None or not _is_kept(profile, keeps, each)]
    if is_licensed and not profile.usage_location:
        problems.append(Problem("usage_location", ProblemCode.USAGE_LOCATION_MISSING))
    keeps_domain = keeps is not None and keeps.domain == profile.domain
    if not (keeps_domain or customer.may_use(profile.domain)):
        problems.append(_domain_not_usable(profile))
    return problems


def _is_kept(profile: UserProfile, keeps: UserProfile, problem: Problem) -> bool:
    """Whether a problem is of a name that looks damaged, and that the user has already."""
    is_of_letters = problem.code is ProblemCode.LETTERS_DAMAGED
    return is_of_letters and getattr(profile, problem.field) == getattr(keeps, problem.field)


def _not_givable(desk: Desk, act: Act, customer: Customer, added: frozenset[DirectoryRole]) -> list[Problem]:
    """Name each permission that a user would get, and that the actor may not give, whoever agreed."""
    missing = added - desk.givable(act.actor, customer.id)
    return [
        Problem("directory_roles", ProblemCode.ROLE_NOT_YOURS_TO_GIVE, {"permission": role.value})
        for role in DirectoryRole
        if role in missing
    ]


def _written(write: Callable[[], AuditEvent | None], user: User, customer: Customer) -> Outcome:
    try:
        earlier = write()
    except UserPrincipalNameTakenError:
        facts = {"user_principal_name": user.user_principal_name}
        problem = Problem("user_name", ProblemCode.USER_PRINCIPAL_NAME_TAKEN, facts)
        return _refused(user.id, problem)
    except DomainNotUsableError:
        return _refused(user.id, _domain_not_usable(user.profile))
    is_repeat = earlier is not None
    return Outcome(target_id=user.id, result=Result.DONE, is_repeat=is_repeat, customer=customer, user=user)


def _domain_not_usable(profile: UserProfile) -> Problem:
    return Problem("domain", ProblemCode.DOMAIN_NOT_USABLE, {"domain": profile.domain})


def _refused(user_id: str, *problems: Problem) -> Outcome:
    return Outcome(target_id=user_id, result=Result.REFUSED, reason=Reason.INVALID, problems=problems)


def _edit_types(old: UserProfile, new: UserProfile) -> list[OperationType]:
    types = []
    if old.user_principal_name != new.user_principal_name:
        types.append(OperationType.UPDATE_CUSTOMER_USER_PRINCIPAL_NAME)
    names = ("first_name", "last_name", "display_name", "usage_location", "is_protected")
    if any(getattr(old, name) != getattr(new, name) for name in names):
        types.append(OperationType.UPDATE_CUSTOMER_USER)
    if new.directory_roles - old.directory_roles:
        types.append(OperationType.ADD_USER_MEMBER)
    if old.directory_roles - new.directory_roles:
        types.append(OperationType.REMOVE_USER_MEMBER)
    return types


def _recorded(profile: UserProfile) -> dict[str, Recorded]:
    return {
        "first_name": profile.first_name,
        "last_name": profile.last_name,
        "display_name": profile.display_name,
        "user_principal_name": profile.user_principal_name,
        "usage_location": profile.usage_location,
        "directory_roles": sorted(role.value for role in profile.directory_roles),
        "is_protected": profile.is_protected,
    }


def _event(
    act: Act,
    types: list[OperationType],
    customer: Customer,
    user: User,
    *,
    was: Mapping[str, Recorded],
    becomes: Mapping[str, Recorded],
) -> AuditEvent:
    target = user.id, user.user_principal_name
    return record(act, types, ResourceType.CUSTOMER_USER, customer, target, was=was, becomes=becomes)
