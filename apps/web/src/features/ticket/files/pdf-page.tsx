import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useRef, useState } from "react";

import { m } from "@/i18n";

/** Pixels of one canvas at most: a page may say that it is a kilometre wide. */
const MOST_PIXELS = 8_000_000;
const AHEAD = "600px 0px";
const A4 = 210 / 297;

interface Props {
  pdf: PDFDocumentProxy;
  number: number;
  count: number;
}

/** A page of a PDF: drawn when it comes near, forgotten when it is far, its words there for a screen reader. */
export function PdfPage({ pdf, number, count }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [near, setNear] = useState(false);
  const [shape, setShape] = useState(A4);
  const [text, setText] = useState("");
  useEffect(() => {
    const watched = box.current;
    if (!watched) return;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), { rootMargin: AHEAD });
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const surface = canvas.current;
    if (!near || !surface) return;
    let stop: (() => void) | undefined;
    const leaving = new AbortController();
    const isGone = () => leaving.signal.aborted;
    const draw = async () => {
      const page = await pdf.getPage(number);
      if (isGone()) return;
      const own = page.getViewport({ scale: 1 });
      const wanted = (surface.clientWidth * window.devicePixelRatio) / own.width;
      const scale = Math.min(wanted, Math.sqrt(MOST_PIXELS / (own.width * own.height)));
      const viewport = page.getViewport({ scale });
      setShape(Math.min(Math.max(own.width / own.height, 0.1), 10));
      surface.width = Math.max(1, Math.floor(viewport.width));
      surface.height = Math.max(1, Math.floor(viewport.height));
      const drawing = page.render({ canvas: surface, viewport });
      stop = () => drawing.cancel();
      await drawing.promise;
      const { items } = await page.getTextContent();
      if (!isGone()) setText(items.map((item) => ("str" in item ? item.str : "")).join(" ").slice(0, 20_000));
    };
    // A page that cannot be drawn stays white; the others are no worse for it.
    draw().catch(() => undefined);
    return () => {
      leaving.abort();
      stop?.();
      surface.width = 0;
    };
  }, [near, number, pdf]);
  return (
    <div ref={box} role="group" aria-label={m.conversation.page({ number, count })} className="mx-auto w-full max-w-3xl overflow-hidden bg-white shadow-md" style={{ aspectRatio: shape }}>
      <canvas ref={canvas} aria-hidden className="block size-full" />
      <p className="sr-only">{text}</p>
    </div>
  );
}
