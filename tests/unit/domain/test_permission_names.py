"""By which names files call the permissions of a user, in English and French."""

from __future__ import annotations

import pytest

from shared.domain.permission_names import directory_role, is_no_permission
from shared.domain.user import DirectoryRole
from shared.i18n.translator import translator
from shared.slack_ui.sentences import directory_role_name, permissions_name

GLOBAL, PASSWORD = DirectoryRole.GLOBAL_ADMIN, DirectoryRole.PASSWORD_ADMIN
USER, SERVICE = DirectoryRole.USER_MANAGEMENT_ADMIN, DirectoryRole.SERVICE_ADMIN


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("role", DirectoryRole)
def test_a_permission_is_known_by_the_name_that_forms_show(role: DirectoryRole, language: str) -> None:
    name = directory_role_name(translator(language), role)
    assert directory_role(name) is role
    assert directory_role(f" {name.upper().replace('É', 'E')} ") is role
    assert not is_no_permission(name)


@pytest.mark.parametrize(
    ("named", "role"),
    [
        ("Global Administrator", GLOBAL),
        ("User Administrator", USER),
        ("Password Administrator", PASSWORD),
        ("Service Support Administrator", SERVICE),
        ("Administrateur général", GLOBAL),
        ("Administrateur d'utilisateurs", USER),
        ("Administrateur d’utilisateurs", USER),
        ("Administrateur de mots de passe", PASSWORD),
        ("Administrateur du support de service", SERVICE),
        ("Administrateur de support de service", SERVICE),
    ],
)
def test_a_permission_is_known_by_its_name_in_entra(named: str, role: DirectoryRole) -> None:
    assert directory_role(named) is role


@pytest.mark.parametrize(
    ("named", "role"),
    [
        ("Company Administrator", GLOBAL),
        ("User Account Administrator", USER),
        ("User management administrator", USER),
        ("Service administrator", SERVICE),
        ("Administrateur global", GLOBAL),
        ("Administrateur de compte d'utilisateur", USER),
    ],
)
def test_a_permission_is_known_by_a_former_name(named: str, role: DirectoryRole) -> None:
    assert directory_role(named) is role


@pytest.mark.parametrize(
    ("named", "role"),
    [
        ("global-administrators", GLOBAL),
        ("Global_Admin", GLOBAL),
        ("user admins", USER),
        ("Service Support Admin", SERVICE),
        ("Administrateurs généraux", GLOBAL),
        ("administratrice generale", GLOBAL),
        ("ADMINISTRATEURS DE MOT DE PASSE", PASSWORD),
        ("Administrateur des utilisateurs", USER),
        ("62e90394-69f5-4237-9190-012177145e10", GLOBAL),
        (" {FE930BE7-5E62-47DB-91AF-98C3A49A38B1} ", USER),
    ],
)
def test_case_hyphens_plurals_and_template_ids_are_understood(named: str, role: DirectoryRole) -> None:
    assert directory_role(named) is role


@pytest.mark.parametrize(
    "named",
    [
        *(permissions_name(translator(language), ()) for language in ("en", "fr")),
        "User",
        "UTILISATEURS",
        "can use licenses and services",
        "Peut utiliser des licences et services",
        "User (no admin center access)",
        "User (no administrator access)",
        "none",
        "Aucune",
        "Aucun accès administrateur",
    ],
)
def test_to_use_licenses_and_services_is_no_permission_beyond(named: str) -> None:
    assert is_no_permission(named)
    assert directory_role(named) is None


@pytest.mark.parametrize(
    "named",
    [
        "",
        "-",
        "Admin",
        "Administrators",
        "Guests",
        "Global reader",
        "Helpdesk Administrator",
        "Helpdesk (Password) Administrator",
        "Privileged Role Administrator",
        "Exchange Service Administrator",
        "Administrateur du support technique",
        "729827e3-9c14-49f7-bb1b-9608f156bbb8",
    ],
)
def test_another_directory_role_is_none_of_the_permissions(named: str) -> None:
    assert directory_role(named) is None
    assert not is_no_permission(named)
