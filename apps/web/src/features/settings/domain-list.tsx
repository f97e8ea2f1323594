import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import { z } from "zod";

import { useUpdateOrganization } from "@/api/organization";
import { Field } from "@/components/field";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Removable } from "@/features/settings/removable";
import { m } from "@/i18n/admin";

const words = m.settings.organisation;
// Labels of letters, digits and hyphens (RFC 1035 §2.3.1); other scripts as the browser writes them.
const DOMAIN = /^(?=.{1,253}$)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

/** The organisation's own mail domains: they decide which mail counts as an answer. */
export function DomainList({ domains, admin }: { domains: readonly string[]; admin: boolean }) {
  const update = useUpdateOrganization();
  const schema = z.object({
    domain: z
      .string()
      .trim()
      .toLowerCase()
      .regex(DOMAIN, words.domainInvalid)
      .refine((domain) => !domains.includes(domain), words.domainKnown),
  });
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { domain: "" } });
  const save = (next: string[], after?: () => void) =>
    update.mutate(
      { domains: next },
      { ...(after ? { onSuccess: after } : {}), onError: (error) => toast.error(words.saveFailed, { description: explain(error) }) },
    );
  const submit = form.handleSubmit(({ domain }) => save([...domains, domain], () => form.reset()));
  return (
    <div>
      <h3 className="text-sm font-medium">{words.domains}</h3>
      <p className="mt-0.5 max-w-lg text-xs text-ink-3">{words.domainsHelp}</p>
      {domains.length === 0 ? (
        <p className="mt-3 text-sm text-ink-2">{words.noDomains}</p>
      ) : (
        <ul className="mt-3 flex flex-wrap gap-2">
          {domains.map((domain) => (
            <Removable
              key={domain}
              remove={words.removeDomain({ domain })}
              disabled={update.isPending}
              onRemove={admin ? () => save(domains.filter((other) => other !== domain)) : null}
            >
              {domain}
            </Removable>
          ))}
        </ul>
      )}
      {admin ? (
        <form onSubmit={(event) => void submit(event)} noValidate className="mt-4 max-w-sm">
          <Field label={words.addDomain} error={form.formState.errors.domain?.message}>
            {(control) => (
              <div className="flex gap-2">
                <Input {...control} placeholder={words.domainPlaceholder} {...form.register("domain")} />
                <Button type="submit" size="lg" disabled={update.isPending}>
                  {words.add}
                </Button>
              </div>
            )}
          </Field>
        </form>
      ) : null}
    </div>
  );
}
