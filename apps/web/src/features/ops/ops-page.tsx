import { useNavigate, useSearch } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { Tabs } from "radix-ui";

import { useMe } from "@/api/session";
import { Page } from "@/components/page";
import { EmptyState } from "@/components/states";
import { Card } from "@/components/ui/surface";
import { FailedJobs } from "@/features/ops/failed-jobs";
import { Occurrences } from "@/features/ops/occurrences";
import { Replay } from "@/features/ops/replay";
import { Verify } from "@/features/ops/verify";
import { m } from "@/i18n/admin";
import { OPS_TABS } from "@/lib/ops-search";

export function OpsPage() {
  const admin = useMe().role === "admin";
  const search = useSearch({ from: "/shell/ops" });
  const navigate = useNavigate();
  const tab = search.tab ?? "occurrences";
  if (!admin) {
    return (
      <Page title={m.ops.title}>
        <Card>
          <EmptyState icon={Lock} title={m.ops.adminOnlyTitle}>
            {m.ops.adminOnlyBody}
          </EmptyState>
        </Card>
      </Page>
    );
  }
  return (
    <Page title={m.ops.title} description={m.ops.description} className="max-w-6xl">
      <title>{`${m.ops.title} · ${m.common.appName}`}</title>
      <Tabs.Root value={tab} onValueChange={(next) => void navigate({ to: "/ops", search: { tab: next as typeof tab } })}>
        <Tabs.List aria-label={m.ops.tabs.label} className="mb-4 flex gap-1 border-b border-line">
          {OPS_TABS.map((value) => (
            <Tabs.Trigger
              key={value}
              value={value}
              className="-mb-px border-b-2 border-transparent px-3 py-2 text-sm font-medium text-ink-3 transition-colors hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
            >
              {m.ops.tabs[value]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="occurrences">
          <Occurrences search={search} />
        </Tabs.Content>
        <Tabs.Content value="jobs">
          <FailedJobs />
        </Tabs.Content>
        <Tabs.Content value="replay">
          <Replay />
        </Tabs.Content>
        <Tabs.Content value="verify">
          <Verify />
        </Tabs.Content>
      </Tabs.Root>
    </Page>
  );
}
