import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import {
  Activity,
  AlarmClock,
  Archive,
  AtSign,
  Ban,
  CheckCircle2,
  CircleDot,
  Clock3,
  Hash,
  Inbox,
  Layers,
  Mail,
  PauseCircle,
  Search,
  Settings,
  Timer,
  UserRoundX,
} from "lucide-react";
import type { LucideIcon } from "lucide-react";

import { useChanges } from "@/api/events";
import { queuesQuery } from "@/api/organization";
import { useMe } from "@/api/session";
import { ticketCountsQuery } from "@/api/tickets";
import { AccountMenu } from "@/app/shell/account-menu";
import { Notifications } from "@/app/shell/notifications";
import { activeCount, showCount } from "@/app/shell/counts";
import { Item, Section } from "@/app/shell/sidebar-item";
import { SavedViews, Tags } from "@/app/shell/sidebar-lists";
import { Kbd } from "@/components/ui/kbd";
import { m } from "@/i18n";
import type { InboxSearch, View } from "@/lib/inbox-search";
import { viewOf } from "@/lib/inbox-search";

const viewIcons: [View, LucideIcon][] = [
  ["open", Inbox],
  ["unassigned", UserRoundX],
  ["mine", AtSign],
  ["new", CircleDot],
  ["pending", Clock3],
  ["due", Timer],
  ["snoozed", AlarmClock],
  ["resolved", CheckCircle2],
  ["closed", Archive],
  ["spam", Ban],
  ["all", Layers],
];

const RECOUNT_MS = 60_000;

export function Sidebar({ onSearch }: { onSearch?: () => void }) {
  const me = useMe();
  const location = useRouterState({ select: (state) => state.location });
  // What is due becomes overdue without any event.
  const counts = useQuery({ ...ticketCountsQuery, refetchInterval: ({ state }) => (state.data?.due ? RECOUNT_MS : false) });
  const queues = useQuery(queuesQuery);
  useChanges("ticket", () => {
    void counts.refetch();
    void queues.refetch();
  });
  const search = location.search as InboxSearch;
  const inInbox = location.pathname === "/inbox";
  const view = inInbox && search.queue === undefined && search.saved === undefined && search.tag === undefined ? viewOf(search) : null;
  const parked = location.pathname === "/parked";
  const countOf: Partial<Record<View, number | undefined>> = counts.data
    ? {
        open: activeCount(counts.data),
        unassigned: counts.data.unassigned,
        mine: counts.data.mine,
        new: counts.data.by_status.new,
        pending: counts.data.by_status.pending,
        due: counts.data.due,
        snoozed: counts.data.snoozed,
      }
    : {};
  const late = showCount(counts.data?.overdue);
  const admin = me.role === "admin";
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="p-2 pb-0">
        <div className="flex items-center gap-1">
          <div className="min-w-0 flex-1">
            <AccountMenu />
          </div>
          {onSearch ? <Notifications /> : null}
        </div>
        {onSearch ? (
          <button
            type="button"
            onClick={onSearch}
            className="mt-2 flex h-8 w-full items-center gap-2 rounded-md border border-line-strong bg-raised px-2 text-sm text-ink-3 shadow-xs transition-colors hover:text-ink-2"
          >
            <Search aria-hidden className="size-3.5" />
            <span className="min-w-0 flex-1 truncate text-start">{m.shell.search}</span>
            <Kbd keys="mod+k" />
          </button>
        ) : null}
      </div>
      <nav aria-label={m.shell.mainNavigation} className="min-h-0 flex-1 overflow-y-auto p-2 pb-4 scroll-thin">
        <Section>
          {viewIcons.map(([name, icon]) => (
            <Item
              key={name}
              icon={icon}
              label={m.shell.views[name]}
              active={view === name}
              count={showCount(countOf[name])}
              alert={name === "due" && late !== null ? { count: late, label: m.shell.overdue({ count: late }) } : null}
              strong={name === "new"}
              link={{ to: "/inbox", search: { view: name } }}
            />
          ))}
          {me.role === "viewer" ? null : <Item icon={PauseCircle} label={m.shell.views.parked} active={parked} link={{ to: "/parked" }} />}
        </Section>
        {queues.data && queues.data.length > 0 ? (
          <Section title={m.shell.queues}>
            {queues.data.map((queue) => (
              <Item
                key={queue.id}
                icon={Hash}
                label={queue.name}
                active={inInbox && search.saved === undefined && search.queue === queue.id}
                count={showCount(queue.open_count)}
                link={{ to: "/inbox", search: { queue: queue.id } }}
              />
            ))}
          </Section>
        ) : null}
        <SavedViews search={inInbox ? search : null} />
        <Tags search={inInbox ? search : null} />
        <Section title={m.shell.workspace}>
          <Item icon={Mail} label={m.shell.mailboxes} active={location.pathname.startsWith("/mailboxes")} link={{ to: "/mailboxes" }} />
          <Item icon={Settings} label={m.shell.settings} active={location.pathname.startsWith("/settings")} link={{ to: "/settings" }} />
          {admin ? (
            <Item icon={Activity} label={m.shell.operations} active={location.pathname === "/ops"} link={{ to: "/ops" }} />
          ) : null}
        </Section>
      </nav>
    </div>
  );
}
