"""Providers of private mail addresses: one such mailbox does not make all of their users colleagues."""

from __future__ import annotations

#: The best-known ones, by domain; it need not be complete, for an admin can take a domain off the organisation again.
# fmt: off
PUBLIC_PROVIDERS = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "outlook.de", "outlook.fr", "hotmail.com", "hotmail.co.uk",
    "hotmail.de", "hotmail.fr", "hotmail.it", "live.com", "live.co.uk", "live.nl", "msn.com", "yahoo.com",
    "yahoo.co.uk", "yahoo.co.in", "yahoo.co.jp", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it",
    "yahoo.com.br", "ymail.com", "rocketmail.com", "aol.com", "icloud.com", "me.com", "mac.com", "proton.me",
    "protonmail.com", "pm.me", "tutanota.com", "tuta.com", "tuta.io", "posteo.de", "mailbox.org",
    "fastmail.com", "hey.com", "hushmail.com", "gmx.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de",
    "t-online.de", "freenet.de", "mail.com", "mail.de", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net",
    "sfr.fr", "libero.it", "virgilio.it", "seznam.cz", "wp.pl", "onet.pl", "o2.pl", "interia.pl", "mail.ru",
    "yandex.ru", "yandex.com", "qq.com", "163.com", "126.com", "naver.com", "daum.net", "rediffmail.com",
    "zoho.com", "comcast.net", "verizon.net", "att.net", "btinternet.com", "uol.com.br", "bol.com.br",
})
# fmt: on
