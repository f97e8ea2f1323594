import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";

import { useQueues } from "@/api/organization";
import { useSavedViews } from "@/api/saved-views";
import { FilterBar } from "@/features/inbox/filter-bar";
import { SearchBox } from "@/features/inbox/search-box";
import { TicketList } from "@/features/inbox/ticket-list";
import { m } from "@/i18n";
import type { InboxSearch } from "@/lib/inbox-search";
import { isCut, MAX_QUERY, toFilters, viewOf } from "@/lib/inbox-search";

function useTitle(search: InboxSearch): string {
  const queue = useQueues().find((one) => one.id === search.queue);
  const saved = useSavedViews().find((one) => one.id === search.saved);
  if (saved) return saved.name;
  if (queue) return queue.name;
  if (search.q !== undefined && search.view === undefined) return m.inbox.resultsTitle;
  return m.shell.views[viewOf(search)];
}

export function InboxPage() {
  const search = useSearch({ from: "/shell/inbox" });
  const title = useTitle(search);
  const filters = useMemo(() => toFilters(search), [search]);
  return (
    <div className="flex h-full flex-col">
      <title>{`${title} · ${m.common.appName}`}</title>
      <header className="shrink-0 border-b border-line">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pt-3 pb-2 md:flex-nowrap md:px-5">
          <h1 className="min-w-0 truncate text-lg font-semibold md:flex-1">{title}</h1>
          <SearchBox key={search.q ?? ""} search={search} />
        </div>
        {isCut(search) ? (
          <p role="status" className="px-4 pb-2 text-xs text-ink-2 md:px-5">
            {m.inbox.searchCut({ max: MAX_QUERY })}
          </p>
        ) : null}
        <FilterBar search={search} />
      </header>
      {/* Another list is another component: its scroll position, its waiting updates. */}
      <TicketList key={JSON.stringify(filters)} search={search} filters={filters} />
    </div>
  );
}
