import { infiniteQueryOptions } from "@tanstack/react-query";

import { get } from "@/api/http";
import type { MailClass, Page, ParkedMail } from "@/api/types";

/** Mail without a ticket, of one class or of all, the latest recorded first. */
export function parkedQuery(kind: MailClass | undefined) {
  return infiniteQueryOptions({
    queryKey: ["tickets", "parked", kind ?? null],
    queryFn: ({ pageParam, signal }) => get<Page<ParkedMail>>("/tickets/parked", { classification: kind, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
