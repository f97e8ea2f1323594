import { Hash, Layers, Plus, Trash2 } from "lucide-react";

import { useQueues } from "@/api/organization";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import type { Draft, PolicyDraft } from "@/features/settings/response-times/draft";
import { emptyPolicy } from "@/features/settings/response-times/draft";
import { TargetTable } from "@/features/settings/response-times/target-table";
import { m } from "@/i18n/admin";

const words = m.settings.responseTimes.targets;

const promises = ({ targets }: PolicyDraft) => Object.values(targets).some(({ first, next }) => first !== "" || next !== "");

interface Props {
  policies: Draft["policies"];
  /** Null when the caller may only look. */
  onChange: ((policies: Draft["policies"]) => void) | null;
}

function AddQueue({ queues, onAdd }: { queues: readonly { id: string; name: string }[]; onAdd: (id: string) => void }) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>
          <Plus aria-hidden />
          {words.own}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        {queues.map(({ id, name }) => (
          <DropdownMenuItem key={id} onSelect={() => onAdd(id)}>
            <Hash aria-hidden className="size-4 text-ink-3" />
            {name}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** What is promised: for every queue, and for those that have targets of their own. */
export function Targets({ policies, onChange }: Props) {
  const queues = useQueues();
  const nameOf = (id: string | null) => (id === null ? (policies.length > 1 ? words.others : words.every) : (queues.find((queue) => queue.id === id)?.name ?? m.common.unknown));
  const free = queues.filter(({ id }) => !policies.some(({ queueId }) => queueId === id));
  if (onChange === null && !policies.some(promises) && policies.length === 1) return <p className="p-5 text-sm text-ink-2">{words.unset}</p>;
  return (
    <div className="divide-y divide-line">
      {onChange ? <p className="px-5 py-3 text-xs text-ink-3">{words.hint}</p> : null}
      {policies.map((policy, at) => {
        const queue = nameOf(policy.queueId);
        return (
          <section key={policy.queueId} aria-label={queue} className="space-y-2 p-5">
            <div className="flex min-h-8 items-center gap-2">
              {policy.queueId === null ? <Layers aria-hidden className="size-4 text-ink-3" /> : <Hash aria-hidden className="size-4 text-ink-3" />}
              <h3 className="min-w-0 flex-1 truncate text-sm font-semibold">{queue}</h3>
              {onChange === null || policy.queueId === null ? null : (
                <Button variant="ghost" size="icon" aria-label={words.remove({ queue })} title={words.remove({ queue })} onClick={() => onChange(policies.filter((other) => other !== policy))}>
                  <Trash2 aria-hidden />
                </Button>
              )}
            </div>
            <TargetTable queue={queue} policy={policy} onChange={onChange && ((changed) => onChange(policies.map((other, index) => (index === at ? changed : other))))} />
            {policy.queueId === null || promises(policy) ? null : <p className="text-xs text-ink-2">{words.silent}</p>}
          </section>
        );
      })}
      {onChange === null || free.length === 0 ? null : (
        <div className="p-5">
          <AddQueue queues={free} onAdd={(id) => onChange([...policies, emptyPolicy(id)])} />
        </div>
      )}
    </div>
  );
}
