/** Mail that became no ticket: a newsletter, an absence notice, a bounce of somebody else's mail, spam. */
import type { Page, ParkedMail, Ticket } from "@/api/types";

import { uuid } from "./random.ts";

const KINDS: Pick<ParkedMail, "classification" | "classification_reason" | "classification_headers" | "reason" | "from_email" | "from_name" | "subject" | "snippet">[] = [
  { classification: "list", classification_reason: "A mailing list or bulk sender sent it.", classification_headers: { "List-Unsubscribe": "<https://spokes.example/out>" }, reason: "Mailing list or newsletter: parked", from_email: "news@spokes.example", from_name: "Spokes weekly", subject: "Ten rides for November", snippet: "The leaves are down and the roads are yours." },
  { classification: "vacation", classification_reason: "An automatic answer of somebody who is away.", classification_headers: { "Auto-Submitted": "auto-replied (vacation)" }, reason: "An absence notice to a mail that is in no ticket: parked", from_email: "lena@parts.example", from_name: "Lena Voss", subject: "Out of office", snippet: "I am back on Monday." },
  { classification: "bounce", classification_reason: "Sender, subject and text are those of a failed delivery.", classification_headers: { From: "mailer-daemon@mx.example", "Return-Path": "<>" }, reason: "A bounce of a mail that is in no ticket: parked", from_email: "mailer-daemon@mx.example", from_name: "", subject: "Undelivered Mail Returned to Sender", snippet: "This is the mail system at host mx.example." },
  { classification: "spam", classification_reason: "Gmail put it into Spam.", classification_headers: {}, reason: "Spam: parked", from_email: "prize@winner.example", from_name: "", subject: "You have won", snippet: "Claim it today." },
];

export function listParked(tickets: readonly Ticket[], kind: string | null): Page<ParkedMail> {
  const items = tickets.slice(0, 24).flatMap((ticket, n) => {
    const one = KINDS[n % KINDS.length];
    if (!one || (kind !== null && one.classification !== kind)) return [];
    return [{ message_id: uuid(12, n), direction: "inbound" as const, to_emails: ["support@halden.example"], has_attachments: n % 5 === 0, sort_at: ticket.last_message_at, ...one }];
  });
  return { items, next_cursor: null };
}
