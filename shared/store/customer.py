"""Customers, and the items that keep their domains theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pynamodb.exceptions import DoesNotExist

from shared.domain.collation import sort_key
from shared.domain.customer import Customer, CustomerProfile, CustomerSummary, Domain
from shared.domain.customer_domains import DomainClaim, between
from shared.errors import ChangedMeanwhileError, CustomerNotFoundError, DomainTakenError
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back
from shared.store.customer_list import find_customers, list_items
from shared.store.models import CustomerItem, DomainItem, DomainMap
from shared.store.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from shared.domain.audit import AuditEvent
    from shared.domain.customer_domains import DomainChange
    from shared.store.tables import Tables

_READ_FOR_MANAGED = 3  # times as many domains as are shown: some may be federated


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
    def domain_claims(self, names: Collection[str]) -> dict[str, DomainClaim]:
        """Tell whose some domains are this instant; free ones are left out. One batch for each hundred."""
        wanted = [(keys.domain(name), keys.DOMAIN) for name in dict.fromkeys(names)]
        items = self._tables.domains.batch_get(wanted, consistent_read=True) if wanted else ()
        found = (_to_claim(item) for item in items)
        return {claim.domain.name: claim for claim in found}

    @busy_when_asked_to_come_back()
    def find_domains(self, customer_id: str, typed: str, limit: int, *, is_any: bool = False) -> list[Domain]:
        """Find managed domains of a customer that begin with a text, or with ``is_any`` federated ones too.

        By name, in one query. Behind hundreds of federated ones a managed one takes another letter.
        """
        begins = DomainItem.pk.startswith(keys.beginning(keys.domain(typed)))
        read = limit if is_any else _READ_FOR_MANAGED * limit
        pages = self._tables.domains.of_customer.query(customer_id, begins, page_size=read).page_iter
        found = (
            Domain(keys.domain_name(item["pk"]["S"]), item["is_federated"]["BOOL"])
            for item in next(pages)["Items"]
        )
        return [domain for domain in found if is_any or not domain.is_federated][:limit]

    def add_customer(
        self, customer: Customer, event: AuditEvent, further: Sequence[Domain] = ()
    ) -> AuditEvent | None:
        """Write a new customer, with its listed domains and ``further`` ones. Raises DomainTakenError."""
        transaction = Transaction(self._tables, event)
        customer_is_new = CustomerItem.pk.does_not_exist()  # their id is in nobody else's hands
        transaction.put(
            self._customer_item(customer),
            when=customer_is_new,
            otherwise=ChangedMeanwhileError(customer_id=customer.id),
        )
        for domain in (*customer.profile.domains, *further):
            self._take_domain(transaction, customer.id, domain)
        for item in list_items(self._tables, customer).values():
            transaction.put(item)
        return transaction.commit()

    def change_customer(
        self, before: Customer, after: Customer, event: AuditEvent, change: DomainChange | None = None
    ) -> AuditEvent | None:
        """Replace a customer as it was ``before``. Raises ChangedMeanwhileError, DomainTakenError.

        ``change`` says what becomes of the claims on domains; None where all of them are in the profiles.
        """
        transaction = Transaction(self._tables, event)
        customer_is_unchanged = CustomerItem.version == before.version  # nobody edited them since
        transaction.put(
            self._customer_item(after),
            when=customer_is_unchanged,
            otherwise=ChangedMeanwhileError(customer_id=after.id),
        )
        self._change_domains(
            transaction, after.id, change or between(before.profile.domains, after.profile.domains)
        )
        listed, becomes = list_items(self._tables, before), list_items(self._tables, after)
        for key in listed.keys() - becomes.keys():
            transaction.remove(listed[key])
        for key, item in becomes.items():
            if key not in listed or listed[key].serialize() != item.serialize():
                transaction.put(item)
        return transaction.commit()

    def _change_domains(self, transaction: Transaction, customer_id: str, change: DomainChange) -> None:
        for domain in change.added:
            self._take_domain(transaction, customer_id, domain)
        for domain in change.converted:
            self._change_federation(transaction, customer_id, domain)
        for name in change.removed:
            self._give_up_domain(transaction, customer_id, name)

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
            further_domains=customer.further_domains or None,
            further_federated=customer.further_federated or None,
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
        further_domains=int(item.further_domains or 0),
        further_federated=int(item.further_federated or 0),
    )


def _to_claim(item: DomainItem) -> DomainClaim:
    domain = Domain(keys.domain_name(item.pk), item.is_federated)
    return DomainClaim(item.customer_id, domain, int(item.users))
