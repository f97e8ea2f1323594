import type { LinkProps } from "@tanstack/react-router";
import { Link, Outlet } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import { Building2, MailCheck, MessageSquareText, SendHorizontal, Timer } from "lucide-react";

import { Page } from "@/components/page";
import { m } from "@/i18n/admin";

const words = m.settings.pages;
const PAGES = [
  { to: "/settings", exact: true, label: words.organisation, Icon: Building2 },
  { to: "/settings/sending", exact: false, label: words.sending, Icon: SendHorizontal },
  { to: "/settings/canned", exact: false, label: words.canned, Icon: MessageSquareText },
  { to: "/settings/acknowledgements", exact: false, label: words.acknowledgements, Icon: MailCheck },
  { to: "/settings/response-times", exact: false, label: words.responseTimes, Icon: Timer },
] as const satisfies readonly { to: LinkProps["to"]; exact: boolean; label: string; Icon: LucideIcon }[];

/** The pages of settings beside their list; on a phone the list stands above. */
export function SettingsLayout() {
  return (
    <Page title={m.settings.title} className="max-w-5xl">
      <div className="gap-8 md:flex">
        <nav aria-label={m.settings.sections} className="mb-5 grid shrink-0 grid-cols-2 gap-1 md:mb-0 md:flex md:w-44 md:flex-col">
          {PAGES.map(({ to, exact, label, Icon }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact }}
              activeProps={{ className: "bg-selected font-medium text-ink" }}
              inactiveProps={{ className: "text-ink-2 hover:bg-hover hover:text-ink" }}
              className="flex h-8 shrink-0 items-center gap-2.5 rounded-md px-2.5 text-sm whitespace-nowrap transition-colors"
            >
              <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />
              {label}
            </Link>
          ))}
        </nav>
        <div className="min-w-0 flex-1">
          <Outlet />
        </div>
      </div>
    </Page>
  );
}
