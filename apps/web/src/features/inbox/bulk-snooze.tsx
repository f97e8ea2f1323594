import { SnoozePick } from "@/components/snooze-pick";
import type { BulkActions } from "@/features/inbox/use-bulk-actions";
import { m } from "@/i18n";
import { formatMoment } from "@/lib/format";

interface Props {
  ids: readonly string[];
  /** Whether any of them is snoozed: then they can be woken too. */
  snoozed: boolean;
  actions: BulkActions;
  onClose: () => void;
}

/** Until when these tickets are put off: one choice for all of them. */
export default function BulkSnooze({ ids, snoozed, actions, onClose }: Props) {
  const snooze = (until: Date | null) =>
    actions.change(ids, { snoozed_until: until?.toISOString() ?? null }, (count) =>
      until === null ? m.inbox.bulkWoken({ count }) : m.inbox.bulkSnoozed({ count, when: formatMoment(until.toISOString()) }),
    );
  return <SnoozePick title={m.inbox.bulkSnooze({ count: ids.length })} snoozed={snoozed} onSnooze={snooze} onClose={onClose} />;
}
