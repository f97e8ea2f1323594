import type { UseQueryResult } from "@tanstack/react-query";
import type { LinkProps } from "@tanstack/react-router";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Lock } from "lucide-react";
import type { ReactNode } from "react";

import { ErrorState, LoadingNote } from "@/components/states";
import { Card, Skeleton } from "@/components/ui/surface";
import { m } from "@/i18n/admin";

interface Props<T> {
  title: string;
  help?: string;
  query: UseQueryResult<T>;
  /** A button at the end of the title. */
  action?: ReactNode;
  children: (data: T) => ReactNode;
}

/** A card of settings that shows its own loading and error state. */
export function Section<T>({ title, help, query, action, children }: Props<T>) {
  return (
    <Card aria-label={title} className="overflow-hidden">
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-5 py-3">
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="text-base font-semibold wrap-anywhere">{title}</h2>
          {help ? <p className="text-sm text-ink-3">{help}</p> : null}
        </div>
        {action}
      </header>
      {query.data !== undefined ? (
        children(query.data)
      ) : query.isError ? (
        <ErrorState className="py-8" error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="space-y-3 p-5">
          <LoadingNote />
          <Skeleton className="h-5 w-1/2" />
          <Skeleton className="h-5 w-1/3" />
        </div>
      )}
    </Card>
  );
}

/** Why the caller may look and not change. */
export function Locked({ children }: { children: ReactNode }) {
  return (
    <p role="note" className="flex items-start gap-2 rounded-lg bg-sunken px-3 py-2 text-sm text-ink-2">
      <Lock aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
      {children}
    </p>
  );
}

/** The way from one thing back to the list of them. */
export function BackLink({ to, label }: { to: LinkProps["to"]; label: string }) {
  return (
    <Link to={to} className="mb-3 inline-flex min-h-6 items-center gap-1.5 rounded text-sm text-ink-2 underline-offset-2 hover:text-ink hover:underline">
      <ArrowLeft aria-hidden className="rtl:-scale-x-100 size-4" />
      {label}
    </Link>
  );
}

export function SettingsTitle({ page }: { page: string }) {
  return <title>{`${page} · ${m.settings.title} · ${m.common.appName}`}</title>;
}
