"""Rows of a file that was checked, in words: what each asks for, and what is to be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.import_file import NewUser
from shared.domain.import_headings import Column, heading
from shared.domain.text import visible
from shared.slack_ui import rich
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.sentences import permissions_name
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from shared.domain.import_file import ImportRow
    from shared.domain.problem import Problem
    from shared.i18n.translator import Translator
    from shared.slack_ui.products import ProductNames

_NAME = 100  # characters of a name, or of a sign-in name
_LICENSES = 400  # of all products of a row
_PRODUCT = 100  # of each
_SENTENCE = 500
_SENTENCES = 8  # about one row
_COLUMNS = set(Column)


def asked_lines(t: Translator, row: ImportRow, names: ProductNames) -> list[list[rich.Element]]:
    """Say in two lines whom a row is about, and what it asks for, if anybody can tell that."""
    who: list[rich.Element] = [rich.bold(_name(row.name or row.email))]
    if row.email and row.name:
        who += [rich.words(" "), rich.code(_name(row.email))]
    if row.wish is None:
        return [who]
    return [who, [rich.words(_asked(t, row, names))]]


def told_lines(t: Translator, row: ImportRow, told: Sequence[Problem]) -> list[list[rich.Element]]:
    """Say each of a row's problems, or remarks, in a line that begins with where it is in the file."""
    lines = [_told(t, row.line, each) for each in told]
    more = len(lines) - _SENTENCES
    if more <= 0:
        return lines
    return [*lines[:_SENTENCES], [rich.words(t.n("and {count} more", "and {count} more", more))]]


def row_lines(t: Translator, row: ImportRow, names: ProductNames) -> list[list[rich.Element]]:
    """Show a row among the others: what it asks for, or why it is not done."""
    where: list[rich.Element] = [rich.bold(t("Line {line}", line=t.number(row.line))), rich.words(" · ")]
    who, *asked = asked_lines(t, row, names)
    if row.is_left_out:
        return [[*where, *who], [rich.words(t("Created before: left out."))]]
    if row.problems:
        return [[rich.warning_sign(), rich.words(" "), *where, *who], *told_lines(t, row, row.problems)]
    return [[*where, *who], *asked, *told_lines(t, row, row.remarks)]


def _told(t: Translator, line: int, problem: Problem) -> list[rich.Element]:
    sentence = cut(visible(problem_sentence(t, problem)), _SENTENCE)
    return [rich.bold(_place(t, line, problem)), rich.words(f" {sentence}")]


def _asked(t: Translator, row: ImportRow, names: ProductNames) -> str:
    if isinstance(row.wish, NewUser):
        profile = row.wish.profile
        location = t.country(profile.usage_location) if profile.usage_location else t("no usage location")
        licenses = _products(t, names, row.wish.sku_ids) or t("no license")
        return " · ".join([location, licenses, permissions_name(t, profile.directory_roles)])
    if row.wish is None:
        return ""
    if row.is_unchanged:
        return t("nothing changes")
    change, said = row.wish.change, []
    if change.assign:
        said.append(t("assigned: {products}", products=_products(t, names, change.assign.keys())))
    if change.remove:
        said.append(t("removed: {products}", products=_products(t, names, change.remove)))
    return " · ".join(said)


def _products(t: Translator, names: ProductNames, sku_ids: Collection[str]) -> str:
    return cut(t.listed([names.product(sku_id, _PRODUCT) for sku_id in names.held(sku_ids)]), _LICENSES)


def _place(t: Translator, line: int, problem: Problem) -> str:
    where = t("Line {line}", line=t.number(line))
    if problem.field in _COLUMNS:
        where = f"{where} · {heading(Column(problem.field), t.language)}"
    return t("{label}:", label=where)


def _name(text: str) -> str:
    return cut(visible(text), _NAME)
