import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { toast } from "sonner";

import { identitiesQuery } from "@/api/replies";
import { acknowledgementsQuery, useSaveAcknowledgement } from "@/api/sending";
import { useMe } from "@/api/session";
import type { Acknowledgement, QueueAcknowledgement } from "@/api/types";
import { Field } from "@/components/field";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Badge } from "@/components/ui/surface";
import { Guards } from "@/features/settings/acknowledgements-page";
import { BackLink, Locked, Section, SettingsTitle } from "@/features/settings/section";
import { RichField, TemplatePreview } from "@/features/settings/template-field";
import { Unsaved } from "@/features/settings/unsaved";
import { m } from "@/i18n/admin";

const words = m.settings.acknowledgements;
const CUSTOMERS = "customers";

/** Shared addresses alone: nobody's own address answers for a queue. */
function From({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const shared = (useQuery(identitiesQuery(null)).data?.items ?? []).filter((one) => one.is_shared && one.is_verified);
  const options = [{ value: CUSTOMERS, label: words.fromDefault }, ...shared.map(({ id, email }) => ({ value: id, label: email }))];
  return (
    <div>
      <p aria-hidden className="mb-1.5 text-sm font-medium">
        {words.from}
      </p>
      <Select label={words.from} value={value ?? CUSTOMERS} options={options} className="max-w-full min-w-72" onChange={(next) => onChange(next === CUSTOMERS ? null : next)} />
    </div>
  );
}

function settingsOf({ is_enabled, subject, body_html, send_identity_id }: QueueAcknowledgement): Acknowledgement {
  return { is_enabled, subject, body_html, send_identity_id };
}

function AcknowledgementForm({ queue }: { queue: QueueAcknowledgement }) {
  const navigate = useNavigate();
  const back = () => void navigate({ to: "/settings/acknowledgements", ignoreBlocker: true });
  const [begun] = useState(() => settingsOf(queue));
  const [values, setValues] = useState(begun);
  const [tried, setTried] = useState(false);
  const save = useSaveAcknowledgement(queue.queue_id);
  const changed = JSON.stringify(values) !== JSON.stringify(begun);
  const missing = { subject: values.subject.trim() === "" ? words.subjectMissing : null, body: values.body_html === "" ? words.bodyMissing : null };
  const submit = () => {
    setTried(true);
    if (missing.subject !== null || missing.body !== null) return;
    save.mutate(values, {
      onSuccess: () => {
        toast(words.saved({ queue: queue.queue_name }));
        back();
      },
      onError: (error) => toast.error(m.settings.saveFailed, { description: explain(error) }),
    });
  };
  return (
    <form
      noValidate
      className="space-y-5 p-5"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Unsaved when={changed} />
      <label className="flex items-start gap-2.5 text-sm">
        <input type="checkbox" className="mt-0.5 size-4 shrink-0 accent-accent" checked={values.is_enabled} onChange={(event) => setValues({ ...values, is_enabled: event.target.checked })} />
        <span>
          <span className="font-medium">{words.enable}</span>
          <span className="mt-0.5 block text-xs text-ink-3">{words.enableHelp}</span>
        </span>
      </label>
      <From value={values.send_identity_id ?? null} onChange={(send_identity_id) => setValues({ ...values, send_identity_id })} />
      <Field label={words.subject} error={tried ? (missing.subject ?? undefined) : undefined}>
        {(control) => <Input {...control} maxLength={500} value={values.subject} onChange={(event) => setValues({ ...values, subject: event.target.value })} />}
      </Field>
      <RichField
        label={words.body}
        placeholder={words.bodyPlaceholder}
        html={values.body_html}
        variables="acknowledgement"
        error={tried ? missing.body : null}
        onChange={(body_html) => setValues((before) => ({ ...before, body_html }))}
      />
      <TemplatePreview template={{ subject: values.subject, body_html: values.body_html, is_acknowledgement: true }} />
      <div className="flex gap-2">
        <Button type="submit" variant="primary" disabled={save.isPending}>
          {m.common.save}
        </Button>
        <Button onClick={back}>{m.common.cancel}</Button>
      </div>
    </form>
  );
}

/** What one queue answers by itself. */
export function AcknowledgementPage() {
  const { queueId } = useParams({ from: "/shell/settings/acknowledgements/$queueId" });
  const admin = useMe().role === "admin";
  const queues = useQuery(acknowledgementsQuery);
  const queue = queues.data?.find((one) => one.queue_id === queueId);
  const state = queue ? <Badge tone={queue.is_enabled ? "green" : "neutral"}>{queue.is_enabled ? words.on : words.off}</Badge> : null;
  return (
    <>
      <SettingsTitle page={m.settings.pages.acknowledgements} />
      <BackLink to="/settings/acknowledgements" label={m.settings.pages.acknowledgements} />
      <div className="space-y-5">
        <Section title={queue ? words.edit({ queue: queue.queue_name }) : words.title} query={queues} action={state}>
          {() =>
            queue === undefined ? (
              <p className="p-5 text-sm text-ink-2">{m.settings.missing}</p>
            ) : admin ? (
              <AcknowledgementForm key={queue.queue_id} queue={queue} />
            ) : (
              <div className="space-y-4 p-5">
                <Locked>{words.adminLocked}</Locked>
                <TemplatePreview template={{ subject: queue.subject, body_html: queue.body_html, is_acknowledgement: true }} />
              </div>
            )
          }
        </Section>
        <Guards />
      </div>
    </>
  );
}
