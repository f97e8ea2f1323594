import { lazy } from "react";

import { ApiError } from "@/api/problem";
import { LaterPart } from "@/components/later-part";
import { ErrorState } from "@/components/states";
import type { InboxSearch } from "@/lib/inbox-search";

const SearchProblem = lazy(() => import("@/features/inbox/search-problem"));

interface Props {
  search: InboxSearch;
  error: unknown;
  onRetry: () => void;
}

/** Why the list failed. A search with wrong syntax fails again however often it is tried: it has to be changed. */
export function ListError({ search, error, onRetry }: Props) {
  if (search.q !== undefined && error instanceof ApiError && error.status === 422)
    return (
      <LaterPart>
        <SearchProblem search={search} error={error} />
      </LaterPart>
    );
  return <ErrorState error={error} onRetry={onRetry} />;
}
