"""Cloud Pub/Sub as far as Gmail needs it: topics, pull subscriptions with ack deadlines, push with an OIDC token."""

import asyncio
import base64
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import httpx

from workspace_sim.clock import Clock
from workspace_sim.faults import Faults
from workspace_sim.mailbox.message import Change
from workspace_sim.oauth import keys
from workspace_sim.settings import Settings

ACK_SECONDS = 10
BACKLOG = 10_000
RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(slots=True)
class Watch:
    """An armed mailbox. `labels` filter changes; with `exclude` they are the ones that do not notify."""

    topic: str
    expires: float
    labels: set[str]
    exclude: bool
    last: float = 0.0


@dataclass(slots=True)
class Notice:
    id: str
    data: str
    published: str
    ack_id: str = ""
    deadline: float = 0.0


@dataclass(slots=True)
class Subscription:
    """Pull by default; with `push_endpoint` every notice is POSTed there with a signed token."""

    name: str
    topic: str
    push_endpoint: str = ""
    audience: str = ""
    service_account_email: str = "gmail-push@workspace-sim.iam.gserviceaccount.com"
    forge: str = ""
    """Break the push token on purpose: `signature`, `audience`, `email`, `expired` or `missing`."""
    waiting: deque[Notice] = field(default_factory=lambda: deque(maxlen=BACKLOG))
    leased: dict[str, Notice] = field(default_factory=dict)


@dataclass(slots=True)
class PubSub:
    clock: Clock
    settings: Settings
    faults: Faults
    watches: dict[str, Watch] = field(default_factory=dict)
    topics: dict[str, set[str]] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    pushing: asyncio.Queue[tuple[Subscription, Notice]] = field(default_factory=asyncio.Queue)
    published: int = 0
    dropped: int = 0
    _serial: int = 0

    def clear(self) -> None:
        """Forget watches, topics and subscriptions."""
        self.watches.clear()
        self.topics.clear()
        self.subscriptions.clear()
        self.published = self.dropped = 0

    def subscribe(self, subscription: Subscription) -> None:
        self.topics.setdefault(subscription.topic, set()).add(subscription.name)
        self.subscriptions[subscription.name] = subscription

    def changed(self, email: str, change: Change) -> None:
        """A mailbox changed: notify when it is watched and the label filter lets it pass."""
        watch = self.watches.get(email)
        if watch is None:
            return
        hit = bool(watch.labels & {*change.labels, *change.changed})
        if not watch.labels or hit != watch.exclude:
            self.publish(email, change.id)

    def publish(self, email: str, history_id: int, *, forced: bool = False) -> None:
        """Publish to the watch's topic; more than one a second is dropped, as Gmail does."""
        watch, now = self.watches.get(email), self.clock.timestamp()
        if watch is None or watch.expires <= now:
            return
        rate = self.settings.notifications_per_second
        if (not forced and (now - watch.last) * rate < 1) or self.faults.chance(self.faults.push_drop_rate):
            self.dropped += 1
            return
        watch.last = now
        for _ in range(2 if self.faults.chance(self.faults.push_duplicate_rate) else 1):
            self.announce(watch.topic, email, history_id)

    def announce(self, topic: str, email: str, history_id: int) -> None:
        """One notification on a topic, whatever the watches say; every topic when `topic` is empty."""
        data = json.dumps({"emailAddress": email, "historyId": history_id}).encode()
        for name in [topic] if topic else list(self.topics):
            self._enqueue(name, base64.urlsafe_b64encode(data).decode())

    def _enqueue(self, topic: str, data: str) -> None:
        self._serial += 1
        self.published += 1
        stamp = self.clock.now().isoformat().replace("+00:00", "Z")
        for name in self.topics.get(topic, set()):
            subscription = self.subscriptions[name]
            notice = Notice(str(10**15 + self._serial), data, stamp)
            if subscription.push_endpoint:
                self.pushing.put_nowait((subscription, notice))
            else:
                subscription.waiting.append(notice)

    def pull(self, name: str, limit: int) -> list[dict[str, Any]]:
        """Lease up to `limit` notices; leases that ran out are delivered again. KeyError for an unknown name."""
        subscription, now = self.subscriptions[name], self.clock.timestamp()
        for ack_id, notice in list(subscription.leased.items()):
            if notice.deadline <= now:
                subscription.waiting.appendleft(subscription.leased.pop(ack_id))
        answer: list[dict[str, Any]] = []
        while subscription.waiting and len(answer) < limit:
            notice = subscription.waiting.popleft()
            self._serial += 1
            notice.ack_id, notice.deadline = f"ack-{self._serial}", now + ACK_SECONDS
            subscription.leased[notice.ack_id] = notice
            answer.append({"ackId": notice.ack_id, "message": message_json(notice)})
        return answer

    def acknowledge(self, name: str, ack_ids: list[str]) -> None:
        for ack_id in ack_ids:
            self.subscriptions[name].leased.pop(ack_id, None)

    async def run_push(self) -> None:
        """Deliver pushes for ever; an endpoint that does not acknowledge gets the notice again."""
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            while True:
                subscription, notice = await self.pushing.get()
                await self._push(client, subscription, notice)

    async def _push(self, client: httpx.AsyncClient, subscription: Subscription, notice: Notice) -> None:
        body = {"message": message_json(notice), "subscription": subscription.name}
        for pause in RETRY_SECONDS:
            if subscription.name not in self.subscriptions:
                return
            try:
                answer = await client.post(
                    subscription.push_endpoint, json=body, headers=push_headers(subscription, self.clock.timestamp())
                )
                if answer.status_code in (102, 200, 201, 202, 204):
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(pause)


def message_json(notice: Notice) -> dict[str, Any]:
    return {
        "data": notice.data,
        "messageId": notice.id,
        "message_id": notice.id,
        "publishTime": notice.published,
        "publish_time": notice.published,
        "attributes": {},
    }


def push_headers(subscription: Subscription, now: float) -> dict[str, str]:
    """The Authorization header of a push, genuine or forged."""
    forge = subscription.forge
    if forge == "missing":
        return {}
    issued = int(now) - (7200 if forge == "expired" else 0)
    claims = {
        "aud": "https://elsewhere.example"
        if forge == "audience"
        else subscription.audience or subscription.push_endpoint,
        "azp": "118000000000000000001",
        "email": "attacker@evil.example" if forge == "email" else subscription.service_account_email,
        "email_verified": True,
        "iss": keys.ISSUER,
        "sub": "118000000000000000001",
        "iat": issued,
        "exp": issued + 3600,
    }
    token = keys.sign(claims)
    if forge == "signature":
        head, payload, signature = token.split(".")
        token = f"{head}.{payload}.{signature[::-1]}"
    return {"Authorization": f"Bearer {token}"}
