import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useParams, useRouter } from "@tanstack/react-router";
import { MailQuestion } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";

import { useChanges } from "@/api/events";
import { useReadTicket } from "@/api/notifications";
import { useSayPresence } from "@/api/presence";
import { ApiError } from "@/api/problem";
import { useSeen } from "@/api/reading";
import { useMe } from "@/api/session";
import { ticketQuery } from "@/api/tickets";
import type { Message, PresenceState, Ticket, TicketDetail } from "@/api/types";
import { EmptyState, ErrorState, explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { TicketActions, useSnooze } from "@/features/ticket/actions/ticket-actions";
import { DetailsPanel } from "@/features/ticket/details-panel";
import { look } from "@/features/ticket/files/open-preview";
import { isPreviewable } from "@/features/ticket/files/previewable";
import { PreviewHost } from "@/features/ticket/files/preview-host";
import { useFollowing } from "@/features/ticket/followers";
import { MergedNotice } from "@/features/ticket/merged-notice";
import { ReplyDock } from "@/features/ticket/reply/dock";
import { compose, useComposing } from "@/features/ticket/reply/open-composer";
import { ResizablePanel } from "@/features/ticket/resizable-panel";
import { SnoozeNotice } from "@/features/ticket/snooze-notice";
import { Thread } from "@/features/ticket/thread";
import { messageAnchor } from "@/features/ticket/timeline";
import { TicketChooser } from "@/features/ticket/ticket-chooser";
import { TicketHeader } from "@/features/ticket/ticket-header";
import { TicketMenu } from "@/features/ticket/ticket-menu";
import { TicketSkeleton } from "@/features/ticket/ticket-skeleton";
import { useCorrections } from "@/features/ticket/use-corrections";
import { useTicketKeys, useTicketMoves } from "@/features/ticket/use-ticket-keys";
import { WhyPanel } from "@/features/ticket/why-panel";
import { m } from "@/i18n";
import { useAfterPaint } from "@/lib/after-paint";
import { neighbours, useListContext } from "@/lib/list-context";
import { useMediaQuery } from "@/lib/media";
import { useShortcuts } from "@/lib/shortcuts";
import { useDetailsPanel } from "@/lib/stored";

/** Shows the files of the newest message that has some worth a look. */
function lookAtFiles({ ticket, messages }: TicketDetail) {
  const found = messages.findLast(({ attachments }) => attachments.some(isPreviewable));
  const first = found?.attachments.find(isPreviewable);
  if (found && first) look({ ticketId: ticket.id, files: found.attachments, id: first.id });
  else toast(m.conversation.noFiles);
}

/** The message that has the focus, else the newest. */
function messageInHand({ messages }: TicketDetail): Message | undefined {
  const card = document.activeElement?.closest("article")?.id;
  return messages.find((message) => messageAnchor(message.id) === card) ?? messages.at(-1);
}

/** That the reader was here; also when they leave before the page has come to rest. Nothing of it is seen. */
function Seen({ ticket }: { ticket: Ticket }) {
  useSeen(ticket.id, ticket.last_message_at);
  useReadTicket(ticket.id);
  return null;
}

/** What others are told of a visit, and what the next one will need. */
function Stay({ ticket, next, doing }: { ticket: Ticket; next: string | null; doing: PresenceState }) {
  useSayPresence(ticket.id, doing);
  const router = useRouter();
  useEffect(() => {
    if (next !== null) void router.preloadRoute({ to: "/tickets/$ticketId", params: { ticketId: next } });
  }, [next, router]);
  return null;
}

function LoadedTicket({ detail }: { detail: TicketDetail }) {
  const { ticket } = detail;
  const context = useListContext();
  const { previous, next } = neighbours(context, ticket.id);
  const roomy = useMediaQuery("(min-width: 1100px)");
  const [panel, setPanel] = useDetailsPanel();
  const [sheet, setSheet] = useState(false);
  const [why, setWhy] = useState<Message | null>(null);
  const [moving, setMoving] = useState<Message | null>(null);
  const corrections = useCorrections(ticket);
  const canWrite = useMe().role !== "viewer";
  const correctable = canWrite && ticket.merged_into === null;
  const { following, toggle: toggleFollow } = useFollowing(detail);
  const painted = useAfterPaint();
  const details = painted ? <DetailsPanel detail={detail} following={following} onFollow={toggleFollow} /> : null;
  const composing = useComposing(ticket.id);
  const toggleDetails = () => (roomy ? setPanel(panel === "shown" ? "hidden" : "shown") : setSheet(!sheet));
  const snooze = useSnooze(ticket);
  useTicketKeys({ canWrite, toggleDetails, lookAtFiles: () => lookAtFiles(detail), focusNote: () => compose(ticket.id, { kind: "note" }) });
  useShortcuts(correctable && ticket.message_count > 1 ? [{ keys: "c v", label: m.corrections.moveTitle, group: "ticket", run: () => setMoving(messageInHand(detail) ?? null) }] : []);
  return (
    <div className="flex h-full flex-col">
      <Seen ticket={ticket} />
      {painted ? <Stay ticket={ticket} next={next} doing={composing === null ? "viewing" : composing.kind === "reply" ? "replying" : "noting"} /> : null}
      <title>{`${ticket.ticket_code} ${ticket.subject} · ${m.common.appName}`}</title>
      <TicketHeader ticket={ticket} context={context} previous={previous} next={next} detailsShown={roomy ? panel === "shown" : sheet} onToggleDetails={toggleDetails} menu={correctable ? <TicketMenu detail={detail} corrections={corrections} /> : null} />
      <SnoozeNotice ticket={ticket} onWake={correctable ? () => snooze(null) : null} />
      {correctable ? <TicketActions ticket={ticket} /> : null}
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <div data-thread-scroller className="relative min-h-0 flex-1 overflow-y-auto bg-canvas scroll-thin">
            <div className="mx-auto max-w-3xl px-3 py-4 md:px-6 md:py-6">
              {ticket.merged_into === null ? null : <MergedNotice into={ticket.merged_into} />}
              <Thread detail={detail} canWrite={canWrite} onWhy={setWhy} onMove={correctable ? setMoving : undefined} corrections={correctable ? corrections : undefined} />
              {canWrite ? null : <p className="mt-4 text-center text-xs text-ink-3">{m.ticket.viewerHint}</p>}
            </div>
          </div>
          {correctable ? <ReplyDock ticketId={ticket.id} /> : null}
        </div>
        {roomy && panel === "shown" ? (
          <ResizablePanel label={m.ticket.details}>{details}</ResizablePanel>
        ) : null}
      </div>
      {roomy ? null : (
        <Dialog open={sheet} onOpenChange={setSheet}>
          <DialogContent side="end" title={m.ticket.details} description={ticket.ticket_code}>
            {details}
          </DialogContent>
        </Dialog>
      )}
      <PreviewHost ticketId={ticket.id} />
      <WhyPanel
        message={why}
        onClose={() => setWhy(null)}
        onMove={correctable ? setMoving : undefined}
        onSplit={correctable && ticket.message_count > 1 ? (message) => corrections.split([message.id]) : undefined}
      />
      {moving ? (
        <TicketChooser
          title={m.corrections.moveTitle}
          hint={m.corrections.moveHint}
          confirm={m.corrections.moveConfirm}
          except={ticket.id}
          onChoose={(target) => corrections.move(moving.id, target)}
          onClose={() => setMoving(null)}
        />
      ) : null}
    </div>
  );
}

/** Trying again finds no ticket either: the way on is the inbox. */
function NoSuchTicket({ error }: { error: ApiError }) {
  return (
    <div role="alert" className="flex h-full items-center justify-center">
      <EmptyState
        icon={MailQuestion}
        title={m.ticket.noSuchTicket}
        action={
          <Button asChild>
            <Link to="/inbox">{m.errors.toInbox}</Link>
          </Button>
        }
      >
        {explain(error)}
      </EmptyState>
    </div>
  );
}

export function TicketPage() {
  const { ticketId } = useParams({ from: "/shell/tickets/$ticketId" });
  const detail = useQuery(ticketQuery(ticketId));
  useTicketMoves(ticketId);
  useChanges("ticket", (ids) => {
    if (ids.size === 0 || ids.has(ticketId)) void detail.refetch();
  });
  if (detail.isPending) return <TicketSkeleton />;
  if (detail.data === undefined) {
    if (detail.error instanceof ApiError && detail.error.status === 404) return <NoSuchTicket error={detail.error} />;
    return <ErrorState className="h-full" title={m.ticket.notFoundTitle} error={detail.error} onRetry={() => void detail.refetch()} />;
  }
  // An older id of this very ticket: stitching joined the two.
  if (detail.data.ticket.merged_into === detail.data.ticket.id) return <Navigate to="/tickets/$ticketId" params={{ ticketId: detail.data.ticket.id }} replace />;
  return <LoadedTicket key={ticketId} detail={detail.data} />;
}
