import { useQuery } from "@tanstack/react-query";
import { Braces } from "lucide-react";
import { useRef, useState } from "react";

import type { Template } from "@/api/sending";
import { previewQuery, variablesQuery } from "@/api/sending";
import { MailPreview } from "@/components/mail-preview";
import type { EditorHandle } from "@/components/rich-text/editor";
import Editor from "@/components/rich-text/editor";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { m } from "@/i18n/admin";
import { cn } from "@/lib/cn";
import { formatList } from "@/lib/format";
import { useSettled } from "@/lib/settled";

const words = m.settings.template;

interface RichFieldProps {
  label: string;
  placeholder: string;
  html: string;
  onChange: (html: string) => void;
  error?: string | null;
  /** Offers the variables that have a value where this text is used. */
  variables?: "reply" | "acknowledgement";
}

/** Rich text as the composer writes it, in a frame of its own. */
export function RichField({ label, placeholder, html, onChange, error = null, variables }: RichFieldProps) {
  const editor = useRef<EditorHandle>(null);
  const [begun] = useState(html);
  return (
    <div>
      <p aria-hidden className="mb-1.5 text-sm font-medium">
        {label}
      </p>
      <div className={cn("flex flex-col rounded-md border bg-canvas focus-within:border-accent", error === null ? "border-control" : "border-red")}>
        <Editor ref={editor} label={label} placeholder={placeholder} html={begun} onChange={onChange} className="min-h-32">
          {variables ? <Variables kind={variables} onChoose={(name) => editor.current?.insertHtml(`{{${name}}}`)} /> : null}
        </Editor>
      </div>
      {error === null ? null : (
        <p role="alert" className="mt-1.5 text-xs text-red">
          {error}
        </p>
      )}
    </div>
  );
}

function Variables({ kind, onChoose }: { kind: "reply" | "acknowledgement"; onChoose: (name: string) => void }) {
  const variables = (useQuery(variablesQuery).data ?? []).filter((one) => kind === "reply" || one.in_acknowledgements);
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="sm" disabled={variables.length === 0}>
          <Braces aria-hidden />
          {words.variables}
        </Button>
      </DropdownMenuTrigger>
      {/* The editor has the focus after a choice, not the button. */}
      <DropdownMenuContent align="start" onCloseAutoFocus={(event) => event.preventDefault()}>
        {variables.map(({ name, example }) => (
          <DropdownMenuItem key={name} onSelect={() => onChoose(name)} className="justify-between gap-6">
            <code className="font-mono text-xs">{name}</code>
            <span className="max-w-48 truncate text-xs text-ink-3">{example}</span>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** The text as a customer would get it, a moment after it was written. */
export function TemplatePreview({ template }: { template: Template }) {
  const settled = useSettled(template, 400);
  const empty = settled.body_html === "";
  const preview = useQuery({ ...previewQuery(settled), enabled: !empty, placeholderData: (before) => before });
  if (empty) return null;
  return (
    <section aria-label={words.preview}>
      <h3 className="text-sm font-medium">
        {words.preview} <span className="font-normal text-ink-3">{words.previewHint}</span>
      </h3>
      {preview.isError ? (
        <p role="alert" className="mt-1.5 text-sm text-red">
          {explain(preview.error)}
        </p>
      ) : preview.data ? (
        <>
          {preview.data.subject === "" ? null : <p className="mt-1 truncate text-sm text-ink-2">{words.previewSubject({ subject: preview.data.subject })}</p>}
          <MailPreview title={words.preview} html={preview.data.body_html} className="mt-1.5 h-44" />
          {preview.data.missing.length > 0 ? <p className="mt-1.5 text-xs text-amber">{words.missing({ names: formatList(preview.data.missing) })}</p> : null}
        </>
      ) : null}
    </section>
  );
}
