"""What a request does with the rows of a file: how many, to whom, with which seats, and who becomes what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import ImportUsers
from shared.domain.import_file import NewUser, UserChange
from shared.domain.text import visible
from shared.slack_ui import rich
from shared.slack_ui.products import ProductNames, held_briefly
from shared.slack_ui.sentences import field_name, permissions_name
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block

    from shared.domain.command import ImportRows
    from shared.domain.import_file import ImportRow, SeatNeed
    from shared.i18n.translator import Translator
    from shared.operations.import_subject import ImportSubject
    from shared.operations.subject import Subject

ADMINISTRATORS = 10  # named
PRODUCTS = 10
LOCATIONS = 5

_NAME = 75  # characters
_FILE = 100


def rows_blocks(t: Translator, subject: Subject, command: ImportRows) -> list[Block]:
    """Say what is done with which file, the most important first."""
    what, request = subject.rows, subject.request
    lines = [rich.fact(t("File:"), rich.words(cut(visible(command.file_name), _FILE)))]
    if what is None or what.is_changed:
        gone = t("The file is no longer there as it was checked: nothing will be done.")
        said = [] if request.is_finished else [[rich.warning_sign(), rich.words(" "), rich.bold(gone)]]
        return [rich.rich(rich.lines(*lines, [rich.words(_how_many(t, command))], *said))]
    lines += [[rich.words(f"{_how_many(t, command)} {_of_all(t, what)}".rstrip())], *_locations(t, what)]
    elements: list[rich.Element] = [rich.lines(*lines), *_administrators(t, what), *_seats(t, subject, what)]
    elements += _people(t, subject, what)
    return [rich.rich(*elements)]


def _how_many(t: Translator, command: ImportRows) -> str:
    if isinstance(command, ImportUsers):
        return t.n("{count} user is created.", "{count} users are created.", command.count)
    return t.n("The licenses of {count} user change.", "The licenses of {count} users change.", command.count)


def _of_all(t: Translator, what: ImportSubject) -> str:
    others = what.file.rows - what.file.ready
    if not others:
        return ""
    return t.n(
        "{count} other row of the file is left out: it cannot be done, or was done before.",
        "{count} other rows of the file are left out: they cannot be done, or were done before.",
        others,
    )


def _locations(t: Translator, what: ImportSubject) -> list[list[rich.Element]]:
    if not what.locations:
        return []
    names = [t.country(code) if code else t("none") for code in what.locations[:LOCATIONS]]
    more = len(what.locations) - LOCATIONS
    rest = [t.n("{count} more", "{count} more", more)] if more > 0 else []
    return [
        rich.fact(t("{label}:", label=field_name(t, "usage_location")), rich.words(t.listed([*names, *rest])))
    ]


def _administrators(t: Translator, what: ImportSubject) -> list[rich.Element]:
    count = what.file.administrators
    if not count:
        return []
    said = t.n("{count} of them becomes an administrator:", "{count} of them become administrators:", count)
    items = [
        [*_who(row), rich.words(f" — {permissions_name(t, row.wish.profile.directory_roles)}")]
        for row in what.administrators[:ADMINISTRATORS]
        if isinstance(row.wish, NewUser)
    ]
    heading = rich.lines([rich.words("\n"), rich.warning_sign(), rich.words(" "), rich.bold(said)])
    return [heading, rich.bullets(items), *_more(t, count - len(items))]


def _seats(t: Translator, subject: Subject, what: ImportSubject) -> list[rich.Element]:
    needs = what.file.seats
    if not needs:
        return []
    names = ProductNames(subject.subscriptions)
    items = [_seat_line(t, subject, names, need) for need in needs[:PRODUCTS]]
    heading = rich.lines([rich.words("\n"), rich.bold(t("Seats in use, before and after:"))])
    return [heading, rich.bullets(items), *_more(t, len(needs) - len(items))]


def _seat_line(t: Translator, subject: Subject, names: ProductNames, need: SeatNeed) -> list[rich.Element]:
    """Say what it comes to now; of what is over, as it was foreseen."""
    before, after, total = need.before, need.after, need.total
    held = next((each for each in subject.subscriptions if each.id == need.sku_id), None)
    if held is not None and not subject.request.is_carried_out:
        before, after, total = held.consumed, held.consumed + need.after - need.before, held.units.total
    seats = t(
        "{before} → {after} of {total} in use",
        before=t.number(before),
        after=t.number(after),
        total=t.number(total),
    )
    label = t("{label}:", label=names.product(need.sku_id, _NAME))
    line = rich.fact(label, rich.words(seats))
    if after > max(total, before):
        missing = t.n("{count} is missing", "{count} are missing", after - total)
        line += [rich.words(" · "), rich.warning_sign(), rich.words(" "), rich.bold(missing)]
    return line


def _people(t: Translator, subject: Subject, what: ImportSubject) -> list[rich.Element]:
    names = ProductNames(subject.subscriptions)
    shows_location = len(what.locations) > 1
    items = [
        [*_who(row), rich.words(f" — {_asked(t, names, row, shows_location=shows_location)}")]
        for row in what.first
    ]
    heading = rich.lines([rich.words("\n"), rich.bold(t("Whom it is about:"))])
    return [heading, rich.bullets(items), *_more(t, what.file.ready - len(items))]


def _who(row: ImportRow) -> list[rich.Element]:
    name, email = cut(visible(row.name), _NAME), cut(visible(row.email), 2 * _NAME)
    return [rich.bold(name), rich.words(" "), rich.code(email)]


def _asked(t: Translator, names: ProductNames, row: ImportRow, *, shows_location: bool) -> str:
    said: Sequence[str] = ()
    if isinstance(row.wish, NewUser):
        profile = row.wish.profile
        said = [
            held_briefly(t, names, row.wish.sku_ids),
            t.country(profile.usage_location) if shows_location and profile.usage_location else "",
            t("administrator") if profile.directory_roles else "",
        ]
    elif isinstance(row.wish, UserChange):
        change = row.wish.change
        said = [
            t("assigned: {products}", products=held_briefly(t, names, change.assign))
            if change.assign
            else "",
            t("removed: {products}", products=held_briefly(t, names, change.remove)) if change.remove else "",
        ]
    return " · ".join(filter(None, said)) or "-"


def _more(t: Translator, count: int) -> list[rich.Element]:
    return [rich.lines([rich.words(t.n("and {count} more", "and {count} more", count))])] if count > 0 else []
