import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { Page } from "@/api/types";
import { ErrorState, LoadingNote } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/surface";
import { m } from "@/i18n";

interface Props<T> {
  query: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  /** Rows of the skeleton, and how high each is. */
  skeleton: { rows: number; className: string };
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
}

/** The frame of a list that comes in pages: loading, failed, empty, or its items with a button for more. */
export function PagedList<T>({ query, skeleton, empty, children }: Props<T>) {
  if (query.isPending) {
    return (
      <div className="space-y-2">
        <LoadingNote />
        {Array.from({ length: skeleton.rows }, (_, index) => (
          <Skeleton key={index} className={skeleton.className} />
        ))}
      </div>
    );
  }
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isError && items.length === 0) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (items.length === 0) return empty;
  return (
    <>
      {children(items)}
      {query.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button onClick={() => void query.fetchNextPage()} disabled={query.isFetchingNextPage}>
            {query.isFetchingNextPage ? m.common.loading : m.common.loadMore}
          </Button>
        </div>
      ) : null}
    </>
  );
}
