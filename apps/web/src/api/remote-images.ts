/** Images on other servers: which a mail has, and whose are shown without asking. The API fetches them in our place. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, put } from "@/api/http";
import type { RemoteImagePreference, RemoteImages } from "@/api/types";

const MINUTE = 60_000;

export const remoteImagePreferenceQuery = queryOptions({
  queryKey: ["remote-images", "preference"],
  queryFn: ({ signal }) => get<RemoteImagePreference>("/tickets/remote-images", {}, signal),
  staleTime: 5 * MINUTE,
});

export function remoteImagesQuery(ticketId: string, messageId: string) {
  return queryOptions({
    queryKey: ["remote-images", "of", ticketId, messageId],
    queryFn: ({ signal }) => get<RemoteImages>(`/tickets/${ticketId}/messages/${messageId}/remote-images`, {}, signal),
    // The paths hold for an hour at least.
    staleTime: 50 * MINUTE,
    refetchOnWindowFocus: false,
  });
}

/** Shows the images of a message's sender from now on, or asks again. */
export function useAlwaysShowImages(ticketId: string, messageId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (always: boolean) => put<RemoteImagePreference>(`/tickets/${ticketId}/messages/${messageId}/remote-images/sender`, { always }),
    onSuccess: (preference) => client.setQueryData(remoteImagePreferenceQuery.queryKey, preference),
  });
}
