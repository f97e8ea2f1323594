import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { draftQuery } from "@/api/drafts";
import { useMe } from "@/api/session";
import type { SaveState } from "@/features/ticket/reply/draft-keeper";
import { DraftKeeper } from "@/features/ticket/reply/draft-keeper";
import type { Letter } from "@/features/ticket/reply/letter";
import { draftOf } from "@/features/ticket/reply/letter";
import { forgetUnsaved, keepUnsaved } from "@/features/ticket/reply/unsaved-letters";

export interface Autosave {
  state: SaveState;
  keeper: DraftKeeper;
}

/**
 * Keeps `letter` on the server a moment after the last change, and when the page is left; until the server has it, in
 * this browser.
 * @param savedAt when the draft that this one began with was saved; null when there was none.
 * @param unsaved the letter was found in this browser, and the server does not have it.
 */
export function useAutosave(ticketId: string, letter: Letter, savedAt: string | null, unsaved: boolean): Autosave {
  const client = useQueryClient();
  const me = useMe().user.id;
  const draft = draftOf(letter, ticketId);
  const [state, setState] = useState<SaveState>(savedAt === null ? "clean" : "saved");
  const [keeper] = useState(
    () =>
      new DraftKeeper(
        ticketId,
        draft,
        { savedAt, unsaved },
        {
          onState: setState,
          onSaved: (kept) => client.setQueryData(draftQuery(ticketId).queryKey, kept),
          onSafe: () => forgetUnsaved(me, ticketId),
        },
      ),
  );
  useEffect(() => {
    if (keeper.write(draft)) keepUnsaved(me, ticketId, { letter, savedAt: keeper.savedAt });
  });
  useEffect(() => {
    if (unsaved) keeper.start();
    const leave = () => keeper.start();
    window.addEventListener("pagehide", leave);
    // The wait for the next attempt is over when there is a connection again.
    window.addEventListener("online", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("online", leave);
      leave();
    };
  }, [keeper, unsaved]);
  return { state, keeper };
}
