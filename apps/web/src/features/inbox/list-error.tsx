import { ApiError } from "@/api/problem";
import { ErrorState } from "@/components/states";
import { SearchProblem } from "@/features/inbox/search-problem";
import type { InboxSearch } from "@/lib/inbox-search";

interface Props {
  search: InboxSearch;
  error: unknown;
  onRetry: () => void;
}

/** Why the list failed. A search with wrong syntax fails again however often it is tried: it has to be changed. */
export function ListError({ search, error, onRetry }: Props) {
  if (search.q !== undefined && error instanceof ApiError && error.status === 422) return <SearchProblem search={search} error={error} />;
  return <ErrorState error={error} onRetry={onRetry} />;
}
