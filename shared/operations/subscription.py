"""The subscriptions of a customer: add, change, and take over from Partner Center's own list."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.audit import AuditEvent, OperationType, Recorded, ResourceType
from shared.domain.command import AddSubscription, ChangeSubscription
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.product_name import distinctions_with
from shared.domain.subscription import MAXIMUM_SUBSCRIPTIONS, Product, Subscription, Units
from shared.errors import ChangedMeanwhileError
from shared.operations.desk import Act, Desk, execute
from shared.operations.recording import record
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.command import LoadSubscriptions
    from shared.domain.customer import Customer
    from shared.domain.subscription import ListedSubscription

WRITES_AT_ONCE = 10  # as many connections to the table as are kept open


@execute.register(AddSubscription)
def add_subscription(command: AddSubscription, desk: Desk, act: Act) -> Outcome:
    """Add a product that the customer does not subscribe to yet.

    What is not said of it, its names and its service plans, is as the catalogue has it.
    """
    (customer, known), catalogue = side_by_side(
        lambda: _read(desk, command.customer_id), lambda: desk.catalogue.product(command.product.sku_id)
    )
    product = _completed(command.product, catalogue) if catalogue else command.product
    mark = distinctions_with([product], known.values())[product.sku_id]
    return _added(desk, act, customer, known, _new(act, customer, product, command.units, mark))


@execute.register(ChangeSubscription)
def change_subscription(command: ChangeSubscription, desk: Desk, act: Act) -> Outcome:
    """Change a product's names and seats, unless somebody else did since ``command.version``.

    Fewer seats than are used are allowed, as Microsoft allows it: nothing more is assigned then.
    """
    customer, known = _read(desk, command.customer_id)
    current = known.get(command.product.sku_id)
    if current is None:
        return Outcome(
            target_id=command.product.sku_id,
            target_name=command.product.name,
            result=Result.REFUSED,
            reason=Reason.GONE,
            customer=customer,
        )
    seen = replace(current, version=command.version)
    product = replace(command.product, service_plans=current.product.service_plans)
    mark = distinctions_with([product], known.values())[product.sku_id]
    wanted = replace(seen, product=product, units=command.units, distinction=mark)
    return _changed(desk, act, customer, current, wanted)


def load_subscriptions(desk: Desk, command: LoadSubscriptions, act: Act) -> tuple[Outcome, ...]:
    """Add what the list has and the customer does not, change what differs, and end ``command.ended``.

    The others stay. Products and service plans that the catalogue knows go by its names; a publisher stays
    where the list names none. Each subscription is a change of its own, ten made side by side, and has its
    outcome in the order of the list, then of what is ended. Raises AccessDeniedError, CustomerNotFoundError,
    BusyError; done again, what was done is found.
    """
    desk.authorise(act, command.action, command.customer_id)
    sku_ids = [each.product.sku_id for each in command.listed]
    (customer, known), catalogue = side_by_side(
        lambda: _read(desk, command.customer_id), lambda: desk.catalogue.products(sku_ids)
    )
    products = {each.product.sku_id: _becoming(each, catalogue, known) for each in command.listed}
    marks = distinctions_with(products.values(), known.values())
    unknown = [each for each in command.listed if each.product.sku_id not in known]
    too_many = {each.product.sku_id for each in unknown[max(0, MAXIMUM_SUBSCRIPTIONS - len(known)) :]}

    def take_over(listed: ListedSubscription) -> Outcome:
        sku_id = listed.product.sku_id
        current, product, mark = known.get(sku_id), products[sku_id], marks[sku_id]
        if current is None:
            new = _new(act, customer, product, listed.units, mark)
            if sku_id in too_many:
                return _refused(new, customer, _too_many())
            return _added(desk, act, customer, known, new)
        wanted = replace(current, product=product, units=listed.units, distinction=mark)
        return _changed(desk, act, customer, current, wanted)

    def end(sku_id: str) -> Outcome:
        current = known.get(sku_id)
        if current is None:
            return Outcome(target_id=sku_id, result=Result.REFUSED, reason=Reason.GONE, customer=customer)
        return _changed(desk, act, customer, current, replace(current, units=Units(active=0)))

    todo = [
        *(partial(take_over, each) for each in command.listed),
        *(partial(end, sku_id) for sku_id in command.ended),
    ]
    outcomes: list[Outcome] = []
    for start in range(0, len(todo), WRITES_AT_ONCE):
        first, *others = todo[start : start + WRITES_AT_ONCE]
        outcomes += side_by_side(first, *others)
    return tuple(outcomes)


def _completed(product: Product, catalogue: Product) -> Product:
    return replace(
        product,
        name=product.name or catalogue.name,
        part_number=product.part_number or catalogue.part_number,
        service_plans=product.service_plans or catalogue.service_plans,
    )


def _becoming(
    listed: ListedSubscription, catalogue: Sequence[Product], known: Mapping[str, Subscription]
) -> Product:
    """Tell what a list makes of a product."""
    product, current = _named(listed, catalogue), known.get(listed.product.sku_id)
    return product if current is None else _kept(listed, product, current.product)


def _named(listed: ListedSubscription, catalogue: Sequence[Product]) -> Product:
    """Call a product and its service plans as the catalogue does, where it knows them.

    The plans of a product whose list says nothing of them are the catalogue's.
    """
    product = listed.product
    found = {each.sku_id: each for each in catalogue}.get(product.sku_id)
    plan_names = {plan.id: plan.display_name for each in catalogue for plan in each.service_plans}
    plans = [
        replace(plan, display_name=plan_names.get(plan.id, plan.display_name))
        for plan in product.service_plans
    ]
    if found is not None and "service_plans" in listed.unsaid:
        plans = list(found.service_plans)
    return replace(product, name=found.name if found else product.name, service_plans=tuple(plans))


def _kept(listed: ListedSubscription, product: Product, current: Product) -> Product:
    """Leave as it is what the list says nothing of, and a publisher that it does not name."""
    unsaid = {"license_group", "target_type"} & listed.unsaid
    if "name" in listed.unsaid and product.name == product.part_number:
        unsaid.add("name")
    if "service_plans" in listed.unsaid and not product.service_plans:
        unsaid.add("service_plans")
    names = {plan.id: plan.display_name for plan in current.service_plans}
    plans = [
        replace(plan, display_name=names.get(plan.id, plan.display_name))
        if plan.display_name == plan.service_name
        else plan
        for plan in product.service_plans
    ]
    product = replace(
        product,
        service_plans=tuple(plans),
        publisher=product.publisher or current.publisher,
        publisher_link=product.publisher_link or current.publisher_link,
    )
    return replace(product, **{name: getattr(current, name) for name in unsaid})


def _read(desk: Desk, customer_id: str) -> tuple[Customer, dict[str, Subscription]]:
    customer, subscriptions = side_by_side(
        lambda: desk.directory.customer(customer_id), lambda: desk.directory.subscriptions(customer_id)
    )
    return customer, {subscription.id: subscription for subscription in subscriptions}


def _new(act: Act, customer: Customer, product: Product, units: Units, mark: str) -> Subscription:
    return Subscription(
        customer_id=customer.id,
        product=product,
        units=units,
        changed_at=act.at,
        changed_by=act.actor.slack_user_id,
        distinction=mark,
    )


def _added(
    desk: Desk, act: Act, customer: Customer, known: Mapping[str, Subscription], new: Subscription
) -> Outcome:
    problems = [*new.product.problems(), *new.units.problems()]
    if len(known) >= MAXIMUM_SUBSCRIPTIONS and new.id not in known:
        problems.append(_too_many())
    if problems:
        return _refused(new, customer, *problems)
    desk.authorise(act, Action.CHANGE_SEATS, customer.id)
    event = _event(act, OperationType.CREATE_ORDER, customer, new, was={}, becomes=_recorded(new))
    try:
        earlier = desk.directory.add_subscription(new, event)
    except ChangedMeanwhileError:
        problem = Problem("sku_id", ProblemCode.SUBSCRIPTION_EXISTS, {"product": new.name})
        return _refused(new, customer, problem)
    return _done(customer, new, is_repeat=earlier is not None)


def _changed(
    desk: Desk, act: Act, customer: Customer, current: Subscription, wanted: Subscription
) -> Outcome:
    """Make a subscription what is wanted of it, at the version that was looked at."""
    current = replace(current, distinction=wanted.distinction)
    is_same = (wanted.product, wanted.units) == (current.product, current.units)
    if is_same and wanted.version == current.version:
        if desk.audit.event(act.operation.id, current.id) is not None:
            return _done(customer, current, is_repeat=True)
        return replace(_done(customer, current), result=Result.UNCHANGED)
    if problems := [*wanted.product.problems(), *wanted.units.problems()]:
        return _refused(wanted, customer, *problems)
    desk.authorise(act, Action.CHANGE_SEATS, customer.id)
    after = replace(
        wanted,
        changed_at=act.at,
        changed_by=act.actor.slack_user_id,
        version=wanted.version + 1,
    )
    was, becomes = _recorded(current), _recorded(after)
    event = _event(act, OperationType.UPDATE_SUBSCRIPTION, customer, after, was=was, becomes=becomes)
    seen = replace(current, version=wanted.version)
    try:
        earlier = desk.directory.change_subscription(seen, after, event)
    except ChangedMeanwhileError:
        return Outcome(
            target_id=current.id,
            target_name=current.name,
            result=Result.REFUSED,
            reason=Reason.CHANGED_MEANWHILE,
            customer=customer,
            subscription=_read(desk, customer.id)[1].get(current.id),
        )
    return _done(customer, after, is_repeat=earlier is not None)


def _done(customer: Customer, subscription: Subscription, *, is_repeat: bool = False) -> Outcome:
    return Outcome(
        target_id=subscription.id,
        target_name=subscription.name,
        result=Result.DONE,
        is_repeat=is_repeat,
        customer=customer,
        subscription=subscription,
    )


def _refused(wanted: Subscription, customer: Customer, *problems: Problem) -> Outcome:
    return Outcome(
        target_id=wanted.id,
        target_name=wanted.name,
        result=Result.REFUSED,
        reason=Reason.INVALID,
        problems=problems,
        customer=customer,
    )


def _too_many() -> Problem:
    return Problem("sku_id", ProblemCode.TOO_MANY_SUBSCRIPTIONS, {"limit": MAXIMUM_SUBSCRIPTIONS})


def _recorded(subscription: Subscription) -> dict[str, Recorded]:
    product, units = subscription.product, subscription.units
    return {
        "product_name": product.name,
        "part_number": product.part_number,
        "license_group": product.license_group.value,
        "target_type": product.target_type.value,
        "publisher": product.publisher,
        "publisher_link": product.publisher_link,
        "service_plans": sorted(plan.id for plan in product.service_plans),
        "active_units": units.active,
        "warning_units": units.warning,
        "suspended_units": units.suspended,
    }


def _event(
    act: Act,
    operation_type: OperationType,
    customer: Customer,
    subscription: Subscription,
    *,
    was: Mapping[str, Recorded],
    becomes: Mapping[str, Recorded],
) -> AuditEvent:
    target = subscription.id, subscription.name
    kind = ResourceType.SUBSCRIPTION
    return record(act, [operation_type], kind, customer, target, was=was, becomes=becomes)
