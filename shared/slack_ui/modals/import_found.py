"""What was found in a file: rows to correct, seats, administrators, the first rows, and those to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.import_file import NewUser
from shared.slack_ui import rich
from shared.slack_ui.blocks import context, header
from shared.slack_ui.import_rows import asked_lines, told_lines
from shared.slack_ui.products import ProductNames
from shared.slack_ui.sentences import permissions_name

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from shared.domain.import_file import SeatNeed
    from shared.i18n.translator import Translator
    from shared.operations.import_preview import ImportPreview

_PRODUCTS = 20
_PRODUCT = 100  # characters of a product's name


def wrong_blocks(t: Translator, preview: ImportPreview) -> list[Block]:
    """Name the first rows that cannot be done, each with everything wrong with it."""
    if not preview.wrong:
        return []
    rows = [rich.rich(rich.lines(*told_lines(t, row, row.problems))) for row in preview.wrong]
    more = preview.file.wrong - len(rows)
    rest = t.n(
        "and {count} more, in the file in your direct messages",
        "and {count} more, in the file in your direct messages",
        more,
    )
    return [header(t("To correct")), *rows, *([context(rest)] if more > 0 else [])]


def seats_blocks(t: Translator, preview: ImportPreview) -> list[Block]:
    """Say what the rows come to for each product."""
    if not preview.file.seats:
        return []
    names = ProductNames(preview.subscriptions)
    items = [_seat_line(t, names, each) for each in preview.file.seats[:_PRODUCTS]]
    more = len(preview.file.seats) - len(items)
    if more > 0:
        items.append([rich.words(t.n("and {count} more", "and {count} more", more))])
    return [header(t("Seats")), rich.rich(rich.bullets(items))]


def _seat_line(t: Translator, names: ProductNames, need: SeatNeed) -> list[rich.Element]:
    seats = t(
        "{before} → {after} of {total} in use",
        before=t.number(need.before),
        after=t.number(need.after),
        total=t.number(need.total),
    )
    product = t("{label}:", label=names.product(need.sku_id, _PRODUCT))
    line = rich.fact(product, rich.words(seats))
    if need.missing:
        missing = t.n(
            "{count} seat is missing for all rows",
            "{count} seats are missing for all rows",
            need.missing,
        )
        line += [rich.words(" · "), rich.warning_sign(), rich.words(" "), rich.bold(missing)]
    return line


def administrators_blocks(t: Translator, preview: ImportPreview) -> list[Block]:
    """Warn of the users who will be administrators."""
    if not preview.file.administrators:
        return []
    said = t.n(
        "{count} of these users will be an administrator.",
        "{count} of these users will be administrators.",
        preview.file.administrators,
    )
    line = [rich.warning_sign(), rich.words(" "), rich.bold(said)]
    wishes = [row.wish for row in preview.first if isinstance(row.wish, NewUser)]
    if roles := {role for wish in wishes for role in wish.profile.directory_roles}:
        among = t("Among the first rows: {permissions}.", permissions=permissions_name(t, roles))
        line += [rich.words(" "), rich.bold(among)]
    return [rich.rich(rich.lines(line))]


def first_blocks(t: Translator, preview: ImportPreview) -> list[Block]:
    """Show the first rows as they will be."""
    if not preview.first:
        return []
    names = ProductNames(preview.subscriptions)
    rows = [rich.rich(rich.lines(*asked_lines(t, row, names))) for row in preview.first]
    return [header(t("The first rows, as they will be")), *rows]


def remarked_blocks(t: Translator, preview: ImportPreview) -> list[Block]:
    """Name the first rows to be looked at though they can be done."""
    if not preview.remarked:
        return []
    rows = [rich.rich(rich.lines(*told_lines(t, row, row.remarks))) for row in preview.remarked]
    more = preview.file.remarked - len(rows)
    rest = t.n("and {count} more", "and {count} more", more)
    return [header(t("Look at these")), *rows, *([context(rest)] if more > 0 else [])]
