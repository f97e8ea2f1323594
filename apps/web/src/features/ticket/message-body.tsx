import interUrl from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import { useMemo, useState } from "react";

import type { Message } from "@/api/types";
import { displayName } from "@/components/person";
import { buildMailDocument } from "@/features/ticket/mail-document";
import type { Wait } from "@/features/ticket/mail-frame";
import { MailFrame } from "@/features/ticket/mail-frame";
import { QuoteToggle } from "@/features/ticket/quote-toggle";
import { trailingHistory } from "@/features/ticket/quoted";
import { RemoteImagesBar, useRemoteImages } from "@/features/ticket/remote-images-bar";
import { TextBody } from "@/features/ticket/text-body";
import { m } from "@/i18n";
import { useIsDark } from "@/lib/theme";

function HtmlBody({ message, html, wait }: { message: Message; html: string; wait: Wait }) {
  const dark = useIsDark();
  const [showQuote, setShowQuote] = useState(false);
  const remote = useRemoteImages(message);
  const mail = useMemo(
    () =>
      buildMailDocument({
        html,
        ticketId: message.ticket_id,
        messageId: message.id,
        remotePaths: remote.paths,
        attachments: message.attachments,
        showQuote,
        history: trailingHistory(message.body_text, message.new_ranges),
        dark,
        origin: window.location.origin,
        fontUrl: interUrl,
      }),
    [dark, html, message, remote.paths, showQuote],
  );
  return (
    <div className="space-y-2">
      <RemoteImagesBar message={message} images={mail.remoteImages} pixels={mail.pixels} remote={remote} />
      <MailFrame wait={wait} html={mail.html} paper={mail.ownColours && dark} title={m.ticket.mailBody({ from: displayName(message.from_name, message.from_email) })} />
      {mail.hasQuote ? <QuoteToggle shown={showQuote} onToggle={() => setShowQuote(!showQuote)} /> : null}
    </div>
  );
}

/** The mail as formatted, or its text when there is no HTML or the reader prefers text. */
export function MessageBody({ message, asText, wait }: { message: Message; asText: boolean; wait: Wait }) {
  if (!asText && message.body_html_sanitized !== null && message.body_html_sanitized.trim() !== "")
    return <HtmlBody message={message} html={message.body_html_sanitized} wait={wait} />;
  return <TextBody text={message.body_text} ranges={message.new_ranges} />;
}
