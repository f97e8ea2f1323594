import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, patch, post } from "@/api/http";
import { meQuery } from "@/api/session";
import type { Member, Organization, OrganizationPatch, Page, Queue } from "@/api/types";

export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: async ({ signal }) => (await get<Page<Member>>("/members", {}, signal)).items,
  staleTime: 5 * 60_000,
});

export const queuesQuery = queryOptions({
  queryKey: ["queues"],
  queryFn: async ({ signal }) => (await get<Page<Queue>>("/queues", {}, signal)).items,
  staleTime: 60_000,
});

export const organizationQuery = queryOptions({
  queryKey: ["organization"],
  queryFn: ({ signal }) => get<Organization>("/organization", {}, signal),
});

export function useMembers(): Member[] {
  return useQuery(membersQuery).data ?? [];
}

export function useQueues(): Queue[] {
  return useQuery(queuesQuery).data ?? [];
}

export function memberName(member: { name: string; email: string }): string {
  return member.name || member.email;
}

export function useCreateQueue() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => post<Queue>("/queues", { name }),
    onSuccess: () => client.invalidateQueries({ queryKey: queuesQuery.queryKey }),
  });
}

export function useUpdateOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: OrganizationPatch) => patch<Organization>("/organization", change),
    onSuccess: (organization) => {
      client.setQueryData(organizationQuery.queryKey, organization);
      return client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
}
