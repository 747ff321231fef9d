"""What is sent by e-mail: plain text, in the language of whoever sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.domain.credential import Sheet
    from shared.i18n.translator import Translator


def password_mail(t: Translator, sheet: Sheet) -> tuple[str, str]:
    """Write the subject and the text of the message that hands over a sheet."""
    subject = t("Temporary passwords for {customer}", customer=sheet.customer.name)
    opening = t.n(
        "The temporary password of {count} user of {customer}:",
        "The temporary passwords of {count} users of {customer}:",
        len(sheet.lines),
        customer=sheet.customer.name,
    )
    sign_in_name, password = t("User principal name:"), t("Temporary password:")
    users = [
        f"{line.display_name}\n{sign_in_name} {line.user_principal_name}\n{password} {line.password}"
        for line in sheet.lines
    ]
    closing = t(
        "Each user must change theirs at first sign-in. Give each of them only their own, and then delete "
        "this message."
    )
    return subject, "\n\n".join([opening, *users, closing]) + "\n"
