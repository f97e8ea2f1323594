import { CircleAlert, MailWarning, TriangleAlert, Users } from "lucide-react";

import type { NewMail, ReplyWarning } from "@/api/types";
import { displayName } from "@/components/person";
import { Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import type { Sending } from "@/features/ticket/reply/use-sending";
import { m } from "@/i18n";
import { formatList } from "@/lib/format";

const words = m.reply;

/** What a person should look at before it leaves. */
export function Warnings({ warnings }: { warnings: readonly ReplyWarning[] }) {
  if (warnings.length === 0) return null;
  return (
    <ul aria-label={words.warnings.label} className="max-h-[min(30vh,16rem)] shrink-0 space-y-1 overflow-y-auto border-t border-line bg-amber/10 px-4 py-2 text-sm scroll-thin">
      {warnings.map(({ code, detail, emails }) => (
        <li key={`${code}${emails.join()}`} className="flex items-start gap-2">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-amber" />
          <p className="min-w-0 wrap-anywhere">
            <span className="font-medium">{words.warnings.titles[code]}</span>
            {emails.length > 0 ? `: ${formatList(emails)}.` : "."} <span className="text-ink-2">{detail}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** A colleague is at the same answer. Announced when it begins. */
export function Collisions({ sentences }: { sentences: readonly string[] }) {
  return (
    <div role="status">
      {sentences.map((sentence) => (
        <p key={sentence} className="flex shrink-0 items-center gap-2 border-t border-line bg-amber/10 px-4 py-2 text-sm">
          <Users aria-hidden className="size-4 shrink-0 text-amber" />
          {sentence}
        </p>
      ))}
    </div>
  );
}

function Came({ mail }: { mail: NewMail }) {
  return (
    <li className="rounded-md border border-line bg-raised px-3 py-1.5">
      <p className="flex gap-2 text-xs">
        <span className="min-w-0 flex-1 truncate font-medium">{displayName(mail.from_name, mail.from_email)}</span>
        <Time value={mail.sort_at} className="text-ink-3" />
      </p>
      <p dir="auto" className="line-clamp-2 text-sm text-ink-2">{mail.snippet}</p>
    </li>
  );
}

/** The mail that came while this was written: read it, then decide. */
export function NewMailNotice({ mails, onSeen, onSend }: { mails: readonly NewMail[]; onSeen: () => void; onSend: () => void }) {
  return (
    <div role="alert" className="shrink-0 space-y-2 border-t border-line bg-accent-soft px-4 py-3 text-sm">
      <p className="flex items-center gap-2">
        <MailWarning aria-hidden className="size-4 shrink-0 text-accent" />
        <span>
          <span className="font-medium">{words.newMail.title({ count: mails.length })}.</span> {words.newMail.body}
        </span>
      </p>
      <ul className="max-h-40 space-y-1 overflow-y-auto scroll-thin">
        {mails.map((mail) => (
          <Came key={mail.message_id} mail={mail} />
        ))}
      </ul>
      <div className="flex gap-2">
        <Button size="sm" onClick={onSeen}>
          {words.newMail.seen}
        </Button>
        <Button size="sm" variant="primary" onClick={onSend}>
          {words.warnings.sendAnyway}
        </Button>
      </div>
    </div>
  );
}

export function ProblemNotice({ sending }: { sending: Sending }) {
  if (sending.problem === null) return null;
  return (
    <div role="alert" className="flex shrink-0 items-center gap-2 border-t border-line bg-red/5 px-4 py-2 text-sm">
      <CircleAlert aria-hidden className="size-4 shrink-0 text-red" />
      <p className="min-w-0 flex-1">{sending.problem}</p>
      {sending.asking ? (
        <Button size="sm" onClick={sending.sendAnyway}>
          {words.warnings.sendAnyway}
        </Button>
      ) : null}
    </div>
  );
}
