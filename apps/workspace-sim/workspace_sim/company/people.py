"""The sample company: its people, aliases and groups."""

from workspace_sim.company.customers import CUSTOMERS
from workspace_sim.company.model import Account, Company, Group

DOMAIN = "acme.example"


def _at(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}@{DOMAIN}" for name in names)


def _person(name: str, local: str, title: str, offset: int, languages: tuple[str, ...], *aliases: str) -> Account:
    return Account(f"{local}@{DOMAIN}", name, title, _at(*aliases), languages, offset)


_ACCOUNTS = (
    _person("Ruth Abelson", "ruth", "Chief Executive Officer", 0, ("en", "he"), "ruth.abelson", "ceo"),
    _person("Maya Okafor", "maya", "Head of Customer Support", 0, ("en", "fr"), "maya.okafor"),
    _person("Jonas Lindqvist", "jonas", "Support Engineer", 60, ("en", "de"), "jonas.lindqvist", "returns"),
    _person("Priya Raman", "priya", "Senior Support Engineer", 330, ("en",), "priya.raman", "api"),
    _person("Omar Haddad", "omar", "Field Service Engineer", 180, ("en", "ar", "fr"), "omar.haddad"),
    _person("Yuki Tanabe", "yuki", "Support Engineer, APAC", 540, ("en", "ja", "zh"), "yuki.tanabe"),
    _person("Lena Vogt", "lena", "Accounts Receivable", 60, ("en", "de", "ru"), "lena.vogt", "accounts"),
    _person("Tomás Herrera", "tomas", "Billing Specialist", -360, ("en", "es"), "tomas.herrera"),
    _person("Claire Dubois", "claire", "Sales Manager, EMEA", 60, ("en", "fr", "de", "es"), "claire.dubois"),
    _person("Wei Zhang", "wei", "Firmware Lead", 480, ("en", "zh"), "wei.zhang"),
    _person("Amara Nwosu", "amara", "People & Talent", 60, ("en",), "amara.nwosu", "hr", "jobs"),
    _person("Sofia Marchetti", "sofia", "Communications", 60, ("en", "fr"), "sofia.marchetti", "press"),
    _person(
        "Daniel Rosenberg", "daniel", "Chief Technology Officer", 120, ("en", "he"), "daniel.rosenberg", "security"
    ),
)
_JOURNALS = (
    Account(f"journal@{DOMAIN}", "Mail Journal", "", journal=True),
    Account(f"journal2@{DOMAIN}", "Mail Journal 2", "", journal=True),
)
_GROUPS = (
    Group(f"support@{DOMAIN}", "Acme Robotics Support", _at("maya", "jonas", "priya", "omar", "yuki")),
    Group(f"billing@{DOMAIN}", "Acme Robotics Billing", _at("lena", "tomas")),
    Group(f"sales@{DOMAIN}", "Acme Robotics Sales", _at("claire", "tomas", "omar", "yuki")),
    Group(f"info@{DOMAIN}", "Acme Robotics", _at("maya", "claire")),
    Group(f"engineering@{DOMAIN}", "Engineering", _at("wei", "daniel", "priya")),
    Group(f"team@{DOMAIN}", "Everyone at Acme Robotics", tuple(a.address for a in _ACCOUNTS)),
)


def sample_company() -> Company:
    """Acme Robotics: thirteen colleagues, two journal mailboxes, six groups and its known customers."""
    return Company("Acme Robotics", DOMAIN, _ACCOUNTS + _JOURNALS, _GROUPS, CUSTOMERS)
