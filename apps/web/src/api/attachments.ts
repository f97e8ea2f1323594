/** A look at the files of a message. What they are is the server's word, by their bytes: the mail's own word counts for nothing. */
import { queryOptions } from "@tanstack/react-query";

import { get, getFile } from "@/api/http";
import type { CalendarFile } from "@/api/types";

export type Preview = { kind: "image" | "pdf"; blob: Blob } | { kind: "text"; text: string; cut: boolean };

const SHOWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export function previewQuery(ticketId: string, attachmentId: string) {
  return queryOptions({
    queryKey: ["tickets", "preview", ticketId, attachmentId],
    queryFn: async ({ signal }): Promise<Preview> => {
      const { blob, headers } = await getFile(`/tickets/${ticketId}/attachments/${attachmentId}/preview`, signal);
      const type = blob.type.split(";")[0] ?? "";
      if (SHOWN.has(type)) return { kind: "image", blob };
      if (type === "application/pdf") return { kind: "pdf", blob };
      return { kind: "text", text: await blob.text(), cut: headers.get("x-preview-cut") === "true" };
    },
    staleTime: Infinity,
    // Files are large: those that are not looked at are let go soon.
    gcTime: 60_000,
  });
}

export function calendarQuery(ticketId: string, attachmentId: string) {
  return queryOptions({
    queryKey: ["tickets", "calendar", ticketId, attachmentId],
    queryFn: ({ signal }) => get<CalendarFile>(`/tickets/${ticketId}/attachments/${attachmentId}/calendar`, {}, signal),
    staleTime: Infinity,
  });
}
