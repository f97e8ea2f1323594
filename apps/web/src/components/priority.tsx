import type { Priority } from "@/api/types";
import { PRIORITIES } from "@/api/types";
import type { SelectOption } from "@/components/ui/select";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

const bars: Record<Priority, number> = { low: 1, normal: 2, high: 3, urgent: 3 };

/** Signal bars; urgent is a filled mark, so that it is found without reading. */
export function PriorityIcon({ priority, className, named = false }: { priority: Priority; className?: string; named?: boolean }) {
  const label = m.common.priorities[priority];
  const naming = named ? ({ role: "img", "aria-label": label } as const) : ({ "aria-hidden": true } as const);
  if (priority === "urgent") {
    return (
      <svg viewBox="0 0 16 16" className={cn("size-4 shrink-0 text-red!", className)} {...naming}>
        <rect x="1" y="1" width="14" height="14" rx="3.5" fill="currentColor" />
        <path d="M8 4.25v4.5" stroke="var(--canvas)" strokeWidth="1.9" strokeLinecap="round" />
        <circle cx="8" cy="11.4" r="1.1" fill="var(--canvas)" />
      </svg>
    );
  }
  return (
    <svg viewBox="0 0 16 16" className={cn("size-4 shrink-0 text-ink-2", className)} {...naming}>
      {[0, 1, 2].map((bar) => (
        <rect
          key={bar}
          x={2 + bar * 4.5}
          y={9.5 - bar * 3.25}
          width="3"
          height={4.5 + bar * 3.25}
          rx="1"
          fill="currentColor"
          opacity={bar < bars[priority] ? 1 : 0.28}
        />
      ))}
    </svg>
  );
}

export const priorityOptions: readonly SelectOption<Priority>[] = PRIORITIES.map((priority) => ({
  value: priority,
  get label() {
    return m.common.priorities[priority];
  },
  icon: <PriorityIcon priority={priority} />,
}));
