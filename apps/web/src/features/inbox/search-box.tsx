import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useId, useRef, useState } from "react";
import { flushSync } from "react-dom";

import { useMembers, useQueues } from "@/api/organization";
import { useMe } from "@/api/session";
import { tagsQuery } from "@/api/tickets";
import { Kbd } from "@/components/ui/kbd";
import { forgetSearches, recentSearches, rememberSearch } from "@/features/inbox/recent-searches";
import { accept, complete } from "@/features/inbox/search-completion";
import { optionId, SearchSuggestions } from "@/features/inbox/search-suggestions";
import { m } from "@/i18n";
import type { InboxSearch } from "@/lib/inbox-search";
import { useShortcuts } from "@/lib/shortcuts";

const NONE = -1;

/** Searches in the current view on Enter; the query is part of the URL. Completes operators and their values. */
export function SearchBox({ search }: { search: InboxSearch }) {
  const navigate = useNavigate();
  const organization = useMe().organization.id;
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [text, setText] = useState(search.q ?? "");
  const [caret, setCaret] = useState(text.length);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(NONE);
  const members = useMembers();
  const queues = useQueues();
  const tags = useQuery({ ...tagsQuery, enabled: open });
  useShortcuts([{ keys: "/", label: m.inbox.keys.search, group: "list", run: () => input.current?.select() }]);

  const vocabulary = { members, queues: queues.map(({ name }) => name), tags: tags.data?.map(({ tag }) => tag) ?? [] };
  const completion = complete(text, caret, vocabulary, m.inbox.operators);
  const recent = open && text === "" ? recentSearches(organization) : [];
  const count = recent.length + completion.suggestions.length;
  const shown = open && count > 0;

  const go = (q: string) => {
    const wanted = q.trim() === "" ? undefined : q.trim();
    if (wanted !== undefined) rememberSearch(organization, wanted);
    setOpen(false);
    if (wanted !== search.q) void navigate({ to: "/inbox", search: { ...search, q: wanted } });
  };
  const pick = (index: number) => {
    const query = recent[index];
    if (query !== undefined) {
      setText(query);
      go(query);
      return;
    }
    const suggestion = completion.suggestions[index - recent.length];
    if (!suggestion) return;
    const next = accept(text, completion, suggestion);
    // At once: whoever types on is quicker than the next frame.
    flushSync(() => {
      setText(next.text);
      setCaret(next.caret);
      setActive(NONE);
    });
    input.current?.setSelectionRange(next.caret, next.caret);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setOpen(true);
      // From before the first over the last and round again.
      if (count > 0) setActive((active + 1 + step + count + 1) % (count + 1) - 1);
    } else if ((event.key === "Enter" || event.key === "Tab") && shown && active !== NONE) {
      event.preventDefault();
      pick(active);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (shown && text !== "") setOpen(false);
      else {
        if (text === "") input.current?.blur();
        setText("");
        go("");
      }
    }
  };
  const clear = () => {
    setText("");
    go("");
  };
  return (
    <form
      role="search"
      className="relative order-last w-full md:order-none md:w-96"
      onSubmit={(event) => {
        event.preventDefault();
        go(text);
        input.current?.blur();
      }}
    >
      <Search aria-hidden className="pointer-events-none absolute top-1/2 start-2.5 size-4 -translate-y-1/2 text-ink-3" />
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-label={m.inbox.searchLabel}
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={shown ? listId : undefined}
        aria-activedescendant={shown && active !== NONE ? optionId(listId, active) : undefined}
        placeholder={m.inbox.searchPlaceholder}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? text.length)}
        onChange={(event) => {
          setText(event.target.value);
          setCaret(event.target.selectionStart ?? event.target.value.length);
          setActive(NONE);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        className="h-8 w-full rounded-md border border-control bg-canvas pe-9 ps-8 text-sm placeholder:text-ink-3 hover:border-ink-3 focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 [&::-webkit-search-cancel-button]:hidden"
      />
      <span className="absolute top-1/2 end-1 flex -translate-y-1/2">
        {text === "" ? (
          <span aria-hidden className="hidden px-1 md:block">
            <Kbd keys="/" />
          </span>
        ) : (
          <button type="button" aria-label={m.inbox.clearSearch} className="flex size-6 items-center justify-center rounded text-ink-3 hover:bg-hover hover:text-ink" onClick={clear}>
            <X aria-hidden className="size-3.5" />
          </button>
        )}
      </span>
      {shown ? (
        <SearchSuggestions
          id={listId}
          suggestions={completion.suggestions}
          recent={recent}
          active={active}
          onPick={pick}
          onForget={() => {
            forgetSearches(organization);
            setOpen(false);
          }}
        />
      ) : null}
    </form>
  );
}
