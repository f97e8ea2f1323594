import { useQuery } from "@tanstack/react-query";
import { KeyRound, ServerOff } from "lucide-react";

import { authOptionsQuery } from "@/api/session";
import { Logo } from "@/components/logo";
import { LoadingNote } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/surface";
import { DevLoginForm } from "@/features/auth/dev-login-form";
import { LanguageChoice } from "@/features/auth/language-choice";
import { Notice } from "@/features/auth/notice";
import { m } from "@/i18n/admin";

const points = [
  [m.auth.points.lost, m.auth.points.lostBody],
  [m.auth.points.why, m.auth.points.whyBody],
  [m.auth.points.gmail, m.auth.points.gmailBody],
] as const;

/** What this server lets people sign in with, or why nobody can. */
function SignInWays({ onSignedIn }: { onSignedIn: () => void }) {
  const options = useQuery(authOptionsQuery);
  if (options.isPending) {
    return (
      <div className="space-y-4">
        <LoadingNote />
        <Skeleton className="h-9" />
        <Skeleton className="h-9" />
        <Skeleton className="h-9" />
      </div>
    );
  }
  if (options.isError) {
    return (
      <Notice icon={ServerOff} title={m.auth.unreachableTitle} urgent>
        <p>{m.auth.unreachableBody}</p>
        <Button className="mt-3" onClick={() => void options.refetch()} disabled={options.isFetching}>
          {m.common.retry}
        </Button>
      </Notice>
    );
  }
  if (!options.data.dev_login) {
    return (
      <Notice icon={KeyRound} title={m.auth.offTitle}>
        <p>{m.auth.offBody}</p>
        <p className="mt-2 rounded-md border border-line bg-canvas px-2.5 py-2 text-xs text-ink-2">{m.auth.offStep}</p>
      </Notice>
    );
  }
  return <DevLoginForm onSignedIn={onSignedIn} />;
}

export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  return (
    <div className="grid min-h-full md:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <aside className="hidden flex-col justify-between border-e border-line bg-sunken p-10 md:flex">
        <Logo />
        <div className="max-w-sm">
          <p className="text-[1.75rem] leading-9 font-semibold tracking-[-0.02em] text-balance">{m.auth.tagline}</p>
          <ul className="mt-8 space-y-5">
            {points.map(([title, body]) => (
              <li key={title} className="border-s-2 border-accent/40 ps-4">
                <p className="text-sm font-semibold">{title}</p>
                <p className="text-sm text-ink-3">{body}</p>
              </li>
            ))}
          </ul>
        </div>
        <span />
      </aside>
      <main className="flex flex-col justify-center px-5 py-10 md:px-16">
        <div className="mx-auto w-full max-w-sm">
          <Logo className="mb-10 md:hidden" />
          <h1 className="mb-6 text-xl font-semibold">{m.auth.title}</h1>
          <SignInWays onSignedIn={onSignedIn} />
          <LanguageChoice />
        </div>
      </main>
    </div>
  );
}
