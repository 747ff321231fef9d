"""Customers, and the items that keep their domains theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pynamodb.exceptions import DoesNotExist

from shared.domain.collation import sort_key
from shared.domain.customer import Customer, CustomerProfile, CustomerSummary, Domain
from shared.errors import ChangedMeanwhileError, CustomerNotFoundError, DomainTakenError
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back
from shared.store.customer_list import find_customers, list_items
from shared.store.models import CustomerItem, DomainItem, DomainMap
from shared.store.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.domain.audit import AuditEvent
    from shared.store.tables import Tables


class Customers:
    """The customers' half of the directory. One customer is read as they are this instant."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @busy_when_asked_to_come_back()
    def customer(self, customer_id: str) -> Customer:
        """Read one customer. Raises CustomerNotFoundError."""
        partition = keys.customer(customer_id)
        try:
            return _to_customer(self._tables.customers.get(partition, keys.CUSTOMER, consistent_read=True))
        except DoesNotExist:
            raise CustomerNotFoundError(customer_id=customer_id) from None

    @busy_when_asked_to_come_back()
    def customers(self, customer_ids: Collection[str]) -> list[Customer]:
        """Read several customers at once, by name; those that do not exist are left out."""
        wanted = [(keys.customer(each), keys.CUSTOMER) for each in customer_ids]
        found = [_to_customer(item) for item in self._tables.customers.batch_get(wanted)]
        return sorted(found, key=lambda customer: sort_key(customer.name, customer.id))

    @busy_when_asked_to_come_back()
    def find_customers(self, typed: str, limit: int) -> list[CustomerSummary]:
        """Find customers of whose names or domains some word begins with each word typed, by name."""
        return find_customers(self._tables, typed, limit)

    @busy_when_asked_to_come_back()
    def has_users_in(self, customer_id: str, domain: str) -> bool:
        """Tell whether any user of the customer signs in with this domain; one read."""
        try:
            item = self._tables.domains.get(keys.domain(domain), keys.DOMAIN, consistent_read=True)
        except DoesNotExist:
            return False
        return item.customer_id == customer_id and item.users > 0

    def add_customer(self, customer: Customer, event: AuditEvent) -> AuditEvent | None:
        """Write a new customer. Raises DomainTakenError."""
        transaction = Transaction(self._tables, event)
        customer_is_new = CustomerItem.pk.does_not_exist()  # their id is in nobody else's hands
        transaction.put(
            self._customer_item(customer),
            when=customer_is_new,
            otherwise=ChangedMeanwhileError(customer_id=customer.id),
        )
        for domain in customer.profile.domains:
            self._take_domain(transaction, customer.id, domain)
        for item in list_items(self._tables, customer).values():
            transaction.put(item)
        return transaction.commit()

    def change_customer(self, before: Customer, after: Customer, event: AuditEvent) -> AuditEvent | None:
        """Replace a customer as it was ``before``. Raises ChangedMeanwhileError, DomainTakenError."""
        transaction = Transaction(self._tables, event)
        customer_is_unchanged = CustomerItem.version == before.version  # nobody edited them since
        transaction.put(
            self._customer_item(after),
            when=customer_is_unchanged,
            otherwise=ChangedMeanwhileError(customer_id=after.id),
        )
        self._change_domains(transaction, before, after)
        listed, becomes = list_items(self._tables, before), list_items(self._tables, after)
        for key in listed.keys() - becomes.keys():
            transaction.remove(listed[key])
        for key, item in becomes.items():
            if key not in listed or listed[key].serialize() != item.serialize():
                transaction.put(item)
        return transaction.commit()

    def _change_domains(self, transaction: Transaction, before: Customer, after: Customer) -> None:
        had = {domain.name: domain for domain in before.profile.domains}
        has = {domain.name: domain for domain in after.profile.domains}
        for name, domain in has.items():
            if name not in had:
                self._take_domain(transaction, after.id, domain)
            elif domain != had[name]:
                self._change_federation(transaction, after.id, domain)
        for name in had.keys() - has.keys():
            self._give_up_domain(transaction, after.id, name)

    def _take_domain(self, transaction: Transaction, customer_id: str, domain: Domain) -> None:
        domain_is_free = DomainItem.pk.does_not_exist()  # a domain belongs to one customer
        transaction.put(
            self._tables.domains(
                keys.domain(domain.name),
                keys.DOMAIN,
                customer_id=customer_id,
                is_federated=domain.is_federated,
            ),
            when=domain_is_free,
            otherwise=DomainTakenError(domain=domain.name),
        )

    def _change_federation(self, transaction: Transaction, customer_id: str, domain: Domain) -> None:
        domain_is_theirs = DomainItem.customer_id == customer_id
        transaction.update(
            self._tables.domains(keys.domain(domain.name), keys.DOMAIN),
            [DomainItem.is_federated.set(domain.is_federated)],
            when=domain_is_theirs,
            otherwise=ChangedMeanwhileError(customer_id=customer_id),
        )

    def _give_up_domain(self, transaction: Transaction, customer_id: str, name: str) -> None:
        domain_is_theirs = DomainItem.customer_id == customer_id
        nobody_signs_in_with_it = DomainItem.users == 0  # somebody may have been given it since we looked
        transaction.delete(
            self._tables.domains(keys.domain(name), keys.DOMAIN),
            when=domain_is_theirs & nobody_signs_in_with_it,
            otherwise=ChangedMeanwhileError(customer_id=customer_id),
        )

    def _customer_item(self, customer: Customer) -> CustomerItem:
        profile = customer.profile
        return self._tables.customers(
            keys.customer(customer.id),
            keys.CUSTOMER,
            name=profile.name,
            domains=[_domain_map(domain) for domain in profile.domains],
            country=profile.country,
            warning=profile.warning,
            notice_channel=profile.notice_channel or None,
            approvals_channel=profile.approvals_channel or None,
            created_at=customer.created_at,
            created_by=customer.created_by,
            changed_at=customer.changed_at,
            changed_by=customer.changed_by,
            version=customer.version,
        )


def _domain_map(domain: Domain) -> DomainMap:
    return DomainMap(name=domain.name, is_federated=domain.is_federated)  # type: ignore[no-untyped-call]


def _to_customer(item: CustomerItem) -> Customer:
    return Customer(
        id=keys.customer_id(item.pk),
        profile=CustomerProfile(
            name=item.name,
            domains=tuple(Domain(each.name, each.is_federated) for each in item.domains),
            country=item.country,
            warning=item.warning,
            notice_channel=item.notice_channel or "",
            approvals_channel=item.approvals_channel or "",
        ),
        created_at=item.created_at,
        created_by=item.created_by,
        changed_at=item.changed_at,
        changed_by=item.changed_by,
        version=int(item.version),
    )
