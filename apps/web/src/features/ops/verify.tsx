import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX, ShieldCheck } from "lucide-react";

import { verifyQuery } from "@/api/ops";
import type { Check } from "@/api/types";
import { ErrorState } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/surface";
import { m } from "@/i18n/admin";
import { cn } from "@/lib/cn";

function Result({ checks }: { checks: Check[] }) {
  const broken = checks.filter((check) => check.violations > 0).length;
  return (
    <>
      <p role="status" className={cn("border-t border-line px-5 py-3 text-sm font-medium", broken > 0 ? "text-red" : "text-green")}>
        {broken > 0 ? m.ops.verify.broken({ count: broken }) : m.ops.verify.ok}
      </p>
      <ul>
        {checks.map((check) => (
          <li key={check.name} className="flex items-start gap-3 border-t border-line px-5 py-3 text-sm">
            {check.violations > 0 ? (
              <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-red" />
            ) : (
              <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-green" />
            )}
            <div className="min-w-0 flex-1">
              <p>{check.rule}</p>
              {check.examples.length > 0 ? <p className="text-xs break-all text-ink-2">{check.examples.join(", ")}</p> : null}
              <code className="font-mono text-2xs text-ink-3">{check.name}</code>
            </div>
            <span className={cn("shrink-0 text-xs", check.violations > 0 ? "font-semibold text-red" : "text-ink-3")}>
              {check.violations > 0 ? m.ops.verify.violations({ count: check.violations }) : m.ops.verify.holds}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Asked for by a person, because it reads the whole organisation. */
export function Verify() {
  const verify = useQuery({ ...verifyQuery, enabled: false });
  return (
    <Card className="overflow-hidden">
      <div className="flex flex-wrap items-center justify-between gap-3 px-5 py-4">
        <p className="max-w-xl text-sm text-ink-2">{m.ops.verify.intro}</p>
        <Button variant="primary" onClick={() => void verify.refetch()} disabled={verify.isFetching}>
          <ShieldCheck aria-hidden />
          {verify.isFetching ? m.ops.verify.running : m.ops.verify.run}
        </Button>
      </div>
      {verify.isError ? (
        <ErrorState className="border-t border-line py-8" error={verify.error} onRetry={() => void verify.refetch()} />
      ) : verify.data ? (
        <Result checks={verify.data.checks} />
      ) : null}
    </Card>
  );
}
