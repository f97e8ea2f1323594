import { useNavigate } from "@tanstack/react-router";
import { SearchX } from "lucide-react";

import type { ApiError } from "@/api/problem";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { m } from "@/i18n";
import type { InboxSearch } from "@/lib/inbox-search";

interface Mistake {
  msg: string;
  /** Counted in characters from 1, as the API counts. */
  position: number;
  length: number;
  instead: string | null;
}

function isMistake(one: unknown): one is Mistake {
  if (typeof one !== "object" || one === null) return false;
  const { msg, position, length, instead } = one as Record<string, unknown>;
  const count = (value: unknown) => typeof value === "number" && Number.isInteger(value) && value >= 1;
  return typeof msg === "string" && count(position) && count(length) && (typeof instead === "string" || instead === null);
}

/** The place in the query that a problem names: counted in characters, as the API counts. Null when it names none. */
export function placeOf(query: string, error: ApiError) {
  const errors = error.problem.extra?.errors;
  const found: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (!isMistake(found)) return null;
  const letters = Array.from(query);
  const start = found.position - 1;
  return {
    message: found.msg,
    instead: found.instead,
    before: letters.slice(0, start).join(""),
    wrong: letters.slice(start, start + found.length).join(""),
    after: letters.slice(start + found.length).join(""),
  };
}

/** What is wrong with a search, where, and what to write instead. Stands right under the search box. */
export default function SearchProblem({ search, error }: { search: InboxSearch; error: ApiError }) {
  const navigate = useNavigate();
  const query = search.q ?? "";
  const place = placeOf(query, error);
  const change = (q: string | undefined) => void navigate({ to: "/inbox", search: { ...search, q } });
  const mended = place?.instead ? place.before + place.instead + place.after : null;
  return (
    <div role="alert" className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line bg-sunken px-4 py-3 md:px-5">
      <SearchX aria-hidden className="mt-0.5 size-4 shrink-0 text-red" />
      <div className="min-w-0 flex-1 basis-60 space-y-1 text-sm">
        <p className="font-medium">{m.inbox.badSearchTitle}</p>
        {place ? (
          <p className="font-mono text-xs break-all whitespace-pre-wrap text-ink-2">
            {place.before}
            <mark className="rounded-xs bg-transparent text-red underline decoration-wavy underline-offset-4">{place.wrong || " "}</mark>
            {place.after}
          </p>
        ) : null}
        <p className="text-ink-2">{place ? place.message : explain(error)}</p>
      </div>
      <div className="flex gap-2">
        {mended === null ? null : (
          <Button size="sm" variant="primary" className="max-w-64" onClick={() => change(mended)}>
            <span className="truncate">{m.inbox.writeInstead({ text: mended })}</span>
          </Button>
        )}
        <Button size="sm" onClick={() => change(undefined)}>
          {m.inbox.clearSearch}
        </Button>
      </div>
    </div>
  );
}
