import { MailX, X } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { useId, useState } from "react";

import { isAddress, joined, parseAddresses } from "@/features/ticket/reply/addresses";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

const words = m.reply;

interface Props {
  label: string;
  emails: readonly string[];
  onChange: (emails: string[]) => void;
  /** Those that mail came back from. */
  bounced: readonly string[];
  input?: RefObject<HTMLInputElement | null>;
  autoFocus?: boolean;
  /** What has been typed already. */
  begun?: string;
  /** Buttons at the end of the line. */
  children?: ReactNode;
}

function Chip({ email, bounced, onRemove }: { email: string; bounced: boolean; onRemove: () => void }) {
  const good = isAddress(email) && !bounced;
  const wrong = bounced ? words.warnings.titles.bounced_recipient : words.badRecipient({ email });
  return (
    <span
      title={good ? email : `${email}: ${wrong}`}
      className={cn("inline-flex h-6 max-w-full items-center rounded-md border ps-2 text-sm", good ? "border-line-strong bg-sunken" : "border-red/50 bg-red/10 text-red")}
    >
      {bounced ? <MailX aria-hidden className="me-1 size-3.5 shrink-0" /> : null}
      <span className="truncate">{email}</span>
      {good ? null : <span className="sr-only">{wrong}</span>}
      <button type="button" aria-label={words.removeRecipient({ email })} onClick={onRemove} className="grid size-6 shrink-0 place-items-center rounded-md text-ink-3 hover:text-ink">
        <X aria-hidden className="size-3" />
      </button>
    </span>
  );
}

/** Addresses as chips. Enter, comma, a pasted list or leaving the field make chips of what was typed. */
export function RecipientsField({ label, emails, onChange, bounced, input, autoFocus = false, begun = "", children }: Props) {
  const id = useId();
  const [typed, setTyped] = useState(begun);
  const take = (text: string) => {
    const found = parseAddresses(text);
    if (found.length > 0) onChange(joined(emails, found));
    setTyped("");
  };
  return (
    <div className="flex min-h-9 items-start gap-2 border-b border-line px-4 py-1">
      <label htmlFor={id} className="w-14 shrink-0 pt-1 text-sm text-ink-3">
        {label}
      </label>
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-1 py-0.5">
        {emails.map((email) => (
          <Chip key={email} email={email} bounced={bounced.includes(email.toLowerCase())} onRemove={() => onChange(emails.filter((one) => one !== email))} />
        ))}
        <input
          id={id}
          ref={input}
          type="text"
          inputMode="email"
          autoComplete="off"
          autoFocus={autoFocus}
          spellCheck={false}
          value={typed}
          placeholder={emails.length === 0 ? words.recipientPlaceholder : ""}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => take(typed)}
          onPaste={(event) => {
            const text = event.clipboardData.getData("text");
            if (!/[@,;\n]/.test(text)) return;
            event.preventDefault();
            take(`${typed}${text}`);
          }}
          onKeyDown={(event) => {
            if (event.key === "Backspace" && typed === "" && emails.length > 0) onChange(emails.slice(0, -1));
            const ends = event.key === "," || event.key === ";" || (event.key === "Enter" && !event.ctrlKey && !event.metaKey) || (event.key === " " && isAddress(typed));
            if (!ends) return;
            event.preventDefault();
            take(typed);
          }}
          className="h-6 min-w-24 flex-1 bg-transparent text-sm outline-none placeholder:text-ink-3"
        />
      </div>
      <div className="flex shrink-0 items-center">{children}</div>
    </div>
  );
}
