import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { z } from "zod";

import { useDevLogin } from "@/api/session";
import { Field } from "@/components/field";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { m } from "@/i18n/admin";

const schema = z.object({
  email: z.email(m.auth.emailInvalid),
  organization_name: z.string().trim().min(1, m.auth.organisationMissing).max(200, m.auth.organisationLong),
});

export function DevLoginForm({ onSignedIn }: { onSignedIn: () => void }) {
  const login = useDevLogin();
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { email: "", organization_name: "" },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit((values) => login.mutate(values, { onSuccess: onSignedIn }));
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="space-y-4">
      <Field label={m.auth.email} error={errors.email?.message}>
        {(control) => (
          <Input {...control} type="email" autoComplete="email" autoFocus placeholder={m.auth.emailPlaceholder} {...form.register("email")} />
        )}
      </Field>
      <Field label={m.auth.organisation} error={errors.organization_name?.message}>
        {(control) => (
          <Input {...control} autoComplete="organization" placeholder={m.auth.organisationPlaceholder} {...form.register("organization_name")} />
        )}
      </Field>
      {login.isError ? (
        <p role="alert" className="rounded-md bg-red/10 px-3 py-2 text-sm text-red">
          {m.auth.failed} {explain(login.error)}
        </p>
      ) : null}
      <Button type="submit" variant="primary" size="lg" className="w-full" disabled={login.isPending || login.isSuccess}>
        {login.isPending ? m.auth.submitting : m.auth.submit}
      </Button>
      <p className="border-t border-line pt-4 text-xs text-ink-3">
        <strong className="font-medium text-ink-2">{m.auth.devTitle}.</strong> {m.auth.devBody}
      </p>
    </form>
  );
}
