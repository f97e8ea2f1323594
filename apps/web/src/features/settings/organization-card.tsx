import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import { z } from "zod";

import { organizationQuery, useUpdateOrganization } from "@/api/organization";
import type { Organization } from "@/api/types";
import { Field } from "@/components/field";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { DomainList } from "@/features/settings/domain-list";
import { Section } from "@/features/settings/section";
import { Unsaved } from "@/features/settings/unsaved";
import { m } from "@/i18n/admin";

const schema = z.object({ name: z.string().trim().min(1, m.settings.organisation.nameMissing).max(200) });

function NameForm({ organization, admin }: { organization: Organization; admin: boolean }) {
  const update = useUpdateOrganization();
  const form = useForm({ resolver: zodResolver(schema), values: { name: organization.name } });
  const { errors, isDirty } = form.formState;
  const submit = form.handleSubmit(({ name }) =>
    update.mutate(
      { name },
      {
        onSuccess: () => toast(m.common.saved),
        onError: (error) => toast.error(m.settings.organisation.saveFailed, { description: explain(error) }),
      },
    ),
  );
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Unsaved when={admin && isDirty} />
      <Field label={m.settings.organisation.name} error={errors.name?.message}>
        {(control) => (
          <div className="flex gap-2">
            <Input {...control} disabled={!admin} className="max-w-sm" {...form.register("name")} />
            {admin && isDirty ? (
              <Button type="submit" variant="primary" size="lg" disabled={update.isPending}>
                {m.common.save}
              </Button>
            ) : null}
          </div>
        )}
      </Field>
    </form>
  );
}

export function OrganizationCard({ admin }: { admin: boolean }) {
  const organization = useQuery(organizationQuery);
  return (
    <Section title={m.settings.organisation.title} query={organization}>
      {(data) => (
        <div className="space-y-6 p-5">
          <NameForm organization={data} admin={admin} />
          <DomainList domains={data.domains} admin={admin} />
        </div>
      )}
    </Section>
  );
}
