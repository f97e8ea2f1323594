import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { draftQuery } from "@/api/drafts";
import type { DraftIn } from "@/api/types";
import type { SaveState } from "@/features/ticket/reply/draft-keeper";
import { DraftKeeper } from "@/features/ticket/reply/draft-keeper";

export interface Autosave {
  state: SaveState;
  keeper: DraftKeeper;
}

/**
 * Keeps `draft` on the server a moment after the last change, and when the page is left.
 * @param savedAt when the draft that this one began with was saved; null when there was none.
 */
export function useAutosave(ticketId: string, draft: DraftIn, savedAt: string | null): Autosave {
  const client = useQueryClient();
  const [state, setState] = useState<SaveState>(savedAt === null ? "clean" : "saved");
  const [keeper] = useState(
    () => new DraftKeeper(ticketId, draft, savedAt, { onState: setState, onSaved: (kept) => client.setQueryData(draftQuery(ticketId).queryKey, kept) }),
  );
  useEffect(() => keeper.write(draft));
  useEffect(() => {
    const leave = () => keeper.start();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [keeper]);
  return { state, keeper };
}
