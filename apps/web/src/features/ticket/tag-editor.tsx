import { X } from "lucide-react";
import { useState } from "react";

import { m } from "@/i18n";

interface Props {
  tags: readonly string[];
  onChange: (tags: string[]) => void;
  disabled: boolean;
}

/** Tags as chips; Enter or a comma adds, Backspace in the empty field takes the last away. */
export function TagEditor({ tags, onChange, disabled }: Props) {
  const [text, setText] = useState("");
  const add = () => {
    const tag = text.trim().toLowerCase().replaceAll(",", "");
    setText("");
    if (tag !== "" && !tags.includes(tag)) onChange([...tags, tag]);
  };
  return (
    <div className="flex flex-wrap items-center gap-1">
      {tags.map((tag) => (
        <span key={tag} className="inline-flex h-6 max-w-full items-center rounded bg-hover ps-2 text-xs text-ink-2">
          <span className="truncate">{tag}</span>
          {disabled ? (
            <span className="w-2" />
          ) : (
            <button
              type="button"
              aria-label={m.ticket.tagRemove({ tag })}
              onClick={() => onChange(tags.filter((other) => other !== tag))}
              className="flex size-6 items-center justify-center rounded text-ink-3 hover:bg-line hover:text-ink"
            >
              <X aria-hidden className="size-3" />
            </button>
          )}
        </span>
      ))}
      {disabled ? null : (
        <input
          aria-label={m.ticket.tagInput}
          placeholder={m.ticket.tagInput}
          value={text}
          maxLength={60}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" || event.key === ",") {
              event.preventDefault();
              add();
            } else if (event.key === "Backspace" && text === "" && tags.length > 0) onChange(tags.slice(0, -1));
          }}
          onBlur={add}
          className="h-6 min-w-0 grow basis-24 rounded bg-transparent px-1 text-xs outline-offset-0 placeholder:text-ink-3"
        />
      )}
    </div>
  );
}
