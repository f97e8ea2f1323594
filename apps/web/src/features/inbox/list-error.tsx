import { Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";

import { ApiError } from "@/api/problem";
import { EmptyState, ErrorState, explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { m } from "@/i18n";
import type { InboxSearch } from "@/lib/inbox-search";

interface Props {
  search: InboxSearch;
  error: unknown;
  onRetry: () => void;
}

/** Why the list failed. A search with wrong syntax fails again however often it is tried: it has to be changed. */
export function ListError({ search, error, onRetry }: Props) {
  const unreadable = search.q !== undefined && error instanceof ApiError && error.status === 422;
  if (!unreadable) return <ErrorState error={error} onRetry={onRetry} />;
  return (
    <div role="alert">
      <EmptyState
        icon={SearchX}
        title={m.inbox.badSearchTitle}
        action={
          <Button asChild>
            <Link to="/inbox" search={{ ...search, q: undefined }}>
              {m.inbox.clearSearch}
            </Link>
          </Button>
        }
      >
        {explain(error)}
      </EmptyState>
    </div>
  );
}
