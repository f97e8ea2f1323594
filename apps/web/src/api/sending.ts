/** What people set about sending: how long it can be taken back, signatures, what queues answer, and texts with variables. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, patch, post, put } from "@/api/http";
import { preferencesQuery } from "@/api/replies";
import type { Acknowledgement, Page, Preferences, Previewed, QueueAcknowledgement, SendIdentity, SendIdentityPatch, TemplateVariable } from "@/api/types";

export function useSavePreferences() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Preferences) => put<Preferences>("/me/preferences", wanted),
    onSuccess: (kept) => client.setQueryData(preferencesQuery.queryKey, kept),
  });
}

export function useSaveIdentity() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: SendIdentityPatch }) => patch<SendIdentity>(`/tickets/send-identities/${id}`, change),
    // Every ticket has its own list of them.
    onSuccess: () => client.invalidateQueries({ queryKey: ["send-identities"] }),
  });
}

export const acknowledgementsQuery = queryOptions({
  queryKey: ["acknowledgements"],
  queryFn: async ({ signal }) => (await get<Page<QueueAcknowledgement>>("/queues/acknowledgements", {}, signal)).items,
  staleTime: 30_000,
});

export function useSaveAcknowledgement(queueId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Acknowledgement) => put<Acknowledgement>(`/queues/${queueId}/acknowledgement`, wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: acknowledgementsQuery.queryKey }),
  });
}

export const variablesQuery = queryOptions({
  queryKey: ["reply-variables"],
  queryFn: async ({ signal }) => (await get<Page<TemplateVariable>>("/reply-variables", {}, signal)).items,
  staleTime: 5 * 60_000,
});

export interface Template {
  subject: string;
  body_html: string;
  is_acknowledgement: boolean;
}

/** The text with its variables filled in for a made-up customer. */
export function previewQuery(template: Template) {
  return queryOptions({
    queryKey: ["template-preview", template],
    queryFn: () => post<Previewed>("/reply-variables/preview", template),
    staleTime: 60_000,
    retry: false,
  });
}
