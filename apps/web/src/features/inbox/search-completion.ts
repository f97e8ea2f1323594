/** What may come next in the search box. Pure: text and caret in, suggestions out. */
import { PRIORITIES, TICKET_STATUSES } from "@/api/types";

export interface Vocabulary {
  members: readonly { name: string; email: string }[];
  queues: readonly string[];
  tags: readonly string[];
}

export interface Suggestion {
  /** What stands in the list. */
  label: string;
  /** What is written in place of the word under the caret. */
  insert: string;
  /** Whether the word is complete then, or wants a value. */
  complete: boolean;
  hint?: string;
}

export interface Completion {
  /** The stretch of the text that a suggestion replaces. */
  start: number;
  end: number;
  suggestions: Suggestion[];
}

export const OPERATORS = ["from", "to", "cc", "subject", "status", "is", "assignee", "tag", "queue", "priority", "has", "before", "after"] as const;
export type Operator = (typeof OPERATORS)[number];
const STATES = ["unread", "read", "unassigned", "assigned", "active", "unanswered", "due", "overdue", ...TICKET_STATUSES];
const MAX = 8;

const quoted = (value: string) => (/[\s"()]/.test(value) ? `"${value.replaceAll('"', "")}"` : value);

function valuesOf(operator: Operator, { members, queues, tags }: Vocabulary): { value: string; hint?: string }[] {
  const people = members.map(({ name, email }) => ({ value: email, hint: name }));
  switch (operator) {
    case "status":
      return TICKET_STATUSES.map((value) => ({ value }));
    case "is":
      return STATES.map((value) => ({ value }));
    case "priority":
      return [...PRIORITIES].reverse().map((value) => ({ value }));
    case "has":
      return [{ value: "attachment" }];
    case "assignee":
      return [{ value: "me" }, { value: "none" }, ...people];
    case "from":
    case "to":
    case "cc":
      return people;
    case "queue":
      return queues.map((value) => ({ value }));
    case "tag":
      return tags.map((value) => ({ value }));
    case "subject":
    case "before":
    case "after":
      return [];
  }
}

/** The stretch of non-blank characters before the caret; inside quotation marks blanks belong to it. */
function wordBefore(text: string, caret: number): string {
  return /(?:[^\s"]|"[^"]*"?)*$/.exec(text.slice(0, caret))?.[0] ?? "";
}

/** @param hints what each operator looks for, in the reader's language */
export function complete(text: string, caret: number, vocabulary: Vocabulary, hints: Record<Operator, string>): Completion {
  const word = wordBefore(text, caret);
  const lead = /^[-(]*/.exec(word)?.[0] ?? "";
  const bare = word.slice(lead.length);
  const start = caret - bare.length;
  const [name = "", ...rest] = bare.split(":");
  if (rest.length === 0) {
    const begun = name.toLowerCase();
    const found = begun === "" && text.trim() !== "" && lead === "" ? [] : OPERATORS.filter((one) => one.startsWith(begun));
    return { start, end: caret, suggestions: found.map((one) => ({ label: `${one}:`, insert: `${one}:`, complete: false, hint: hints[one] })) };
  }
  const operator = OPERATORS.find((one) => one === name.toLowerCase());
  if (operator === undefined) return { start, end: caret, suggestions: [] };
  const begun = rest.join(":").replaceAll('"', "").toLowerCase();
  const found = valuesOf(operator, vocabulary)
    .filter(({ value, hint }) => [value, ...(hint ?? "").split(" ")].some((one) => one.toLowerCase().startsWith(begun)) && value !== rest.join(":"))
    .slice(0, MAX);
  return {
    start,
    end: caret,
    suggestions: found.map(({ value, hint }) => ({ label: value, insert: `${operator}:${quoted(value)}`, complete: true, ...(hint ? { hint } : {}) })),
  };
}

/** The text with `suggestion` written in, and where the caret goes. */
export function accept(text: string, { start, end }: Completion, suggestion: Suggestion): { text: string; caret: number } {
  const behind = text.slice(end);
  const written = suggestion.insert + (suggestion.complete && !/^[\s)]/.test(behind) ? " " : "");
  return { text: text.slice(0, start) + written + behind, caret: start + written.length };
}
