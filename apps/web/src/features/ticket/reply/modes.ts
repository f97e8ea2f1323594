import { Forward, Reply, ReplyAll } from "lucide-react";

import type { ReplyMode } from "@/api/types";

/** The ways to answer, with the picture of each. */
export const MODES = [
  { mode: "reply", Icon: Reply },
  { mode: "reply_all", Icon: ReplyAll },
  { mode: "forward", Icon: Forward },
] as const satisfies readonly { mode: ReplyMode; Icon: unknown }[];
