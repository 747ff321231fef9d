"""Headings of files of users and of license changes, as people, Microsoft and our own files write them."""

from __future__ import annotations

import re
from enum import StrEnum

from shared.domain.collation import fold
from shared.domain.import_kind import ImportKind

_MAXIMUM_HEADING = 256  # characters looked at


class Column(StrEnum):
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    DISPLAY_NAME = "display_name"
    EMAIL = "email"
    STATUS = "status_update"
    USAGE_LOCATION = "usage_location"
    LICENSES = "licenses"
    PERMISSIONS = "permissions"
    LICENSES_TO_ADD = "licenses_to_add"
    LICENSES_TO_REMOVE = "licenses_to_remove"


_HEADINGS = {
    Column.FIRST_NAME: {"en": "First name", "fr": "Prénom"},
    Column.LAST_NAME: {"en": "Last name", "fr": "Nom"},
    Column.DISPLAY_NAME: {"en": "Display name", "fr": "Nom d’affichage"},
    Column.EMAIL: {"en": "Email", "fr": "E-mail"},
    Column.STATUS: {"en": "Status update", "fr": "Mise à jour de l’état"},
    Column.USAGE_LOCATION: {"en": "Usage location", "fr": "Emplacement d’utilisation"},
    Column.LICENSES: {"en": "Licenses", "fr": "Licences"},
    Column.PERMISSIONS: {"en": "Permissions", "fr": "Autorisations"},
    Column.LICENSES_TO_ADD: {"en": "Licenses to add", "fr": "Licences à ajouter"},
    Column.LICENSES_TO_REMOVE: {"en": "Licenses to remove", "fr": "Licences à retirer"},
}
_ALSO = {  # what Partner Center's own pages and our forms call the same
    "Nom de famille": Column.LAST_NAME,
    "Nom complet": Column.DISPLAY_NAME,
    "Courrier": Column.EMAIL,
    "E-mail address": Column.EMAIL,
    "Adresse e-mail": Column.EMAIL,
    "Lieu d’utilisation": Column.USAGE_LOCATION,
    "Licences to add": Column.LICENSES_TO_ADD,
    "Licences to remove": Column.LICENSES_TO_REMOVE,
}
DOCUMENTED = (Column.FIRST_NAME, Column.LAST_NAME, Column.DISPLAY_NAME, Column.EMAIL, Column.STATUS)
CHANGES = (Column.LICENSES_TO_ADD, Column.LICENSES_TO_REMOVE)
_TEMPLATES = {ImportKind.USERS: DOCUMENTED, ImportKind.LICENSES: (Column.EMAIL, *CHANGES)}


def key(text: str) -> str:
    """Make the form in which headings and states are compared: letters and digits alone."""
    return re.sub(r"[\W_]", "", fold(text[:_MAXIMUM_HEADING]))


_COLUMNS = {
    **{key(written): column for column, written_in in _HEADINGS.items() for written in written_in.values()},
    **{key(written): column for written, column in _ALSO.items()},
}


def column_of(written: str) -> Column | None:
    """Find the column that goes by a heading, in English or French; None where none does."""
    return _COLUMNS.get(key(written))


def heading(column: Column, language: str) -> str:
    """Name a column as our own files do, in ``en`` or ``fr``."""
    return _HEADINGS[column][language]


def template_headings(kind: ImportKind, language: str) -> list[str]:
    """List the headings of an empty file to fill in; of users, those that Partner Center documents."""
    return [heading(column, language) for column in _TEMPLATES[kind]]
