/** Within what time an organisation has promised to answer, and when it works. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, put } from "@/api/http";
import type { Sla, SlaIn } from "@/api/types";

export const slaQuery = queryOptions({
  queryKey: ["sla"],
  queryFn: ({ signal }) => get<Sla>("/sla", {}, signal),
  staleTime: 60_000,
});

/** Replaces the whole, unless somebody else has written since its `updated_at`. Tickets get their new times a moment later. */
export function useSaveSla() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: SlaIn) => put<Sla>("/sla", wanted),
    onSuccess: (kept) => client.setQueryData(slaQuery.queryKey, kept),
  });
}
