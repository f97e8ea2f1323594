import { FileWarning, Lock, PackageOpen } from "lucide-react";

import { noticesOf } from "@/features/ticket/mail-notices";
import { cn } from "@/lib/cn";

const ICONS = { cut: FileWarning, sealed: Lock, unpacked: PackageOpen };

/** What a reader should know about how a message is shown. */
export function MailNotices({ defects }: { defects: readonly string[] }) {
  const notices = noticesOf(defects);
  if (notices.length === 0) return null;
  return (
    <ul className="mb-3 space-y-1">
      {notices.map(({ text, kind }) => {
        const Icon = ICONS[kind];
        return (
          <li key={text} className={cn("flex items-start gap-2 rounded-lg px-2.5 py-1.5 text-xs", kind === "cut" ? "bg-amber/10 text-ink" : "bg-hover text-ink-2")}>
            <Icon aria-hidden className={cn("mt-px size-3.5 shrink-0", kind === "cut" && "text-amber")} />
            {text}
          </li>
        );
      })}
    </ul>
  );
}
