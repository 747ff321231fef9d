"""Any record that the rules allow, and any text that a person could type."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from shared.domain.country import COUNTRIES
from shared.domain.customer import CustomerProfile, Domain
from shared.domain.text import seen
from shared.domain.user import DirectoryRole, UserProfile

ATTACKS = [
    "<!channel>",
    "<http://evil.example|your bank>",
    "`*_~`",
    "<@U0FIRST>",
    ":tada:",
    "{upn}",
    "&lt;b&gt;",
]

texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"]), max_size=40).map(seen)
typed = st.one_of(texts, st.sampled_from(ATTACKS), st.text(max_size=300).map(seen))
names = st.one_of(texts, st.sampled_from(ATTACKS)).filter(bool)
labels = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
domain_names = st.builds("{}.{}".format, labels, labels)
user_names = st.text(string.ascii_letters + string.digits + "'._!#^~-", min_size=1, max_size=20)
countries = st.sampled_from(sorted(COUNTRIES))

user_profiles = st.builds(
    UserProfile,
    first_name=texts,
    last_name=texts,
    display_name=names,
    user_name=user_names,
    domain=domain_names,
    usage_location=st.just("") | countries,
    directory_roles=st.frozensets(st.sampled_from(DirectoryRole)),
)

_domains = st.lists(
    st.builds(Domain, domain_names, st.booleans()), min_size=1, max_size=20, unique_by=lambda each: each.name
)


@st.composite
def customer_profiles(draw: st.DrawFn) -> CustomerProfile:
    """Customers in the order that the form gives to domains: default, managed, federated."""
    default, *others = draw(_domains)
    return CustomerProfile(
        name=draw(names),
        domains=(default, *sorted(others, key=lambda domain: domain.is_federated)),
        country=draw(countries),
        warning=draw(texts),
        notice_channel=draw(st.sampled_from(["", "C0NOTICES1"])),
    )
