import type { ComponentProps } from "react";

import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Badge } from "@/components/ui/surface";
import { m } from "@/i18n";
import { formatPercent } from "@/lib/format";

interface Props {
  kind: string;
  reason: string;
  confidence?: number | null;
  headers: Readonly<Record<string, string>>;
}

const tones: Record<string, ComponentProps<typeof Badge>["tone"]> = { spam: "red", bounce: "amber", complaint: "red" };

/** What sort of mail it is, where that is not a person's; pressed, it says why and by which headers. */
export function ClassBadge({ kind, reason, confidence = null, headers }: Props) {
  const words = m.common.classifications as Record<string, string | undefined>;
  const label = words[kind];
  if (label === undefined) return null;
  const entries = Object.entries(headers);
  return (
    <Popover>
      <PopoverTrigger
        aria-label={m.common.classWhy({ label })}
        className="relative z-10 inline-flex min-h-6 shrink-0 items-center rounded"
      >
        <Badge tone={tones[kind] ?? "neutral"} className="underline decoration-dotted underline-offset-2">
          {label}
        </Badge>
      </PopoverTrigger>
      <PopoverContent label={m.common.classWhy({ label })}>
        <p className="font-medium">{reason || m.common.classUnrecorded}</p>
        {confidence === null ? null : <p className="mt-0.5 text-xs text-ink-3">{m.common.sure({ percent: formatPercent(confidence) })}</p>}
        {entries.length > 0 ? (
          <>
            <p className="mt-3 text-2xs font-medium text-ink-3">{m.common.classHeaders}</p>
            <dl className="mt-1 space-y-1.5">
              {entries.map(([name, value]) => (
                <div key={name}>
                  <dt className="text-xs font-medium text-ink-2">{name}</dt>
                  <dd className="font-mono text-2xs break-words text-ink-3">{value}</dd>
                </div>
              ))}
            </dl>
          </>
        ) : null}
      </PopoverContent>
    </Popover>
  );
}
