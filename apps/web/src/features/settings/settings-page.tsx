import { useMe } from "@/api/session";
import { Page } from "@/components/page";
import { MembersCard } from "@/features/settings/members-card";
import { OrganizationCard } from "@/features/settings/organization-card";
import { QueuesCard } from "@/features/settings/queues-card";
import { m } from "@/i18n";

export function SettingsPage() {
  const admin = useMe().role === "admin";
  return (
    <Page title={m.settings.title} description={admin ? m.settings.description : m.settings.adminOnly} className="max-w-3xl">
      <title>{`${m.settings.title} · ${m.common.appName}`}</title>
      <div className="space-y-5">
        <OrganizationCard admin={admin} />
        <QueuesCard admin={admin} />
        <MembersCard />
      </div>
    </Page>
  );
}
