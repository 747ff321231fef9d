"""Headings of files of users and of license changes, as people, Microsoft and our own files write them."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain import exported_headings
from shared.domain.collation import fold
from shared.domain.import_kind import ImportKind

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class Unread(StrEnum):
    """What stands under a heading that is known, and is not read."""

    LEFT_OUT = "left_out"
    PASSWORD = "password"  # never kept  # noqa: S105  a kind of column
    BLOCKED = "blocked"  # whether the user may not sign in
    ENABLED = "enabled"  # whether the user may


# Headings of the files that we send, in English and French, of which nothing is read here.
_OF_OUR_FILES = (
    *("SKU ID", "Seats", "Used", "Available", "Over-assigned", "Active seats", "Seats in their grace period"),
    *("Suspended seats", "Applies to", "License group", "Publisher", "Service plans off"),
    *("ID de référence (SKU)", "Utilisées", "Disponibles", "Attribuées en trop", "Licences actives"),
    *("Licences en période de grâce", "Licences suspendues", "S’applique à", "Groupe de licences", "Éditeur"),
    *("Services désactivés", "Result", "Reason", "ID", "Résultat", "Motif"),
    *("When (UTC)", "Who (Slack ID)", "What", "Operation", "Customer", "Customer ID", "Concerns", "Before"),
    *("After", "Quand (UTC)", "Qui (ID Slack)", "Quoi", "Opération", "Client", "ID du client", "Objet"),
    *("Avant", "Après"),
)
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
_ALSO = {  # what Microsoft's pages, templates and cmdlets, our forms and our own files call the same
    Column.FIRST_NAME: ("Given name",),
    Column.LAST_NAME: ("Nom de famille", "Surname", "Family name"),
    Column.DISPLAY_NAME: ("Nom complet", "Nom affiché", "Full name", "Name"),
    Column.EMAIL: (
        *("E-mail address", "Email address", "Mail", "Sign-in name", "User name", "User principal name"),
        "UPN",
        *("Courriel", "Adresse courriel", "Adresse de courriel", "Adresse de messagerie", "Courrier"),
        *("Adresse e-mail", "Adresse électronique", "Adresse mail", "Nom de connexion"),
        *("Nom d’utilisateur", "Nom d’utilisateur principal"),
    ),
    Column.USAGE_LOCATION: ("Lieu d’utilisation",),
    Column.LICENSES: (
        *("Part number", "Référence", "Product", "Produit", "Product licenses", "License assignment"),
    ),
    Column.LICENSES_TO_ADD: ("Licences to add",),
    Column.LICENSES_TO_REMOVE: ("Licences to remove",),
}
DOCUMENTED = (Column.FIRST_NAME, Column.LAST_NAME, Column.DISPLAY_NAME, Column.EMAIL, Column.STATUS)
CHANGES = (Column.LICENSES_TO_ADD, Column.LICENSES_TO_REMOVE)
_TEMPLATES = {ImportKind.USERS: DOCUMENTED, ImportKind.LICENSES: (Column.EMAIL, *CHANGES)}


def key(text: str) -> str:
    """Make the form in which headings and states are compared: letters and digits alone."""
    return re.sub(r"[\W_]", "", fold(text[:_MAXIMUM_HEADING]))


_COLUMNS = {
    **{key(written): column for column, written_in in _HEADINGS.items() for written in written_in.values()},
    **{key(written): column for column, names in _ALSO.items() for written in names},
}


# Of products there may be the name beside the part number: then it is the latter that is read.
_NAMES_OF_PRODUCTS = frozenset(map(key, ("Product", "Produit")))

# Headings of Microsoft Entra's templates have the name of a property of Microsoft Graph's users in brackets.
_PROPERTY = re.compile(r"\[(\w+)\]")
_PROPERTIES: dict[str, Column | Unread] = {
    "displayname": Column.DISPLAY_NAME,
    "userprincipalname": Column.EMAIL,
    "givenname": Column.FIRST_NAME,
    "surname": Column.LAST_NAME,
    "usagelocation": Column.USAGE_LOCATION,
    "passwordprofile": Unread.PASSWORD,
    "accountenabled": Unread.BLOCKED,
}
_UNREAD = {
    **dict.fromkeys(map(key, ("Temporary password", "Mot de passe temporaire")), Unread.PASSWORD),
    **dict.fromkeys(map(key, _OF_OUR_FILES), Unread.LEFT_OUT),
}
_OF_EXPORTS = {
    **dict.fromkeys(map(key, exported_headings.LEFT_OUT), Unread.LEFT_OUT),
    **dict.fromkeys(map(key, exported_headings.PASSWORDS), Unread.PASSWORD),
    **dict.fromkeys(map(key, exported_headings.BLOCKED), Unread.BLOCKED),
    **dict.fromkeys(map(key, exported_headings.ENABLED), Unread.ENABLED),
}
_BLOCKING = {  # what says that the user may not sign in
    Unread.BLOCKED: frozenset(map(key, ("Yes", "Oui", "True", "Vrai"))),
    Unread.ENABLED: frozenset(map(key, ("No", "Non", "False", "Faux"))),
}

# Microsoft's users have a "mail" beside the name by which they sign in: it is the latter that is read.
_MAIL = key("Mail")
_PRINCIPAL_NAMES = frozenset(map(key, ("User principal name", "UPN", "Nom d’utilisateur principal")))


def columns_of(headings: Sequence[str]) -> list[Column | Unread | None]:
    """Tell what stands under each heading, in English or French; None under one that is not known.

    Headings of Microsoft's exports are known where there are at least three of them.
    """
    keys = [key(written) for written in headings]
    columns = [_column_of(written) for written in headings]
    if sum(each in _OF_EXPORTS or each == _MAIL for each in keys) >= exported_headings.FEWEST_OF_AN_EXPORT:
        columns = [column or _OF_EXPORTS.get(each) for each, column in zip(keys, columns, strict=True)]
    unread: set[str] = set()
    if columns.count(Column.LICENSES) > 1:
        unread |= _NAMES_OF_PRODUCTS
    if not _PRINCIPAL_NAMES.isdisjoint(keys):
        unread.add(_MAIL)
    return [Unread.LEFT_OUT if each in unread else column for each, column in zip(keys, columns, strict=True)]


def are_headings(cells: Sequence[str]) -> bool:
    """Whether a line of a file has its headings: that of the sign-in name, and at least another one."""
    columns = columns_of(cells)
    return Column.EMAIL in columns and sum(column is not None for column in columns) > 1


def are_of_entra(headings: Sequence[str]) -> bool:
    """Whether these are the headings of a template of Microsoft Entra's for creating users in bulk."""
    return any("[userprincipalname]" in written.lower() for written in headings)


def says_blocked(column: Unread, cell: str) -> bool:
    """Whether a cell says, in English or French, that the user may not sign in."""
    words = _BLOCKING.get(column)
    return words is not None and key(cell) in words


def _column_of(written: str) -> Column | Unread | None:
    if found := _PROPERTY.search(written):
        return _PROPERTIES.get(found[1].lower(), Unread.LEFT_OUT)
    return _COLUMNS.get(key(written)) or _UNREAD.get(key(written))


def heading(column: Column, language: str) -> str:
    """Name a column as our own files do, in ``en`` or ``fr``."""
    return _HEADINGS[column][language]


def template_headings(kind: ImportKind, language: str) -> list[str]:
    """List the headings of an empty file to fill in; of users, those that Partner Center documents."""
    return [heading(column, language) for column in _TEMPLATES[kind]]
