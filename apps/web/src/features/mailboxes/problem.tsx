import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

import type { ActionableError } from "@/api/types";
import { m } from "@/i18n/admin";

/** What is wrong, what to do about it, and the machine word for whoever has to look it up. */
export function Problem({ error, children }: { error: ActionableError | null; children?: ReactNode }) {
  return (
    <div role="alert" className="flex gap-2.5 rounded-lg border border-red/30 bg-red/5 px-3 py-2.5 text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-red" />
      <div className="min-w-0 space-y-1">
        <p className="font-medium">{error?.detail ?? m.errors.server}</p>
        {error?.action ? <p className="text-ink-2">{error.action}</p> : null}
        {error ? <code className="block font-mono text-2xs text-ink-3">{error.code}</code> : null}
        {children ? <div className="pt-1.5">{children}</div> : null}
      </div>
    </div>
  );
}
