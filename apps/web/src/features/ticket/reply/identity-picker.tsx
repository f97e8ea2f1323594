import { Link } from "@tanstack/react-router";
import { Check, ChevronDown, CircleAlert } from "lucide-react";

import type { SendIdentity } from "@/api/types";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { m } from "@/i18n";

const words = m.reply;

interface Props {
  identities: readonly SendIdentity[];
  value: string | null;
  onChange: (id: string) => void;
}

function nameOf({ display_name, email }: SendIdentity): string {
  return words.fromOption({ name: display_name, email });
}

/** An address that cannot be used is shown with the reason, and cannot be chosen. */
function Option({ identity, chosen, onChoose }: { identity: SendIdentity; chosen: boolean; onChoose: () => void }) {
  return (
    <DropdownMenuItem disabled={!identity.is_usable} onSelect={onChoose} className="h-auto items-start py-1.5 data-disabled:opacity-100">
      <span className="grid size-4 place-items-center pt-1">{chosen ? <Check aria-hidden className="text-accent!" /> : null}</span>
      <span className="min-w-0 max-w-96">
        <span className={identity.is_usable ? "block truncate" : "block truncate text-ink-3"}>{nameOf(identity)}</span>
        {identity.is_usable ? null : (
          <span className="block text-xs text-amber">{`${identity.problem?.detail ?? words.notUsable} ${identity.problem?.action ?? ""}`}</span>
        )}
      </span>
    </DropdownMenuItem>
  );
}

export function IdentityPicker({ identities, value, onChange }: Props) {
  const current = identities.find((one) => one.id === value);
  return (
    <div className="flex min-h-9 items-center gap-2 border-b border-line px-4 py-1">
      <span className="w-14 shrink-0 text-sm text-ink-3">{words.from}</span>
      {identities.length === 0 ? (
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-sm">
          <CircleAlert aria-hidden className="size-4 text-amber" />
          {words.noIdentity} {words.noIdentityFix}
          <Link to="/mailboxes" className="font-medium text-accent underline-offset-2 hover:underline">
            {words.toMailboxes}
          </Link>
        </p>
      ) : (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="ghost" size="sm" aria-label={`${words.from}: ${current ? nameOf(current) : m.common.none}`} className="-ms-2 min-w-0 shrink font-normal text-ink">
              <span dir="auto" className="truncate text-sm">{current ? nameOf(current) : m.common.none}</span>
              <ChevronDown aria-hidden className="size-3.5! text-ink-3" />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="start">
            {identities.map((identity) => (
              <Option key={identity.id} identity={identity} chosen={identity.id === value} onChoose={() => onChange(identity.id)} />
            ))}
          </DropdownMenuContent>
        </DropdownMenu>
      )}
    </div>
  );
}
