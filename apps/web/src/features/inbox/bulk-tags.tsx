import { useQuery } from "@tanstack/react-query";
import { ChevronDown, Plus, X } from "lucide-react";
import { useState } from "react";

import { tagsQuery } from "@/api/tickets";
import type { BulkPatch } from "@/api/types";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { m } from "@/i18n";

const SHOWN = 8;

/** Adds a tag to all ticked rows or takes it from them. */
export function BulkTags({ onChange }: { onChange: (change: BulkPatch, done: (count: number) => string) => void }) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const tags = useQuery({ ...tagsQuery, enabled: open });
  const wanted = text.trim().toLowerCase();
  const known = (tags.data ?? []).map(({ tag }) => tag).filter((tag) => tag.includes(wanted));
  const shown = [...(wanted === "" || known.includes(wanted) ? [] : [wanted]), ...known].slice(0, SHOWN);
  const run = (change: BulkPatch, done: (count: number) => string) => {
    setOpen(false);
    setText("");
    onChange(change, done);
  };
  const add = (tag: string) => run({ add_tags: [tag] }, (count) => m.inbox.bulkTagged({ tag, count }));
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="sm" className="gap-1">
          {m.inbox.tag}
          <ChevronDown aria-hidden className="size-3! opacity-70" />
        </Button>
      </PopoverTrigger>
      <PopoverContent label={m.inbox.tag}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (wanted !== "") add(wanted);
          }}
        >
          <Input autoFocus aria-label={m.inbox.tagName} placeholder={m.inbox.tagName} maxLength={50} value={text} onChange={(event) => setText(event.target.value)} />
        </form>
        <ul className="mt-2 space-y-px">
          {shown.map((tag) => (
            <li key={tag} className="flex items-center gap-1">
              <span className="min-w-0 flex-1 truncate px-1">{tag}</span>
              <Button variant="ghost" size="icon" className="size-7" aria-label={m.inbox.addTag({ tag })} title={m.inbox.addTag({ tag })} onClick={() => add(tag)}>
                <Plus aria-hidden />
              </Button>
              <Button
                variant="ghost"
                size="icon"
                className="size-7"
                aria-label={m.inbox.takeTag({ tag })}
                title={m.inbox.takeTag({ tag })}
                onClick={() => run({ remove_tags: [tag] }, (count) => m.inbox.bulkUntagged({ tag, count }))}
              >
                <X aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      </PopoverContent>
    </Popover>
  );
}
