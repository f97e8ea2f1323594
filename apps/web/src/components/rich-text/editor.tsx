import Image from "@tiptap/extension-image";
import { Placeholder } from "@tiptap/extensions";
import { EditorContent, useEditor } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import type { ReactNode, Ref } from "react";
import { useEffect, useImperativeHandle, useRef } from "react";

import { Toolbar } from "@/components/rich-text/toolbar";
import { cn } from "@/lib/cn";

export interface EditorHandle {
  focus: () => void;
  /** Takes the focus at once, and `text` as if it were typed: where the cursor is, at first at the beginning. */
  type: (text: string) => void;
  insertHtml: (html: string) => void;
  insertImage: (src: string, alt: string) => void;
}

interface Props {
  ref?: Ref<EditorHandle>;
  label: string;
  placeholder?: string;
  /** What it begins with; later changes are the editor's own. */
  html: string;
  onChange: (html: string) => void;
  /** Files that were pasted or dropped into the text. */
  onFiles?: (files: File[]) => void;
  /** "/" was pressed where a word could begin on an empty line. */
  onSlash?: () => void;
  onEscape?: () => void;
  className?: string;
  /** More controls at the toolbar's end. */
  children?: ReactNode;
}

/** Rich text of what mail can carry. Loaded only where it is used: import it lazily. */
export default function Editor({ ref, label, placeholder = "", html, onChange, onFiles, onSlash, onEscape, className, children }: Props) {
  const latest = useRef({ onChange, onFiles, onSlash, onEscape });
  useEffect(() => {
    latest.current = { onChange, onFiles, onSlash, onEscape };
  });
  const editor = useEditor({
    extensions: [StarterKit.configure({ heading: false, link: { openOnClick: false, defaultProtocol: "https" } }), Image.configure({ inline: true }), Placeholder.configure({ placeholder })],
    content: html,
    editorProps: {
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": label, class: "rich-text outline-none", dir: "auto" },
      handleKeyDown: (view, event) => {
        // Sending is the composer's: not a line break.
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return true;
        // By itself the editor would select the paragraph, and the next letter would replace it.
        if (event.key === "Escape" && !event.isComposing) {
          latest.current.onEscape?.();
          return true;
        }
        const empty = view.state.selection.empty && view.state.selection.$from.parent.content.size === 0;
        if (event.key !== "/" || !empty || !latest.current.onSlash) return false;
        event.preventDefault();
        latest.current.onSlash();
        return true;
      },
      handlePaste: (_view, event) => take(event, event.clipboardData, latest.current.onFiles),
      handleDrop: (_view, event) => take(event, event.dataTransfer, latest.current.onFiles),
    },
    onUpdate: ({ editor: now }) => latest.current.onChange(now.isEmpty ? "" : now.getHTML()),
  });
  useImperativeHandle(
    ref,
    () => ({
      focus: () => editor.commands.focus(),
      type: (text) => {
        // The command would wait for a frame.
        editor.view.focus();
        if (text === "/" && latest.current.onSlash) {
          latest.current.onSlash();
          return;
        }
        text.split("\n").forEach((line, at) => {
          if (at > 0) editor.commands.splitBlock();
          editor.view.dispatch(editor.state.tr.insertText(line));
        });
      },
      insertHtml: (more) => editor.chain().focus().insertContent(more).run(),
      insertImage: (src, alt) => editor.chain().focus().setImage({ src, alt }).run(),
    }),
    [editor],
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <EditorContent editor={editor} className={cn("min-h-0 flex-1 overflow-y-auto px-4 py-3 text-base scroll-thin", className)} onClick={() => editor.isFocused || editor.commands.focus()} />
      <Toolbar editor={editor}>{children}</Toolbar>
    </div>
  );
}

/** Text from an office program comes with a picture of itself: then the text is meant. */
function take(event: Event, data: DataTransfer | null, onFiles: ((files: File[]) => void) | undefined): boolean {
  const files = [...(data?.files ?? [])];
  if (files.length === 0 || !onFiles || data?.types.includes("text/html")) return false;
  event.preventDefault();
  event.stopPropagation();
  onFiles(files);
  return true;
}
