import { Ellipsis } from "lucide-react";
import { useState } from "react";

import { MailPreview } from "@/components/mail-preview";
import { Button } from "@/components/ui/button";
import { m } from "@/i18n";

const words = m.reply;

interface Props {
  html: string;
  included: boolean;
  onInclude: (included: boolean) => void;
}

/** The history below the answer, folded. */
export function QuotedTail({ html, included, onInclude }: Props) {
  const [open, setOpen] = useState(false);
  if (html === "") return null;
  if (!included) {
    return (
      <p className="flex items-center gap-2 px-4 pb-1 text-xs text-ink-3">
        {words.quoteDropped}
        <Button variant="link" size="sm" onClick={() => onInclude(true)}>
          {words.keepQuote}
        </Button>
      </p>
    );
  }
  return (
    <div className="shrink-0 px-4 pb-1">
      <div className="flex items-center gap-2">
        <Button size="sm" aria-expanded={open} aria-label={open ? words.hideQuote : words.showQuote} onClick={() => setOpen(!open)} className="h-5 px-1.5">
          <Ellipsis aria-hidden />
        </Button>
        {open ? (
          <Button variant="link" size="sm" onClick={() => onInclude(false)}>
            {words.dropQuote}
          </Button>
        ) : null}
      </div>
      {open ? <MailPreview title={words.quote} html={html} className="mt-1 h-44" /> : null}
    </div>
  );
}
