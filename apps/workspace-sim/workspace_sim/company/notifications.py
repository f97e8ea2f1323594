"""Mail from machines: code hosting, issue tracker and monitoring. Notices about one subject belong together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from workspace_sim.company.headers import date_header, mailbox, unstructured
from workspace_sim.company.mime import Part, multipart, random_hex, text_part
from workspace_sim.company.model import Company, GeneratedMail
from workspace_sim.company.spin import spin
from workspace_sim.company.thread import Thread

_TITLES = (
    "Gripper loses grip after [warm restart|long pause]",
    "[Flaky|Slow] test in fleet scheduler",
    "Bump [openssl|numpy|protobuf] to the latest patch",
    "Calibration wizard [hangs at 43%|ignores Escape]",
    "Add [Spanish|Japanese] strings to the pendant",
    "Webhook retries [not capped|lack jitter]",
)
_COMMENTS = (
    "[I can reproduce this on {firmware}.|Reproduced on the bench.] [The log is in the ticket.|Needs a second "
    "pair of eyes.]",
    "[Fixed in the linked commit.|Pull request is up.] [Please review.|CI is green.]",
    "[Moving to the next milestone.|Not a blocker for {firmware}.|Closing as fixed.]",
)
_HOSTS = ("db-2", "api-1", "broker-3", "portal-web", "fleet-worker-4")

DOMAINS = frozenset(("codeforge.example", "taskboard.example", "uptimewatch.example"))


@dataclass(frozen=True, slots=True)
class _Notice:
    sender: tuple[str, str]
    subject: str
    text: str
    message_id: str
    root: str
    headers: tuple[tuple[str, str], ...]


def notification_thread(company: Company, ident: str, rng: Random, start: datetime) -> Thread:
    """One to five notices about an issue, a task or an alert."""
    count = rng.choices((1, 2, 3, 4, 5), (40, 30, 15, 10, 5))[0]
    gaps = [rng.randrange(600, 60_000) for _ in range(count - 1)]
    dates = [start]
    for gap in gaps:
        dates.append(dates[-1] + timedelta(seconds=gap))
    source = rng.choice((_code_host, _tracker, _monitoring))
    reader = rng.choice(company.staff_of(f"engineering@{company.domain}") or company.colleagues).address
    if source is _monitoring:
        reader = f"engineering@{company.domain}"

    def mails() -> Iterator[GeneratedMail]:
        for notice, moment in zip(source(rng, count), dates, strict=True):
            yield _mail(notice, reader, ident, moment, rng)

    return Thread(tuple(dates), mails)


def _comment(rng: Random) -> str:
    return spin(rng.choice(_COMMENTS), rng, {"firmware": f"{rng.randrange(3, 7)}.{rng.randrange(12)}"})


def _code_host(rng: Random, count: int) -> Iterator[_Notice]:
    repo, number = f"acme-robotics/{rng.choice(('fleet', 'firmware', 'portal'))}", rng.randrange(100, 4000)
    title = spin(rng.choice(_TITLES), rng, {})
    who = rng.choice(("wzhang", "priya-r", "danrose", "ext-contractor"))
    root = f"<{repo}/issues/{number}/{random_hex(rng, 8)}@codeforge.example>"
    for i in range(count):
        url = f"https://codeforge.example/{repo}/issues/{number}"
        yield _Notice(
            (who, "notifications@codeforge.example"),
            f"{'Re: ' if i else ''}[{repo}] {title} (Issue #{number})",
            f"{who} {'left a comment' if i else 'created an issue'} ({repo}#{number})\n\n{_comment(rng)}\n\n-- \n"
            f"Reply to this email directly or view it on CodeForge:\n{url}\nYou are receiving this because you "
            f"are subscribed to this thread.\n",
            root if not i else f"<{repo}/issues/{number}/{random_hex(rng, 10)}@codeforge.example>",
            root if i else "",
            (
                ("List-ID", f"{repo} <{repo.partition('/')[2]}.acme-robotics.codeforge.example>"),
                ("Precedence", "list"),
                ("X-CodeForge-Reason", "subscribed"),
                ("List-Unsubscribe", f"<https://codeforge.example/unsub/{random_hex(rng, 20)}>"),
            ),
        )


def _tracker(rng: Random, count: int) -> Iterator[_Notice]:
    key, title = f"FW-{rng.randrange(100, 2500)}", spin(rng.choice(_TITLES), rng, {})
    root = f"<JIRA.{rng.randrange(10**5, 10**6)}.{rng.randrange(10**12)}@taskboard.example>"
    for i in range(count):
        yield _Notice(
            ("Wei Zhang (TaskBoard)", "noreply@taskboard.example"),
            f"[TaskBoard] ({key}) {title}",
            f"Wei Zhang {'commented on' if i else 'created'} {key}\n\n{_comment(rng)}\n\nView: "
            f"https://taskboard.example/browse/{key}\n",
            root if not i else f"<JIRA.{rng.randrange(10**5, 10**6)}.{rng.randrange(10**12)}.{i}@taskboard.example>",
            root if i else "",
            (("Auto-Submitted", "auto-generated"), ("X-JIRA-FingerPrint", random_hex(rng, 32)), ("Precedence", "bulk")),
        )


def _monitoring(rng: Random, count: int) -> Iterator[_Notice]:
    host, check = rng.choice(_HOSTS), rng.choice(("disk usage", "HTTP latency", "certificate expiry", "queue length"))
    incident = random_hex(rng, 12)
    root = f"<{incident}.0@uptimewatch.example>"
    for i in range(count):
        state = "RESOLVED" if i == count - 1 and count > 1 else "PROBLEM"
        yield _Notice(
            ("UptimeWatch", "alerts@uptimewatch.example"),
            f"[{state}] {host}: {check}",
            f"State: {state}\nHost: {host}\nCheck: {check}\nValue: {rng.randrange(60, 99)} %\nIncident: {incident}\n",
            root if not i else f"<{incident}.{i}@uptimewatch.example>",
            root if i else "",
            (("Auto-Submitted", "auto-generated"), ("X-Incident-Id", incident)),
        )


def _mail(notice: _Notice, reader: str, ident: str, moment: datetime, rng: Random) -> GeneratedMail:
    body = notice.text.strip().replace("\n\n", "</p><p>").replace("\n", "<br />\n")
    html = f"<p>{body}</p>\n"
    tree = multipart(
        "alternative",
        f"--==_mimepart_{random_hex(rng, 20)}",
        [text_part(notice.text, "plain", "UTF-8", "7bit"), text_part(html, "html", "UTF-8", "7bit")],
    )
    headers = [
        ("Date", date_header(moment, 0)),
        ("From", mailbox(*notice.sender)),
        ("To", reader),
        ("Message-ID", notice.message_id),
        *((("In-Reply-To", notice.root), ("References", notice.root)) if notice.root else ()),
        ("Subject", unstructured("Subject", notice.subject)),
        ("MIME-Version", "1.0"),
        *notice.headers,
    ]
    raw = Part([*headers, *tree.headers], b"", tree.children, tree.boundary).render()
    return GeneratedMail(notice.sender[1], (reader,), raw, moment, ident, "notification", "system")
