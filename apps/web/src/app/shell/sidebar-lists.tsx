import { useQuery } from "@tanstack/react-query";
import { Bookmark, Tag, Users } from "lucide-react";
import { useEffect, useRef } from "react";

import { useChanges } from "@/api/events";
import { savedViewCountsQuery, savedViewsQuery } from "@/api/saved-views";
import { tagsQuery } from "@/api/tickets";
import { showCount } from "@/app/shell/counts";
import { Item, Section } from "@/app/shell/sidebar-item";
import { m } from "@/i18n";
import type { InboxSearch } from "@/lib/inbox-search";
import { fromSaved } from "@/lib/inbox-search";

/** Counts of searches cost more than a glance is worth: however much mail comes, no more often than this. */
const PAUSE_MS = 5_000;
const SHOWN_TAGS = 8;

/** Calls `refresh` when tickets change: at once, and then no sooner than after a pause. */
function useCalmly(refresh: () => void): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  useChanges("ticket", () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => {
        last.current = Date.now();
        refresh();
      },
      Math.max(0, last.current + PAUSE_MS - Date.now()),
    );
  });
}

/** @param search of the inbox when that is what is shown */
export function SavedViews({ search }: { search: InboxSearch | null }) {
  const views = useQuery(savedViewsQuery);
  const any = (views.data?.length ?? 0) > 0;
  const counts = useQuery({ ...savedViewCountsQuery, enabled: any });
  useCalmly(() => {
    if (any) void counts.refetch();
  });
  if (!views.data || !any) return null;
  return (
    <Section title={m.shell.savedViews}>
      {views.data.map((view) => (
        <Item
          key={view.id}
          icon={view.is_shared ? Users : Bookmark}
          label={view.name}
          active={search?.saved === view.id}
          count={showCount(counts.data?.[view.id] ?? undefined)}
          link={{ to: "/inbox", search: fromSaved(view.filters, view.id) }}
        />
      ))}
    </Section>
  );
}

export function Tags({ search }: { search: InboxSearch | null }) {
  const tags = useQuery(tagsQuery);
  useCalmly(() => void tags.refetch());
  if (!tags.data || tags.data.length === 0) return null;
  return (
    <Section title={m.shell.tags}>
      {tags.data.slice(0, SHOWN_TAGS).map(({ tag, open_count }) => (
        <Item
          key={tag}
          icon={Tag}
          label={tag}
          active={search !== null && search.saved === undefined && search.tag === tag}
          count={showCount(open_count)}
          link={{ to: "/inbox", search: { view: "open", tag } }}
        />
      ))}
    </Section>
  );
}
