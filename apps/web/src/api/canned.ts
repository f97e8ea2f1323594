/** Texts that are used again and again, with `{{variables}}`. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { del, get, patch, post } from "@/api/http";
import type { CannedReply, Page, Rendered } from "@/api/types";

export const cannedQuery = queryOptions({
  queryKey: ["canned-replies"],
  queryFn: async ({ signal }) => (await get<Page<CannedReply>>("/canned-replies", {}, signal)).items,
  staleTime: 60_000,
});

/** The text with the facts of the ticket filled in. */
export function renderCanned(cannedId: string, ticketId: string, identityId: string | null): Promise<Rendered> {
  return post<Rendered>(`/canned-replies/${cannedId}/render`, { ticket_id: ticketId, send_identity_id: identityId });
}

export interface CannedValues {
  name: string;
  body_html: string;
  is_shared: boolean;
}

/** Creates without an id, changes with one. */
export function useSaveCanned() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, values }: { id: string | null; values: CannedValues }) =>
      id === null ? post<CannedReply>("/canned-replies", values) : patch<CannedReply>(`/canned-replies/${id}`, values),
    onSuccess: () => client.invalidateQueries({ queryKey: cannedQuery.queryKey }),
  });
}

export function useDeleteCanned() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => del(`/canned-replies/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: cannedQuery.queryKey }),
  });
}
