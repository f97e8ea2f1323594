import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { ErrorState, LoadingNote } from "@/components/states";
import { Card, Skeleton } from "@/components/ui/surface";

interface Props<T> {
  title: string;
  help?: string;
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** A card of settings that shows its own loading and error state. */
export function Section<T>({ title, help, query, children }: Props<T>) {
  return (
    <Card aria-label={title} className="overflow-hidden">
      <header className="border-b border-line px-5 py-3">
        <h2 className="text-base font-semibold">{title}</h2>
        {help ? <p className="text-sm text-ink-3">{help}</p> : null}
      </header>
      {query.data !== undefined ? (
        children(query.data)
      ) : query.isError ? (
        <ErrorState className="py-8" error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="space-y-3 p-5">
          <LoadingNote />
          <Skeleton className="h-5 w-1/2" />
          <Skeleton className="h-5 w-1/3" />
        </div>
      )}
    </Card>
  );
}
