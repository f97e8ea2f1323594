import { useQuery } from "@tanstack/react-query";

import { useChanges } from "@/api/events";
import { repliesQuery } from "@/api/replies";
import type { Reply } from "@/api/types";

const NONE: readonly Reply[] = [];

/** The ticket's replies, live: each step of one is a change of its ticket. */
export function useReplies(ticketId: string): readonly Reply[] {
  const replies = useQuery(repliesQuery(ticketId));
  useChanges("ticket", (ids) => {
    if (ids.size === 0 || ids.has(ticketId)) void replies.refetch();
  });
  return replies.data ?? NONE;
}
