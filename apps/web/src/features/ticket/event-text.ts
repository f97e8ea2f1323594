/** Says in words what an event did. */
import { memberName } from "@/api/organization";
import type { Member, Queue, TicketEvent } from "@/api/types";
import { m } from "@/i18n";
import { formatDateTime, formatList } from "@/lib/format";

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
  const to = word(data.to, m.common.statuses);
  return text(data.from) === null ? m.ticket.events.status({ to }) : m.ticket.events.statusFromTo({ from: word(data.from, m.common.statuses), to });
}

function codeOf(value: unknown): string | null {
  return typeof value === "object" && value !== null && "code" in value ? text(value.code) : null;
}

/** Which tickets mails went between. */
function placed(what: string, data: Record<string, unknown>): string {
  const sources = Array.isArray(data.sources) ? data.sources : [data.source];
  const from = formatList(sources.map(codeOf).filter((code) => code !== null));
  const to = codeOf(data.target);
  return to === null ? what : `${what}: ${from === "" ? to : `${from} → ${to}`}`;
}

/** Changes carry `from` and `to`; a status that mail changed says so in `reason`. */
export function eventText({ kind, data }: TicketEvent, names: Names): string {
  const events = m.ticket.events;
  switch (kind) {
    case "created":
      return events.created;
    case "status_changed":
      return data.reason === "mail" ? `${statusText(data)} ${events.byMail}` : statusText(data);
    case "priority_changed":
      return events.priority({ to: word(data.to, m.common.priorities) });
    case "assignee_changed":
      return text(data.to) === null ? events.unassigned : events.assigned({ name: memberOf(data.to, names) });
    case "queue_changed":
      return text(data.to) === null ? events.unqueued : events.queued({ name: queueOf(data.to, names) });
    case "subject_changed":
      return events.subject;
    case "tags_changed": {
      const tags = Array.isArray(data.to) ? data.to.filter((tag) => typeof tag === "string") : [];
      return tags.length > 0 ? events.tagged({ tags: formatList(tags) }) : events.untagged;
    }
    case "routed":
      return text(data.queue_id) === null ? events.routed : events.routedTo({ name: queueOf(data.queue_id, names) });
    case "merged":
      return placed(events.merged, data);
    case "split":
      return placed(events.split, data);
    case "message_moved":
      return placed(events.moved, data);
    case "snoozed": {
      const until = text(data.to);
      return events.snoozed({ when: until === null ? m.common.unknown : formatDateTime(until) });
    }
    case "unsnoozed":
      return events.unsnoozed;
    case "woken":
      return data.reason === "mail" ? events.wokenByMail : events.woken;
    case "undone":
      return events.undone;
    case "message_received":
    case "message_sent":
    case "outside_reply":
      return events.others[kind];
    case "note_added":
      return events.note;
    default:
      // A newer server may know more kinds than this page: an event is never hidden.
      return humanise(kind satisfies never);
  }
}
