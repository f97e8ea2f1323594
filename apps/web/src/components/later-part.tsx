import { CatchBoundary } from "@tanstack/react-router";
import { RotateCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Suspense } from "react";

import { EmptyState, LoadingNote } from "@/components/states";
import { Button } from "@/components/ui/button";
import { m } from "@/i18n";

const ONCE = () => "once";

function Missing() {
  return (
    <EmptyState
      className="py-8"
      icon={TriangleAlert}
      title={m.errors.partTitle}
      action={
        <Button onClick={() => window.location.reload()}>
          <RotateCw aria-hidden />
          {m.errors.reload}
        </Button>
      }
    >
      {m.errors.partBody}
    </EmptyState>
  );
}

/** A part of the page whose code is loaded when it is needed. Where it cannot be had (an old tab after an update), only this part says so. */
export function LaterPart({ children }: { children: ReactNode }) {
  return (
    <CatchBoundary getResetKey={ONCE} errorComponent={Missing}>
      <Suspense fallback={<div className="p-6"><LoadingNote /></div>}>{children}</Suspense>
    </CatchBoundary>
  );
}
