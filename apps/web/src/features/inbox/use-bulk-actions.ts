import { toast } from "sonner";

import { useBulkChange, useUndoBulk } from "@/api/bulk";
import { ApiError } from "@/api/problem";
import { useMarkRead } from "@/api/reading";
import type { BulkPatch } from "@/api/types";
import { explain } from "@/components/states";
import { m } from "@/i18n";

/** How many refusals a message names; the rest is counted by the server's own sentence. */
const NAMED = 3;

/** Why a change to many was refused: each ticket that stood in the way, with its reason. */
function refusals(error: unknown): string {
  const named = error instanceof ApiError ? error.problem.errors.map(({ message }) => message) : [];
  return named.length === 0 ? explain(error) : [...new Set(named)].slice(0, NAMED).join(" · ");
}

/** Changes to many tickets, each with one undo for the whole. */
export function useBulkActions() {
  const bulk = useBulkChange();
  const undo = useUndoBulk();
  const reading = useMarkRead();
  const takeBack = (id: string) =>
    undo.mutate(id, {
      onError: (error) => toast.error(m.inbox.undoFailed, { description: explain(error) }),
      onSuccess: ({ kept }) => {
        const [first] = kept;
        if (first) toast(m.inbox.bulkKept({ count: kept.length }), { description: `${first.ticket_code}: ${first.reason}` });
      },
    });
  return {
    change: (ids: readonly string[], change: BulkPatch, done: (count: number) => string) =>
      bulk.mutate(
        { ids, change },
        {
          onError: (error) => toast.error(m.inbox.bulkRefused, { description: refusals(error) }),
          onSuccess: ({ id, changed_ids }) =>
            toast(done(changed_ids.length), id === null ? {} : { action: { label: m.common.undo, onClick: () => takeBack(id) } }),
        },
      ),
    mark: (ids: readonly string[], read: boolean) => reading.mutate({ ids, read }),
  };
}

export type BulkActions = ReturnType<typeof useBulkActions>;
