import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { toast } from "sonner";

import { identitiesQuery } from "@/api/replies";
import { useSaveIdentity } from "@/api/sending";
import { useMe } from "@/api/session";
import type { Role, SendIdentity, SendIdentityPatch } from "@/api/types";
import { MailPreview } from "@/components/mail-preview";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { BackLink, Locked, Section, SettingsTitle } from "@/features/settings/section";
import { RichField } from "@/features/settings/template-field";
import { Unsaved } from "@/features/settings/unsaved";
import { m } from "@/i18n/admin";

const words = m.settings.signatures;

/** Why this person may not change it; null when they may. */
function lockedBy(identity: SendIdentity, role: Role): string | null {
  if (role === "viewer") return words.viewerLocked;
  return identity.is_shared && role !== "admin" ? words.sharedLocked : null;
}

function PlusAddressing({ identity, disabled, onChange }: { identity: SendIdentity; disabled: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="flex items-start gap-2.5 border-t border-line px-5 py-4 text-sm">
      <input type="checkbox" className="mt-0.5 size-4 shrink-0 accent-accent" checked={identity.plus_addressing} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>
        <span className="font-medium">{words.plus}</span>
        <span className="mt-0.5 block max-w-xl text-xs text-ink-3">{words.plusHelp}</span>
      </span>
    </label>
  );
}

function SignatureForm({ identity }: { identity: SendIdentity }) {
  const locked = lockedBy(identity, useMe().role);
  const [html, setHtml] = useState(identity.signature_html);
  // As it was written: what is kept may have been tidied up.
  const [saved, setSaved] = useState(identity.signature_html);
  const save = useSaveIdentity();
  const change = (next: SendIdentityPatch) =>
    save.mutate(
      { id: identity.id, change: next },
      {
        onSuccess: () => {
          toast(words.saved);
          setSaved((before) => next.signature_html ?? before);
        },
        onError: (error) => toast.error(m.settings.saveFailed, { description: explain(error) }),
      },
    );
  if (locked !== null) {
    return (
      <div className="space-y-4 p-5">
        <Locked>{locked}</Locked>
        {identity.signature_html === "" ? <p className="text-sm text-ink-3">{words.empty}</p> : <MailPreview title={words.preview} html={identity.signature_html} className="h-36" />}
      </div>
    );
  }
  return (
    <>
      <Unsaved when={html !== saved} />
      <div className="space-y-4 p-5">
        <p className="max-w-xl text-sm text-ink-2">{identity.has_own_signature ? words.ownHint : words.gmailHint}</p>
        <RichField label={words.label} placeholder={words.placeholder} html={identity.signature_html} onChange={setHtml} />
        {html === "" ? null : (
          <section aria-label={words.preview}>
            <h3 className="mb-1.5 text-sm font-medium">{words.preview}</h3>
            <MailPreview title={words.preview} html={html} className="h-36" />
          </section>
        )}
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" disabled={save.isPending || html === saved} onClick={() => change({ signature_html: html })}>
            {m.common.save}
          </Button>
          {identity.has_own_signature ? (
            <Button disabled={save.isPending} onClick={() => change({ signature_html: null })}>
              {words.useGmail}
            </Button>
          ) : null}
        </div>
      </div>
      <PlusAddressing identity={identity} disabled={save.isPending} onChange={(plus_addressing) => change({ plus_addressing })} />
    </>
  );
}

export function SignaturePage() {
  const { identityId } = useParams({ from: "/shell/settings/sending/$identityId" });
  const identities = useQuery(identitiesQuery(null));
  const identity = identities.data?.items.find((one) => one.id === identityId);
  return (
    <>
      <SettingsTitle page={m.settings.pages.sending} />
      <BackLink to="/settings/sending" label={m.settings.pages.sending} />
      <Section title={identity ? words.edit({ email: identity.email }) : words.title} query={identities}>
        {() =>
          // The editor begins again with what was saved.
          identity ? <SignatureForm key={`${identity.id}${identity.has_own_signature}${identity.signature_html}`} identity={identity} /> : <p className="p-5 text-sm text-ink-2">{m.settings.missing}</p>
        }
      </Section>
    </>
  );
}
