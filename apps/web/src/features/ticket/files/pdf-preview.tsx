import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useState } from "react";

import { LoadingNote } from "@/components/states";
import { openPdf, wantsPassword } from "@/features/ticket/files/pdf";
import { PdfPage } from "@/features/ticket/files/pdf-page";
import { m } from "@/i18n";

const MOST_PAGES = 200;

type State = { pdf: PDFDocumentProxy } | { error: unknown } | null;

export default function PdfPreview({ blob }: { blob: Blob }) {
  const [state, setState] = useState<State>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const isGone = () => leaving.signal.aborted;
    let close: (() => void) | undefined;
    const open = async () => {
      const data = await blob.arrayBuffer();
      if (isGone()) return;
      const opened = openPdf(data);
      close = opened.close;
      const pdf = await opened.document;
      if (!isGone()) setState({ pdf });
    };
    open().catch((error: unknown) => (isGone() ? undefined : setState({ error })));
    return () => {
      leaving.abort();
      close?.();
    };
  }, [blob]);
  if (state === null) return <LoadingNote />;
  if ("error" in state)
    return (
      <p role="alert" className="m-auto max-w-md p-8 text-center text-sm text-ink-2">
        {wantsPassword(state.error) ? m.conversation.pdfPassword : m.conversation.pdfBroken}
      </p>
    );
  const { numPages } = state.pdf;
  const shown = Math.min(numPages, MOST_PAGES);
  return (
    <div className="space-y-4 p-4">
      {Array.from({ length: shown }, (_, index) => (
        <PdfPage key={index} pdf={state.pdf} number={index + 1} count={numPages} />
      ))}
      {numPages > shown ? <p className="text-center text-sm text-ink-2">{m.conversation.morePages({ shown })}</p> : null}
    </div>
  );
}
