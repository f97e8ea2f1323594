import { Timer } from "lucide-react";
import type { ComponentProps } from "react";

import type { Ticket } from "@/api/types";
import { Badge } from "@/components/ui/surface";
import { cn } from "@/lib/cn";
import { useNow } from "@/lib/clock";
import { dueOf } from "@/lib/due";

const tones = { calm: "neutral", soon: "amber", late: "red" } as const;

/** How long there is to answer, kept true by itself; nothing where nothing was promised. */
export function DueBadge({ ticket, className, ...props }: { ticket: Ticket } & ComponentProps<"span">) {
  const due = dueOf(ticket, useNow());
  if (due === null) return null;
  return (
    <Badge tone={tones[due.pressure]} title={due.title} className={cn("shrink-0 tabular-nums", due.pressure === "calm" && "bg-transparent px-0 text-ink-3", className)} {...props}>
      <Timer aria-hidden />
      {due.words}
    </Badge>
  );
}
