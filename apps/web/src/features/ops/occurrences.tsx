import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { MailSearch } from "lucide-react";

import { occurrencesQuery } from "@/api/ops";
import { DISPOSITIONS, OCCURRENCE_STATES } from "@/api/types";
import type { Disposition, OccurrenceState } from "@/api/types";
import { PagedList } from "@/components/paged-list";
import { EmptyState } from "@/components/states";
import { Select } from "@/components/ui/select";
import { Card } from "@/components/ui/surface";
import { OccurrenceRow } from "@/features/ops/occurrence-row";
import { m } from "@/i18n/admin";
import type { OpsSearch } from "@/lib/ops-search";

const ANY = "any";
const stateOptions = [
  { value: ANY, label: m.ops.filters.anyState },
  ...OCCURRENCE_STATES.map((state) => ({ value: state, label: m.ops.states[state] })),
];
const dispositionOptions = [
  { value: ANY, label: m.ops.filters.anyDisposition },
  ...DISPOSITIONS.map((disposition) => ({ value: disposition, label: m.ops.dispositions[disposition] })),
];

function Filters({ search }: { search: OpsSearch }) {
  const navigate = useNavigate();
  const set = (change: OpsSearch) => void navigate({ to: "/ops", search: { ...search, tab: "occurrences", ...change } });
  return (
    <div className="mb-3 flex flex-wrap gap-2">
      <Select
        label={m.ops.filters.state}
        value={search.state ?? ANY}
        options={stateOptions}
        className="min-w-40"
        onChange={(value) => set({ state: value === ANY ? undefined : (value as OccurrenceState) })}
      />
      <Select
        label={m.ops.filters.disposition}
        value={search.disposition ?? ANY}
        options={dispositionOptions}
        className="min-w-40"
        onChange={(value) => set({ disposition: value === ANY ? undefined : (value as Disposition) })}
      />
    </div>
  );
}

function Empty({ search }: { search: OpsSearch }) {
  const [title, body] =
    search.disposition === "parked"
      ? [m.ops.parkedEmptyTitle, m.ops.parkedEmptyBody]
      : search.state === "failed"
        ? [m.ops.failedEmptyTitle, m.ops.failedEmptyBody]
        : [m.ops.occurrencesEmptyTitle, m.ops.occurrencesEmptyBody];
  return (
    <Card>
      <EmptyState icon={MailSearch} title={title}>
        {body}
      </EmptyState>
    </Card>
  );
}

function Rows({ search }: { search: OpsSearch }) {
  const { state, disposition, mailbox_id } = search;
  const query = useInfiniteQuery(occurrencesQuery({ state, disposition, mailbox_id }));
  return (
    <PagedList query={query} skeleton={{ rows: 8, className: "h-11" }} empty={<Empty search={search} />}>
      {(items) => (
        <Card className="relative overflow-x-auto scroll-thin" tabIndex={0} role="region" aria-label={m.ops.tabs.occurrences}>
          <table className="w-full min-w-2xl text-start text-sm">
            <thead>
              <tr className="border-b border-line text-2xs text-ink-3">
                {[m.ops.columns.mail, m.ops.columns.state, m.ops.columns.outcome, m.ops.columns.reason].map((title) => (
                  <th key={title} scope="col" className="px-4 py-2 font-medium">
                    {title}
                  </th>
                ))}
                <th scope="col" className="px-4 py-2">
                  <span className="sr-only">{m.ops.replay}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((occurrence) => (
                <OccurrenceRow key={occurrence.id} occurrence={occurrence} />
              ))}
            </tbody>
          </table>
        </Card>
      )}
    </PagedList>
  );
}

export function Occurrences({ search }: { search: OpsSearch }) {
  return (
    <>
      <Filters search={search} />
      <Rows search={search} />
    </>
  );
}
