import type { TicketCounts } from "@/api/types";
import { m } from "@/i18n";
import { formatNumber } from "@/lib/format";

/** The API counts to 1,000 and stops: a full count would cost what nobody needs to know. */
export const COUNT_CAP = 1000;

/** Nothing for none, "1,000+" at the cap. */
export function showCount(count: number | undefined): string | null {
  if (count === undefined || count === 0) return null;
  return count >= COUNT_CAP ? m.shell.overCap({ cap: formatNumber(COUNT_CAP) }) : formatNumber(count);
}

export function activeCount(counts: TicketCounts): number {
  const { new: fresh = 0, open = 0, pending = 0 } = counts.by_status;
  return fresh + open + pending;
}
