import type { Editor } from "@tiptap/react";
import { useEditorState } from "@tiptap/react";
import type { LucideIcon } from "lucide-react";
import { Bold, Code, Italic, LinkIcon, List, ListOrdered, Quote } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Tooltip } from "@/components/ui/tooltip";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

const square = "size-7 px-0";

interface ToggleProps {
  icon: LucideIcon;
  label: string;
  keys?: string;
  on: boolean;
  run: () => void;
}

function Toggle({ icon: Icon, label, keys, on, run }: ToggleProps) {
  return (
    <Tooltip content={label} {...(keys === undefined ? {} : { keys })}>
      <Button variant="ghost" aria-label={label} aria-pressed={on} className={cn(square, on && "bg-selected text-ink")} onClick={run}>
        <Icon aria-hidden />
      </Button>
    </Tooltip>
  );
}

function LinkControl({ editor, href }: { editor: Editor; href: string | null }) {
  const [open, setOpen] = useState(false);
  const [value, setValue] = useState("");
  const chain = () => editor.chain().focus().extendMarkRange("link");
  const set = () => {
    const address = /^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `https://${value}`;
    if (editor.state.selection.empty && href === null) {
      editor.chain().focus().insertContent([{ type: "text", text: value, marks: [{ type: "link", attrs: { href: address } }] }]).run();
    } else chain().setLink({ href: address }).run();
    setOpen(false);
  };
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setValue(href ?? "");
        setOpen(next);
      }}
    >
      <PopoverTrigger asChild>
        <Button variant="ghost" aria-label={m.reply.toolbar.link} aria-pressed={href !== null} className={cn(square, href !== null && "bg-selected text-ink")}>
          <LinkIcon aria-hidden />
        </Button>
      </PopoverTrigger>
      <PopoverContent label={m.reply.toolbar.link}>
        <form
          className="flex flex-wrap gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            if (value.trim() !== "") set();
          }}
        >
          <Input aria-label={m.reply.toolbar.linkAddress} placeholder={m.reply.toolbar.linkPlaceholder} value={value} onChange={(event) => setValue(event.target.value)} />
          <Button type="submit" variant="primary" size="sm">
            {m.reply.toolbar.linkSet}
          </Button>
          {href !== null ? (
            <Button
              size="sm"
              onClick={() => {
                chain().unsetLink().run();
                setOpen(false);
              }}
            >
              {m.reply.toolbar.linkRemove}
            </Button>
          ) : null}
        </form>
      </PopoverContent>
    </Popover>
  );
}

export function Toolbar({ editor, children }: { editor: Editor; children?: ReactNode }) {
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive("bold"),
      italic: now.isActive("italic"),
      bullets: now.isActive("bulletList"),
      numbers: now.isActive("orderedList"),
      quote: now.isActive("blockquote"),
      code: now.isActive("code"),
      href: (now.getAttributes("link").href as string | undefined) ?? null,
    }),
  });
  const focused = () => editor.chain().focus();
  return (
    <div role="group" aria-label={m.reply.toolbar.label} className="flex flex-wrap items-center gap-0.5 px-2.5 py-1">
      <Toggle icon={Bold} label={m.reply.toolbar.bold} keys="mod+b" on={on.bold} run={() => focused().toggleBold().run()} />
      <Toggle icon={Italic} label={m.reply.toolbar.italic} keys="mod+i" on={on.italic} run={() => focused().toggleItalic().run()} />
      <Toggle icon={List} label={m.reply.toolbar.bullets} on={on.bullets} run={() => focused().toggleBulletList().run()} />
      <Toggle icon={ListOrdered} label={m.reply.toolbar.numbers} on={on.numbers} run={() => focused().toggleOrderedList().run()} />
      <Toggle icon={Quote} label={m.reply.toolbar.quote} on={on.quote} run={() => focused().toggleBlockquote().run()} />
      <Toggle icon={Code} label={m.reply.toolbar.code} keys="mod+e" on={on.code} run={() => focused().toggleCode().run()} />
      <LinkControl editor={editor} href={on.href} />
      {children}
    </div>
  );
}
