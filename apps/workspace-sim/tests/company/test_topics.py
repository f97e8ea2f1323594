"""Every template of every language expands, whatever the dice say."""

import re

import pytest

from tests.company.test_generate import NOW
from workspace_sim.company import sample_company
from workspace_sim.company.clients import CLIENTS, LEGACY_CHARSETS
from workspace_sim.company.facts import make_facts
from workspace_sim.company.seeds import stream
from workspace_sim.company.spin import spin
from workspace_sim.company.topics import MANNERS, TOPICS

# letters a text of the language must hold, to catch a template in the wrong list
SCRIPTS = {
    "ja": r"[\u3040-\u30ff]",
    "zh": r"[\u4e00-\u9fff]",
    "ar": r"[\u0600-\u06ff]",
    "he": r"[\u0590-\u05ff]",
    "ru": r"[\u0400-\u04ff]",
}


def test_the_languages_match() -> None:
    assert set(TOPICS) == set(MANNERS) == set(LEGACY_CHARSETS)
    assert {customer.language for customer in sample_company().customers} <= set(TOPICS)


@pytest.mark.parametrize("language", sorted(TOPICS))
def test_templates_expand(language: str) -> None:
    rng = stream(1, language)
    manners = MANNERS[language]
    facts = {**make_facts(rng, language, "DE", NOW), "first": "Ann"}
    singles = (*manners.thanks, *manners.welcome, *manners.nudges, *manners.second_voice, *manners.vacation)
    live = (*manners.live_questions, *manners.live_answers, *manners.live_solved)
    asked = [text for follow_up in manners.follow_ups for text in (follow_up.question, follow_up.answer)]
    turns = [turn for topic in TOPICS[language] for turn in topic.turns]
    for template in (*singles, *live, *asked, *turns):
        for _ in range(4):
            text = spin(template, rng, facts)
            assert text.strip()
            assert not re.search(r"[\[\]{}]|\|", text), text
            assert re.search(SCRIPTS.get(language, r"\w"), text), text


def test_every_inbox_of_a_topic_has_a_reader() -> None:
    company = sample_company()
    for topics in TOPICS.values():
        for topic in topics:
            assert company.staff_of(f"{topic.inbox}@{company.domain}"), topic.key


def test_someone_speaks_each_language() -> None:
    spoken = {language for account in sample_company().colleagues for language in account.languages}
    assert set(TOPICS) <= spoken


def test_the_sample_company() -> None:
    company = sample_company()
    assert company.domain == "acme.example"
    assert [account.address for account in company.journals] == ["journal@acme.example", "journal2@acme.example"]
    assert len(company.colleagues) >= 12
    assert len(company.customers) >= 60
    assert len({customer.country for customer in company.customers}) >= 10
    for local in ("support", "billing", "sales", "hr", "press", "security"):
        assert company.staff_of(f"{local}@acme.example"), local
    addresses = [a for account in company.accounts for a in (account.address, *account.aliases)]
    addresses += [group.address for group in company.groups] + [customer.address for customer in company.customers]
    assert len(addresses) == len(set(addresses))
    assert all(address.endswith(".example") for address in addresses), "no address can reach a real person"
    assert {customer.client for customer in company.customers} == set(CLIENTS)
