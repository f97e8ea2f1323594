"""Which IP addresses are on the public internet. What is not known to be public is refused."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

#: IANA's special-purpose registry (RFC 6890 and successors), and all that is not unicast.
_CLOSED_4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        # Azure's metadata and DNS, public by number and internal by nature.
        "168.63.129.16/32",
    )
)  # fmt: skip
#: All public IPv6 is in here; loopback, unique local (with AWS's fd00:ec2::254), link-local and multicast are not.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
#: Within it: protocol assignments and Teredo, documentation, 6to4 (which leads to any IPv4 address).
_CLOSED_6 = tuple(
    ip_network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)  # fmt: skip
#: An IPv4 address in the clothes of an IPv6 one, which is judged by the IPv4 address in its last four bytes.
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether `address` (an IP address as text) is one of the public internet. False for what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.scope_id is not None:
            return False
        inner = found.ipv4_mapped or (_last_four(found) if found in _NAT64 else None)
        if inner is None:
            return found in _GLOBAL_UNICAST and not any(found in block for block in _CLOSED_6)
        found = inner
    # Python's own table is asked as well: either may know a block that the other does not.
    return not any(found in block for block in _CLOSED_4) and found.is_global


def _last_four(address: IPv6Address) -> IPv4Address:
    return IPv4Address(address.packed[12:])
