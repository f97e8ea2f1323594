import { useQueryClient } from "@tanstack/react-query";
import type { Dispatch, RefObject, SetStateAction } from "react";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";

import { proposalQuery } from "@/api/replies";
import type { ReplyMode, ReplyProposal } from "@/api/types";
import type { EditorHandle } from "@/components/rich-text/editor";
import { explain } from "@/components/states";
import type { Letter } from "@/features/ticket/reply/letter";
import { changedMode } from "@/features/ticket/reply/letter";
import { m } from "@/i18n";

interface Options {
  ticketId: string;
  letter: Letter;
  setLetter: Dispatch<SetStateAction<Letter>>;
  first: ReplyProposal;
  wanted: { mode: ReplyMode; messageId: string | null };
  editor: RefObject<EditorHandle | null>;
  recipients: RefObject<HTMLInputElement | null>;
}

/** Reply, reply all, forward: the recipients and the subject are proposed anew, what was written stays. */
export function useMode({ ticketId, letter, setLetter, first, wanted, editor, recipients }: Options) {
  const client = useQueryClient();
  const [proposal, setProposal] = useState(first);
  const switchTo = async (mode: ReplyMode, messageId: string | null) => {
    if (mode === letter.mode && (messageId === null || messageId === letter.messageId)) {
      editor.current?.focus();
      return;
    }
    try {
      const next = await client.query(proposalQuery(ticketId, mode, messageId ?? letter.messageId));
      setProposal(next);
      setLetter((before) => changedMode(before, next));
      if (mode === "forward") recipients.current?.focus();
      else editor.current?.focus();
    } catch (error) {
      toast.error(m.reply.loadFailed, { description: explain(error) });
    }
  };
  // A key or a button elsewhere asks for another mode while the composer is open. A draft keeps the one it has, unless
  // a certain message is to be answered.
  const asked = useRef(wanted.messageId === null ? wanted : { mode: letter.mode, messageId: letter.messageId });
  useEffect(() => {
    if (asked.current.mode === wanted.mode && asked.current.messageId === wanted.messageId) return;
    asked.current = wanted;
    void switchTo(wanted.mode, wanted.messageId);
  });
  return { proposal, switchMode: (mode: ReplyMode) => void switchTo(mode, null) };
}
