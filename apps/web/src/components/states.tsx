import type { LucideIcon } from "lucide-react";
import { CloudOff, RotateCw } from "lucide-react";
import type { ReactNode } from "react";

import { ApiError, NetworkError } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** Nothing to show, and what to do about it. */
export function EmptyState({ icon: Icon, title, children, action, className }: EmptyProps) {
  return (
    <div className={cn("flex flex-col items-center justify-center px-6 py-16 text-center", className)}>
      <span className="mb-4 flex size-11 items-center justify-center rounded-xl border border-line bg-sunken text-ink-3">
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <h2 className="text-base font-semibold">{title}</h2>
      {children ? <div className="mt-1 max-w-sm text-sm text-balance text-ink-3">{children}</div> : null}
      {action ? <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}

/** Our words for an error of the API, by its code: English has none and leaves the word to the API, which knows more. */
function ownWords(code: string): string | undefined {
  const words: Readonly<Record<string, string | undefined>> = m.problems;
  return Object.hasOwn(words, code) ? words[code] : undefined;
}

/** What a person should read about a failed request: in English the API's own detail when it has one to give. */
export function explain(error: unknown): string {
  if (error instanceof NetworkError) return m.errors.network;
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : m.errors.server;
  if (error.status === 429) return m.errors.rateLimited;
  if (error.status >= 500) return m.errors.server;
  const own = ownWords(error.code);
  if (own !== undefined) return own;
  if (error.problem.detail !== null) return error.problem.detail;
  if (error.status === 403) return m.errors.forbidden;
  if (error.status === 404) return m.errors.notFound;
  return error.problem.title;
}

interface ErrorProps {
  error: unknown;
  onRetry?: () => void;
  title?: string;
  className?: string;
}

export function ErrorState({ error, onRetry, title = m.errors.title, className }: ErrorProps) {
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <div role="alert" className={cn("flex flex-col items-center justify-center px-6 py-16 text-center", className)}>
      <span className="mb-4 flex size-11 items-center justify-center rounded-xl border border-line bg-sunken text-red">
        <CloudOff aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <h2 className="text-base font-semibold">{title}</h2>
      <p className="mt-1 max-w-md text-sm text-balance text-ink-3">{explain(error)}</p>
      {requestId ? <p className="mt-2 font-mono text-2xs text-ink-3">{m.errors.requestId({ id: requestId })}</p> : null}
      {onRetry ? (
        <Button className="mt-4" onClick={onRetry}>
          <RotateCw aria-hidden />
          {m.common.retry}
        </Button>
      ) : null}
    </div>
  );
}

/** Tells assistive technology that something is on its way; the skeletons beside it are for eyes. */
export function LoadingNote() {
  return (
    <span role="status" className="sr-only">
      {m.common.loading}
    </span>
  );
}
