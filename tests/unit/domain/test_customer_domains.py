"""What edits of domains come to: the first 20 are listed, the others counted."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.customer import LISTED_DOMAINS, Domain
from shared.domain.customer_domains import DomainEdits, edited, with_all
from tests.builders import a_customer, a_customer_profile

NAMES = [f"d{number}.example" for number in range(30)]
domains = st.dictionaries(st.sampled_from(NAMES), st.booleans(), min_size=1).map(
    lambda found: tuple(Domain(name, is_federated) for name, is_federated in found.items())
)


@given(has=domains, add=domains, removed=st.sets(st.sampled_from(NAMES)), default=st.sampled_from(NAMES))
def test_edits_leave_the_domains_that_sets_and_counts_say(
    has: tuple[Domain, ...], add: tuple[Domain, ...], removed: set[str], default: str
) -> None:
    removed -= {default, *(domain.name for domain in add)}
    customer = with_all(a_customer(), replace(a_customer_profile(), domains=has))
    theirs = {domain.name: domain for domain in has}
    wanted = {domain.name: domain for domain in add}
    expected = {default: Domain(default)} | theirs | wanted
    expected = {name: domain for name, domain in expected.items() if name not in removed}

    after, change = edited(customer, default, DomainEdits(add=add, remove=tuple(removed)), theirs)

    listed = after.profile.domains
    assert after.profile.default_domain == expected[default]
    assert len(set(listed)) == len(listed) <= LISTED_DOMAINS
    assert all(expected[domain.name] == domain for domain in listed)
    assert after.domain_count == len(expected)
    federated = sum(domain.is_federated for domain in (*listed,)) + after.further_federated
    assert federated == sum(domain.is_federated for domain in expected.values())
    kept = {name: domain for name, domain in theirs.items() if name not in change.removed}
    assert kept | {each.name: each for each in (*change.added, *change.converted)} == expected


def test_a_further_domain_may_be_used_as_far_as_one_knows_unless_all_are_federated() -> None:
    many = replace(a_customer(), further_domains=3, further_federated=3)
    assert not many.may_use("deep.example")
    assert replace(many, further_federated=2).may_use("deep.example")
    assert many.may_use("contoso.example")
