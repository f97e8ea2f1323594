import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";

import { draftQuery } from "@/api/drafts";
import { ApiError, NetworkError } from "@/api/problem";
import { useSendReply } from "@/api/replies";
import { useMe } from "@/api/session";
import type { NewMail, ReplyWarning, TicketStatus } from "@/api/types";
import { explain } from "@/components/states";
import { isAddress } from "@/features/ticket/reply/addresses";
import { attemptFor, forgetAttempt } from "@/features/ticket/reply/attempts";
import { isBlank } from "@/features/ticket/reply/body";
import type { Letter } from "@/features/ticket/reply/letter";
import { draftOf, replyOf } from "@/features/ticket/reply/letter";
import { compose } from "@/features/ticket/reply/open-composer";
import { offerTakingBack } from "@/features/ticket/reply/undo-toast";
import type { Autosave } from "@/features/ticket/reply/use-autosave";
import { m } from "@/i18n";
import { formatList } from "@/lib/format";

const words = m.reply;

/** Warnings that are looked at before anything is sent; the others are only shown. */
const GRAVE = new Set<ReplyWarning["code"]>(["lookalike_domain", "dmarc_failed", "reply_to_differs", "sender_is_stranger", "bounced_recipient"]);

export interface Extra {
  sendAt?: string;
  setStatus?: TicketStatus;
}

interface Options {
  ticketId: string;
  letter: Letter;
  usable: boolean;
  uploading: boolean;
  warnings: readonly ReplyWarning[];
  /** Colleagues at the same answer, in sentences. */
  collisions: readonly string[];
  autosave: Autosave;
}

/** Why it cannot be sent as it stands, before the server is asked. */
function obstacle({ letter, usable, uploading }: Pick<Options, "letter" | "usable" | "uploading">): string | null {
  const all = [...letter.to, ...letter.cc, ...letter.bcc];
  const bad = all.filter((email) => !isAddress(email));
  if (letter.identityId === null || !usable) return words.problems.noIdentity;
  if (all.length === 0) return words.problems.noRecipients;
  if (bad.length > 0) return words.problems.badRecipients({ emails: formatList(bad) });
  if (uploading) return words.problems.uploading;
  if (isBlank(letter.html) && letter.files.length === 0 && letter.mode !== "forward") return words.problems.empty;
  return null;
}

/** The server's own words, and those about single fields. */
function refusal(error: unknown): string {
  if (error instanceof NetworkError || (error instanceof ApiError && error.status >= 500)) return `${explain(error)} ${words.problems.unknown}`;
  const fields = error instanceof ApiError ? error.problem.errors.map((one) => one.message).join(" ") : "";
  return [words.problems.notSent, explain(error), fields].filter(Boolean).join(" ");
}

function newMailOf(error: unknown): NewMail[] | null {
  if (!(error instanceof ApiError) || error.code !== "ticket_has_new_mail") return null;
  const found = error.problem.extra?.new_messages;
  return Array.isArray(found) ? (found as NewMail[]) : [];
}

export function useSending({ ticketId, letter, usable, uploading, warnings, collisions, autosave }: Options) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const send = useSendReply(ticketId);
  const me = useMe().user.id;
  const [problem, setProblem] = useState<string | null>(null);
  const [newMail, setNewMail] = useState<NewMail[] | null>(null);
  const [asked, setAsked] = useState<Extra | null>(null);
  const [confirming, setConfirming] = useState(false);
  const agreed = useRef("");
  const attempt = useRef({ text: "", key: "" });
  const busy = useRef(false);

  const submit = async (extra: Extra, confirmNewMail: boolean) => {
    const identityId = letter.identityId;
    if (identityId === null || busy.current) return;
    busy.current = true;
    await autosave.keeper.stop();
    // Asking the same again must be one mail; anything else is another one and needs another key.
    const text = JSON.stringify([draftOf(letter, ticketId), extra]);
    if (attempt.current.text !== text) attempt.current = attemptFor(me, ticketId, text);
    const options = { sendAt: extra.sendAt ?? null, setStatus: extra.setStatus ?? null, confirmNewMail };
    send.mutate(replyOf(letter, identityId, ticketId, attempt.current.key, options), {
      onSuccess: (accepted) => {
        forgetAttempt(me, ticketId);
        autosave.keeper.done();
        client.setQueryData(draftQuery(ticketId).queryKey, null);
        offerTakingBack(client, { ticketId, accepted, draft: draftOf(letter, ticketId) }, () => navigate({ to: "/tickets/$ticketId", params: { ticketId } }));
        compose(ticketId, null);
      },
      onError: (error) => {
        busy.current = false;
        autosave.keeper.resume();
        const found = newMailOf(error);
        setConfirming(false);
        setNewMail(found);
        setAsked(extra);
        setProblem(found === null ? refusal(error) : null);
      },
    });
  };

  return {
    problem,
    newMail,
    /** A grave warning stands between the button and the mail. */
    asking: asked !== null && newMail === null && confirming && problem !== null,
    sending: send.isPending,
    dismissNewMail: () => setNewMail(null),
    send: (extra: Extra = {}) => {
      const grave = warnings.filter(({ code }) => GRAVE.has(code));
      const text = JSON.stringify([grave, collisions]);
      const found = obstacle({ letter, usable, uploading });
      if (found !== null) {
        setConfirming(false);
        setProblem(found);
        return;
      }
      if (grave.length + collisions.length > 0 && agreed.current !== text) {
        // The next press, having seen them, sends.
        agreed.current = text;
        setAsked(extra);
        setConfirming(true);
        setProblem(collisions.length > 0 ? words.collision.confirm({ what: collisions.join(" ") }) : words.warnings.confirm);
        return;
      }
      setProblem(null);
      void submit(extra, newMail !== null);
    },
    sendAnyway: () => {
      setProblem(null);
      void submit(asked ?? {}, newMail !== null);
    },
  };
}

export type Sending = ReturnType<typeof useSending>;
