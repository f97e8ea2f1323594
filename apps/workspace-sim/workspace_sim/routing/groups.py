"""What Google Groups does to a mail: list headers, From rewriting for strict DMARC, footer."""

from workspace_sim.directory import Group
from workspace_sim.mail import headers
from workspace_sim.routing.stamp import token


def rewrite(group: Group, head: bytes, *, outside: bool, rewrite_from: bool) -> bytes:
    """The header block as members get it. The Message-ID stays."""
    end = headers.newline(head)
    local, _, domain = group.email.partition("@")
    sender_text = headers.get(head, "From")
    name, sender = headers.mailbox(sender_text)
    if outside and rewrite_from:
        head = headers.replaced(
            head, "From", f"\"'{_quoted(name or sender)}' via {_quoted(group.name)}\" <{group.email}>"
        )
        reply_to = headers.get(head, "Reply-To") or sender_text
        head = headers.without(head, "Reply-To") + headers.block(
            [("X-Original-From", sender_text), ("Reply-To", reply_to)], end
        )
    number = str(int(token(group.email)[:10], 16))
    base = f"https://groups.google.com/a/{domain}/group/{local}"
    pairs = [
        ("X-Original-Sender", sender),
        ("X-Original-Authentication-Results", f"mx.google.com;\ndkim=pass header.i=@{sender.rpartition('@')[2]}"),
        ("Precedence", "list"),
        ("Mailing-list", f"list {group.email}; contact {local}+owners@{domain}"),
        ("List-ID", f"<{local}.{domain}>"),
        ("X-Spam-Checked-In-Group", group.email),
        ("X-Google-Group-Id", number),
        ("List-Post", f"<{base}/post>, <mailto:{group.email}>"),
        (
            "List-Help",
            f"<https://support.google.com/a/{domain}/bin/topic.py?topic=25838>, <mailto:{local}+help@{domain}>",
        ),
        ("List-Archive", f"<{base}/>"),
        ("List-Unsubscribe", f"<mailto:googlegroups-manage+{number}+unsubscribe@googlegroups.com>, <{base}/subscribe>"),
        ("X-BeenThere", group.email),
    ]
    return head + headers.block(pairs, end)


def return_path(group: Group, recipient: str) -> str:
    """The envelope sender of a copy that a group sends to a member."""
    local, _, domain = group.email.partition("@")
    return f"{local}+bnc{token(group.email, recipient)[:16].upper()}@{domain}"


def with_footer(group: Group, head: bytes, body: bytes) -> bytes:
    """The body with the group's footer, only where that is plain: an unencoded single text/plain."""
    kind = (headers.get(head, "Content-Type") or "text/plain").lower()
    encoding = headers.get(head, "Content-Transfer-Encoding").lower()
    if not kind.startswith("text/plain") or encoding in ("base64", "quoted-printable"):
        return body
    end = headers.newline(head)
    lines = [
        b"",
        b"-- ",
        f'You received this message because you are subscribed to the group "{group.name}".'.encode(),
        b"",
    ]
    return body + end.join(lines)


def _quoted(text: str) -> str:
    return text.replace("\\", "").replace('"', "")
