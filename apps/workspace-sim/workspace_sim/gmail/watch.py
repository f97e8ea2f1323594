"""users.watch and users.stop."""

import re
from typing import Any

from workspace_sim.errors import GoogleError, invalid
from workspace_sim.gmail.method import READ, Call, method
from workspace_sim.pubsub import Watch

WATCH_SECONDS = 7 * 86_400
_TOPIC = re.compile(r"projects/[a-z0-9\-:.]+/topics/[A-Za-z][\w\-.~+%]{2,254}")


@method("watch", "POST watch", scopes=READ, cost=100)
def watch(call: Call) -> dict[str, Any]:
    body, pubsub = call.json(), call.world.pubsub
    topic = str(body.get("topicName", ""))
    if not _TOPIC.fullmatch(topic):
        raise invalid("Invalid topicName does not match projects/{project}/topics/{topic}")
    if call.world.settings.strict_topics and topic not in pubsub.topics:
        raise GoogleError(404, f"Error sending test message to Cloud PubSub {topic} : Resource not found.", "notFound")
    current = pubsub.watches.get(call.account.email)
    now = call.world.clock.timestamp()
    if current and current.expires > now and current.topic != topic:
        raise invalid("Only one user push notification client allowed per developer (call /stop then try again)")
    labels = body.get("labelIds") or []
    if not isinstance(labels, list):
        raise invalid("Invalid labelIds")
    behaviour = str(body.get("labelFilterBehavior") or body.get("labelFilterAction") or "include").lower()
    pubsub.watches[call.account.email] = Watch(topic, now + WATCH_SECONDS, set(labels), behaviour == "exclude")
    pubsub.topics.setdefault(topic, set())
    pubsub.publish(call.account.email, call.mailbox.history_id, forced=True)
    return {"historyId": str(call.mailbox.history_id), "expiration": str(int((now + WATCH_SECONDS) * 1000))}


@method("stop", "POST stop", scopes=READ, cost=50)
def stop(call: Call) -> None:
    call.world.pubsub.watches.pop(call.account.email, None)
