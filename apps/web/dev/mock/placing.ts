/** Where people put messages: moved to another ticket, or split off into a new one. */
import type { Message, Page, Ticket } from "@/api/types";

import { freeze, messagePage, messagesOf } from "./messages.ts";
import { sentMessages } from "./reply-world.ts";
import type { World } from "./world.ts";

interface Placed {
  message: Message;
  home: Ticket;
  shown: Ticket;
}

const worlds = new WeakMap<World, Map<string, Placed>>();

function placedIn(world: World): Map<string, Placed> {
  const known = worlds.get(world) ?? new Map<string, Placed>();
  worlds.set(world, known);
  return known;
}

/** Every message that a ticket shows, oldest first. */
export function shownMessages(world: World, ticket: Ticket): Message[] {
  const moved = [...placedIn(world).values()];
  const away = new Set(moved.filter((one) => one.home === ticket && one.shown !== ticket).map((one) => one.message.id));
  const here = moved.filter((one) => one.home !== ticket && one.shown === ticket).map((one) => ({ ...one.message, ticket_id: ticket.id, placed_by_person: true }));
  const own = [...messagesOf(ticket), ...sentMessages(world, ticket)].filter((message) => !away.has(message.id));
  return here.length === 0 ? own : [...own, ...here].sort((one, other) => Date.parse(one.sort_at) - Date.parse(other.sort_at));
}

/** A page of them: the newest before the cursor, or with `oldest` the first ones after it. */
export function shownPage(world: World, ticket: Ticket, cursor: string | null, limit: number, oldest: boolean): Page<Message> {
  const touched = [...placedIn(world).values()].some((one) => one.home === ticket || one.shown === ticket);
  if (!touched) {
    const { items, next_cursor } = messagePage(ticket, cursor, limit, oldest);
    return { items: cursor === null && !oldest ? [...items, ...sentMessages(world, ticket)] : items, next_cursor };
  }
  const all = shownMessages(world, ticket);
  const place = cursor === null ? (oldest ? 0 : all.length) : Number(cursor);
  const [from, until] = oldest ? [place, place + limit] : [Math.max(0, place - limit), place];
  const next = oldest ? until : from;
  return { items: all.slice(from, until), next_cursor: next > 0 && next < all.length ? String(next) : null };
}

/** Shows these messages of `source` in `target`. */
export function place(world: World, ids: readonly unknown[], source: Ticket, target: Ticket): void {
  freeze(source);
  freeze(target);
  const placed = placedIn(world);
  for (const message of shownMessages(world, source).filter(({ id }) => ids.includes(id))) {
    const known = placed.get(message.id);
    placed.set(message.id, { message: known?.message ?? message, home: known?.home ?? source, shown: target });
  }
  for (const ticket of [source, target]) {
    const all = shownMessages(world, ticket);
    const last = all.at(-1);
    Object.assign(ticket, { message_count: all.length }, last ? { last_message_at: last.sort_at, last_direction: last.direction, snippet: last.snippet } : {});
  }
}
