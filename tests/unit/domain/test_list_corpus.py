"""Lists of Microsoft's as they are published, exported and damaged, read as the verdicts say."""

from __future__ import annotations

import pytest

from shared.domain.product_catalogue import read_catalogue
from shared.domain.subscribed_skus import read_subscribed_skus
from tests.list_corpus import (
    FOLDER,
    list_file,
    list_verdicts,
    verdict_on_products,
    verdict_on_subscriptions,
)

PRODUCTS, SUBSCRIPTIONS = list_verdicts("products"), list_verdicts("subscriptions")


def test_every_list_of_the_corpus_has_a_verdict() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"verdicts.toml"}
    assert files == PRODUCTS.keys() | SUBSCRIPTIONS.keys()


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_list_is_read_as_its_verdict_says(name: str) -> None:
    assert verdict_on_products(read_catalogue(list_file(name))) == PRODUCTS[name]


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_a_list_of_subscriptions_is_read_as_its_verdict_says(name: str) -> None:
    assert verdict_on_subscriptions(read_subscribed_skus(list_file(name))) == SUBSCRIPTIONS[name]
