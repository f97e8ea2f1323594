import { useQuery } from "@tanstack/react-query";
import { toast } from "sonner";

import { preferencesQuery } from "@/api/replies";
import { useSavePreferences } from "@/api/sending";
import { useMe } from "@/api/session";
import type { Preferences } from "@/api/types";
import { explain } from "@/components/states";
import { Select } from "@/components/ui/select";
import { Locked, Section, SettingsTitle } from "@/features/settings/section";
import { SignaturesCard } from "@/features/settings/signatures-card";
import { m } from "@/i18n/admin";

const words = m.settings.undo;
const CHOICES = [0, 5, 10, 20, 30, 60];

function UndoDelay({ preferences }: { preferences: Preferences }) {
  const save = useSavePreferences();
  const now = preferences.undo_send_seconds;
  const choices = CHOICES.includes(now) ? CHOICES : [...CHOICES, now].sort((one, other) => one - other);
  return (
    <div className="px-5 py-4">
      <Select
        label={words.label}
        value={String(now)}
        disabled={save.isPending}
        className="min-w-52"
        options={choices.map((count) => ({ value: String(count), label: words.seconds({ count }) }))}
        onChange={(value) =>
          save.mutate(
            { undo_send_seconds: Number(value) },
            { onSuccess: () => toast(m.common.saved), onError: (error) => toast.error(m.settings.saveFailed, { description: explain(error) }) },
          )
        }
      />
    </div>
  );
}

/** How a person sends: time to take a reply back, and what stands below it. */
export function SendingPage() {
  const viewer = useMe().role === "viewer";
  const preferences = useQuery(preferencesQuery);
  return (
    <div className="space-y-5">
      <SettingsTitle page={m.settings.pages.sending} />
      {viewer ? (
        <Locked>{words.viewer}</Locked>
      ) : (
        <Section title={words.title} help={words.help} query={preferences}>
          {(data) => <UndoDelay preferences={data} />}
        </Section>
      )}
      <SignaturesCard />
    </div>
  );
}
