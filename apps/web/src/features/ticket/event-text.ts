/** Says in words what an event did. Unknown kinds are shown by their own name: an event is never hidden. */
import { memberName } from "@/api/organization";
import type { Member, Queue, TicketEvent } from "@/api/types";
import { m } from "@/i18n";

export interface Names {
  members: readonly Member[];
  queues: readonly Queue[];
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function word(value: unknown, words: Record<string, string | undefined>): string {
  const key = text(value);
  return key === null ? m.common.none : (words[key] ?? key);
}

function memberOf(id: unknown, names: Names): string {
  const member = names.members.find((one) => one.user_id === id);
  return member ? memberName(member) : m.common.unknown;
}

function queueOf(id: unknown, names: Names): string {
  return names.queues.find((queue) => queue.id === id)?.name ?? m.common.unknown;
}

function humanise(kind: string): string {
  const words = kind.replaceAll("_", " ").replaceAll(".", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function statusText(data: Record<string, unknown>): string {
  const to = word(data.to ?? data.status, m.common.statuses);
  return text(data.from) === null ? m.ticket.events.status({ to }) : m.ticket.events.statusFromTo({ from: word(data.from, m.common.statuses), to });
}

/** Changes carry `from` and `to`; assignments name `to`, `user_id` or `queue_id`. */
export function eventText({ kind, data }: TicketEvent, names: Names): string {
  const events = m.ticket.events;
  switch (kind) {
    case "created":
    case "ticket_created":
      return events.created;
    case "status":
    case "status_changed":
      return statusText(data);
    case "priority":
    case "priority_changed":
      return events.priority({ to: word(data.to ?? data.priority, m.common.priorities) });
    case "assigned":
    case "assignee_changed":
    case "assignee_user_changed": {
      const user = data.to ?? data.user_id ?? data.assignee_user_id;
      return text(user) === null ? events.unassigned : events.assigned({ name: memberOf(user, names) });
    }
    case "queue_changed":
    case "assignee_queue_changed": {
      const queue = data.to ?? data.queue_id ?? data.assignee_queue_id;
      return text(queue) === null ? events.unqueued : events.queued({ name: queueOf(queue, names) });
    }
    case "subject_changed":
      return events.subject;
    case "tags_changed": {
      const tags = Array.isArray(data.to) ? data.to.filter((tag) => typeof tag === "string") : [];
      return tags.length > 0 ? events.tagged({ tags: tags.join(", ") }) : events.untagged;
    }
    case "reopened":
      return events.reopened;
    case "routed": {
      const queue = data.queue_id ?? data.assign_queue_id;
      return text(queue) === null ? events.routed : events.routedTo({ name: queueOf(queue, names) });
    }
    case "merged":
      return events.merged;
    case "split":
      return events.split;
    case "undone":
      return events.undone;
    case "moved":
    case "message_moved":
      return events.moved;
    default:
      return humanise(kind);
  }
}
