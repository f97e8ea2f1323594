import { Clock3 } from "lucide-react";

import type { Suggestion } from "@/features/inbox/search-completion";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

interface Props {
  id: string;
  suggestions: readonly Suggestion[];
  recent: readonly string[];
  active: number;
  onPick: (index: number) => void;
  onForget: () => void;
}

export const optionId = (id: string, index: number) => `${id}-${index}`;

/** Below the search box: first the searches of late, then what may be written next. One list for the arrow keys. */
export function SearchSuggestions({ id, suggestions, recent, active, onPick, onForget }: Props) {
  const option = (index: number) => ({
    id: optionId(id, index),
    role: "option",
    "aria-selected": index === active,
    className: cn("flex h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm select-none", index === active && "bg-selected"),
    // The field keeps the focus.
    onMouseDown: (event: React.MouseEvent) => {
      event.preventDefault();
      onPick(index);
    },
  });
  return (
    <div className="animate-pop absolute inset-x-0 top-9 z-30 max-h-[60vh] overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 shadow-pop scroll-thin">
      <div id={id} role="listbox" aria-label={m.inbox.suggestions}>
        {recent.map((query, index) => (
          <div key={query} {...option(index)}>
            <Clock3 aria-hidden className="size-3.5 shrink-0 text-ink-3" />
            <span className="truncate">{query}</span>
          </div>
        ))}
        {suggestions.map((suggestion, index) => (
          <div key={suggestion.insert} {...option(recent.length + index)}>
            <span className="shrink-0 font-medium">{suggestion.label}</span>
            <span className="min-w-0 truncate text-ink-3">{suggestion.hint}</span>
          </div>
        ))}
      </div>
      {recent.length > 0 ? (
        <button
          type="button"
          className="mt-1 h-7 w-full rounded-md border-t border-line px-2 text-start text-xs text-ink-3 hover:bg-hover hover:text-ink"
          onMouseDown={(event) => event.preventDefault()}
          onClick={onForget}
        >
          {m.inbox.forgetSearches}
        </button>
      ) : null}
    </div>
  );
}
