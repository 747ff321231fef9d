"""What is said of a restoration: which licenses came back, which did not, and why somebody stays deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.outcome import Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.i18n.translator import N_
from shared.slack_ui.problems import outcome_reason, problem_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.domain.outcome import Outcome
    from shared.i18n.translator import Translator
    from shared.slack_ui.products import ProductNames

_HINDRANCES = {  # to a license; in a few words, after the product's name
    ProblemCode.NO_SEAT: N_("no seat is free"),
    ProblemCode.USAGE_LOCATION_MISSING: N_("the user has no usage location"),
    ProblemCode.SKU_UNKNOWN: N_("the customer no longer subscribes to it"),
    ProblemCode.PRODUCT_FOR_TENANT: N_("it applies to the whole organization"),
    ProblemCode.PRODUCT_OF_PUBLISHER: N_("its publisher assigns it"),
    ProblemCode.PLANS_EXCLUSIVE: N_("its service plans exclude those of another license"),
    ProblemCode.PLAN_DEPENDS: N_("a service plan that it depends on is missing"),
    ProblemCode.NO_PLAN_LEFT: N_("none of its service plans would be on"),
}


def restored_line(t: Translator, outcome: Outcome, names: ProductNames) -> str:
    """Say in one line what became of a user who was to be restored."""
    if outcome.result is Result.REFUSED:
        return stays_deleted(t, outcome)
    if outcome.result is Result.UNCHANGED:
        return t("active already: restored before")
    said = t("restored")
    if outcome.regained:
        said = t("restored with {products}", products=regained_text(t, names, outcome.regained))
    if outcome.problems:
        missing = missing_text(t, names, outcome.problems)
        return t("{restored}; not restored: {products}", restored=said, products=missing)
    return said


def regained_text(t: Translator, names: ProductNames, sku_ids: Iterable[str]) -> str:
    """Name the products of which licenses came back."""
    return t.listed([names.product(sku_id) for sku_id in names.held(list(sku_ids))])


def missing_text(t: Translator, names: ProductNames, problems: Iterable[Problem]) -> str:
    """Name the products of which licenses do not come back, each with the reason."""
    by_product = {problem.field: problem for problem in problems}
    return ", ".join(_missing(t, names, by_product[sku_id]) for sku_id in names.held(by_product.keys()))


def stays_deleted(t: Translator, outcome: Outcome) -> str:
    """Say why a user was not restored, and what can be done."""
    if outcome.reason is Reason.GONE:
        return t("Deleted for good meanwhile: this user cannot be restored any more.")
    return outcome_reason(t, outcome)


def seat_order(t: Translator) -> str:
    """Say who gets the last seat."""
    return t(
        "When there are fewer seats than licenses, whoever was deleted first gets them; of those deleted at "
        "the same moment, the first by name."
    )


def _missing(t: Translator, names: ProductNames, problem: Problem) -> str:
    product = names.product(problem.field)
    if problem.code is ProblemCode.LICENSE_NOT_RESTORED:  # nobody noted why
        return product
    hindrance = _HINDRANCES.get(problem.code)
    reason = t(hindrance) if hindrance else problem_sentence(t, problem)
    return t("{product} ({reason})", product=product, reason=reason)
