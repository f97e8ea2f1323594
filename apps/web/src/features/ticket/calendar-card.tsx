import { useQuery } from "@tanstack/react-query";
import { CalendarCheck2, CalendarDays, CalendarX2 } from "lucide-react";
import type { ReactNode } from "react";

import { calendarQuery } from "@/api/attachments";
import type { CalendarEvent, Message } from "@/api/types";
import { displayName } from "@/components/person";
import { repeatText, whenText } from "@/features/ticket/calendar-words";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

const words = m.conversation.calendar;
/** Files of one mail that are read as calendars. */
const MOST_FILES = 3;
const PEOPLE = 8;

const isCalendar = ({ content_type: type, filename }: Message["attachments"][number]) => type === "text/calendar" || type === "application/ics" || filename.toLowerCase().endsWith(".ics");

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-x-3 sm:flex-row">
      <dt className="w-20 shrink-0 text-xs leading-5 text-ink-3">{label}</dt>
      <dd className="min-w-0 leading-5 break-words">{children}</dd>
    </div>
  );
}

function answerOf(answer: string): string {
  return answer === "accepted" || answer === "declined" || answer === "tentative" || answer === "delegated" ? words.answers[answer] : words.answers.none;
}

function Attendees({ event }: { event: CalendarEvent }) {
  const shown = event.attendees.slice(0, PEOPLE);
  const more = event.attendee_count - shown.length;
  return (
    <ul className="space-y-px">
      {shown.map((one, index) => (
        <li key={index} title={one.email}>
          {displayName(one.name, one.email)}
          <span className={cn("text-xs", one.answer === "accepted" ? "text-green" : one.answer === "declined" ? "text-red" : "text-ink-3")}>{` · ${answerOf(one.answer)}`}</span>
          {one.optional ? <span className="text-xs text-ink-3">{` · ${words.optional}`}</span> : null}
        </li>
      ))}
      {more > 0 ? <li className="text-xs text-ink-3">{words.morePeople({ count: more })}</li> : null}
    </ul>
  );
}

function EventCard({ event }: { event: CalendarEvent }) {
  const over = event.kind === "cancelled";
  const Icon = over ? CalendarX2 : event.kind === "answer" ? CalendarCheck2 : CalendarDays;
  const repeats = repeatText(event);
  const { organizer } = event;
  return (
    <section aria-label={words.kinds[event.kind]} className="rounded-lg border border-line-strong bg-canvas p-3 text-sm">
      <div className="flex items-start gap-2.5">
        <Icon aria-hidden className={cn("mt-0.5 size-4.5 shrink-0", over ? "text-red" : "text-accent")} strokeWidth={1.75} />
        <div className="min-w-0">
          <p className={cn("text-xs font-medium", over ? "text-red" : "text-ink-3")}>{words.kinds[event.kind]}</p>
          <p className={cn("font-semibold break-words", over && "line-through")}>{event.summary || words.noTitle}</p>
        </div>
      </div>
      <dl className="mt-2 space-y-1 ps-7">
        <Line label={words.when}>
          {whenText(event)}
          {repeats === null ? null : <span className="block text-xs text-ink-2">{repeats}</span>}
          {event.occurrence === null ? null : <span className="block text-xs text-ink-2">{words.onlyThis}</span>}
        </Line>
        {event.location === "" ? null : <Line label={words.where}>{event.location}</Line>}
        {organizer ? (
          <Line label={words.organizer}>
            <span title={organizer.email}>{displayName(organizer.name, organizer.email)}</span>
          </Line>
        ) : null}
        {event.attendee_count > 0 ? (
          <Line label={words.attendees}>
            <Attendees event={event} />
          </Line>
        ) : null}
      </dl>
    </section>
  );
}

function CalendarFile({ ticketId, id }: { ticketId: string; id: string }) {
  // The mail reads as well without: what fails here is left out, and the file is listed.
  const file = useQuery(calendarQuery(ticketId, id)).data;
  if (!file || file.events.length === 0) return null;
  const more = file.event_count - file.events.length;
  return (
    <div className="mb-3 space-y-2">
      {file.events.map((event, index) => (
        <EventCard key={index} event={event} />
      ))}
      {more > 0 ? <p className="text-xs text-ink-3">{words.moreEvents({ count: more })}</p> : null}
    </div>
  );
}

/** Invitations, changes, cancellations and answers that came with a mail, to be read. */
export function CalendarCards({ message }: { message: Message }) {
  return message.attachments
    .filter(isCalendar)
    .slice(0, MOST_FILES)
    .map(({ id }) => <CalendarFile key={id} ticketId={message.ticket_id} id={id} />);
}
