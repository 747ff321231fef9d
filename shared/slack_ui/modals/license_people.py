"""Those whom a change of licenses is about, and where they work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui.modals.people_inputs import listed_names
from shared.slack_ui.options import option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import InputBlock

    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.slack_ui.inputs import Inputs


def location_input(
    t: Translator, inputs: Inputs, country: str, missing: Sequence[User], *, is_ticked: bool
) -> InputBlock:
    """Offer to give the customer's country to those who have no usage location and need one."""
    hint = t("Licenses are assigned only to users with a usage location.")
    if missing:
        names = listed_names(t, [user.profile.display_name for user in missing])
        without = t.n("{names} has none yet.", "{names} have none yet.", len(missing), names=names)
        hint = f"{hint} {without}"
    box = option(t("{country} for those without one", country=t.country(country)), "set")
    label = t("Usage location")
    return inputs.choices("location", label, [box], [box] if is_ticked else [], hint=hint)
