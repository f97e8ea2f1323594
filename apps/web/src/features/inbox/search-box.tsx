import { useNavigate } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import { useRef, useState } from "react";

import { Kbd } from "@/components/ui/kbd";
import { m } from "@/i18n";
import type { InboxSearch } from "@/lib/inbox-search";
import { useShortcuts } from "@/lib/shortcuts";

/** Searches in the current view on Enter; the query is part of the URL. */
export function SearchBox({ search }: { search: InboxSearch }) {
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(search.q ?? "");
  useShortcuts([{ keys: "/", label: m.inbox.keys.search, group: "list", run: () => input.current?.select() }]);
  const go = (q: string) => {
    const wanted = q.trim() === "" ? undefined : q.trim();
    if (wanted !== search.q) void navigate({ to: "/inbox", search: { ...search, q: wanted } });
  };
  return (
    <form
      role="search"
      className="relative order-last w-full md:order-none md:w-80"
      onSubmit={(event) => {
        event.preventDefault();
        go(text);
        input.current?.blur();
      }}
    >
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3" />
      <input
        ref={input}
        type="search"
        aria-label={m.inbox.searchLabel}
        placeholder={m.inbox.searchPlaceholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (text === "") input.current?.blur();
          setText("");
          go("");
        }}
        className="h-8 w-full rounded-md border border-control bg-canvas pr-9 pl-8 text-sm placeholder:text-ink-3 hover:border-ink-3 focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 [&::-webkit-search-cancel-button]:hidden"
      />
      <span className="absolute top-1/2 right-1 flex -translate-y-1/2">
        {text === "" ? (
          <span aria-hidden className="hidden px-1 md:block">
            <Kbd keys="/" />
          </span>
        ) : (
          <button
            type="button"
            aria-label={m.inbox.clearSearch}
            className="flex size-6 items-center justify-center rounded text-ink-3 hover:bg-hover hover:text-ink"
            onClick={() => {
              setText("");
              go("");
            }}
          >
            <X aria-hidden className="size-3.5" />
          </button>
        )}
      </span>
    </form>
  );
}
