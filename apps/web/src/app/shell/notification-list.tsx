import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { AlarmClock, AtSign, MailPlus, StickyNote, UserRoundPlus } from "lucide-react";
import type { LucideIcon } from "lucide-react";

import { notificationsQuery, useMarkRead } from "@/api/notifications";
import type { Notification, NotificationKind } from "@/api/types";
import { ErrorState, LoadingNote } from "@/components/states";
import { Time } from "@/components/time";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

const icons: Record<NotificationKind, LucideIcon> = { mention: AtSign, assigned: UserRoundPlus, reply: MailPlus, note: StickyNote, woken: AlarmClock };

function saying({ kind, writer, count }: Notification): string {
  return m.shell.notifications.kinds[kind]({ name: writer ?? m.common.unknown, count });
}

function Line({ one, onOpen }: { one: Notification; onOpen: () => void }) {
  const Icon = icons[one.kind];
  const unread = one.read_at === null;
  return (
    <li>
      <button type="button" onClick={onOpen} className="flex w-full items-start gap-2.5 rounded-md px-2.5 py-2 text-start hover:bg-hover">
        <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", unread ? "text-accent" : "text-ink-3")} />
        <span className="min-w-0 flex-1">
          <span className={cn("block text-sm", unread ? "font-medium text-ink" : "text-ink-2")}>
            {saying(one)}
            {unread ? <span className="sr-only">{`, ${m.shell.notifications.unread}`}</span> : null}
          </span>
          <span className="block truncate text-xs text-ink-3">{`${one.ticket_code} · ${one.ticket_subject || m.common.noSubject}`}</span>
          {one.excerpt === "" ? null : <span dir="auto" className="block truncate text-xs text-ink-3">{one.excerpt}</span>}
        </span>
        <Time value={one.happened_at} className="shrink-0 text-2xs text-ink-3 tabular-nums" />
        <span aria-hidden className={cn("mt-1.5 size-2 shrink-0 rounded-full", unread ? "bg-accent" : "bg-transparent")} />
      </button>
    </li>
  );
}

/** What the bell rang for, the latest first; each line leads to its ticket. */
export default function NotificationList({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const list = useQuery(notificationsQuery);
  const { mutate: markRead } = useMarkRead();
  if (list.isPending) return <div className="p-6"><LoadingNote /></div>;
  if (list.data === undefined) return <ErrorState className="py-8" error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.length === 0) return <p className="px-4 py-10 text-center text-sm text-ink-3">{m.shell.notifications.empty}</p>;
  const open = (one: Notification) => () => {
    onClose();
    markRead({ ids: [one.id] });
    void navigate({ to: "/tickets/$ticketId", params: { ticketId: one.ticket_id } });
  };
  return (
    <ul className="max-h-[60vh] overflow-y-auto p-1 scroll-thin">
      {list.data.map((one) => (
        <Line key={one.id} one={one} onOpen={open(one)} />
      ))}
    </ul>
  );
}
