/** The messages of a ticket as far as they are loaded: from the newest back, or from the first on. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { firstMessagesQuery, olderMessagesQuery } from "@/api/tickets";
import type { Message, TicketDetail } from "@/api/types";

/** The end of the thread that reading begins at. */
export type ThreadEnd = "newest" | "first";

export interface ThreadPages {
  messages: Message[];
  /** There are more: older ones above, or newer ones below when reading began at the first. */
  hasMore: boolean;
  isLoading: boolean;
  error: Error | null;
  loadMore: () => void;
}

/** `before` with what `page`, the newest messages, brings; null when messages between the two are missing. What lies
 * within the page's time and is not in it was moved away. */
export function joined(before: readonly Message[], page: readonly Message[]): Message[] | null {
  const [oldest] = page;
  const inPage = new Set(page.map((message) => message.id));
  if (!oldest || !before.some((message) => inPage.has(message.id))) return before.length === 0 || !oldest ? [...page] : null;
  const kept = before.filter((message) => !inPage.has(message.id) && Date.parse(message.sort_at) <= Date.parse(oldest.sort_at));
  return [...kept, ...page];
}

/** The newest page slides on as mail arrives; what it showed before stays, and so does the cursor that leads on back. */
function useNewest(detail: TicketDetail) {
  const [held, setHeld] = useState({ page: detail.messages, messages: [...detail.messages], cursor: detail.messages_next_cursor });
  if (held.page === detail.messages) return held;
  // Without a cursor the page is the whole thread.
  const messages = detail.messages_next_cursor === null ? null : joined(held.messages, detail.messages);
  const next = messages
    ? { page: detail.messages, messages, cursor: held.cursor }
    : { page: detail.messages, messages: [...detail.messages], cursor: detail.messages_next_cursor };
  setHeld(next);
  return next;
}

export function useThreadPages(detail: TicketDetail, end: ThreadEnd): ThreadPages {
  const newest = useNewest(detail);
  const older = useInfiniteQuery(olderMessagesQuery(detail.ticket.id, newest.cursor));
  const first = useInfiniteQuery({ ...firstMessagesQuery(detail.ticket.id), enabled: end === "first" });
  const [back, forth] = [older.data?.pages, first.data?.pages];
  const messages = useMemo(() => {
    if (end === "first") return (forth ?? []).flatMap((page) => page.items);
    const known = new Set(newest.messages.map((message) => message.id));
    // Each page reads from old to new; the pages themselves come from the newest back.
    return [...(back ?? []).flatMap((page) => page.items).filter((message) => !known.has(message.id)), ...newest.messages];
  }, [back, end, forth, newest.messages]);
  if (end === "first")
    return { messages, hasMore: first.isPending || first.hasNextPage, isLoading: first.isFetching, error: first.error, loadMore: () => void first.fetchNextPage() };
  return {
    messages,
    hasMore: back ? older.hasNextPage : newest.cursor !== null,
    isLoading: older.isFetching,
    error: older.error,
    loadMore: () => void (back ? older.fetchNextPage() : older.refetch()),
  };
}
