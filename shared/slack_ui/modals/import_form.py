"""The form that takes a file of new users, or of license changes, to be checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.domain.command import CheckLicenseFile, CheckUserFile
from shared.domain.country import country_problems
from shared.domain.import_headings import Column, heading, template_headings
from shared.domain.import_kind import ImportKind
from shared.domain.problem import Problem, ProblemCode
from shared.i18n.translator import N_
from shared.slack_ui.asking import approval_note
from shared.slack_ui.blocks import actions, button, customer_warning, section
from shared.slack_ui.ids import Click, View
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.sentences import field_name
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.command import CheckFile
    from shared.domain.customer import Customer
    from shared.i18n.translator import Translator
    from shared.policy.decide import Decision

_FIELDS = ("file", "usage_location")
_FURTHER = (Column.USAGE_LOCATION, Column.LICENSES, Column.PERMISSIONS)


class _Words(NamedTuple):
    view: View
    title: str
    does: str


_WORDS = {
    ImportKind.USERS: _Words(
        View.IMPORT_USERS,
        N_("Users from a file"),
        N_(
            "Give a file of new users of {customer}. It is checked first, and you see what would be done: "
            "nobody is created before you say so."
        ),
    ),
    ImportKind.LICENSES: _Words(
        View.IMPORT_LICENSES,
        N_("Licenses from a file"),
        N_(
            "Give a file that says which licenses users of {customer} get and lose. It is checked first, and "
            "you see what would be done: nothing is changed before you say so."
        ),
    ),
}
_KINDS = {words.view: kind for kind, words in _WORDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportForm:
    """Ask for the file, and of new users for the location of all whose row names none."""

    state: ViewState
    kind: ImportKind
    view_id: str
    file_id: str
    file_name: str
    usage_location: str

    @staticmethod
    def build(
        t: Translator,
        kind: ImportKind,
        customer: Customer,
        state: ViewState,
        *,
        limit: int,
        usage_location: str = "",
        decision: Decision | None = None,
        notice: str = "",
    ) -> SlackView:
        """Ask for a file of at most ``limit`` rows.

        ``usage_location`` is chosen already, else the customer's own. ``decision`` says whether others will
        have to agree. A ``notice`` comes first; what was entered stays as long as the state's nonce does.
        """
        words, inputs = _WORDS[kind], Inputs(t, state.nonce)
        blocks: list[Block] = [
            *([section(notice)] if notice else []),
            section(t(words.does, customer=customer.name)),
            *approval_note(t, decision),
            *customer_warning(t, customer),
            inputs.file("file", t("The file"), extensions=["csv", "txt"], hint=_hint(t, kind, limit)),
        ]
        if kind is ImportKind.USERS:
            label, chosen = field_name(t, "usage_location"), usage_location or customer.profile.country
            hint = t("Of all users whose row names no other. Licenses take one.")
            blocks.append(inputs.country("usage_location", label, chosen, hint=hint))
        value = template_value(customer.id, kind)
        blocks += actions([button(t("Send me the template"), Click.SEND_TEMPLATE, value)])
        state = replace(state, customer_id=customer.id)
        return modal(words.view, t(words.title), blocks, state, close=t("Cancel"), submit=t("Check the file"))

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> ImportForm:
        """Read which file was attached, and what was chosen."""
        state = ViewState.decode(view["private_metadata"])
        entered = Entered(view, state.nonce)
        return cls(
            state=state,
            kind=_KINDS[View(view["callback_id"])],
            view_id=str(view["id"]),
            file_id=entered.file("file"),
            file_name=entered.file_name("file"),
            usage_location=entered.choice("usage_location"),
        )

    @property
    def command(self) -> CheckFile:
        """What checks the file."""
        customer_id, file_name = self.state.customer_id, self.file_name
        if self.kind is ImportKind.LICENSES:
            return CheckLicenseFile(
                customer_id=customer_id, file_id=self.file_id, file_name=file_name, view_id=self.view_id
            )
        return CheckUserFile(
            customer_id=customer_id,
            file_id=self.file_id,
            file_name=file_name,
            usage_location=self.usage_location,
            view_id=self.view_id,
        )

    def problems(self) -> list[Problem]:
        """Name what is missing, or was not offered."""
        problems = [] if self.file_id else [Problem("file", ProblemCode.REQUIRED)]
        if self.kind is ImportKind.USERS:
            problems += country_problems("usage_location", self.usage_location)
        return problems

    def errors(self, t: Translator, problems: Iterable[Problem]) -> dict[str, str]:
        """Say everything wrong under its input."""
        sentences = ((problem.field, problem_sentence(t, problem)) for problem in problems)
        return by_block(sentences, _FIELDS, self.state.nonce)


def is_form(view: Mapping[str, Any]) -> bool:
    """Whether a view is one of these forms."""
    return view["callback_id"] in set(_KINDS)


def template_value(customer_id: str, kind: ImportKind) -> str:
    """Write for a button that sends a template of which kind, and for whom."""
    return f"{kind.value}/{customer_id}"


def read_template_value(value: str) -> tuple[str, ImportKind]:
    """Read what ``template_value`` wrote: the customer's id and the kind."""
    kind, _, customer_id = value.partition("/")
    return customer_id, ImportKind.LICENSES if kind == ImportKind.LICENSES else ImportKind.USERS


def _hint(t: Translator, kind: ImportKind, limit: int) -> str:
    """Say what the file may be."""
    columns = t.listed(template_headings(kind, t.language))
    said = t(
        "CSV, at most 10 MB and {limit} rows, with the columns of the template: {columns}.",
        limit=t.number(limit),
        columns=columns,
    )
    if kind is ImportKind.LICENSES:
        several = t("Licenses go by name or part number, with semicolons between them.")
        return f"{said} {several}"
    others = t.listed([heading(each, t.language) for each in _FURTHER])
    further = t("You may add: {columns}. Semicolons stand between several in one cell.", columns=others)
    return f"{said} {further}"
