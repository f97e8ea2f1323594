import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { toast } from "sonner";

import { useMe } from "@/api/session";
import { slaQuery, useSaveSla } from "@/api/sla";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import type { Draft } from "@/features/settings/response-times/draft";
import { draftOf, sameDraft, slaOf } from "@/features/settings/response-times/draft";
import { Hours } from "@/features/settings/response-times/hours";
import { Targets } from "@/features/settings/response-times/targets";
import { Locked, Section, SettingsTitle } from "@/features/settings/section";
import { m } from "@/i18n/admin";

const words = m.settings.responseTimes;

interface BarProps {
  wrong: boolean;
  busy: boolean;
  onDiscard: () => void;
}

/** Stays in sight while there is something to save. */
function SaveBar({ wrong, busy, onDiscard }: BarProps) {
  return (
    <div className="sticky bottom-3 z-10 flex flex-wrap items-center gap-2 rounded-xl border border-line-strong bg-raised px-4 py-3 shadow-pop">
      <p role="status" className={wrong ? "min-w-0 flex-1 text-sm text-red" : "min-w-0 flex-1 text-sm text-ink-2"}>
        {wrong ? words.mistakes : words.unsaved}
      </p>
      <Button onClick={onDiscard}>{words.discard}</Button>
      <Button type="submit" variant="primary" disabled={busy}>
        {m.common.save}
      </Button>
    </div>
  );
}

/** Within what time people are answered, and when the organisation works. */
export function ResponseTimesPage() {
  const admin = useMe().role === "admin";
  const sla = useQuery(slaQuery);
  const save = useSaveSla();
  const form = useRef<HTMLFormElement>(null);
  // Null as long as nothing differs from what is kept.
  const [edited, setEdited] = useState<Draft | null>(null);
  const [tried, setTried] = useState(false);
  const kept = sla.data ? draftOf(sla.data) : null;
  const draft = edited ?? kept;
  const change = admin && draft ? (some: Partial<Draft>) => setEdited({ ...draft, ...some }) : null;
  const reset = () => {
    setEdited(null);
    setTried(false);
  };
  const submit = () => {
    const wanted = draft && slaOf(draft);
    if (wanted === null) {
      setTried(true);
      form.current?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
      return;
    }
    save.mutate(wanted, {
      onSuccess: () => {
        toast(words.saved, { description: words.savedHint });
        // What was changed while it was being saved is still to be saved.
        setEdited((now) => (now === edited ? null : now));
        setTried(false);
      },
      onError: (error) => toast.error(m.settings.saveFailed, { description: explain(error) }),
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
      <Section title={words.targets.title} help={words.targets.help} query={sla}>
        {() => draft && <Targets policies={draft.policies} onChange={change && ((policies) => change({ policies }))} />}
      </Section>
      <Section title={words.hours.title} help={words.hours.help} query={sla}>
        {() => draft && <Hours draft={draft} onChange={change} />}
      </Section>
      {edited && kept && !sameDraft(edited, kept) ? <SaveBar wrong={tried && slaOf(edited) === null} busy={save.isPending} onDiscard={reset} /> : null}
    </form>
  );
}
