import { useQuery } from "@tanstack/react-query";
import { FileQuestion } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";

import { previewQuery } from "@/api/attachments";
import { explain, LoadingNote } from "@/components/states";
import { Skeleton } from "@/components/ui/surface";
import { m } from "@/i18n";

// Larger than everything else together, and most people look at pictures.
const PdfPreview = lazy(() => import("@/features/ticket/files/pdf-preview"));

function Loading() {
  return (
    <div className="mx-auto max-w-3xl p-4">
      <LoadingNote />
      <Skeleton className="h-80" />
    </div>
  );
}

function ImagePreview({ blob, name }: { blob: Blob; name: string }) {
  const image = useRef<HTMLImageElement>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    if (image.current) image.current.src = made;
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  if (broken) return <Nothing>{m.conversation.imageBroken}</Nothing>;
  return (
    <div className="flex min-h-full items-center justify-center p-4">
      {/* A sheet of squares behind what is transparent. */}
      <img ref={image} alt={name} onError={() => setBroken(true)} className="max-h-[calc(100dvh-9rem)] max-w-full bg-[repeating-conic-gradient(#fff_0_25%,#e5e7eb_0_50%)] bg-size-[16px_16px] object-contain shadow-md" />
    </div>
  );
}

function TextPreview({ text, cut }: { text: string; cut: boolean }) {
  return (
    <div className="mx-auto max-w-4xl p-4">
      <pre dir="auto" className="rounded-lg border border-line bg-raised p-4 font-mono text-xs leading-5 break-words whitespace-pre-wrap">{text}</pre>
      {cut ? <p className="mt-3 text-center text-sm text-ink-2">{m.conversation.textCut}</p> : null}
    </div>
  );
}

function Nothing({ children }: { children: string }) {
  return (
    <div role="status" className="flex min-h-full flex-col items-center justify-center gap-3 p-8 text-center text-sm text-ink-2">
      <FileQuestion aria-hidden className="size-8 text-ink-3" strokeWidth={1.5} />
      <p className="max-w-md">{children}</p>
    </div>
  );
}

/** A file as it looks, or why it cannot be shown. */
export function PreviewBody({ ticketId, id, name }: { ticketId: string; id: string; name: string }) {
  const { data, error } = useQuery(previewQuery(ticketId, id));
  if (error) return <Nothing>{explain(error)}</Nothing>;
  if (!data) return <Loading />;
  switch (data.kind) {
    case "image":
      return <ImagePreview blob={data.blob} name={name} />;
    case "text":
      return <TextPreview text={data.text} cut={data.cut} />;
    case "pdf":
      return (
        <Suspense fallback={<Loading />}>
          <PdfPreview blob={data.blob} />
        </Suspense>
      );
  }
}
