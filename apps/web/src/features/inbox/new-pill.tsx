import { ArrowUp } from "lucide-react";

import { m } from "@/i18n";

/** Says that fresh mail waits above, without moving what is being read. */
export function NewPill({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-3 z-10 flex justify-center">
      {count > 0 ? (
        <button
          type="button"
          onClick={onShow}
          aria-label={m.inbox.showNew({ count })}
          className="animate-pop pointer-events-auto inline-flex h-7 items-center gap-1.5 rounded-full bg-accent px-3 text-xs font-medium text-accent-ink shadow-pop hover:bg-accent-strong"
        >
          <ArrowUp aria-hidden className="size-3.5" />
          {m.inbox.newPill({ count })}
        </button>
      ) : null}
    </div>
  );
}
