/** The ticket as one story: messages, notes and events by time, runs of events folded. */
import type { Message, Note, Reply, TicketEvent } from "@/api/types";

export type TimelineItem =
  | { kind: "message"; at: string; key: string; message: Message }
  | { kind: "reply"; at: string; key: string; reply: Reply }
  | { kind: "note"; at: string; key: string; note: Note }
  | { kind: "events"; at: string; key: string; events: TicketEvent[] };

/** Told by the message or note itself: an event line for them would say everything twice. */
const SHOWN_ELSEWHERE = new Set(["message", "message_added", "message_received", "message_sent", "outside_reply", "note", "note_added"]);

/** The id of a message's card on the page. */
export function messageAnchor(messageId: string): string {
  return `message-${messageId}`;
}

export function messageTime(message: Message): string {
  return message.sort_at;
}

/** Replies that no mail of the conversation shows yet. */
function waitingReplies(replies: readonly Reply[], messages: readonly Message[]): Reply[] {
  const shown = new Set(messages.map((message) => message.id));
  return replies.filter((reply) => reply.state !== "cancelled" && reply.state !== "observed" && !(reply.message_id !== null && shown.has(reply.message_id)));
}

export function buildTimeline(messages: readonly Message[], notes: readonly Note[], events: readonly TicketEvent[], replies: readonly Reply[] = []): TimelineItem[] {
  const items: TimelineItem[] = [
    ...messages.map((message) => ({ kind: "message" as const, at: messageTime(message), key: `m-${message.id}`, message })),
    ...waitingReplies(replies, messages).map((reply) => ({ kind: "reply" as const, at: reply.created_at, key: `r-${reply.id}`, reply })),
    ...notes.map((note) => ({ kind: "note" as const, at: note.created_at, key: `n-${note.id}`, note })),
    ...events
      .filter((event) => !SHOWN_ELSEWHERE.has(event.kind))
      .map((event) => ({ kind: "events" as const, at: event.created_at, key: `e-${event.id}`, events: [event] })),
  ];
  items.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const story: TimelineItem[] = [];
  for (const item of items) {
    const last = story.at(-1);
    if (item.kind === "events" && last?.kind === "events") last.events.push(...item.events);
    else story.push(item);
  }
  return story;
}

const MOST_OPEN = 10;

/** In a long thread the first message and the newest are open; what lies between is one line each until asked for. Of a
 * thread that is loaded in pages (`paged`) the first message is not among them. What is unread is open from its
 * beginning on, ten messages of it at most. */
export function openAtFirst(messages: readonly Message[], paged = false, unreadId: string | null = null): Set<string> {
  if (messages.length <= 4) return new Set(messages.map((message) => message.id));
  const unread = messages.findIndex(({ id }) => id === unreadId);
  const news = unread < 0 ? [] : messages.slice(unread, unread + MOST_OPEN);
  return new Set([paged ? undefined : messages[0], ...news, ...messages.slice(-2)].flatMap((message) => (message ? [message.id] : [])));
}

/** The message that a thread opens at: where its unread begins, else its newest where it is long, else its first. */
export function landingOf(messages: readonly Message[], paged: boolean, unreadId: string | null): Message | undefined {
  return messages.find(({ id }) => id === unreadId) ?? (paged ? messages.at(-1) : messages[0]);
}

/** Whether something happened within the part of a thread that is loaded; an end that is not given is open. */
export function within(from: string | undefined, until: string | undefined): (one: { created_at: string }) => boolean {
  const [first, last] = [from === undefined ? -Infinity : Date.parse(from), until === undefined ? Infinity : Date.parse(until)];
  return (one) => Date.parse(one.created_at) >= first && Date.parse(one.created_at) <= last;
}
