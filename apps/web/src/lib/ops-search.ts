import { z } from "zod";

import { DISPOSITIONS, OCCURRENCE_STATES } from "@/api/types";

export const OPS_TABS = ["occurrences", "jobs", "replay", "verify"] as const;

/** What the operations page's URL may say; unknown words are ignored. */
export const opsSearchSchema = z.object({
  tab: z.enum(OPS_TABS).optional().catch(undefined),
  state: z.enum(OCCURRENCE_STATES).optional().catch(undefined),
  disposition: z.enum(DISPOSITIONS).optional().catch(undefined),
  mailbox_id: z.uuid().optional().catch(undefined),
});
export type OpsSearch = z.infer<typeof opsSearchSchema>;
