import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";

import { identitiesQuery } from "@/api/replies";
import { ErrorState, LoadingNote } from "@/components/states";
import { m } from "@/i18n/admin";

/** The addresses that a sending mailbox may write from, and those that Google has not verified yet. */
export function SendingAddresses({ mailboxId }: { mailboxId: string }) {
  const identities = useQuery(identitiesQuery(null));
  if (identities.isPending) {
    return (
      <div className="px-5 py-4">
        <LoadingNote />
      </div>
    );
  }
  if (identities.isError) return <ErrorState error={identities.error} onRetry={() => void identities.refetch()} />;
  const own = identities.data.items.filter((one) => one.mailbox_id === mailboxId);
  const words = m.mailboxes.sending;
  return (
    <div className="px-5 py-4">
      <h3 className="text-2xs font-medium text-ink-3">{words.title}</h3>
      {own.length === 0 ? <p className="mt-1 text-sm text-ink-3">{words.none}</p> : null}
      <ul className="mt-1 space-y-1">
        {own.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center gap-x-2 text-sm">
            {one.is_verified ? <CircleCheck aria-hidden className="size-4 shrink-0 text-green" /> : <CircleAlert aria-hidden className="size-4 shrink-0 text-amber" />}
            <span className="min-w-0 truncate">{one.email}</span>
            <span className="text-xs text-ink-3">{one.is_verified ? words.verified : words.unverified}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
