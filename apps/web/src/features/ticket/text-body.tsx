import { useState } from "react";

import { linkify } from "@/features/ticket/linkify";
import { QuoteToggle } from "@/features/ticket/quote-toggle";
import { segmentsOf } from "@/features/ticket/quoted";
import { m } from "@/i18n";

interface Props {
  text: string;
  ranges: readonly (readonly [number, number])[];
}

function Lines({ text }: { text: string }) {
  return (
    <p dir="auto" className="break-words whitespace-pre-wrap">
      {linkify(text.replace(/^\n+|\s+$/g, "")).map((piece, index) =>
        piece.href === null ? (
          piece.text
        ) : (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow" className="text-accent underline underline-offset-2">
            {piece.text}
          </a>
        ),
      )}
    </p>
  );
}

/** Plain text with the quoted history folded; answers between quotes stay in sight, their quotes unfold one by one. */
export function TextBody({ text, ranges }: Props) {
  const [shown, setShown] = useState<ReadonlySet<number>>(new Set());
  const segments = segmentsOf(text, ranges);
  if (segments.length === 0) return <p className="text-sm text-ink-3 italic">{m.ticket.noBody}</p>;
  const toggle = (index: number) =>
    setShown((before) => {
      const next = new Set(before);
      if (!next.delete(index)) next.add(index);
      return next;
    });
  return (
    <div className="space-y-3">
      {segments.map((segment, index) =>
        segment.quoted ? (
          <div key={index}>
            <QuoteToggle shown={shown.has(index)} onToggle={() => toggle(index)} />
            {shown.has(index) ? (
              <div className="mt-2 border-s-2 border-line-strong ps-3 text-ink-3">
                <Lines text={segment.text} />
              </div>
            ) : null}
          </div>
        ) : (
          <Lines key={index} text={segment.text} />
        ),
      )}
    </div>
  );
}
