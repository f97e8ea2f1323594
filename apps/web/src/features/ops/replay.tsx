import { useMutation } from "@tanstack/react-query";
import { RotateCcw, Search } from "lucide-react";
import { toast } from "sonner";

import { runReplay } from "@/api/ops";
import type { Alteration, Replay as ReplayResult } from "@/api/types";
import { ErrorState, explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/surface";
import { m } from "@/i18n/admin";

function Rows({ title, rows }: { title: string; rows: readonly Alteration[] }) {
  if (rows.length === 0) return null;
  return (
    <section className="border-t border-line px-4 py-3">
      <h3 className="text-sm font-medium">{title}</h3>
      <ul className="mt-2 space-y-2">
        {rows.map((row, index) => (
          <li key={`${row.id ?? "new"}-${index}`} className="text-sm">
            <p className="font-medium break-words">{`${row.label ?? m.ops.replaying.isNew} · ${m.ops.replaying.kinds[row.kind]}`}</p>
            <ul className="mt-0.5 text-xs text-ink-2">
              {Object.entries(row.fields).map(([name, value]) => (
                <li key={name} className="break-words">
                  {m.ops.replaying.change({ name, from: String(value.from ?? m.common.none), to: String(value.to ?? m.common.none) })}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Result({ result }: { result: ReplayResult }) {
  const nothing = Object.keys(result.altered).length === 0;
  return (
    <Card className="mt-4">
      <p role="status" className="px-4 py-3 text-sm">
        {m.ops.replaying.compared({ examined: result.examined, changed: result.changed })} {nothing ? m.ops.replaying.nothing : null}
      </p>
      <Rows title={m.ops.replaying.tickets} rows={result.tickets} />
      <Rows title={m.ops.replaying.routing} rows={result.routing} />
      <Rows title={m.ops.replaying.messages} rows={result.messages} />
    </Card>
  );
}

/** Reads all stored mail again; what would change is shown before anything does. */
export function Replay() {
  const dryRun = useMutation({ mutationFn: () => runReplay(true) });
  const replay = useMutation({
    mutationFn: () => runReplay(false),
    onSuccess: () => toast(m.ops.replayQueued),
    onError: (error) => toast.error(m.ops.replayFailed, { description: explain(error) }),
  });
  return (
    <>
      <p className="mb-4 max-w-xl text-sm text-ink-2">{m.ops.replaying.intro}</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => dryRun.mutate()} disabled={dryRun.isPending}>
          <Search aria-hidden />
          {dryRun.isPending ? m.ops.replaying.running : m.ops.replaying.dryRun}
        </Button>
        {dryRun.isSuccess ? (
          <Button onClick={() => replay.mutate()} disabled={replay.isPending || replay.isSuccess}>
            <RotateCcw aria-hidden />
            {m.ops.replaying.run}
          </Button>
        ) : null}
      </div>
      {dryRun.isError ? <ErrorState error={dryRun.error} onRetry={() => dryRun.mutate()} /> : null}
      {dryRun.isSuccess ? <Result result={dryRun.data} /> : null}
    </>
  );
}
