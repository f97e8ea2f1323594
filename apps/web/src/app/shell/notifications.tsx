import { useQuery } from "@tanstack/react-query";
import { Bell, CheckCheck } from "lucide-react";
import { Popover } from "radix-ui";
import { lazy, useState } from "react";

import { unreadCountQuery, useLiveNotifications, useMarkRead } from "@/api/notifications";
import { LaterPart } from "@/components/later-part";
import { Button } from "@/components/ui/button";
import { m } from "@/i18n";
import { useLoadAtFirstTouch } from "@/lib/first-touch";
import { useShortcuts } from "@/lib/shortcuts";

const CAP = 100;
const notificationList = () => import("@/app/shell/notification-list");
const NotificationList = lazy(notificationList);

/** The bell: how many are unread, and the list. Nothing of it is ever mailed. */
export function Notifications() {
  const [open, setOpen] = useState(false);
  const unread = useQuery(unreadCountQuery).data ?? 0;
  const { mutate: markRead } = useMarkRead();
  useLiveNotifications();
  useLoadAtFirstTouch(notificationList);
  useShortcuts([{ keys: "g n", label: m.shell.notifications.open, group: "navigation", run: () => setOpen(true) }]);
  const shown = unread >= CAP ? m.shell.overCap({ cap: "99" }) : String(unread);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button variant="ghost" size="icon" aria-label={unread > 0 ? m.shell.notifications.titleUnread({ count: shown }) : m.shell.notifications.title} className="relative">
          <Bell aria-hidden />
          {unread > 0 ? (
            <span aria-hidden className="absolute top-0 end-0 min-w-4 rounded-full bg-accent px-1 text-center text-[0.5625rem] leading-4 font-semibold text-accent-ink tabular-nums">
              {shown}
            </span>
          ) : null}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content aria-label={m.shell.notifications.title} align="start" sideOffset={6} collisionPadding={8} className="animate-pop z-50 w-96 max-w-[calc(100vw-1rem)] overflow-hidden rounded-lg border border-line-strong bg-raised text-ink shadow-pop">
          <div className="flex items-center gap-2 border-b border-line py-1.5 pe-2 ps-4">
            <h2 className="flex-1 text-sm font-semibold">{m.shell.notifications.title}</h2>
            <Button variant="ghost" size="sm" disabled={unread === 0} onClick={() => markRead({})}>
              <CheckCheck aria-hidden />
              {m.shell.notifications.readAll}
            </Button>
          </div>
          <LaterPart>
            <NotificationList onClose={() => setOpen(false)} />
          </LaterPart>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
