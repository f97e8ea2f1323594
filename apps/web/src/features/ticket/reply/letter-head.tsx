import { ChevronDown, Pencil, Reply } from "lucide-react";
import type { RefObject } from "react";
import { useState } from "react";

import type { ReplyMode, SendIdentity } from "@/api/types";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { IdentityPicker } from "@/features/ticket/reply/identity-picker";
import type { Letter } from "@/features/ticket/reply/letter";
import { MODES } from "@/features/ticket/reply/modes";
import { RecipientsField } from "@/features/ticket/reply/recipients-field";
import { m } from "@/i18n";

const words = m.reply;

function ModeMenu({ mode, onMode }: { mode: ReplyMode; onMode: (mode: ReplyMode) => void }) {
  const Icon = MODES.find((one) => one.mode === mode)?.Icon ?? Reply;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="sm" aria-label={`${words.modeLabel}: ${words.modes[mode]}`}>
          <Icon aria-hidden />
          <span className="max-md:sr-only">{words.modes[mode]}</span>
          <ChevronDown aria-hidden className="size-3.5!" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {MODES.map(({ mode: one, Icon: Each }) => (
          <DropdownMenuItem key={one} onSelect={() => onMode(one)}>
            <Each aria-hidden />
            {words.modes[one]}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function SubjectLine({ subject, onChange }: { subject: string; onChange: (subject: string) => void }) {
  const [open, setOpen] = useState(subject === "");
  return (
    <div className="flex min-h-9 items-center gap-2 border-b border-line px-4 py-1 text-sm">
      <span aria-hidden className="w-14 shrink-0 text-ink-3">
        {words.subject}
      </span>
      {open ? (
        <input aria-label={words.subject} value={subject} maxLength={500} autoFocus={subject !== ""} onChange={(event) => onChange(event.target.value)} className="h-7 min-w-0 flex-1 bg-transparent outline-none" />
      ) : (
        <button type="button" aria-label={`${words.editSubject}: ${subject}`} onClick={() => setOpen(true)} className="group flex h-7 min-w-0 flex-1 items-center gap-2 text-start">
          <span dir="auto" className="truncate">{subject}</span>
          <Pencil aria-hidden className="size-3 shrink-0 text-ink-3" />
        </button>
      )}
    </div>
  );
}

interface Props {
  letter: Letter;
  identities: readonly SendIdentity[];
  recipients: RefObject<HTMLInputElement | null>;
  /** What the field of recipients begins with. */
  typed: string;
  /** Recipients that mail came back from. */
  bounced: readonly string[];
  onChange: (next: Partial<Letter>) => void;
  onMode: (mode: ReplyMode) => void;
}

/** From whom, to whom, and about what. */
export function Head({ letter, identities, recipients, typed, bounced, onChange, onMode }: Props) {
  const [shown, setShown] = useState({ cc: letter.cc.length > 0, bcc: letter.bcc.length > 0 });
  const cc = shown.cc || letter.cc.length > 0;
  const bcc = shown.bcc || letter.bcc.length > 0;
  return (
    <div className="max-h-[45%] shrink-0 overflow-y-auto scroll-thin">
      <IdentityPicker identities={identities} value={letter.identityId} onChange={(identityId) => onChange({ identityId })} />
      <RecipientsField label={words.to} emails={letter.to} bounced={bounced} input={recipients} begun={typed} autoFocus={letter.to.length === 0} onChange={(to) => onChange({ to })}>
        {cc ? null : (
          <Button variant="ghost" size="sm" aria-label={words.addCc} onClick={() => setShown({ ...shown, cc: true })}>
            {words.cc}
          </Button>
        )}
        {bcc ? null : (
          <Button variant="ghost" size="sm" aria-label={words.addBcc} onClick={() => setShown({ ...shown, bcc: true })}>
            {words.bcc}
          </Button>
        )}
        <ModeMenu mode={letter.mode} onMode={onMode} />
      </RecipientsField>
      {cc ? <RecipientsField label={words.cc} emails={letter.cc} bounced={bounced} autoFocus={shown.cc && letter.cc.length === 0} onChange={(next) => onChange({ cc: next })} /> : null}
      {bcc ? <RecipientsField label={words.bcc} emails={letter.bcc} bounced={bounced} autoFocus={shown.bcc && letter.bcc.length === 0} onChange={(next) => onChange({ bcc: next })} /> : null}
      <SubjectLine subject={letter.subject} onChange={(subject) => onChange({ subject })} />
    </div>
  );
}
