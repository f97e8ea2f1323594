import { useQuery } from "@tanstack/react-query";
import { CircleCheck, RotateCcw } from "lucide-react";
import { toast } from "sonner";

import { failedJobsQuery, useReplayJob } from "@/api/ops";
import type { FailedJob } from "@/api/types";
import { EmptyState, ErrorState, explain, LoadingNote } from "@/components/states";
import { Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Card, Skeleton } from "@/components/ui/surface";
import { m } from "@/i18n/admin";

function JobRow({ job }: { job: FailedJob }) {
  const replay = useReplayJob();
  const run = () =>
    replay.mutate(job.id, {
      onSuccess: () => toast(m.ops.jobs.queued),
      onError: (error) => toast.error(m.ops.jobs.failed, { description: explain(error) }),
    });
  return (
    <li className="flex items-start gap-4 border-b border-line px-5 py-3 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-sm font-medium">
          <span className="font-mono text-xs">{job.job_type}</span>
          <span className="text-xs font-normal text-ink-3">{m.ops.attempts({ count: job.attempts })}</span>
          {job.failed_at !== null ? <Time value={job.failed_at} as="relative" className="text-xs font-normal text-ink-3" /> : null}
        </p>
        <code className="mt-0.5 block font-mono text-2xs break-all text-ink-3">{JSON.stringify(job.arguments)}</code>
      </div>
      <Button size="sm" aria-label={m.ops.jobs.replay({ id: String(job.id) })} onClick={run} disabled={replay.isPending}>
        <RotateCcw aria-hidden />
        {m.ops.replay}
      </Button>
    </li>
  );
}

/** The dead letters: jobs that failed for good, each with its reason and a way back. */
export function FailedJobs() {
  const jobs = useQuery(failedJobsQuery);
  if (jobs.isPending) {
    return (
      <div className="space-y-2">
        <LoadingNote />
        <Skeleton className="h-16" />
        <Skeleton className="h-16" />
      </div>
    );
  }
  if (jobs.data === undefined) return <ErrorState error={jobs.error} onRetry={() => void jobs.refetch()} />;
  return (
    <Card className="overflow-hidden">
      {jobs.data.length === 0 ? (
        <EmptyState icon={CircleCheck} title={m.ops.jobs.emptyTitle}>
          {m.ops.jobs.emptyBody}
        </EmptyState>
      ) : (
        <ul>
          {jobs.data.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Card>
  );
}
