/** Enough of the search language for the mock: words, phrases, "-" and the common filters. */
import type { ListedTicket, Piece, Ticket } from "@/api/types";

import { problem } from "./http.ts";
import { MEMBERS, QUEUES } from "./people.ts";

const FILTERS = ["from", "to", "cc", "subject", "status", "is", "assignee", "tag", "queue", "priority", "has", "before", "after"];
const TOKEN = /(-?)(?:([A-Za-z]+):(?=\S))?(?:"([^"]*)("?)|([^\s"]+))/g;

type Test = (row: ListedTicket) => boolean;
export interface Search {
  test: Test;
  words: string[];
}

function refuse(message: string, position: number, length: number, instead: string | null): never {
  throw problem(422, "invalid_query", "The search is not understood", `${message}, at position ${position}`, {
    errors: [{ loc: ["query", "q"], msg: message, type: "invalid_query", position, length, instead }],
  });
}

const letters = (word: string) => Array.from(word).sort().join("");
const textOf = (row: Ticket) => `${row.subject} ${row.snippet} ${row.requester_name} ${row.requester_email} ${row.ticket_code}`.toLowerCase();

function isIn(row: ListedTicket, state: string): boolean {
  if (state === "unread" || state === "read") return row.unread === (state === "unread");
  if (state === "due") return row.response_due_at !== null;
  if (state === "overdue") return row.response_due_at !== null && Date.parse(row.response_due_at) < Date.now();
  if (state === "unassigned") return row.assignee_user_id === null;
  return row.status === state;
}

function filter(name: string, value: string, me: string): Test {
  const wanted = value.toLowerCase();
  switch (name) {
    case "from":
      return (row) => `${row.requester_name} ${row.requester_email}`.toLowerCase().includes(wanted);
    case "subject":
      return (row) => row.subject.toLowerCase().includes(wanted);
    case "status":
      return (row) => row.status === wanted;
    case "is":
      return (row) => isIn(row, wanted);
    case "assignee":
      return (row) => row.assignee_user_id === (wanted === "none" ? null : wanted === "me" ? me : MEMBERS.find(({ email }) => email === wanted)?.user_id);
    case "tag":
      return (row) => row.tags.includes(wanted);
    case "queue":
      return (row) => row.assignee_queue_id === QUEUES.find((queue) => queue.name.toLowerCase() === wanted)?.id;
    case "priority":
      return (row) => row.priority === wanted;
    case "has":
      return (row) => row.has_attachments;
    case "before":
      return (row) => row.first_message_at < value;
    case "after":
      return (row) => row.last_message_at >= value;
    default:
      return () => false;
  }
}

export function parseSearch(query: string, me: string): Search {
  const tests: Test[] = [];
  const words: string[] = [];
  for (const match of query.matchAll(TOKEN)) {
    const [whole, minus, name, quoted, end, bare] = match;
    const position = match.index + 1;
    const value = quoted ?? bare ?? "";
    if (quoted !== undefined && end === "") refuse("The quotation mark is never closed", position, whole.length, `${whole}"`);
    if (name !== undefined && !FILTERS.includes(name.toLowerCase())) {
      const near = FILTERS.find((one) => letters(one) === letters(name.toLowerCase()));
      refuse(`There is no filter “${name}:”`, position, whole.length, near ? `${near}:${value}` : `"${whole}"`);
    }
    const test: Test = name === undefined ? (row) => textOf(row).includes(value.toLowerCase()) : filter(name.toLowerCase(), value, me);
    tests.push(minus === "-" ? (row) => !test(row) : test);
    if (name === undefined && minus !== "-") words.push(value.toLowerCase());
  }
  return { test: (row) => tests.every((test) => test(row)), words };
}

export function pieces(text: string, words: readonly string[]): Piece[] {
  const wanted = words.filter((word) => word !== "").map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (wanted.length === 0) return [{ text, hit: false }];
  return text
    .split(new RegExp(`(${wanted.join("|")})`, "i"))
    .map((part, index) => ({ text: part, hit: index % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}
