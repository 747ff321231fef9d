"""Take over a customer's subscriptions from Partner Center's own list of them, a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shared.domain.command import LoadSubscriptions
from shared.domain.outcome import Result
from shared.slack_ui import rich
from shared.slack_ui.asking import approval_note, submit_text
from shared.slack_ui.blocks import context, customer_warning, section
from shared.slack_ui.ids import View
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.modals.licenses import ended_sentence, seats_used
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.options import option
from shared.slack_ui.problems import outcome_reason, problem_sentence
from shared.slack_ui.products import LONGEST_NAME, subscription_name
from shared.slack_ui.state import ViewState
from shared.slack_ui.texts import OPTION, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.outcome import Outcome
    from shared.domain.problem import Problem
    from shared.domain.subscription import ListedSubscription, Subscription
    from shared.i18n.translator import Translator
    from shared.policy.decide import Decision

_NAME = 100  # characters of a product's name in a list of up to 70


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSubscriptionsForm:
    """Ask for the list."""

    state: ViewState
    file_id: str

    @staticmethod
    def build(
        t: Translator, customer: Customer, state: ViewState, *, decision: Decision | None = None
    ) -> SlackView:
        """Ask for the file, and say where it comes from and what it does.

        ``decision`` says whether others have to agree.
        """
        does = t(
            "Subscriptions of {customer} that the list has and Partner Desk does not are added; those that "
            "differ are changed; all others stay as they are.",
            customer=customer.name,
        )
        comes = t(
            "The JSON that Partner Center's REST API answers with at /v1/customers/…/subscribedskus, "
            "Microsoft Graph at /v1.0/subscribedSkus, or Get-MgSubscribedSku | ConvertTo-Json -Depth 4."
        )
        inputs = Inputs(t, state.nonce)
        blocks: list[Block] = [
            section(does),
            *approval_note(t, decision),
            *customer_warning(t, customer),
            inputs.file("file", t("The list of subscriptions"), extensions=["json", "txt"], hint=comes),
        ]
        state = replace(state, customer_id=customer.id)
        title, submit = t("Load subscriptions"), submit_text(t, decision, t("Load"))
        return modal(View.LOAD_SUBSCRIPTIONS, title, blocks, state, close=t("Cancel"), submit=submit)

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> LoadSubscriptionsForm:
        """Read which file was attached."""
        state = ViewState.decode(view["private_metadata"])
        return cls(state=state, file_id=Entered(view, state.nonce).file("file"))

    def errors(self, t: Translator, problems: Iterable[Problem]) -> dict[str, str]:
        """Say everything wrong with the file under its input."""
        sentences = (("file", problem_sentence(t, problem)) for problem in problems)
        return by_block(sentences, ("file",), self.state.nonce)


def loaded_view(
    t: Translator,
    customer: Customer,
    listed: Sequence[ListedSubscription],
    outcomes: Sequence[Outcome],
    state: ViewState,
    *,
    missing: Sequence[Subscription] = (),
) -> SlackView:
    """Say what became of each subscription of the list, in its order, and what to look at now.

    Those in ``missing`` are here and not in the list: they can be chosen to be marked as ended.
    """
    known = [outcome.subscription for outcome in outcomes if outcome.subscription is not None]
    done = [outcome for outcome in outcomes if outcome.result is Result.DONE]
    added = [outcome for outcome in done if outcome.subscription and outcome.subscription.version == 1]
    changed = [outcome for outcome in done if outcome not in added]
    unchanged = [outcome for outcome in outcomes if outcome.result is Result.UNCHANGED]
    refused = [outcome for outcome in outcomes if outcome.result is Result.REFUSED]
    over = [subscription for subscription in known if subscription.available < 0]
    blocks: list[Block] = [section(_summary(t, customer, len(listed))), *customer_warning(t, customer)]
    blocks += _list(t("Refused:"), [_line(_name(each), outcome_reason(t, each)) for each in refused])
    blocks += _list(t("Added:"), [_seats(t, each) for each in added])
    blocks += _list(t("Changed:"), [_seats(t, each) for each in changed])
    blocks += _list(t("As they were:"), [[rich.words(_name(each))] for each in unchanged])
    blocks += _list(t("Over-assigned:"), [_over(t, each) for each in over])
    if differing := _differing(t, listed, known):
        blocks += _list(t("Counted otherwise by Microsoft:"), differing)
        blocks.append(
            context(
                t(
                    "Microsoft counts everybody who holds a license, Partner Desk the users that it knows. "
                    "Users who are not here yet explain a difference."
                )
            )
        )
    if missing:
        blocks += _list(t("Here and not in the list:"), [_as_here(t, each) for each in missing])
        blocks.append(_ended_input(Inputs(t, state.nonce), missing))
    submit = t("Mark as ended") if missing else ""
    title = t("Subscriptions loaded")
    state = ViewState(root=state.root, customer_id=customer.id, query=state.query, nonce=state.nonce)
    return modal(View.SUBSCRIPTIONS_LOADED, title, blocks, state, close=t("Done"), submit=submit)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSubscriptionsForm:
    """Read which subscriptions, of those that a list did not have, are to be marked as ended."""

    state: ViewState
    command: LoadSubscriptions

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> EndSubscriptionsForm:
        """Read what was chosen."""
        state = ViewState.decode(view["private_metadata"])
        chosen = Entered(view, state.nonce).choices("ended")
        command = LoadSubscriptions(customer_id=state.customer_id, listed=(), ended=tuple(chosen))
        return cls(state=state, command=command)

    def errors(self, t: Translator) -> dict[str, str]:
        """Say that nothing is chosen, where nothing is."""
        if self.command.ended:
            return {}
        said = t("Nothing is chosen: choose the subscriptions that have ended, or press “Done”.")
        return by_block([("ended", said)], ("ended",), self.state.nonce)


def ended_view(t: Translator, customer: Customer, outcomes: Sequence[Outcome], state: ViewState) -> SlackView:
    """Say which subscriptions are marked as ended, and what that means."""
    refused = [outcome for outcome in outcomes if outcome.result is Result.REFUSED]
    ended = [outcome.subscription for outcome in outcomes if outcome not in refused and outcome.subscription]
    said = t.n(
        "{count} subscription of {customer} is marked as ended.",
        "{count} subscriptions of {customer} are marked as ended.",
        len(ended),
        customer=customer.name,
    )
    blocks: list[Block] = [section(said), *customer_warning(t, customer)]
    blocks += _list(t("Refused:"), [_line(_name(each), outcome_reason(t, each)) for each in refused])
    told = [_line(subscription_name(each, _NAME), ended_sentence(t, each)) for each in ended]
    blocks += _list(t("Marked as ended:"), told)
    if ended:
        blocks.append(
            context(t("If Microsoft lists one of them again, loading the list brings its seats back."))
        )
    state = ViewState(root=state.root, customer_id=customer.id, query=state.query)
    return modal(View.SUBSCRIPTIONS_LOADED, t("Marked as ended"), blocks, state, close=t("Done"))


def _as_here(t: Translator, subscription: Subscription) -> list[rich.Element]:
    return _line(subscription_name(subscription, _NAME), seats_used(t, subscription))


def _ended_input(inputs: Inputs, missing: Sequence[Subscription]) -> Block:
    t = inputs.t
    return inputs.several(
        "ended",
        t("Have any of these ended?"),
        [option(subscription_name(each, OPTION), each.id, each.product.part_number) for each in missing],
        (),
        placeholder=t("Choose subscriptions"),
        hint=t(
            "Those chosen lose their seats here: nothing more is assigned, and who holds one keeps it. "
            "All others stay as they are."
        ),
        limit=len(missing),
    )


def _summary(t: Translator, customer: Customer, count: int) -> str:
    return t.n(
        "The list had {count} subscription of {customer}. This became of it:",
        "The list had {count} subscriptions of {customer}. This became of them:",
        count,
        customer=customer.name,
    )


def _list(label: str, items: Sequence[Sequence[rich.Element]]) -> list[Block]:
    if not items:
        return []
    return [rich.rich(rich.lines([rich.bold(label)]), rich.bullets(items))]


def _line(name: str, said: str) -> list[rich.Element]:
    return [rich.bold(name), rich.words(" — "), rich.words(said)]


def _name(outcome: Outcome) -> str:
    """Name a subscription, told apart from others of its name; one that was refused is named whole."""
    if outcome.subscription is not None:
        return subscription_name(outcome.subscription, _NAME)
    return cut(outcome.target_name or outcome.target_id, LONGEST_NAME)


def _seats(t: Translator, outcome: Outcome) -> list[rich.Element]:
    seats = seats_used(t, outcome.subscription) if outcome.subscription else ""
    return _line(_name(outcome), seats)


def _over(t: Translator, subscription: Subscription) -> list[rich.Element]:
    said = t.n(
        "{count} user more than seats: buy seats or remove licenses",
        "{count} users more than seats: buy seats or remove licenses",
        -subscription.available,
    )
    return _line(subscription_name(subscription, _NAME), said)


def _differing(
    t: Translator, listed: Sequence[ListedSubscription], known: Sequence[Subscription]
) -> list[list[rich.Element]]:
    theirs = {each.product.sku_id: each.consumed for each in listed}
    return [
        _line(
            subscription_name(each, _NAME),
            t(
                "{theirs} there, {ours} here",
                theirs=t.number(theirs[each.id]),
                ours=t.number(each.consumed),
            ),
        )
        for each in known
        if theirs[each.id] != each.consumed
    ]
