import { Badge } from "@/components/ui/surface";
import { m } from "@/i18n";
import { formatPercent } from "@/lib/format";

/** How sure a decision is, 0..1: green is proof, amber good reason, red a guess. */
export function Confidence({ value }: { value: number | null }) {
  if (value === null) return null;
  const tone = value >= 0.9 ? "green" : value >= 0.6 ? "amber" : "red";
  return <Badge tone={tone}>{m.ticket.panel.confidence({ percent: formatPercent(value) })}</Badge>;
}
