"""The names by which files call the permissions of a user: Partner Center's, Entra's and shorter ones."""

from __future__ import annotations

import re

from shared.domain.collation import fold
from shared.domain.user import DirectoryRole

_LONGEST = 256  # characters looked at

# Sources: Partner Center, "Assign licenses and manage permissions"; Microsoft Entra, "Built-in roles", in
# English and French; Microsoft Graph's and Azure AD PowerShell's former display names of the same roles.
_NAMES = {
    DirectoryRole.GLOBAL_ADMIN: (
        "Global Administrator",
        "Company Administrator",
        "Administrateur général",
        "Administrateur global",
        "Administrateur de société",
    ),
    DirectoryRole.PASSWORD_ADMIN: (
        "Password Administrator",
        "Administrateur de mots de passe",
    ),
    DirectoryRole.USER_MANAGEMENT_ADMIN: (
        "User Administrator",
        "User Account Administrator",
        "User Management Administrator",
        "Administrateur d’utilisateurs",
        "Administrateur de compte d’utilisateur",
        "Administrateur de la gestion des utilisateurs",
    ),
    DirectoryRole.SERVICE_ADMIN: (
        "Service Support Administrator",
        "Service Administrator",
        "Administrateur du support de service",
        "Administrateur de service",
    ),
}
_NO_PERMISSION = (
    "User",
    "Utilisateur",
    "User (no admin center access)",
    "User (no administrator access)",
    "No administrator access",
    "None",
    "Aucune",
    "Aucun accès administrateur",
    "Utilisateur (aucun accès au Centre d’administration)",
    "Can use licenses and services",
    "Peut utiliser des licences et services",
    "Peut utiliser des licences et des services",
)
_SAME = dict.fromkeys(("administrator", "administrateur", "administratrice"), "admin") | {
    "generale": "general",
    "generaux": "general",
}
_LITTLE = frozenset(("a", "au", "d", "de", "des", "du", "l", "la", "le", "les", "of", "s", "the"))
_TEMPLATE_ID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?")


def _key(name: str) -> str:
    """Make the form in which names are compared: "Global administrators" becomes "admin global"."""
    words = [_word(each) for each in re.findall(r"[^\W_]+", fold(name[:_LONGEST]))]
    return " ".join(sorted(each for each in words if each not in _LITTLE))


def _word(word: str) -> str:
    singular = word.removesuffix("s")
    return _SAME.get(word, _SAME.get(singular, singular)) if word not in _LITTLE else word


_ROLES = {_key(name): role for role, names in _NAMES.items() for name in names}
_NO_ROLES = frozenset(map(_key, _NO_PERMISSION))
_BY_ID = {role.value: role for role in DirectoryRole}


def directory_role(named: str) -> DirectoryRole | None:
    """Find a permission by a name in English or French, or by the template id of its directory role.

    Case, accents, hyphens, plurals and "admin" for "administrator" make no difference. A directory role that
    is none of the four has no answer: Helpdesk Administrator is not Password Administrator.
    """
    if template_id := _TEMPLATE_ID.fullmatch(named.strip().lower()):
        return _BY_ID.get(template_id[1])
    return _ROLES.get(_key(named))


def is_no_permission(named: str) -> bool:
    """Whether a name is that of the permission that everybody has: to use licenses and services."""
    return _key(named) in _NO_ROLES
