/** The ways through a conversation: to where the unread begins, and to the newest message. */
import type { RefObject } from "react";
import { useEffect, useState } from "react";
import { toast } from "sonner";

import type { TicketDetail } from "@/api/types";
import { messageAnchor } from "@/features/ticket/timeline";
import type { ThreadEnd, ThreadPages } from "@/features/ticket/use-thread-pages";
import { m } from "@/i18n";
import { useShortcuts } from "@/lib/shortcuts";

export interface ThreadJumps {
  /** The first message that the reader had not seen when the ticket was opened; it stays while they read. */
  unreadId: string | null;
  toUnread: () => void;
  toNewest: () => void;
}

interface Options {
  detail: TicketDetail;
  pages: ThreadPages;
  end: ThreadEnd;
  setEnd: (end: ThreadEnd) => void;
  list: RefObject<HTMLElement | null>;
  /** Unfolds a message and scrolls to it. */
  show: (messageId: string) => void;
}

/** What is not loaded yet is fetched page by page from the newest back, as far as it takes. */
export function useThreadJumps({ detail, pages, end, setEnd, list, show }: Options): ThreadJumps {
  const [unreadId] = useState(detail.first_unread_message_id);
  const [seeking, setSeeking] = useState(false);
  const found = unreadId !== null && pages.messages.some(({ id }) => id === unreadId);
  const { hasMore, isLoading, error, loadMore } = pages;
  const lost = end === "newest" && !hasMore && !found;
  if (seeking && (found || lost)) {
    setSeeking(false);
    if (found) requestAnimationFrame(() => show(unreadId));
  }
  const fetching = seeking && end === "newest" && hasMore && !isLoading && error === null;
  useEffect(() => {
    if (fetching) loadMore();
  }, [fetching, loadMore]);
  const toUnread = () => {
    if (unreadId === null) {
      toast(m.conversation.nothingUnread);
      return;
    }
    if (found) {
      show(unreadId);
      return;
    }
    setEnd("newest");
    setSeeking(true);
  };
  const toNewest = () => {
    if (end === "first") setEnd("newest");
    else [...(list.current?.querySelectorAll(`article[id^="${messageAnchor("")}"]`) ?? [])].at(-1)?.scrollIntoView({ block: "start" });
  };
  useShortcuts([
    { keys: ",", label: m.conversation.toUnread, group: "ticket", run: toUnread },
    { keys: ".", label: m.conversation.toNewest, group: "ticket", run: toNewest },
  ]);
  return { unreadId, toUnread, toNewest };
}
