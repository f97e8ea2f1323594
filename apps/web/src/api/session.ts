import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

import { get, post, rememberCsrf } from "@/api/http";
import type { AuthOptions, Me, SignedIn } from "@/api/types";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => get<Me>("/me", {}, signal),
  staleTime: 5 * 60_000,
});

export const authOptionsQuery = queryOptions({
  queryKey: ["auth", "options"],
  queryFn: ({ signal }) => get<AuthOptions>("/auth/options", {}, signal),
  staleTime: Infinity,
});

/** The signed-in person. Only inside the shell, whose route has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export interface DevLogin {
  email: string;
  organization_name: string;
}

export function useDevLogin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (login: DevLogin) => post<SignedIn>("/auth/dev/login", login),
    onSuccess: (session) => {
      client.clear();
      rememberCsrf(session.csrf_token);
    },
  });
}

export function useLogout() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => post<undefined>("/auth/logout"),
    onSuccess: () => {
      rememberCsrf(null);
      client.clear();
    },
  });
}

export function useSwitchOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (organizationId: string) => post<Me>("/auth/switch-org", { organization_id: organizationId }),
    onSuccess: (me) => {
      // Nothing of the other organisation may stay on the screen, and the session's token may have changed.
      rememberCsrf(null);
      client.clear();
      client.setQueryData(meQuery.queryKey, me);
    },
  });
}
