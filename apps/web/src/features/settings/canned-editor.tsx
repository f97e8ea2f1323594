import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { toast } from "sonner";

import type { CannedValues } from "@/api/canned";
import { cannedQuery, useDeleteCanned, useSaveCanned } from "@/api/canned";
import { useMe } from "@/api/session";
import type { CannedReply, Role } from "@/api/types";
import { Field } from "@/components/field";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { BackLink, Locked, Section, SettingsTitle } from "@/features/settings/section";
import { RichField, TemplatePreview } from "@/features/settings/template-field";
import { Unsaved } from "@/features/settings/unsaved";
import { m } from "@/i18n/admin";

const words = m.settings.canned;
const NEW: CannedValues = { name: "", body_html: "", is_shared: true };
const CHOICES = [
  { shared: true, label: words.whoShared },
  { shared: false, label: words.whoPersonal },
];

/** Why this person may not change it; null when they may. */
function lockedBy(canned: CannedReply | null, role: Role): string | null {
  if (role === "viewer") return words.viewerLocked;
  if (canned === null || canned.is_mine || role === "admin") return null;
  return canned.owner ? words.othersLocked({ name: canned.owner.name }) : words.nobodysLocked;
}

function Visibility({ shared, onChange }: { shared: boolean; onChange: (shared: boolean) => void }) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{words.who}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        {CHOICES.map((choice) => (
          <label key={choice.label} className="flex min-h-6 items-center gap-2 text-sm">
            <input type="radio" name="who" className="size-4 accent-accent" checked={shared === choice.shared} onChange={() => onChange(choice.shared)} />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Remove({ canned, onRemoved }: { canned: CannedReply; onRemoved: () => void }) {
  const [asking, setAsking] = useState(false);
  const remove = useDeleteCanned();
  const run = () =>
    remove.mutate(canned.id, {
      onSuccess: () => {
        toast(words.removed({ name: canned.name }));
        onRemoved();
      },
      onError: (error) => toast.error(words.removeFailed, { description: explain(error) }),
    });
  return (
    <>
      <Button className="ms-auto text-red" onClick={() => setAsking(true)}>
        {words.remove}
      </Button>
      <Dialog open={asking} onOpenChange={setAsking}>
        <DialogContent title={words.removeTitle({ name: canned.name })} description={canned.is_shared ? words.removeShared : words.removePersonal}>
          <div className="flex justify-end gap-2 px-4 py-3">
            <Button onClick={() => setAsking(false)}>{m.common.cancel}</Button>
            <Button variant="primary" disabled={remove.isPending} onClick={run}>
              {words.remove}
            </Button>
          </div>
        </DialogContent>
      </Dialog>
    </>
  );
}

function CannedForm({ canned }: { canned: CannedReply | null }) {
  const navigate = useNavigate();
  const back = () => void navigate({ to: "/settings/canned", ignoreBlocker: true });
  const [begun] = useState<CannedValues>(canned ?? NEW);
  const [values, setValues] = useState(begun);
  const [tried, setTried] = useState(false);
  const save = useSaveCanned();
  const changed = values.name !== begun.name || values.body_html !== begun.body_html || values.is_shared !== begun.is_shared;
  const missing = { name: values.name.trim() === "" ? words.nameMissing : null, body: values.body_html === "" ? words.bodyMissing : null };
  const submit = () => {
    setTried(true);
    if (missing.name !== null || missing.body !== null) return;
    const { body_html, is_shared } = values;
    const name = values.name.trim();
    save.mutate(
      { id: canned?.id ?? null, values: { name, body_html, is_shared } },
      {
        onSuccess: () => {
          toast(words.saved({ name }));
          back();
        },
        onError: (error) => toast.error(m.settings.saveFailed, { description: explain(error) }),
      },
    );
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
      <Field label={words.name} error={tried ? (missing.name ?? undefined) : undefined}>
        {(control) => <Input {...control} maxLength={100} autoFocus={canned === null} placeholder={words.namePlaceholder} value={values.name} onChange={(event) => setValues({ ...values, name: event.target.value })} className="max-w-md" />}
      </Field>
      <Visibility shared={values.is_shared} onChange={(is_shared) => setValues({ ...values, is_shared })} />
      <RichField
        label={words.body}
        placeholder={words.bodyPlaceholder}
        html={values.body_html}
        variables="reply"
        error={tried ? missing.body : null}
        onChange={(body_html) => setValues((before) => ({ ...before, body_html }))}
      />
      <TemplatePreview template={{ subject: "", body_html: values.body_html, is_acknowledgement: false }} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" disabled={save.isPending}>
          {m.common.save}
        </Button>
        <Button onClick={back}>{m.common.cancel}</Button>
        {canned ? <Remove canned={canned} onRemoved={back} /> : null}
      </div>
    </form>
  );
}

/** One canned reply, or a new one, to write or only to look at. */
export function CannedEditorPage() {
  const { cannedId } = useParams({ from: "/shell/settings/canned/$cannedId" });
  const { role } = useMe();
  const all = useQuery(cannedQuery);
  const canned = all.data?.find((one) => one.id === cannedId) ?? null;
  const locked = lockedBy(canned, role);
  return (
    <>
      <SettingsTitle page={m.settings.pages.canned} />
      <BackLink to="/settings/canned" label={m.settings.pages.canned} />
      <Section title={canned ? words.editTitle({ name: canned.name }) : words.create} query={all}>
        {() =>
          canned === null && cannedId !== "new" ? (
            <p className="p-5 text-sm text-ink-2">{m.settings.missing}</p>
          ) : locked !== null ? (
            <div className="space-y-4 p-5">
              <Locked>{locked}</Locked>
              {canned ? <TemplatePreview template={{ subject: "", body_html: canned.body_html, is_acknowledgement: false }} /> : null}
            </div>
          ) : (
            <CannedForm key={canned?.id ?? "new"} canned={canned} />
          )
        }
      </Section>
    </>
  );
}
