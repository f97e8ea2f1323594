import { Archive, Ban, CheckCircle2, CircleDashed, CircleDot, Clock3 } from "lucide-react";

import type { TicketStatus } from "@/api/types";
import { TICKET_STATUSES } from "@/api/types";
import type { SelectOption } from "@/components/ui/select";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

// Shape and colour both tell the status, so that neither alone has to.
const looks = {
  new: { Icon: CircleDot, tone: "text-blue" },
  open: { Icon: CircleDashed, tone: "text-teal" },
  pending: { Icon: Clock3, tone: "text-amber" },
  resolved: { Icon: CheckCircle2, tone: "text-green" },
  closed: { Icon: Archive, tone: "text-ink-3" },
  spam: { Icon: Ban, tone: "text-red" },
} as const;

export function StatusIcon({ status, className, named = false }: { status: TicketStatus; className?: string; named?: boolean }) {
  const { Icon, tone } = looks[status];
  return named ? (
    <span role="img" aria-label={m.common.statuses[status]} title={m.common.statuses[status]} className="inline-flex">
      <Icon aria-hidden className={cn("size-4 shrink-0", tone, className)} strokeWidth={2.1} />
    </span>
  ) : (
    <Icon aria-hidden className={cn("size-4 shrink-0", tone, className)} strokeWidth={2.1} />
  );
}

export const statusOptions: readonly SelectOption<TicketStatus>[] = TICKET_STATUSES.map((status) => ({
  value: status,
  get label() {
    return m.common.statuses[status];
  },
  icon: <StatusIcon status={status} />,
}));
