import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";

import { identitiesQuery } from "@/api/replies";
import type { SendIdentity } from "@/api/types";
import { Badge } from "@/components/ui/surface";
import { Section } from "@/features/settings/section";
import { m } from "@/i18n/admin";

const words = m.settings.signatures;

function stateOf(identity: SendIdentity): string {
  if (identity.has_own_signature) return identity.signature_html === "" ? words.empty : words.own;
  return identity.signature_html === "" ? words.empty : words.gmail;
}

/** Every address that the caller may send from, with the way to its signature. */
export function SignaturesCard() {
  const identities = useQuery(identitiesQuery(null));
  return (
    <Section title={words.title} help={words.help} query={identities}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="px-5 py-4 text-sm text-ink-2">
            {words.none}{" "}
            <Link to="/mailboxes" className="font-medium text-accent underline-offset-2 hover:underline">
              {words.noneFix}
            </Link>
          </p>
        ) : (
          <ul>
            {items.map((identity) => (
              <li key={identity.id} className="relative flex min-h-13 items-center gap-3 border-b border-line px-5 py-2 last:border-0 hover:bg-hover">
                <div className="min-w-0 flex-1 leading-4.5">
                  <Link to="/settings/sending/$identityId" params={{ identityId: identity.id }} className="block truncate text-sm font-medium after:absolute after:inset-0">
                    {identity.email}
                  </Link>
                  <p className="truncate text-xs text-ink-3">{stateOf(identity)}</p>
                </div>
                <Badge>{identity.is_shared ? words.shared : words.personal}</Badge>
                <ChevronRight aria-hidden className="rtl:-scale-x-100 size-4 shrink-0 text-ink-3" />
              </li>
            ))}
          </ul>
        )
      }
    </Section>
  );
}
