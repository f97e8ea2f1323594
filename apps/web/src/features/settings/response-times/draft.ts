/** Response times as the page edits them, from what the API has and back. Pure. */
import type { Priority, ResponsePolicy, Sla, SlaIn } from "@/api/types";
import { PRIORITIES } from "@/api/types";
import { lengthOf, minutesIn } from "@/features/settings/response-times/lengths";

/** Clock times as `<input type="time">` writes them: an end of "00:00" is the midnight after. */
export interface Span {
  start: string;
  end: string;
}

/** Lengths as they are written, right or wrong. */
export interface Target {
  first: string;
  next: string;
}

export interface PolicyDraft {
  /** Null for every queue that has no policy of its own. */
  queueId: string | null;
  targets: Record<Priority, Target>;
}

export interface Draft {
  zone: string;
  aroundTheClock: boolean;
  /** Monday first. */
  week: readonly (readonly Span[])[];
  holidays: readonly string[];
  /** The policy of all queues comes first. */
  policies: readonly PolicyDraft[];
}

export const WORKDAY: Span = { start: "09:00", end: "17:00" };
const DAYS = [0, 1, 2, 3, 4, 5, 6];
const USUAL_WEEK = DAYS.map((day) => (day < 5 ? [WORKDAY] : []));
const MIDNIGHT = "24:00";

const short = (time: string) => time.slice(0, 5);

export function emptyPolicy(queueId: string | null): PolicyDraft {
  return { queueId, targets: Object.fromEntries(PRIORITIES.map((priority) => [priority, { first: "", next: "" }])) as PolicyDraft["targets"] };
}

function policyDraft({ queue_id, targets }: ResponsePolicy): PolicyDraft {
  const draft = emptyPolicy(queue_id);
  for (const { priority, first_response_minutes, next_response_minutes } of targets)
    draft.targets[priority] = { first: lengthOf(first_response_minutes ?? null), next: lengthOf(next_response_minutes ?? null) };
  return draft;
}

export function draftOf({ business_hours: { time_zone, weekly = [], holidays = [] }, policies }: Sla): Draft {
  const spans = (day: number) =>
    weekly
      .filter(({ weekday }) => weekday === day)
      .map(({ start, end }) => ({ start: short(start), end: short(end) === MIDNIGHT ? "00:00" : short(end) }))
      .sort((one, other) => one.start.localeCompare(other.start));
  const own = policies.filter(({ queue_id }) => queue_id !== null).map(policyDraft);
  const all = policies.find(({ queue_id }) => queue_id === null);
  return {
    zone: time_zone,
    aroundTheClock: weekly.length === 0,
    week: weekly.length === 0 ? USUAL_WEEK : DAYS.map(spans),
    holidays: [...holidays].sort(),
    policies: [all ? policyDraft(all) : emptyPolicy(null), ...own],
  };
}

const endOf = ({ end }: Span) => (end === "00:00" ? MIDNIGHT : end);

/** What is wrong with the hours of a day; null when nothing is. */
export function hoursProblem(spans: readonly Span[]): "missing" | "reversed" | "overlap" | null {
  if (spans.some(({ start, end }) => start === "" || end === "")) return "missing";
  if (spans.some((span) => span.start >= endOf(span))) return "reversed";
  const sorted = [...spans].sort((one, other) => one.start.localeCompare(other.start));
  return sorted.some((span, at) => at > 0 && span.start < endOf(sorted[at - 1] ?? span)) ? "overlap" : null;
}

export const weekIsEmpty = (week: Draft["week"]) => week.every((spans) => spans.length === 0);

function isSound({ aroundTheClock, week, policies }: Draft): boolean {
  const hours = aroundTheClock || (!weekIsEmpty(week) && week.every((spans) => hoursProblem(spans) === null));
  return hours && policies.every(({ targets }) => Object.values(targets).every(({ first, next }) => minutesIn(first) !== undefined && minutesIn(next) !== undefined));
}

function policyOf({ queueId, targets }: PolicyDraft): ResponsePolicy {
  return {
    queue_id: queueId,
    targets: [...PRIORITIES].reverse().flatMap((priority) => {
      const target = { priority, first_response_minutes: minutesIn(targets[priority].first) ?? null, next_response_minutes: minutesIn(targets[priority].next) ?? null };
      return target.first_response_minutes === null && target.next_response_minutes === null ? [] : [target];
    }),
  };
}

/** What to send; null while something is wrong. */
export function slaOf(draft: Draft): SlaIn | null {
  if (!isSound(draft)) return null;
  const weekly = draft.aroundTheClock ? [] : draft.week.flatMap((spans, weekday) => spans.map((span) => ({ weekday, start: span.start, end: endOf(span) })));
  return {
    business_hours: { time_zone: draft.zone, weekly, holidays: [...draft.holidays] },
    // A queue's own policy without targets is a promise too: none. For all queues it says nothing.
    policies: draft.policies.map(policyOf).filter(({ queue_id, targets }) => queue_id !== null || targets.length > 0),
  };
}

/** Whether both would be kept as the same. The order of the queues is nothing that is kept. */
export function sameDraft(one: Draft, other: Draft): boolean {
  const written = ({ policies, ...rest }: Draft) => {
    const sorted = { ...rest, policies: policies.toSorted((a, b) => (a.queueId ?? "").localeCompare(b.queueId ?? "")) };
    return JSON.stringify(slaOf(sorted) ?? sorted);
  };
  return written(one) === written(other);
}
