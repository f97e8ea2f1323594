import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Inbox, MailPlus, SearchX, Timer } from "lucide-react";

import { mailboxesQuery } from "@/api/mailboxes";
import { EmptyState } from "@/components/states";
import { Button } from "@/components/ui/button";
import { m } from "@/i18n";
import type { InboxSearch } from "@/lib/inbox-search";
import { activeFilterCount, viewOf } from "@/lib/inbox-search";

/** Why the list is empty: a narrow search, no mailbox yet, or simply no work left. */
export default function ListEmpty({ search }: { search: InboxSearch }) {
  const mailboxes = useQuery(mailboxesQuery);
  if (search.q !== undefined || activeFilterCount(search) > 0) {
    return (
      <EmptyState
        icon={SearchX}
        title={m.inbox.emptySearchTitle}
        className="flex-1"
        action={
          <Button asChild>
            <Link to="/inbox" search={{ view: search.view, queue: search.queue }}>
              {m.inbox.clearFilters}
            </Link>
          </Button>
        }
      >
        {m.inbox.emptySearchBody}
      </EmptyState>
    );
  }
  if (mailboxes.data?.length === 0) {
    return (
      <EmptyState
        icon={MailPlus}
        title={m.inbox.noMailboxTitle}
        className="flex-1"
        action={
          <Button asChild variant="primary">
            <Link to="/mailboxes">{m.inbox.connectMailbox}</Link>
          </Button>
        }
      >
        {m.inbox.noMailboxBody}
      </EmptyState>
    );
  }
  if (viewOf(search) === "due") {
    return (
      <EmptyState
        icon={Timer}
        title={m.inbox.emptyDueTitle}
        className="flex-1"
        action={
          <Button asChild>
            <Link to="/settings/response-times">{m.inbox.responseTimes}</Link>
          </Button>
        }
      >
        {m.inbox.emptyDueBody}
      </EmptyState>
    );
  }
  const working = ["open", "unassigned", "mine", "new"].includes(viewOf(search));
  return (
    <EmptyState icon={Inbox} title={working ? m.inbox.emptyTitle : m.inbox.emptyResolvedTitle} className="flex-1">
      {working ? m.inbox.emptyBody : m.inbox.emptyResolvedBody}
    </EmptyState>
  );
}
