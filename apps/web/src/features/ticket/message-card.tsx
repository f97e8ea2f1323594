import { ArrowRightLeft, CircleHelp, Code2, Ellipsis, FileText, ShieldAlert, Split, UserRoundX } from "lucide-react";
import { useRef, useState } from "react";

import { rawUrl } from "@/api/tickets";
import type { Message, Reply, ReplyMode } from "@/api/types";
import { BouncedMark } from "@/components/bounced-mark";
import { ClassBadge } from "@/components/class-badge";
import { Avatar, displayName } from "@/components/person";
import { Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuSeparator, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { Badge } from "@/components/ui/surface";
import { AttachmentList } from "@/features/ticket/attachment-list";
import { CalendarCards } from "@/features/ticket/calendar-card";
import { DeliveryFailures, DeliveryReports } from "@/features/ticket/delivery";
import type { Wait } from "@/features/ticket/mail-frame";
import { MailNotices } from "@/features/ticket/mail-notices-list";
import { MessageBody } from "@/features/ticket/message-body";
import { MODES } from "@/features/ticket/reply/modes";
import { ReplyBadge } from "@/features/ticket/reply/reply-card";
import { messageAnchor, messageTime } from "@/features/ticket/timeline";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatList } from "@/lib/format";

interface Props {
  message: Message;
  /** What was written here and became this mail. */
  reply?: Reply | undefined;
  open: boolean;
  /** How its HTML waits for the ticket to be painted. */
  wait: Wait;
  /** Written in Gmail, not here: the journal showed it. */
  outside: boolean;
  onToggle: () => void;
  onWhy: () => void;
  /** Answers this message or sends it on. Absent for whoever only reads. */
  onReply?: ((mode: ReplyMode) => void) | undefined;
  onMove?: (() => void) | undefined;
  /** Absent also where no other message would stay. */
  onSplit?: (() => void) | undefined;
  /** Unfolds another message of the ticket and brings it into sight. */
  onShow: (messageId: string) => void;
}

/** The person who wrote, where the sender address is a group that rewrote it. */
function authorOf(message: Message): { name: string; email: string; via: string | null } {
  const email = message.author.email || message.from_email;
  const name = displayName(message.author.name || message.from_name, email);
  const via = message.author.email && message.author.email !== message.from_email ? message.from_email : null;
  return { name, email, via };
}

/** A person's mail needs no label; of the others, why they are taken for what they are. */
function Classification({ message }: { message: Message }) {
  if (message.classification === "human") return null;
  return (
    <ClassBadge
      kind={message.classification}
      reason={message.classification_reason}
      confidence={message.classification_confidence}
      headers={message.classification_headers}
    />
  );
}

/** Who says to be one of ours and is not, or somebody whose domain does not stand behind the mail. Lists break that every day: of them it says nothing. */
function mayBeForged({ author, classification }: Message): boolean {
  return author.verified === false || (author.refuted && classification !== "list" && classification !== "spam");
}

function Forged({ message }: { message: Message }) {
  if (!mayBeForged(message)) return null;
  const { verified, verified_reason: reason, email } = message.author;
  const [title, hint] =
    verified === false
      ? [m.ticket.unverified, m.ticket.unverifiedHint({ reason })]
      : [m.ticket.refuted, m.ticket.refutedHint({ domain: email.slice(email.lastIndexOf("@") + 1) })];
  return (
    <div role="note" className="flex items-start gap-2.5 border-t border-line bg-amber/10 px-4 py-2 text-sm md:gap-5 md:ps-6">
      <ShieldAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-amber" />
      <p className="min-w-0 wrap-anywhere">
        <span className="font-medium">{title}.</span> <span className="text-ink-2">{hint}</span>
      </p>
    </div>
  );
}

function Stranger({ message, onSplit }: { message: Message; onSplit: (() => void) | undefined }) {
  if (!message.sender_is_stranger) return null;
  return (
    <div role="note" className="flex flex-wrap items-center gap-x-2.5 gap-y-1 border-t border-line bg-amber/10 px-4 py-2 text-sm md:gap-x-5 md:ps-6">
      <UserRoundX aria-hidden className="size-4 shrink-0 text-amber" />
      <p className="min-w-0 flex-1 basis-52">
        <span className="font-medium">{m.corrections.stranger}.</span> <span className="text-ink-2">{m.corrections.strangerHint}</span>
      </p>
      {onSplit ? (
        <Button size="sm" className="relative z-10" onClick={onSplit}>
          <Split aria-hidden />
          {m.corrections.split}
        </Button>
      ) : null}
    </div>
  );
}

/** Addresses that our mail does not reach stand first: the line may be too short for all. */
function Recipients({ message }: { message: Message }) {
  const { to_emails: to, cc_emails: cc } = message;
  if (to.length + cc.length === 0) return null;
  const marked = message.bounced_addresses.filter(({ email }) => [...to, ...cc].some((one) => one.toLowerCase() === email));
  return (
    <div className="flex min-w-0 items-center">
      {marked.map((bounced) => (
        <BouncedMark key={bounced.email} bounced={bounced} className="-my-1 -ms-1" />
      ))}
      <p className="min-w-0 truncate text-xs text-ink-3" title={formatList([...to, ...cc])}>
        {`${m.ticket.to} ${formatList(to)}`}
        {cc.length > 0 ? ` · ${m.ticket.cc} ${formatList(cc)}` : ""}
      </p>
    </div>
  );
}

interface ActionProps extends Pick<Props, "message" | "onWhy" | "onReply" | "onMove" | "onSplit"> {
  asText: boolean;
  setAsText: (asText: boolean) => void;
}

