import { LoaderCircle } from "lucide-react";

import { LoadingNote } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/surface";
import { m } from "@/i18n";

/** Rows that stand where the real ones will: same height, same columns. */
export function ListSkeleton({ height, narrow }: { height: number; narrow: boolean }) {
  return (
    <div className="min-h-0 flex-1 overflow-hidden">
      <LoadingNote />
      {Array.from({ length: 18 }, (_, index) => (
        <div key={index} style={{ height }} className="flex items-center gap-3 border-b border-line px-5">
          <Skeleton className="size-4 rounded-full" />
          {narrow ? (
            <div className="flex-1 space-y-2">
              <Skeleton className="h-3 w-1/3" />
              <Skeleton className="h-3 w-4/5" />
            </div>
          ) : (
            <>
              <Skeleton className="h-3 w-36" />
              <Skeleton className="ms-12 h-3" style={{ width: `${22 + ((index * 17) % 30)}%` }} />
              <span className="flex-1" />
              <Skeleton className="h-3 w-12" />
            </>
          )}
        </div>
      ))}
    </div>
  );
}

interface FooterProps {
  fetching: boolean;
  failed: boolean;
  done: boolean;
  onRetry: () => void;
}

export function ListFooter({ fetching, failed, done, onRetry }: FooterProps) {
  return (
    <div role="status" className="flex h-14 items-center justify-center gap-3 text-xs text-ink-3">
      {failed ? (
        <>
          {m.inbox.moreFailed}
          <Button size="sm" onClick={onRetry}>
            {m.common.retry}
          </Button>
        </>
      ) : fetching ? (
        <>
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
          {m.inbox.loadingMore}
        </>
      ) : done ? (
        m.inbox.endOfList
      ) : null}
    </div>
  );
}
