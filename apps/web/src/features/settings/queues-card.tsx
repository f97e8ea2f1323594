import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Hash } from "lucide-react";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import { z } from "zod";

import { queuesQuery, useCreateQueue } from "@/api/organization";
import { Field } from "@/components/field";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Section } from "@/features/settings/section";
import { m } from "@/i18n/admin";
import { formatNumber } from "@/lib/format";

const words = m.settings.queues;
const schema = z.object({ name: z.string().trim().min(1, words.nameMissing).max(80, words.nameLong) });

function CreateQueue() {
  const create = useCreateQueue();
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { name: "" } });
  const submit = form.handleSubmit(({ name }) =>
    create.mutate(name, {
      onSuccess: (queue) => {
        form.reset();
        toast(words.created({ name: queue.name }));
      },
      onError: (error) => toast.error(words.failed, { description: explain(error) }),
    }),
  );
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="max-w-md px-5 py-4">
      <Field label={words.name} error={form.formState.errors.name?.message}>
        {(control) => (
          <div className="flex gap-2">
            <Input {...control} placeholder={words.placeholder} {...form.register("name")} />
            <Button type="submit" size="lg" disabled={create.isPending}>
              {words.create}
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}

export function QueuesCard({ admin }: { admin: boolean }) {
  const queues = useQuery(queuesQuery);
  return (
    <Section title={words.title} help={words.help} query={queues}>
      {(data) => (
        <>
          {data.length === 0 ? (
            <p className="border-b border-line px-5 py-4 text-sm text-ink-2">{words.empty}</p>
          ) : (
            <ul>
              {data.map((queue) => (
                <li key={queue.id} className="flex h-11 items-center gap-3 border-b border-line px-5 text-sm last:border-0">
                  <Hash aria-hidden className="size-4 text-ink-3" />
                  <Link to="/inbox" search={{ queue: queue.id }} className="min-w-0 flex-1 truncate font-medium underline-offset-2 hover:underline">
                    {queue.name}
                  </Link>
                  <span className="text-xs text-ink-3 tabular-nums">{words.open({ count: formatNumber(queue.open_count) })}</span>
                </li>
              ))}
            </ul>
          )}
          {admin ? (
            <div className="border-t border-line">
              <CreateQueue />
            </div>
          ) : null}
        </>
      )}
    </Section>
  );
}
