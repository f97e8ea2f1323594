import { MailX } from "lucide-react";

import type { BouncedAddress } from "@/api/types";
import { Time } from "@/components/time";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

/** Beside an address that our mail does not reach: pressed, it says since when, for good or not, and the server's m.common.bounced. */
export function BouncedMark({ bounced, className }: { bounced: BouncedAddress; className?: string }) {
  const label = m.common.bounced.labels[bounced.kind === "soft" ? "soft" : "hard"];
  return (
    <Popover>
      <PopoverTrigger aria-label={m.common.bounced.mark({ email: bounced.email, label })} className={cn("relative z-10 inline-flex size-6 shrink-0 items-center justify-center rounded align-middle hover:bg-hover", className)}>
        <MailX aria-hidden className={cn("size-3.5", bounced.kind === "soft" ? "text-amber" : "text-red")} />
      </PopoverTrigger>
      <PopoverContent label={m.common.bounced.mark({ email: bounced.email, label })}>
        <p className="font-medium wrap-anywhere">{label}</p>
        <p className="mt-0.5 text-xs text-ink-3">
          <Time value={bounced.reported_at} as="exact" />
          {bounced.status === "" ? null : ` · ${bounced.status}`}
        </p>
        {bounced.diagnostic === "" ? null : <p className="mt-2 font-mono text-2xs wrap-anywhere text-ink-2">{bounced.diagnostic}</p>}
        <p className="mt-2 text-xs text-ink-3">{m.common.bounced.cleared}</p>
      </PopoverContent>
    </Popover>
  );
}
