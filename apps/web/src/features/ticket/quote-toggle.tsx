import { Ellipsis } from "lucide-react";

import { m } from "@/i18n";

export function QuoteToggle({ shown, onToggle }: { shown: boolean; onToggle: () => void }) {
  const label = shown ? m.ticket.hideQuoted : m.ticket.showQuoted;
  return (
    <button
      type="button"
      aria-expanded={shown}
      aria-label={label}
      title={label}
      onClick={onToggle}
      className="inline-flex h-6 items-center rounded bg-hover px-1.5 text-ink-2 hover:bg-line hover:text-ink"
    >
      <Ellipsis aria-hidden className="size-4" />
    </button>
  );
}