function Actions({ message, asText, setAsText, onWhy, onReply, onMove, onSplit }: ActionProps) {
  const answering = useRef(false);
  return (
    <DropdownMenu onOpenChange={(opens) => (opens ? (answering.current = false) : undefined)}>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon" className="relative z-10 -my-1 -me-1.5 size-7" aria-label={m.ticket.messageActions}>
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      {/* A composer that was opened here has the focus, not the button. */}
      <DropdownMenuContent align="end" onCloseAutoFocus={(event) => (answering.current ? event.preventDefault() : undefined)}>
        {onReply ? (
          <>
            {MODES.map(({ mode, Icon }) => (
              <DropdownMenuItem
                key={mode}
                onSelect={() => {
                  answering.current = true;
                  onReply(mode);
                }}
              >
                <Icon aria-hidden />
                {m.ticket.answer[mode]}
              </DropdownMenuItem>
            ))}
            <DropdownMenuSeparator />
          </>
        ) : null}
        <DropdownMenuItem onSelect={onWhy}>
          <CircleHelp aria-hidden />
          {m.ticket.why}
        </DropdownMenuItem>
        {onMove ? (
          <DropdownMenuItem onSelect={onMove}>
            <ArrowRightLeft aria-hidden />
            {m.corrections.move}
          </DropdownMenuItem>
        ) : null}
        {onSplit ? (
          <DropdownMenuItem onSelect={onSplit}>
            <Split aria-hidden />
            {m.corrections.split}
          </DropdownMenuItem>
        ) : null}
        {message.body_html_sanitized !== null ? (
          <DropdownMenuItem onSelect={() => setAsText(!asText)}>
            <FileText aria-hidden />
            {asText ? m.ticket.showHtml : m.ticket.showText}
          </DropdownMenuItem>
        ) : null}
        <DropdownMenuItem asChild>
          <a href={rawUrl(message.ticket_id, message.id)} target="_blank" rel="noopener">
            <Code2 aria-hidden />
            {m.ticket.viewRaw}
          </a>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

export function MessageCard({ message, reply, open, wait, outside, onToggle, onWhy, onReply, onMove, onSplit, onShow }: Props) {
  const [asText, setAsText] = useState(false);
  const author = authorOf(message);
  const unreached = message.bounced_addresses.find(({ email }) => email === author.email.toLowerCase());
  const outbound = message.direction === "outbound";
  const label = open ? m.ticket.collapseMessage({ from: author.name }) : m.ticket.expandMessage({ from: author.name });
  const shownAsText = asText || message.body_html_sanitized === null;
  const files = message.attachments.filter((file) => shownAsText || !file.is_inline);
  const flagged = mayBeForged(message) || message.sender_is_stranger || message.delivery_failures.length > 0;
  return (
    <article id={messageAnchor(message.id)} aria-label={m.ticket.mailBody({ from: author.name })} className={cn("scroll-mt-24 overflow-hidden rounded-xl border border-line bg-raised", outbound && "border-s-[3px] border-s-accent/60")}>
      <header className="relative flex items-start gap-3 px-4 py-3 hover:bg-hover/60">
        <Avatar name={author.name} seed={author.email} className="mt-0.5 size-8 text-xs" />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5 md:flex-nowrap">
            <button type="button" dir="auto" aria-expanded={open} aria-label={label} onClick={onToggle} className="max-w-full min-w-0 truncate text-start text-sm leading-6 font-semibold after:absolute after:inset-0">
              {author.name}
            </button>
            {author.email !== "" && author.email !== author.name ? <span dir="auto" className="hidden min-w-0 shrink-1000 truncate text-xs text-ink-3 md:inline">{author.email}</span> : null}
            {unreached ? <BouncedMark bounced={unreached} className="-my-1 -ms-1" /> : null}
            {author.via !== null ? <span className="hidden min-w-0 shrink-1000 truncate text-xs text-ink-3 lg:inline">{m.ticket.via({ address: author.via })}</span> : null}
            {outbound ? (
              <Badge tone="accent" className="shrink-0" title={message.sent_by ? m.ticket.sentBy({ name: message.sent_by.name }) : undefined}>
                {outside ? m.ticket.outboundOutside : m.ticket.outbound}
              </Badge>
            ) : null}
            {reply ? <ReplyBadge reply={reply} /> : null}
            <Classification message={message} />
          </div>
          {open ? <Recipients message={message} /> : <p dir="auto" className="truncate text-sm text-ink-3">{message.snippet}</p>}
        </div>
        <Time value={messageTime(message)} className={cn("shrink-0 pt-px text-xs text-ink-3 tabular-nums", open && "md:hidden")} />
        {open ? <Time value={messageTime(message)} as="exact" className="hidden shrink-0 pt-px text-xs text-ink-3 tabular-nums md:block" /> : null}
        {open ? <Actions message={message} asText={asText} setAsText={setAsText} onWhy={onWhy} onReply={onReply} onMove={onMove} onSplit={onSplit} /> : null}
      </header>
      <Forged message={message} />
      <Stranger message={message} onSplit={onSplit} />
      <DeliveryFailures ticketId={message.ticket_id} reports={message.delivery_failures} onShow={onShow} />
      {open ? (
        <div className={cn("px-4 pb-4 md:ps-15", flagged ? "border-t border-line pt-3" : "pt-1")}>
          <DeliveryReports reports={message.delivery_reports} onOriginal={onShow} />
          <MailNotices defects={message.defects} />
          <CalendarCards message={message} />
          <MessageBody message={message} asText={asText} wait={wait} />
          <AttachmentList ticketId={message.ticket_id} attachments={files} />
        </div>
      ) : null}
    </article>
  );
}
