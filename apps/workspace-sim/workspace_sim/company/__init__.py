"""The sample company and the deterministic generator of its mail.

    sample_company() -> Company                                      people, aliases, groups, customers
    generate(company, seed=…, messages=…, now=…) -> Iterator         a quarter of mail, always the same
    LiveTraffic(company, seed)                                       new mail, and customers who answer

Pure: no input or output, no wall clock, no global randomness.
"""

from workspace_sim.company.generate import generate
from workspace_sim.company.live import LiveTraffic
from workspace_sim.company.model import Account, Company, Customer, GeneratedMail, Group
from workspace_sim.company.people import sample_company

__all__ = ["Account", "Company", "Customer", "GeneratedMail", "Group", "LiveTraffic", "generate", "sample_company"]
