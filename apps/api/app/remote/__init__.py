"""Images on other people's servers, fetched by us so that a reader's browser never talks to them.

An address comes out of a stranger's mail, so it is treated as an attack on the network this runs in: `address` says
which IP addresses are public, `target` which URLs may be asked for at all, `fetch` asks (the address that was checked
is the one connected to) and `ticket` signs what a browser may ask us to fetch.
"""
