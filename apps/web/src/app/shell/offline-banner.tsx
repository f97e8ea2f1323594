import { WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";

import { m } from "@/i18n";

function subscribe(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

export function OfflineBanner() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (online) return null;
  return (
    <div role="status" className="flex items-center gap-2 border-b border-note-line bg-note px-4 py-1.5 text-xs text-note-ink">
      <WifiOff aria-hidden className="size-3.5" />
      {m.errors.offline}
    </div>
  );
}
