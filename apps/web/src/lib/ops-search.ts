import { DISPOSITIONS, OCCURRENCE_STATES } from "@/api/types";
import type { ReadBy } from "@/lib/url-values";
import { oneOf, searchOf, uuid } from "@/lib/url-values";

export const OPS_TABS = ["occurrences", "jobs", "replay", "verify"] as const;

const readers = { tab: oneOf(OPS_TABS), state: oneOf(OCCURRENCE_STATES), disposition: oneOf(DISPOSITIONS), mailbox_id: uuid };
export type OpsSearch = ReadBy<typeof readers>;

/** What the operations page's URL may say; unknown words are ignored. */
export const opsSearch: (raw: Readonly<Record<string, unknown>>) => OpsSearch = searchOf(readers);
