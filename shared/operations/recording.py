"""The audit event of an authorised act: what of a record changed, from what to what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.audit import ALL_CUSTOMERS, AuditEvent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.audit import OperationType, Recorded, ResourceType
    from shared.domain.customer import Customer, CustomerSummary
    from shared.domain.customer_domains import DomainChange
    from shared.domain.license import Licenses
    from shared.operations.desk import Act


def record(
    act: Act,
    operation_types: Sequence[OperationType],
    resource_type: ResourceType,
    customer: Customer | CustomerSummary | None,
    target: tuple[str, str],
    *,
    was: Mapping[str, Recorded],
    becomes: Mapping[str, Recorded],
) -> AuditEvent:
    """Make the event of a change to a target, its id and name. Of the fields, those that changed.

    Without a customer it concerns all of them.
    """
    changed = [name for name in becomes if name not in was or was[name] != becomes[name]]
    target_id, target_name = target
    return AuditEvent(
        operation_id=act.operation.id,
        operation_types=tuple(operation_types),
        resource_type=resource_type,
        customer_id=customer.id if customer else ALL_CUSTOMERS,
        customer_name=customer.name if customer else "",
        target_id=target_id,
        target_name=target_name,
        actor_id=act.actor.slack_user_id,
        occurred_at=act.at,
        old_value={name: was[name] for name in changed if name in was},
        new_value={name: becomes[name] for name in changed},
        correlation_id=act.operation.correlation_id,
    )


def recorded_licenses(licenses: Licenses) -> dict[str, Recorded]:
    """Write licenses as an event has them: each SKU's id, with the ids of its plans switched off.

    ``efccb6f7-… without 41781fb2-…,8c098270-…``: all that it takes to do the same at Microsoft.
    """
    return {
        "licenses": [
            f"{sku_id} without {','.join(sorted(plans))}" if plans else sku_id
            for sku_id, plans in sorted(licenses.items())
        ]
    }


def recorded_domains(change: DomainChange) -> dict[str, Recorded]:
    """Write a change of a customer's domains as an event has it: the names of those that change, alone."""
    converted = {False: "domains_made_managed", True: "domains_made_federated"}
    fields: dict[str, list[str]] = {
        "domains_added": [each.name for each in change.added if not each.is_federated],
        "federated_domains_added": [each.name for each in change.added if each.is_federated],
        **{
            field: [each.name for each in change.converted if each.is_federated is is_federated]
            for is_federated, field in converted.items()
        },
        "domains_removed": list(change.removed),
    }
    return {field: names for field, names in fields.items() if names}


def read_licenses(recorded: Mapping[str, Recorded]) -> dict[str, frozenset[str]]:
    """Read the licenses of an event's old or new values, as ``recorded_licenses`` wrote them."""
    written = recorded.get("licenses")
    licenses = {}
    for each in written if isinstance(written, list) else []:
        sku_id, _, plans = each.partition(" without ")
        licenses[sku_id] = frozenset(filter(None, plans.split(",")))
    return licenses
