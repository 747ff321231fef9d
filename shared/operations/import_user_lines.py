"""Check the lines that ask for new users: what each asks for, and everything wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.import_columns import listed, says_created
from shared.domain.import_file import MAXIMUM_CSV_NAME, ImportRow, NewUser
from shared.domain.import_headings import Column
from shared.domain.look_alike import deceiving_letters, mixed_letters, without_deceiving_letters
from shared.domain.permission_names import directory_role, is_no_permission
from shared.domain.problem import Problem, ProblemCode
from shared.domain.text import line_problems
from shared.domain.user import UserProfile
from shared.domain.user_principal_name import uniqueness_key, user_name_problems
from shared.operations.country_names import find_country
from shared.operations.domains_of import domains_of
from shared.operations.import_lines import NAMES, emails, of, places, told, twice
from shared.operations.import_names import Products
from shared.operations.import_seats import Draft
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from shared.domain.customer import Domain
    from shared.domain.import_columns import ImportedLine
    from shared.domain.import_file import ImportFile
    from shared.domain.staff import Staff
    from shared.domain.subscription import Subscription
    from shared.domain.user import DirectoryRole
    from shared.operations.desk import Desk


def check_user_lines(
    desk: Desk,
    owner: Staff,
    file: ImportFile,
    subscriptions: Mapping[str, Subscription],
    lines: Sequence[ImportedLine],
) -> list[Draft]:
    """Check lines that ask for new users. Names that are taken are asked for all at once."""
    names = emails(lines)
    customer, taken, formerly = side_by_side(
        lambda: desk.directory.customer(file.customer_id),
        lambda: desk.directory.names_taken(file.customer_id, names),
        lambda: desk.directory.names_of_deleted(file.customer_id, names),
    )
    checker = _UserLines(
        domains=domains_of(desk, customer, {name.rpartition("@")[2].lower() for name in names}),
        usable=sorted(domain.name for domain in customer.profile.managed_domains),
        usage_location=file.usage_location,
        products=Products(subscriptions),
        givable=desk.givable(owner, file.customer_id),
        taken={uniqueness_key(each) for each in taken},
        formerly={uniqueness_key(each) for each in formerly},
        places=places(lines),
    )
    return [checker.check(line) for line in lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class _UserLines:
    domains: Mapping[str, Domain]
    usable: Sequence[str]
    usage_location: str
    products: Products
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
        if sku_ids and not location and not of_location:
            of_location = [of(Column.USAGE_LOCATION, ProblemCode.USAGE_LOCATION_MISSING)]
        found = [
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
            problems=told(line, found),
            remarks=(*line.remarks, *self._remarks(cells, email)),
            wish=NewUser(profile=profile, sku_ids=sku_ids),
            is_left_out=says_created(cells.get(Column.STATUS, "")) and self._is_taken(email),
        )
        return Draft(row=row, gains=sku_ids)

    def _of_names(self, cells: Mapping[Column, str]) -> list[Problem]:
        return [
            problem
            for column in NAMES
            for problem in line_problems(
                column.value,
                cells.get(column, ""),
                limit=MAXIMUM_CSV_NAME,
                is_required=column is Column.DISPLAY_NAME,
            )
        ]

    def _of_email(self, line: ImportedLine, email: str, profile: UserProfile) -> list[Problem]:
        if not email:
            return [of(Column.EMAIL, ProblemCode.REQUIRED)]
        problems = _of_letters(email)
        if "@" in profile.user_name or not profile.user_name or not profile.domain:
            return [*problems, of(Column.EMAIL, ProblemCode.EMAIL_MALFORMED, value=email)]
        problems += _of_user_name(profile)
        problems += self._of_domain(profile.domain)
        problems += twice(self.places, line)
        if self._is_taken(email):
            taken = ProblemCode.USER_PRINCIPAL_NAME_TAKEN
            problems.append(of(Column.EMAIL, taken, user_principal_name=email))
        return problems

    def _of_domain(self, domain: str) -> list[Problem]:
        known = self.domains.get(domain)
        if known is not None and known.is_federated:
            return [of(Column.EMAIL, ProblemCode.DOMAIN_FEDERATED, domain=domain)]
        if known is not None or deceiving_letters(domain):
            return []
        domains = ", ".join(self.usable) or "-"
        return [of(Column.EMAIL, ProblemCode.DOMAIN_FOREIGN, domain=domain, domains=domains)]

    def _location(self, said: str) -> tuple[str, list[Problem]]:
        if not said:
            return self.usage_location, []
        if code := find_country(said):
            return code, []
        return "", [of(Column.USAGE_LOCATION, ProblemCode.LOCATION_UNKNOWN, value=said)]

    def _roles(self, said: str) -> tuple[frozenset[DirectoryRole], list[Problem]]:
        roles, problems = set(), []
        for named in listed(said):
            role = directory_role(named)
            if role is not None:
                roles.add(role)
                if role not in self.givable:
                    code = ProblemCode.ROLE_NOT_YOURS_TO_GIVE
                    problems.append(of(Column.PERMISSIONS, code, permission=role.value))
            elif not is_no_permission(named):
                problems.append(of(Column.PERMISSIONS, ProblemCode.PERMISSION_UNKNOWN, permission=named))
        return frozenset(roles), problems

    def _remarks(self, cells: Mapping[Column, str], email: str) -> list[Problem]:
        remarks = [
            of(column, ProblemCode.LOOK_ALIKE_IN_NAME, letters=", ".join(letters))
            for column in NAMES
            if (letters := mixed_letters(cells.get(column, "")))
        ]
        if uniqueness_key(email) in self.formerly:
            formerly = ProblemCode.NAME_OF_DELETED
            remarks.append(of(Column.EMAIL, formerly, user_principal_name=email))
        return remarks

    def _is_taken(self, email: str) -> bool:
        return uniqueness_key(email) in self.taken


def _of_letters(email: str) -> list[Problem]:
    """Show letters that deceive as what they are."""
    letters = deceiving_letters(email)
    return [of(Column.EMAIL, ProblemCode.LOOK_ALIKE, letters=", ".join(letters))] if letters else []


def _of_user_name(profile: UserProfile) -> list[Problem]:
    """Name what else is wrong with the part before the ``@``: letters that deceive are told already."""
    told_apart = ProblemCode.USER_NAME_CHARACTERS
    found = user_name_problems(profile.user_name, profile.domain)
    others = user_name_problems(without_deceiving_letters(profile.user_name), profile.domain)
    problems = [each for each in others if each.code is told_apart]
    problems += [each for each in found if each.code is not told_apart]
    return [of(Column.EMAIL, each.code, **each.facts) for each in problems]
