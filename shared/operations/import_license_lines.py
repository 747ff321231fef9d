"""Check the lines that change licenses: what each does to whom, and everything wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.import_columns import listed
from shared.domain.import_file import ImportRow, UserChange
from shared.domain.import_headings import Column
from shared.domain.license import LicenseChange, license_problems
from shared.domain.look_alike import deceiving_letters
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user_principal_name import uniqueness_key
from shared.operations.import_lines import emails, of, places, told, twice
from shared.operations.import_names import Products
from shared.operations.import_seats import Draft

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from shared.domain.import_columns import ImportedLine
    from shared.domain.import_file import ImportFile
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.operations.desk import Desk


def check_license_lines(
    desk: Desk,
    file: ImportFile,
    subscriptions: Mapping[str, Subscription],
    lines: Sequence[ImportedLine],
) -> list[Draft]:
    """Check lines that change the licenses of users who are there; these are read all at once."""
    users = desk.directory.users_named(file.customer_id, emails(lines))
    checker = _LicenseLines(
        products=Products(subscriptions),
        subscriptions=subscriptions,
        users={uniqueness_key(each): user for each, user in users.items()},
        places=places(lines),
    )
    return [checker.check(line) for line in lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class _LicenseLines:
    products: Products
    subscriptions: Mapping[str, Subscription]
    users: Mapping[str, User]
    places: Mapping[str, Sequence[int]]

    def check(self, line: ImportedLine) -> Draft:
        cells, email = line.cells, line.cells.get(Column.EMAIL, "")
        to_add = cells.get(Column.LICENSES_TO_ADD, "")
        to_remove = cells.get(Column.LICENSES_TO_REMOVE, "")
        added, of_added = self.products.find(to_add, Column.LICENSES_TO_ADD)
        lost, of_lost = self.products.find(to_remove, Column.LICENSES_TO_REMOVE)
        change = LicenseChange(assign=dict.fromkeys(sorted(added - lost)), remove=lost - added)
        user = self.users.get(uniqueness_key(email))
        found = [
            *self._of_email(line, email, user),
            *of_added,
            *of_lost,
            *self._of_both(added & lost),
            *self._of_rules(change, user),
        ]
        is_asked_for_nothing = not listed(to_add) and not listed(to_remove)
        if is_asked_for_nothing:
            found.append(of(_column(cells), ProblemCode.NOTHING_ASKED_FOR))
        problems = told(line, found)
        if user is None:
            return Draft(row=ImportRow(line=line.line, cells=cells, problems=problems, remarks=line.remarks))
        after = change.applied_to(user.licenses)
        gains = frozenset(after.keys() - user.licenses.keys())
        losses = frozenset(user.licenses.keys() - after.keys())
        is_same = not gains and not losses and not problems
        row = ImportRow(
            line=line.line,
            cells=cells,
            problems=problems,
            remarks=(*line.remarks, *self._remarks(cells, change, user, is_same=is_same)),
            wish=UserChange(user_id=user.id, display_name=user.profile.display_name, change=change),
        )
        return Draft(row=row, gains=gains, losses=losses)

    def _remarks(
        self, cells: Mapping[Column, str], change: LicenseChange, user: User, *, is_same: bool
    ) -> list[Problem]:
        """Say that nothing changes, or that a license which is to be removed is not there."""
        if is_same:
            return [of(_column(cells), ProblemCode.CHANGES_NOTHING)]
        column, code = Column.LICENSES_TO_REMOVE, ProblemCode.LICENSE_NOT_HELD
        absent = sorted(change.remove - user.licenses.keys())
        return [of(column, code, product=self.subscriptions[each].name) for each in absent]

    def _of_email(self, line: ImportedLine, email: str, user: User | None) -> list[Problem]:
        if not email:
            return [of(Column.EMAIL, ProblemCode.REQUIRED)]
        problems = []
        if user is None and (letters := deceiving_letters(email)):
            problems.append(of(Column.EMAIL, ProblemCode.LOOK_ALIKE, letters=", ".join(letters)))
        elif user is None:
            problems.append(of(Column.EMAIL, ProblemCode.USER_UNKNOWN, user_principal_name=email))
        return [*problems, *twice(self.places, line)]

    def _of_both(self, sku_ids: Collection[str]) -> list[Problem]:
        both = ProblemCode.PRODUCT_BOTH_WAYS
        names = [self.subscriptions[sku_id].name for sku_id in sorted(sku_ids)]
        return [of(Column.LICENSES_TO_REMOVE, both, product=name) for name in names]

    def _of_rules(self, change: LicenseChange, user: User | None) -> list[Problem]:
        """Name the rules that a change would break: for anybody, and for this user as they are."""
        if not change.sku_ids:
            return []
        found = change.problems(self.subscriptions)
        if user is not None:
            after = change.applied_to(user.licenses)
            found += license_problems(user.licenses, after, self.subscriptions)
            if after.keys() - user.licenses.keys() and not user.profile.usage_location:
                found.append(Problem("", ProblemCode.USAGE_LOCATION_MISSING))
        return [of(_side(each, change), each.code, **each.facts) for each in found]


def _column(cells: Mapping[Column, str]) -> Column:
    """The column that is looked at for what a row does: the file may have but one of the two."""
    return Column.LICENSES_TO_ADD if Column.LICENSES_TO_ADD in cells else Column.LICENSES_TO_REMOVE


def _side(problem: Problem, change: LicenseChange) -> Column:
    """The column whose product breaks a rule: who holds what depends on another loses that other."""
    is_of_lost = problem.code is ProblemCode.PLAN_DEPENDS and problem.field not in change.assign
    if problem.field in change.remove or not change.assign or (is_of_lost and change.remove):
        return Column.LICENSES_TO_REMOVE
    return Column.LICENSES_TO_ADD
