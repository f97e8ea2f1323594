import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  icon: LucideIcon;
  title: string;
  /** Announced at once by screen readers. */
  urgent?: boolean;
  children: ReactNode;
}

export function Notice({ icon: Icon, title, urgent = false, children }: Props) {
  return (
    <div role={urgent ? "alert" : "note"} className="flex gap-3 rounded-xl border border-line bg-sunken p-4">
      <Icon aria-hidden className="mt-0.5 size-4.5 shrink-0 text-ink-3" />
      <div className="min-w-0 text-sm text-ink-2">
        <h2 className="mb-1 font-semibold text-ink">{title}</h2>
        {children}
      </div>
    </div>
  );
}
