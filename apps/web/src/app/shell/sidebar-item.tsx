import type { LinkProps } from "@tanstack/react-router";
import { Link } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

interface ItemProps {
  icon: LucideIcon;
  label: string;
  active: boolean;
  count?: string | null;
  link: LinkProps;
  /** What of it is late: how many, and in words. */
  alert?: { count: string; label: string } | null;
  /** A count worth a second look. */
  strong?: boolean;
}

export function Item({ icon: Icon, label, active, count, link, alert = null, strong = false }: ItemProps) {
  return (
    <Link
      {...link}
      aria-current={active ? "page" : undefined}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-md px-2 text-sm text-ink-2 transition-colors hover:bg-hover hover:text-ink md:h-7.5",
        active && "bg-selected font-medium text-ink hover:bg-selected",
      )}
    >
      <Icon aria-hidden className={cn("size-4 shrink-0", active ? "text-accent" : "text-ink-3")} strokeWidth={1.9} />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {alert ? (
        <span className="rounded bg-red/10 px-1.5 text-xs font-medium text-red tabular-nums" title={alert.label}>
          <span aria-hidden>{alert.count}</span>
          <span className="sr-only">{alert.label}</span>
        </span>
      ) : null}
      {count ? <span className={cn("text-xs tabular-nums", strong ? "font-semibold text-ink" : "text-ink-3")}>{count}</span> : null}
    </Link>
  );
}

export function Section({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className="space-y-px">
      {title ? <h2 className="px-2 pt-4 pb-1 text-2xs font-medium tracking-normal text-ink-3">{title}</h2> : null}
      {children}
    </div>
  );
}
