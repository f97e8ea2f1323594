"""All topics and manners by language."""

from workspace_sim.company.topics import (
    arabic,
    chinese,
    english_business,
    english_orders,
    english_technical,
    french,
    german,
    hebrew,
    japanese,
    russian,
    spanish,
)
from workspace_sim.company.topics.english_manners import ENGLISH
from workspace_sim.company.topics.model import Manners, Topic

TOPICS: dict[str, tuple[Topic, ...]] = {
    "en": english_orders.TOPICS + english_technical.TOPICS + english_business.TOPICS,
    "de": german.TOPICS,
    "fr": french.TOPICS,
    "es": spanish.TOPICS,
    "ja": japanese.TOPICS,
    "ar": arabic.TOPICS,
    "he": hebrew.TOPICS,
    "ru": russian.TOPICS,
    "zh": chinese.TOPICS,
}
_LANGUAGES = (
    ENGLISH,
    german.GERMAN,
    french.FRENCH,
    spanish.SPANISH,
    japanese.JAPANESE,
    arabic.ARABIC,
    hebrew.HEBREW,
    russian.RUSSIAN,
    chinese.CHINESE,
)
MANNERS: dict[str, Manners] = {manners.language: manners for manners in _LANGUAGES}
