import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, post } from "@/api/http";
import type { Disposition, FailedJob, OccurrenceState, OpsOccurrence, Page, Replay, Verification } from "@/api/types";

export interface OccurrenceFilter {
  state?: OccurrenceState | undefined;
  disposition?: Disposition | undefined;
  mailbox_id?: string | undefined;
}

export function occurrencesQuery(filter: OccurrenceFilter) {
  return infiniteQueryOptions({
    queryKey: ["ops", "occurrences", filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<OpsOccurrence>>("/ops/occurrences", { ...filter, limit: 100, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export const failedJobsQuery = queryOptions({
  queryKey: ["ops", "dlq"],
  queryFn: async ({ signal }) => (await get<Page<FailedJob>>("/ops/jobs/dlq", {}, signal)).items,
});

/** Every invariant of the store with its count of violations. Reads the whole organisation: asked for, never polled. */
export const verifyQuery = queryOptions({
  queryKey: ["ops", "verify"],
  queryFn: ({ signal }) => get<Verification>("/ops/verify", {}, signal),
  staleTime: 0,
});

export function useReplayJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (jobId: number | string) => post<unknown>(`/ops/jobs/${jobId}/replay`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["ops"] }),
  });
}

/** All stored mail read again, or what that would change. */
export function runReplay(dryRun: boolean) {
  return post<Replay>("/ops/replay", { dry_run: dryRun });
}

export function useReplayOccurrences() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[]) => post<unknown>("/ops/replay", { occurrence_ids: ids, dry_run: false }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["ops"] }),
  });
}
