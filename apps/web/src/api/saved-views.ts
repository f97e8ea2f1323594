/** Saved views: named filters, one's own or shared, and how many tickets each shows. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { del, get, patch, post } from "@/api/http";
import type { NewSavedView, Page, SavedView, SavedViewPatch } from "@/api/types";

export const savedViewsQuery = queryOptions({
  queryKey: ["saved-views", "list"],
  queryFn: async ({ signal }) => (await get<Page<SavedView>>("/tickets/saved-views", {}, signal)).items,
  staleTime: 60_000,
});

export const savedViewCountsKey = ["saved-views", "counts"] as const;

export const savedViewCountsQuery = queryOptions({
  queryKey: savedViewCountsKey,
  queryFn: async ({ signal }) =>
    (await get<{ counts: Record<string, number | null> }>("/tickets/saved-views/counts", {}, signal)).counts,
});

export function useSavedViews(): SavedView[] {
  return useQuery(savedViewsQuery).data ?? [];
}

function useChanged() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["saved-views"] });
}

export function useCreateView() {
  return useMutation({ mutationFn: (view: NewSavedView) => post<SavedView>("/tickets/saved-views", view), onSuccess: useChanged() });
}

export function useChangeView() {
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: SavedViewPatch }) => patch<SavedView>(`/tickets/saved-views/${id}`, change),
    onSuccess: useChanged(),
  });
}

export function useDeleteView() {
  return useMutation({ mutationFn: (id: string) => del(`/tickets/saved-views/${id}`), onSuccess: useChanged() });
}
