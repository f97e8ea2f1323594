import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { draftQuery } from "@/api/drafts";
import { identitiesQuery, proposalQuery } from "@/api/replies";
import { useMe } from "@/api/session";
import type { Draft, ReplyMode, ReplyProposal, SendIdentityList } from "@/api/types";
import { ErrorState } from "@/components/states";
import { LetterForm } from "@/features/ticket/reply/letter-form";
import { compose } from "@/features/ticket/reply/open-composer";
import { Opening } from "@/features/ticket/reply/opening";
import type { Unsaved } from "@/features/ticket/reply/unsaved-letters";
import { forgetUnsaved, unsavedOf } from "@/features/ticket/reply/unsaved-letters";
import { m } from "@/i18n";

interface Props {
  ticketId: string;
  mode: ReplyMode;
  messageId: string | null;
  /** What was typed before the letter was there. */
  typed: string;
  onType: (typed: string) => void;
}

interface Beginning {
  draft: Draft | null;
  unsaved: Unsaved | null;
  proposal: ReplyProposal;
  identities: SendIdentityList;
}

/**
 * Gathers what a letter begins with: what this browser has kept of it, else the draft if there is one, else the server's
 * proposal. Then it is the writer's.
 */
export default function ReplyComposer({ ticketId, mode, messageId, typed, onType }: Props) {
  const [beginning, setBeginning] = useState<Beginning | null>(null);
  const [version, setVersion] = useState(0);
  const me = useMe().user.id;
  const unsaved = beginning === null ? unsavedOf(me, ticketId) : null;
  const begun = unsaved?.letter;
  const draft = useQuery(draftQuery(ticketId));
  const kept = draft.data;
  const proposal = useQuery({ ...proposalQuery(ticketId, begun?.mode ?? kept?.mode ?? mode, begun?.messageId ?? kept?.message_id ?? messageId), enabled: kept !== undefined });
  const identities = useQuery(identitiesQuery(ticketId));
  const failed = [draft, proposal, identities].find((query) => query.isError);
  // Never what an earlier visit had in its cache: another machine may have written on.
  const settled = !draft.isFetching && !proposal.isFetching;
  if (beginning === null && settled && kept !== undefined && proposal.data && identities.data) setBeginning({ draft: kept, unsaved, proposal: proposal.data, identities: identities.data });
  if (beginning !== null) {
    const reload = () => {
      forgetUnsaved(me, ticketId);
      setBeginning(null);
      onType("");
      // That draft says which message it answers.
      compose(ticketId, { kind: "reply", mode, messageId: null });
      setVersion(version + 1);
      void draft.refetch();
    };
    return <LetterForm key={version} ticketId={ticketId} wanted={{ mode, messageId }} {...beginning} typed={typed} onReload={reload} />;
  }
  if (failed) return <ErrorState className="py-8" title={m.reply.loadFailed} error={failed.error} onRetry={() => void failed.refetch()} />;
  return <Opening ticketId={ticketId} typed={typed} onType={onType} />;
}
