import { useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { toast } from "sonner";

import { deleteDraft, draftQuery, saveDraft } from "@/api/drafts";
import { useMe } from "@/api/session";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { forgetAttempt } from "@/features/ticket/reply/attempts";
import type { Letter } from "@/features/ticket/reply/letter";
import { draftOf } from "@/features/ticket/reply/letter";
import { compose } from "@/features/ticket/reply/open-composer";
import type { Autosave } from "@/features/ticket/reply/use-autosave";
import { m } from "@/i18n";

const words = m.reply.draft;

interface Props {
  ticketId: string;
  letter: Letter;
  autosave: Autosave;
  onReload: () => void;
}

/** Whether the draft is kept, and the way to be rid of it. */
export function DraftState({ ticketId, letter, autosave, onReload }: Props) {
  const client = useQueryClient();
  const me = useMe().user.id;
  const key = draftQuery(ticketId).queryKey;
  const restore = async (draft: ReturnType<typeof draftOf>) => {
    client.setQueryData(key, await saveDraft(ticketId, draft));
    compose(ticketId, { kind: "reply", mode: letter.mode, messageId: letter.messageId });
  };
  const discard = async () => {
    const draft = draftOf(letter, ticketId);
    await autosave.keeper.stop();
    try {
      await deleteDraft(ticketId);
    } catch (error) {
      autosave.keeper.resume();
      toast.error(words.discardFailed, { description: explain(error) });
      return;
    }
    autosave.keeper.done();
    forgetAttempt(me, ticketId);
    client.setQueryData(key, null);
    compose(ticketId, null);
    const failed = (error: unknown) => toast.error(words.failed, { description: explain(error) });
    toast(words.discarded, { action: { label: m.common.undo, onClick: () => void restore(draft).catch(failed) } });
  };
  const said = { clean: "", saving: words.saving, saved: words.saved, failed: words.failed, conflict: words.changed }[autosave.state];
  return (
    <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-3">
      <Tooltip content={words.discard}>
        <Button variant="ghost" size="icon" aria-label={words.discard} onClick={() => void discard()}>
          <Trash2 aria-hidden />
        </Button>
      </Tooltip>
      <span role="status" className="truncate">
        {said}
      </span>
      {autosave.state === "conflict" ? (
        <>
          <Button size="sm" onClick={onReload}>
            {words.loadOther}
          </Button>
          <Button size="sm" onClick={() => autosave.keeper.overwrite()}>
            {words.keepMine}
          </Button>
        </>
      ) : null}
    </div>
  );
}
