"""The people of the sandbox workspace: one for each partner role, and those who must be refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

TEAM_ID = "T0SANDBOX"
OTHER_TEAM_ID = "T0FABRIKAM"

ROLE_LABELS = {
    "global_admin": {"en": "Global admin", "fr": "Administrateur général"},
    "user_management_admin": {
        "en": "User management admin",
        "fr": "Administrateur de la gestion des utilisateurs",
    },
    "admin_agent": {"en": "Admin agent", "fr": "Agent d’administration"},
    "sales_agent": {"en": "Sales agent", "fr": "Agent commercial"},
    "helpdesk_agent": {"en": "Helpdesk agent", "fr": "Agent du support technique"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone that Slack knows. `role` is the partner role the sandbox's seed gives them."""

    id: str
    name: str
    real_name: str
    locale: str = "en-US"
    tz: str = "Europe/London"
    team_id: str = TEAM_ID
    role: str | None = None
    note: dict[str, str] | None = None
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False

    @property
    def partner_role(self) -> str:
        """What the page shows under the name, in this person's language."""
        labels = ROLE_LABELS[self.role] if self.role else self.note or {"en": "", "fr": ""}
        return labels["fr" if self.locale.startswith("fr") else "en"]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    def as_slack_user(self, *, include_locale: bool, updated: int) -> dict[str, Any]:
        """`users.info` tells this. Strangers show no language, guests are marked as such."""
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "color": "4bbe2e",
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(self._offset(updated).total_seconds()),
            "profile": {
                "real_name": self.real_name,
                "real_name_normalized": self.real_name,
                "display_name": self.name,
                "display_name_normalized": self.name,
                "team": self.team_id,
            },
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_email_confirmed": True,
            "updated": updated,
        }
        if self.is_stranger:
            user["is_stranger"] = True
        elif include_locale:
            user["locale"] = self.locale
        return user

    def _offset(self, now: int) -> timedelta:
        return datetime.fromtimestamp(now, self.zone).utcoffset() or timedelta()


PEOPLE: tuple[Person, ...] = (
    Person(
        id="U0GLOBAL01",
        name="nadia.okafor",
        real_name="Nadia Okafor",
        role="global_admin",
    ),
    Person(
        id="U0GLOBAL02",
        name="henrik.solberg",
        real_name="Henrik Solberg",
        tz="Europe/Oslo",
        role="global_admin",
    ),
    Person(
        id="U0USERMGR1",
        name="camille.lefevre",
        real_name="Camille Lefèvre",
        locale="fr-FR",
        tz="Europe/Paris",
        role="user_management_admin",
    ),
    Person(
        id="U0ADMIN001",
        name="ravi.menon",
        real_name="Ravi Menon",
        tz="Asia/Kolkata",
        role="admin_agent",
    ),
    Person(
        id="U0SALES001",
        name="lucia.ferreira",
        real_name="Lúcia Ferreira",
        tz="Europe/Lisbon",
        role="sales_agent",
    ),
    Person(
        id="U0PAYLOAD1",
        name="marit.payload",
        real_name="Marit Payload",
        tz="Europe/Oslo",
        role="sales_agent",
    ),
    Person(
        id="U0HELPDSK1",
        name="theo.marchand",
        real_name="Théo Marchand",
        locale="fr-FR",
        tz="Europe/Paris",
        role="helpdesk_agent",
    ),
    Person(
        id="U0NOROLE01",
        name="maya.lindqvist",
        real_name="Maya Lindqvist",
        tz="Europe/Stockholm",
        note={"en": "No partner role", "fr": "Sans rôle partenaire"},
    ),
    Person(
        id="U0GUEST001",
        name="oren.katz",
        real_name="Oren Katz",
        tz="Asia/Jerusalem",
        is_restricted=True,
        note={"en": "Guest of this workspace", "fr": "Invité de cet espace"},
    ),
    Person(
        id="U0STRANGER",
        name="priya.raman",
        real_name="Priya Raman",
        tz="America/New_York",
        team_id=OTHER_TEAM_ID,
        is_stranger=True,
        note={
            "en": "From another company, through Slack Connect",
            "fr": "D’une autre entreprise, par Slack Connect",
        },
    ),
    Person(
        id="U0DEPARTED",
        name="gustav.brandt",
        real_name="Gustav Brandt",
        tz="Europe/Berlin",
        deleted=True,
        note={"en": "Deactivated account", "fr": "Compte désactivé"},
    ),
)
