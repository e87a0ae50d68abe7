"""All attacks by name."""

from collections.abc import Mapping

from tests.torture.articles_attack import beside_commonmark, random_articles
from tests.torture.builds_attack import killed_builds, limited_builds, readers_beside_builds, two_builds_at_once
from tests.torture.growth import growth_of_articles
from tests.torture.outputs_attack import hostile_articles
from tests.torture.scale_attack import extreme_collections
from tests.torture.stores_attack import damaged_stores
from tests.torture.tally import Attack

ATTACKS: Mapping[str, Attack] = {
    "articles": random_articles,
    "commonmark": beside_commonmark,
    "growth": growth_of_articles,
    "stores": damaged_stores,
    "kills": killed_builds,
    "readers": readers_beside_builds,
    "two": two_builds_at_once,
    "limits": limited_builds,
    "outputs": hostile_articles,
    "scale": extreme_collections,
}
