import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { toast } from "sonner";

import { ApiError } from "@/api/problem";
import { useMe } from "@/api/session";
import { slaQuery, useSaveSla } from "@/api/sla";
import type { Sla } from "@/api/types";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import type { Draft } from "@/features/settings/response-times/draft";
import { draftOf, sameDraft, slaOf } from "@/features/settings/response-times/draft";
import { Hours } from "@/features/settings/response-times/hours";
import { Targets } from "@/features/settings/response-times/targets";
import { Locked, Section, SettingsTitle } from "@/features/settings/section";
import { Unsaved } from "@/features/settings/unsaved";
import { m } from "@/i18n/admin";
import { cn } from "@/lib/cn";

const words = m.settings.responseTimes;

interface BarProps {
  wrong: boolean;
  /** Somebody else has saved since these changes were begun. */
  overtaken: boolean;
  busy: boolean;
  onDiscard: () => void;
}

/** Stays in sight while there is something to save. */
function SaveBar({ wrong, overtaken, busy, onDiscard }: BarProps) {
  return (
    <div className="sticky bottom-3 z-10 flex flex-wrap items-center gap-2 rounded-xl border border-line-strong bg-raised px-4 py-3 shadow-pop">
      <p role="status" className={cn("min-w-0 flex-1 text-sm", overtaken && "basis-60", wrong ? "text-red" : overtaken ? "text-amber" : "text-ink-2")}>
        {wrong ? words.mistakes : overtaken ? words.overtaken : words.unsaved}
      </p>
      <div className="ms-auto flex gap-2">
        <Button onClick={onDiscard}>{words.discard}</Button>
        <Button type="submit" variant="primary" disabled={busy}>
          {overtaken ? words.replace : m.common.save}
        </Button>
      </div>
    </div>
  );
}

/** Within what time people are answered, and when the organisation works. */
export function ResponseTimesPage() {
  const admin = useMe().role === "admin";
  const sla = useQuery(slaQuery);
  const client = useQueryClient();
  const save = useSaveSla();
  const form = useRef<HTMLFormElement>(null);
  // What is being written, and what it was made of; null as long as nobody has written.
  const [edited, setEdited] = useState<{ draft: Draft; begun: Sla } | null>(null);
  const [tried, setTried] = useState(false);
  const kept = sla.data;
  const newer = edited !== null && edited.begun.updated_at !== kept?.updated_at;
  const touched = edited !== null && !sameDraft(edited.draft, draftOf(edited.begun));
  // Whoever has put everything back sees what somebody else has saved since.
  const mine = edited !== null && (touched || !newer) ? edited : null;
  const draft = mine?.draft ?? (kept && draftOf(kept));
  const unsaved = touched && kept !== undefined && !sameDraft(edited.draft, draftOf(kept));
  const change = admin && draft && kept ? (some: Partial<Draft>) => setEdited({ draft: { ...draft, ...some }, begun: mine?.begun ?? kept }) : null;
  const reset = () => {
    setEdited(null);
    setTried(false);
  };
  const submit = () => {
    const wanted = draft && slaOf(draft);
    if (!wanted || !kept) {
      setTried(true);
      form.current?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
      return;
    }
    save.mutate({ ...wanted, updated_at: kept.updated_at }, {
      onSuccess: (saved) => {
        toast(words.saved, { description: words.savedHint });
        // What was changed while it was being saved is still to be saved.
        setEdited((now) => (now === edited ? null : now && { draft: now.draft, begun: saved }));
        setTried(false);
      },
      onError: (error) => {
        const tell = () => toast.error(m.settings.saveFailed, { description: explain(error) });
        // Once theirs is read, the bar says so; what was written here stays, to be saved instead or discarded.
        if (error instanceof ApiError && error.code === "sla_changed") client.query({ ...slaQuery, staleTime: 0 }).catch(tell);
        else tell();
      },
    });
  };
  return (
    <form
      ref={form}
      noValidate
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <SettingsTitle page={m.settings.pages.responseTimes} />
      {admin ? null : <Locked>{words.locked}</Locked>}
      {sla.isError && sla.data === undefined ? (
        <Section title={m.settings.pages.responseTimes} query={sla}>
          {() => null}
        </Section>
      ) : (
        <>
          <Section title={words.targets.title} help={words.targets.help} query={sla}>
            {() => draft && <Targets policies={draft.policies} onChange={change && ((policies) => change({ policies }))} />}
          </Section>
          <Section title={words.hours.title} help={words.hours.help} query={sla}>
            {() => draft && <Hours draft={draft} onChange={change} />}
          </Section>
        </>
      )}
      <Unsaved when={unsaved} />
      {unsaved ? <SaveBar overtaken={newer} wrong={tried && slaOf(edited.draft) === null} busy={save.isPending} onDiscard={reset} /> : null}
    </form>
  );
}
