import { lazy, Suspense } from "react";

import { AwaitedDialog } from "@/components/awaited-dialog";
import { useLooking } from "@/features/ticket/files/open-preview";

const PreviewDialog = lazy(() => import("@/features/ticket/files/preview-dialog"));

/** Where the look at a file appears, while the ticket that it belongs to is shown. */
export function PreviewHost({ ticketId }: { ticketId: string }) {
  const looking = useLooking();
  return <Suspense fallback={<AwaitedDialog />}>{looking?.ticketId === ticketId ? <PreviewDialog looking={looking} /> : null}</Suspense>;
}
