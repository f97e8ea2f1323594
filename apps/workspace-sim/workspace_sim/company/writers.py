"""Who sits at the keyboard: customers and colleagues as writers of letters."""

from random import Random

from workspace_sim.company.attachments import png
from workspace_sim.company.letter import Writer
from workspace_sim.company.model import Account, Company, Customer
from workspace_sim.company.seeds import stream
from workspace_sim.company.topics import MANNERS

_PHONES = {
    "US": "+1 (555) 01{0}-{1}", "CA": "+1 (555) 01{0}-{1}", "GB": "+44 1632 96{1}", "DE": "+49 30 23125 {0}{1}",
    "FR": "+33 1 99 00 {0} {0}", "ES": "+34 900 {0} {1}", "AU": "+61 2 5550 {1}", "JP": "03-5550-{1}",
}  # fmt: skip


def customer_writer(customer: Customer) -> Writer:
    """The same customer has the same signature in every mail."""
    rng = stream(customer.address, "signature")
    manners = MANNERS[customer.language]
    mobile = manners.mobile.get(customer.client, "")
    signature: tuple[str, ...] = ()
    disclaimer, logo = "", b""
    if customer.organization and not mobile:
        phone = _PHONES.get(customer.country, "Tel. 555-{1}").format(
            rng.randrange(10, 100), rng.randrange(1000, 10_000)
        )
        lines = (customer.name, customer.title, customer.organization, phone, customer.domain)
        signature = tuple(line for line in lines if line)
        if rng.random() < 0.35:
            disclaimer = manners.disclaimer.format(organization=customer.organization)
        if customer.client == "outlook" and rng.random() < 0.35:
            logo = png(160, 64, rng.randrange(6))
    elif mobile and rng.random() < 0.2:
        mobile = ""
    return Writer(
        customer.name,
        customer.address,
        customer.language,
        customer.client,
        customer.utc_offset,
        signature,
        disclaimer,
        mobile,
        logo,
    )


def colleague_writer(company: Company, account: Account, language: str, address: str = "") -> Writer:
    """A colleague in Gmail; `address` is the alias in From when it is not the account's own."""
    shown = address or account.address
    name = company.display_name(shown)
    signature = (account.name, account.title, f"{company.name} | www.{company.domain}")
    return Writer(name, shown, language, "gmail", account.utc_offset, signature)


def sign_off(writer: Writer, name: str, given: str, bye: str, rng: Random) -> str:
    """The closing words; the full name only where no signature follows."""
    short = (writer.signature or rng.random() < 0.5) and writer.language not in ("ja", "zh")
    return f"{bye}\n{given if short else name}"
