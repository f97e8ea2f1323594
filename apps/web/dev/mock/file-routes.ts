/** The files of messages in memory: to save, to look at, to read as a calendar. */
import type { Attachment, CalendarEvent } from "@/api/types";

import { problem } from "./http.ts";
import { paper } from "./paper.ts";
import { picture } from "./picture.ts";
import { shownMessages } from "./placing.ts";
import type { Call, Routes } from "./routes.ts";
import { findTicket } from "./ticket-routes.ts";

function find(call: Call): Attachment {
  const file = shownMessages(call.session.world, findTicket(call)).flatMap((one) => one.attachments).find((one) => one.id === call.params.aid);
  if (!file) throw problem(404, "attachment_not_found", "This attachment does not exist");
  return file;
}

const LINES = Array.from({ length: 40 }, (_, line) => `${line + 1};R-${200 + line};Chain ring ${30 + line}T;${(12.5 + line).toFixed(2)} EUR`).join("\n");

const moment = (at: string) => ({ date: null, at, local: null, zone: "Europe/Berlin" });

const EVENT: CalendarEvent = {
  kind: "invitation",
  uid: "inspection@bikes.example",
  summary: "Annual inspection, with the rear brake",
  location: "Workshop, Hafenstraße 12",
  start: moment("2026-12-08T08:00:00Z"),
  end: moment("2026-12-08T09:30:00Z"),
  occurrence: null,
  recurrence: { frequency: "yearly", interval: 1, weekdays: [], count: 3, until: null, exact: true },
  organizer: { name: "Jonas Weber", email: "jonas@mail.example", answer: "", optional: false },
  attendees: [
    { name: "Halden Workshop", email: "workshop@halden.example", answer: "accepted", optional: false },
    { name: "Aisha Khan", email: "aisha@halden.example", answer: "tentative", optional: false },
    { name: "", email: "marco@halden.example", answer: "declined", optional: true },
    { name: "Ingrid Solberg", email: "ingrid@halden.example", answer: "", optional: false },
  ],
  attendee_count: 4,
};

export const fileRoutes: Routes = {
  "GET /tickets/:id/attachments/:aid/download": (call) => {
    const file = find(call);
    call.response.setHeader("content-type", file.content_type);
    call.response.setHeader("content-disposition", `${file.is_inline ? "inline" : "attachment"}; filename="${file.filename}"`);
    call.response.end(file.is_inline ? picture() : `mock bytes of ${file.filename}`);
  },
  "GET /tickets/:id/attachments/:aid/preview": (call) => {
    const { content_type: type } = find(call);
    const [kind, bytes] = type.startsWith("image/") ? ["image/png", picture()] : type === "application/pdf" ? [type, paper()] : type.startsWith("text/") ? ["text/plain; charset=utf-8", LINES] : [null, ""];
    if (kind === null) throw problem(422, "no_preview", "This kind of file cannot be shown here");
    call.response.setHeader("content-type", kind);
    call.response.setHeader("x-preview-cut", String(type === "text/csv"));
    call.response.end(bytes);
  },
  "GET /tickets/:id/attachments/:aid/calendar": (call) => (find(call).content_type === "text/calendar" ? { events: [EVENT], event_count: 1 } : { events: [], event_count: 0 }),
};
