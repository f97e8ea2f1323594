import type { ErrorComponentProps } from "@tanstack/react-router";
import { Link, useRouter } from "@tanstack/react-router";
import { Compass, TriangleAlert } from "lucide-react";

import { ApiError, NetworkError } from "@/api/problem";
import { EmptyState, ErrorState, LoadingNote } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/surface";
import { m } from "@/i18n";

export function PagePending() {
  return (
    <div className="mx-auto w-full max-w-4xl space-y-4 px-4 pt-9 md:px-8">
      <LoadingNote />
      <Skeleton className="h-6 w-40" />
      <Skeleton className="h-24" />
      <Skeleton className="h-24" />
    </div>
  );
}

export function NotFoundPage() {
  return (
    <main className="flex h-full items-center justify-center">
      <EmptyState
        icon={Compass}
        title={m.errors.pageNotFoundTitle}
        action={
          <Button asChild variant="primary">
            <Link to="/inbox">{m.errors.toInbox}</Link>
          </Button>
        }
      >
        {m.errors.pageNotFoundBody}
      </EmptyState>
    </main>
  );
}

/** A failed load can be tried again; anything else is a defect, and its text helps whoever reports it. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (error instanceof ApiError || error instanceof NetworkError) {
    const retry = () => {
      reset();
      void router.invalidate();
    };
    return (
      <main className="flex h-full items-center justify-center">
        <ErrorState error={error} onRetry={retry} />
      </main>
    );
  }
  return (
    <main className="flex h-full items-center justify-center">
      <EmptyState
        icon={TriangleAlert}
        title={m.errors.crashTitle}
        action={<Button onClick={() => window.location.reload()}>{m.errors.reload}</Button>}
      >
        {m.errors.crashBody}
        <code className="mt-3 block rounded-md bg-hover px-2 py-1 text-start font-mono text-xs break-words">{error instanceof Error ? error.message : String(error)}</code>
      </EmptyState>
    </main>
  );
}
