import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, MessageSquareText, Plus } from "lucide-react";
import { useState } from "react";

import { cannedQuery } from "@/api/canned";
import { useMe } from "@/api/session";
import type { CannedReply } from "@/api/types";
import { EmptyState } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Badge } from "@/components/ui/surface";
import { Locked, Section, SettingsTitle } from "@/features/settings/section";
import { m } from "@/i18n/admin";

const words = m.settings.canned;

function textOf(html: string): string {
  return new DOMParser().parseFromString(html.replaceAll(/<\/(p|li|div)>|<br>/g, " "), "text/html").body.textContent.trim();
}

function Row({ canned }: { canned: CannedReply }) {
  return (
    <li className="relative flex min-h-13 items-center gap-3 border-b border-line px-5 py-2 last:border-0 hover:bg-hover">
      <div className="min-w-0 flex-1 leading-4.5">
        <Link to="/settings/canned/$cannedId" params={{ cannedId: canned.id }} className="block truncate text-sm font-medium after:absolute after:inset-0">
          {canned.name}
        </Link>
        <p className="truncate text-xs text-ink-3">{textOf(canned.body_html)}</p>
      </div>
      {canned.is_shared && !canned.is_mine && canned.owner ? <span className="hidden shrink-0 text-xs text-ink-3 md:inline">{words.by({ name: canned.owner.name })}</span> : null}
      <Badge>{canned.is_shared ? words.shared : words.personal}</Badge>
      <ChevronRight aria-hidden className="rtl:-scale-x-100 size-4 shrink-0 text-ink-3" />
    </li>
  );
}

function Create() {
  return (
    <Button asChild>
      <Link to="/settings/canned/$cannedId" params={{ cannedId: "new" }}>
        <Plus aria-hidden />
        {words.create}
      </Link>
    </Button>
  );
}

function List({ all, writes }: { all: readonly CannedReply[]; writes: boolean }) {
  const [wanted, setWanted] = useState("");
  const needle = wanted.trim().toLowerCase();
  const found = needle === "" ? all : all.filter((one) => `${one.name} ${textOf(one.body_html)}`.toLowerCase().includes(needle));
  if (all.length === 0) {
    return (
      <EmptyState icon={MessageSquareText} title={words.empty} action={writes ? <Create /> : null} className="py-10">
        {words.emptyBody}
      </EmptyState>
    );
  }
  return (
    <>
      <div className="border-b border-line px-5 py-3">
        <Input type="search" aria-label={words.search} placeholder={words.search} value={wanted} onChange={(event) => setWanted(event.target.value)} />
      </div>
      {found.length === 0 ? (
        <p className="px-5 py-4 text-sm text-ink-3">{words.nothing}</p>
      ) : (
        <ul aria-label={words.title}>
          {found.map((canned) => (
            <Row key={canned.id} canned={canned} />
          ))}
        </ul>
      )}
    </>
  );
}

/** The texts that everybody and this person have, by name. */
export function CannedPage() {
  const writes = useMe().role !== "viewer";
  const canned = useQuery(cannedQuery);
  return (
    <div className="space-y-5">
      <SettingsTitle page={m.settings.pages.canned} />
      {writes ? null : <Locked>{words.viewerLocked}</Locked>}
      <Section title={words.title} help={words.help} query={canned} action={writes && canned.data && canned.data.length > 0 ? <Create /> : null}>
        {(all) => <List all={all} writes={writes} />}
      </Section>
    </div>
  );
}
