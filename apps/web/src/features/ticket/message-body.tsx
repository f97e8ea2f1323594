import interUrl from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import { ImageOff } from "lucide-react";
import { useMemo, useState } from "react";

import type { Message } from "@/api/types";
import { displayName } from "@/components/person";
import { buildMailDocument } from "@/features/ticket/mail-document";
import { MailFrame } from "@/features/ticket/mail-frame";
import { QuoteToggle } from "@/features/ticket/quote-toggle";
import { TextBody } from "@/features/ticket/text-body";
import { m } from "@/i18n";
import { useIsDark } from "@/lib/theme";

function HtmlBody({ message, html }: { message: Message; html: string }) {
  const dark = useIsDark();
  const [showQuote, setShowQuote] = useState(false);
  const mail = useMemo(
    () =>
      buildMailDocument({
        html,
        ticketId: message.ticket_id,
        attachments: message.attachments,
        showQuote,
        dark,
        origin: window.location.origin,
        fontUrl: interUrl,
      }),
    [dark, html, message.attachments, message.ticket_id, showQuote],
  );
  return (
    <div className="space-y-2">
      <MailFrame html={mail.html} paper={mail.ownColours && dark} title={m.ticket.mailBody({ from: displayName(message.from_name, message.from_email) })} />
      {mail.hasQuote ? <QuoteToggle shown={showQuote} onToggle={() => setShowQuote(!showQuote)} /> : null}
      {mail.remoteImages > 0 ? (
        <p className="flex items-center gap-1.5 text-xs text-ink-3">
          <ImageOff aria-hidden className="size-3.5 shrink-0" />
          {m.ticket.remoteBlocked({ count: mail.remoteImages })}
        </p>
      ) : null}
    </div>
  );
}

/** The mail as formatted, or its text when there is no HTML or the reader prefers text. */
export function MessageBody({ message, asText }: { message: Message; asText: boolean }) {
  if (!asText && message.body_html_sanitized !== null && message.body_html_sanitized.trim() !== "")
    return <HtmlBody message={message} html={message.body_html_sanitized} />;
  return <TextBody text={message.body_text} ranges={message.new_ranges} />;
}
