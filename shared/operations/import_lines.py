"""Check the lines of a file one by one: what each asks for, and everything wrong with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.import_columns import Column, directory_role, is_no_permission, listed, says_created
from shared.domain.import_file import MAXIMUM_CSV_NAME, ImportRow, NewUser, UserChange
from shared.domain.license import LicenseChange, license_problems
from shared.domain.look_alike import deceiving_letters, mixed_letters
from shared.domain.problem import Problem, ProblemCode
from shared.domain.text import line_problems
from shared.domain.user import UserProfile
from shared.domain.user_principal_name import uniqueness_key, user_name_problems
from shared.operations.import_names import Locations, Products
from shared.operations.import_seats import Draft
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from shared.domain.customer import Customer
    from shared.domain.import_columns import ImportedLine
    from shared.domain.import_file import ImportFile
    from shared.domain.staff import Staff
    from shared.domain.subscription import Subscription
    from shared.domain.user import DirectoryRole, User
    from shared.operations.desk import Desk

_NAMES = (Column.FIRST_NAME, Column.LAST_NAME, Column.DISPLAY_NAME)


def check_user_lines(
    desk: Desk,
    owner: Staff,
    file: ImportFile,
    subscriptions: Mapping[str, Subscription],
    lines: Sequence[ImportedLine],
) -> list[Draft]:
    """Check lines that ask for new users. Names that are taken are asked for all at once."""
    names = _emails(lines)
    customer, taken, formerly = side_by_side(
        lambda: desk.directory.customer(file.customer_id),
        lambda: desk.directory.names_taken(file.customer_id, names),
        lambda: desk.directory.names_of_deleted(file.customer_id, names),
    )
    checker = _UserLines(
        customer=customer,
        usage_location=file.usage_location,
        products=Products(subscriptions),
        locations=Locations(),
        givable=desk.givable(owner, file.customer_id),
        taken={uniqueness_key(each) for each in taken},
        formerly={uniqueness_key(each) for each in formerly},
        places=_places(lines),
    )
    return [checker.check(line) for line in lines]


def check_license_lines(
    desk: Desk,
    file: ImportFile,
    subscriptions: Mapping[str, Subscription],
    lines: Sequence[ImportedLine],
) -> list[Draft]:
    """Check lines that change the licenses of users who are there; these are read all at once."""
    users = desk.directory.users_named(file.customer_id, _emails(lines))
    checker = _LicenseLines(
        products=Products(subscriptions),
        subscriptions=subscriptions,
        users={uniqueness_key(each): user for each, user in users.items()},
        places=_places(lines),
    )
    return [checker.check(line) for line in lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class _UserLines:
    customer: Customer
    usage_location: str
    products: Products
    locations: Locations
    givable: Collection[DirectoryRole]
    taken: Collection[str]
    formerly: Collection[str]
    places: Mapping[str, Sequence[int]]

    def check(self, line: ImportedLine) -> Draft:
        cells, email = line.cells, line.cells.get(Column.EMAIL, "")
        name, _, domain = email.rpartition("@")
        roles, of_roles = self._roles(cells.get(Column.PERMISSIONS, ""))
        sku_ids, of_products = self.products.find(cells.get(Column.LICENSES, ""), Column.LICENSES)
        location, of_location = self._location(cells.get(Column.USAGE_LOCATION, ""))
        profile = UserProfile(
            first_name=cells.get(Column.FIRST_NAME, ""),
            last_name=cells.get(Column.LAST_NAME, ""),
            display_name=cells.get(Column.DISPLAY_NAME, ""),
            user_name=name,
            domain=domain.lower(),
            usage_location=location,
            directory_roles=roles,
        )
        problems = [
            *line.problems,
            *self._of_names(cells),
            *self._of_email(line, email, profile),
            *of_location,
            *of_products,
            *self.products.rules(sku_ids),
            *of_roles,
        ]
        row = ImportRow(
            line=line.line,
            cells=cells,
            problems=_each_once(problems),
            remarks=tuple(self._remarks(cells, email)),
            wish=NewUser(profile=profile, sku_ids=sku_ids),
            is_left_out=says_created(cells.get(Column.STATUS, "")) and self._is_taken(email),
        )
        return Draft(row=row, gains=sku_ids)

    def _of_names(self, cells: Mapping[Column, str]) -> list[Problem]:
        return [
            problem
            for column in _NAMES
            for problem in line_problems(
                column.value,
                cells.get(column, ""),
                limit=MAXIMUM_CSV_NAME,
                is_required=column is Column.DISPLAY_NAME,
            )
        ]

    def _of_email(self, line: ImportedLine, email: str, profile: UserProfile) -> list[Problem]:
        if problems := _email_problems(email, profile):
            return problems
        problems = self._of_domain(profile.domain)
        if other := _other_place(self.places, email, line.line):
            problems.append(_of(Column.EMAIL, ProblemCode.EMAIL_TWICE, email=email, line=other))
        if self._is_taken(email):
            taken = ProblemCode.USER_PRINCIPAL_NAME_TAKEN
            problems.append(_of(Column.EMAIL, taken, user_principal_name=email))
        return problems

    def _of_domain(self, domain: str) -> list[Problem]:
        profile = self.customer.profile
        managed = {each.name for each in profile.managed_domains}
        if domain in managed:
            return []
        if domain in {each.name for each in profile.domains}:
            return [_of(Column.EMAIL, ProblemCode.DOMAIN_FEDERATED, domain=domain)]
        domains = ", ".join(sorted(managed)) or "-"
        return [_of(Column.EMAIL, ProblemCode.DOMAIN_FOREIGN, domain=domain, domains=domains)]

    def _location(self, said: str) -> tuple[str, list[Problem]]:
        if not said:
            return self.usage_location, []
        if code := self.locations.find(said):
            return code, []
        return "", [_of(Column.USAGE_LOCATION, ProblemCode.LOCATION_UNKNOWN, value=said)]

    def _roles(self, said: str) -> tuple[frozenset[DirectoryRole], list[Problem]]:
        roles, problems = set(), []
        for named in listed(said):
            role = directory_role(named)
            if role is not None:
                roles.add(role)
                if role not in self.givable:
                    code = ProblemCode.ROLE_NOT_YOURS_TO_GIVE
                    problems.append(_of(Column.PERMISSIONS, code, permission=role.value))
            elif not is_no_permission(named):
                problems.append(_of(Column.PERMISSIONS, ProblemCode.PERMISSION_UNKNOWN, permission=named))
        return frozenset(roles), problems

    def _remarks(self, cells: Mapping[Column, str], email: str) -> list[Problem]:
        remarks = [
            _of(column, ProblemCode.LOOK_ALIKE_IN_NAME, letters=", ".join(letters))
            for column in _NAMES
            if (letters := mixed_letters(cells.get(column, "")))
        ]
        if uniqueness_key(email) in self.formerly:
            formerly = ProblemCode.NAME_OF_DELETED
            remarks.append(_of(Column.EMAIL, formerly, user_principal_name=email))
        return remarks

    def _is_taken(self, email: str) -> bool:
        return uniqueness_key(email) in self.taken


@dataclass(frozen=True, slots=True, kw_only=True)
class _LicenseLines:
    products: Products
    subscriptions: Mapping[str, Subscription]
    users: Mapping[str, User]
    places: Mapping[str, Sequence[int]]

    def check(self, line: ImportedLine) -> Draft:
        cells, email = line.cells, line.cells.get(Column.EMAIL, "")
        added, of_added = self.products.find(cells.get(Column.LICENSES_TO_ADD, ""), Column.LICENSES_TO_ADD)
        lost, of_lost = self.products.find(
            cells.get(Column.LICENSES_TO_REMOVE, ""), Column.LICENSES_TO_REMOVE
        )
        change = LicenseChange(assign=dict.fromkeys(sorted(added)), remove=lost)
        user = self.users.get(uniqueness_key(email))
        problems = [
            *line.problems,
            *self._of_email(line, email, user),
            *of_added,
            *of_lost,
            *self._of_both(added & lost),
        ]
        if not listed(cells.get(Column.LICENSES_TO_ADD, "") + cells.get(Column.LICENSES_TO_REMOVE, "")):
            problems.append(_of(Column.LICENSES_TO_ADD, ProblemCode.NOTHING_ASKED_FOR))
        if user is None or problems:
            row = ImportRow(line=line.line, cells=cells, problems=_each_once(problems))
            return Draft(row=row)
        return self._changed(line, user, change)

    def _changed(self, line: ImportedLine, user: User, change: LicenseChange) -> Draft:
        after = change.applied_to(user.licenses)
        gains = frozenset(after.keys() - user.licenses.keys())
        losses = frozenset(user.licenses.keys() - after.keys())
        found = [
            *change.problems(self.subscriptions),
            *license_problems(user.licenses, after, self.subscriptions),
        ]
        if gains and not user.profile.usage_location:
            found.append(Problem("", ProblemCode.USAGE_LOCATION_MISSING))
        problems = [_of(Column.LICENSES_TO_ADD, each.code, **each.facts) for each in found]
        is_same = not gains and not losses
        row = ImportRow(
            line=line.line,
            cells=line.cells,
            problems=_each_once(problems),
            remarks=(_of(Column.LICENSES_TO_ADD, ProblemCode.CHANGES_NOTHING),) if is_same else (),
            wish=UserChange(user_id=user.id, display_name=user.profile.display_name, change=change),
        )
        return Draft(row=row, gains=gains, losses=losses)

    def _of_email(self, line: ImportedLine, email: str, user: User | None) -> list[Problem]:
        if not email:
            return [_of(Column.EMAIL, ProblemCode.REQUIRED)]
        problems = []
        if user is None:
            problems.append(_of(Column.EMAIL, ProblemCode.USER_UNKNOWN, user_principal_name=email))
        if other := _other_place(self.places, email, line.line):
            problems.append(_of(Column.EMAIL, ProblemCode.EMAIL_TWICE, email=email, line=other))
        return problems

    def _of_both(self, sku_ids: Collection[str]) -> list[Problem]:
        both = ProblemCode.PRODUCT_BOTH_WAYS
        names = [self.subscriptions[sku_id].product.name for sku_id in sorted(sku_ids)]
        return [_of(Column.LICENSES_TO_REMOVE, both, product=name) for name in names]


def _email_problems(email: str, profile: UserProfile) -> list[Problem]:
    """Name what is wrong with how a sign-in name is written; deceiving letters are shown as what they are."""
    if not email:
        return [_of(Column.EMAIL, ProblemCode.REQUIRED)]
    if letters := deceiving_letters(email):
        return [_of(Column.EMAIL, ProblemCode.LOOK_ALIKE, letters=", ".join(letters))]
    if "@" in profile.user_name or not profile.user_name or not profile.domain:
        return [_of(Column.EMAIL, ProblemCode.EMAIL_MALFORMED, value=email)]
    problems = user_name_problems(profile.user_name, profile.domain)
    return [_of(Column.EMAIL, each.code, **each.facts) for each in problems]


def _emails(lines: Sequence[ImportedLine]) -> list[str]:
    """List the sign-in names that the directory can be asked for, each once."""
    emails = (line.cells.get(Column.EMAIL, "") for line in lines)
    return list(dict.fromkeys(each for each in emails if "@" in each))


def _places(lines: Sequence[ImportedLine]) -> Mapping[str, Sequence[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for line in lines:
        if email := line.cells.get(Column.EMAIL, ""):
            places[uniqueness_key(email)].append(line.line)
    return places


def _other_place(places: Mapping[str, Sequence[int]], email: str, line: int) -> int | None:
    return next((each for each in places.get(uniqueness_key(email), ()) if each != line), None)


def _of(column: Column, code: ProblemCode, **facts: str | int) -> Problem:
    return Problem(column.value, code, facts)


def _each_once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    found: list[Problem] = []
    for problem in problems:
        if problem not in found:
            found.append(problem)
    return tuple(found)
