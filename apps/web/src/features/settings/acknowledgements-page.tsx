import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, Hash, ShieldCheck } from "lucide-react";

import { acknowledgementsQuery } from "@/api/sending";
import { useMe } from "@/api/session";
import { Badge, Card } from "@/components/ui/surface";
import { Locked, Section, SettingsTitle } from "@/features/settings/section";
import { m } from "@/i18n/admin";

const words = m.settings.acknowledgements;

/** What keeps automatic answers from going round in circles, in words. */
export function Guards() {
  return (
    <Card aria-label={words.guards} className="px-5 py-4">
      <h2 className="flex items-center gap-2 text-sm font-semibold">
        <ShieldCheck aria-hidden className="size-4 text-green" />
        {words.guards}
      </h2>
      <ul className="mt-2 list-disc space-y-1 ps-5 text-sm text-ink-2 marker:text-ink-3">
        {words.guardList.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </Card>
  );
}

/** Each queue, and whether it answers by itself. */
export function AcknowledgementsPage() {
  const admin = useMe().role === "admin";
  const queues = useQuery(acknowledgementsQuery);
  return (
    <div className="space-y-5">
      <SettingsTitle page={m.settings.pages.acknowledgements} />
      {admin ? null : <Locked>{words.adminLocked}</Locked>}
      <Section title={words.title} help={words.help} query={queues}>
        {(all) =>
          all.length === 0 ? (
            <p className="px-5 py-4 text-sm text-ink-2">
              {words.noQueues}{" "}
              <Link to="/settings" className="font-medium text-accent underline-offset-2 hover:underline">
                {words.noQueuesFix}
              </Link>
            </p>
          ) : (
            <ul aria-label={words.title}>
              {all.map((one) => (
                <li key={one.queue_id} className="relative flex min-h-11 items-center gap-3 border-b border-line px-5 py-2 last:border-0 hover:bg-hover">
                  <Hash aria-hidden className="size-4 shrink-0 text-ink-3" />
                  <Link to="/settings/acknowledgements/$queueId" params={{ queueId: one.queue_id }} className="min-w-0 flex-1 truncate text-sm font-medium after:absolute after:inset-0">
                    {one.queue_name}
                  </Link>
                  <Badge tone={one.is_enabled ? "green" : "neutral"}>{one.is_enabled ? words.on : words.off}</Badge>
                  <ChevronRight aria-hidden className="rtl:-scale-x-100 size-4 shrink-0 text-ink-3" />
                </li>
              ))}
            </ul>
          )
        }
      </Section>
      <Guards />
    </div>
  );
}
