import { useMe } from "@/api/session";
import { MembersCard } from "@/features/settings/members-card";
import { OrganizationCard } from "@/features/settings/organization-card";
import { QueuesCard } from "@/features/settings/queues-card";
import { Locked, SettingsTitle } from "@/features/settings/section";
import { m } from "@/i18n/admin";

export function OrganizationPage() {
  const admin = useMe().role === "admin";
  return (
    <div className="space-y-5">
      <SettingsTitle page={m.settings.pages.organisation} />
      {admin ? null : <Locked>{m.settings.adminOnly}</Locked>}
      <OrganizationCard admin={admin} />
      <QueuesCard admin={admin} />
      <MembersCard />
    </div>
  );
}
