import { useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown, LogOut, Monitor, Moon, Rows2, Rows3, Sun } from "lucide-react";

import { useLogout, useMe, useSwitchOrganization } from "@/api/session";
import { LogoMark } from "@/components/logo";
import { displayName } from "@/components/person";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { m } from "@/i18n";
import type { LanguageChoice } from "@/i18n/language";
import { chooseLanguage, LANGUAGES, storedChoice } from "@/i18n/language";
import { DENSITIES, useDensity } from "@/lib/stored";
import type { Theme } from "@/lib/theme";
import { setTheme, THEMES, useTheme } from "@/lib/theme";
import { mayLeave } from "@/lib/unsaved";

const themeIcons = { light: Sun, dark: Moon, system: Monitor };
const densityIcons = { comfortable: Rows2, compact: Rows3 };

function LanguageItems() {
  return (
    <DropdownMenuRadioGroup value={storedChoice()} onValueChange={(value) => chooseLanguage(value as LanguageChoice)}>
      <DropdownMenuRadioItem value="system">{m.shell.systemLanguage}</DropdownMenuRadioItem>
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <DropdownMenuRadioItem key={tag} value={tag} lang={tag}>
          {name}
        </DropdownMenuRadioItem>
      ))}
    </DropdownMenuRadioGroup>
  );
}

/** What is written on the page belongs to this session. */
async function leave(run: () => void): Promise<void> {
  if (await mayLeave()) run();
}

/** Who and where you are; organisations, appearance, signing out. */
export function AccountMenu() {
  const me = useMe();
  const theme = useTheme();
  const [density, setDensity] = useDensity();
  const logout = useLogout();
  const switchOrganization = useSwitchOrganization();
  const navigate = useNavigate();
  const name = displayName(me.user.name, me.user.email);
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={m.shell.account}
        className="flex w-full items-center gap-2.5 rounded-md p-1.5 text-start transition-colors hover:bg-hover data-[state=open]:bg-hover"
      >
        <LogoMark className="size-7" />
        <span className="min-w-0 flex-1 leading-4">
          <span className="block truncate text-sm font-semibold">{me.organization.name}</span>
          <span className="block truncate text-2xs text-ink-3">{name}</span>
        </span>
        <ChevronsUpDown aria-hidden className="size-3.5 text-ink-3" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-60">
        <div className="px-2 py-1.5 leading-4">
          <div className="truncate text-sm font-medium">{name}</div>
          <div className="truncate text-2xs text-ink-3">
            {me.user.email} · {m.common.roles[me.role]}
          </div>
        </div>
        <DropdownMenuSeparator />
        {me.memberships.length > 1 ? (
          <>
            <DropdownMenuLabel>{m.shell.organisations}</DropdownMenuLabel>
            <DropdownMenuRadioGroup
              value={me.organization.id}
              onValueChange={(id) => void leave(() => switchOrganization.mutate(id, { onSuccess: () => void navigate({ to: "/inbox", ignoreBlocker: true }) }))}
            >
              {me.memberships.map((membership) => (
                <DropdownMenuRadioItem key={membership.organization_id} value={membership.organization_id}>
                  <span className="truncate">{membership.organization_name}</span>
                </DropdownMenuRadioItem>
              ))}
            </DropdownMenuRadioGroup>
            <DropdownMenuSeparator />
          </>
        ) : null}
        <DropdownMenuLabel>{m.shell.theme}</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={theme} onValueChange={(value) => setTheme(value as Theme)}>
          {THEMES.map((value) => {
            const Icon = themeIcons[value];
            return (
              <DropdownMenuRadioItem key={value} value={value} onSelect={(event) => event.preventDefault()}>
                <Icon aria-hidden />
                {m.shell.themes[value]}
              </DropdownMenuRadioItem>
            );
          })}
        </DropdownMenuRadioGroup>
        <DropdownMenuLabel>{m.shell.density}</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={density} onValueChange={(value) => setDensity(value as typeof density)}>
          {DENSITIES.map((value) => {
            const Icon = densityIcons[value];
            return (
              <DropdownMenuRadioItem key={value} value={value} onSelect={(event) => event.preventDefault()}>
                <Icon aria-hidden />
                {m.shell.densities[value]}
              </DropdownMenuRadioItem>
            );
          })}
        </DropdownMenuRadioGroup>
        <DropdownMenuLabel>{m.shell.language}</DropdownMenuLabel>
        <LanguageItems />
        <DropdownMenuSeparator />
        <DropdownMenuItem
          onSelect={() => void leave(() => logout.mutate(undefined, { onSettled: () => void navigate({ to: "/signin", replace: true, ignoreBlocker: true }) }))}
        >
          <LogOut aria-hidden className="rtl:-scale-x-100" />
          {m.shell.signOut}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
