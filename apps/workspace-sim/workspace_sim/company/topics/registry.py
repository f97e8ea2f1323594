"""All topics and manners by language."""

from workspace_sim.company.topics import english_business, english_orders, english_technical
from workspace_sim.company.topics.english_manners import ENGLISH
from workspace_sim.company.topics.model import Manners, Topic

TOPICS: dict[str, tuple[Topic, ...]] = {
    "en": english_orders.TOPICS + english_technical.TOPICS + english_business.TOPICS,
}
MANNERS: dict[str, Manners] = {manners.language: manners for manners in (ENGLISH,)}
for _language in ("de", "fr", "es", "ja", "ar", "he", "ru", "zh"):
    TOPICS.setdefault(_language, TOPICS["en"])
    MANNERS.setdefault(_language, ENGLISH)
