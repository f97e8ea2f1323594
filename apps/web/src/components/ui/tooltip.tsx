import { Tooltip as Primitive } from "radix-ui";
import type { ReactNode } from "react";

import { Kbd } from "@/components/ui/kbd";

export const TooltipProvider = Primitive.Provider;

/** Words for a control that shows only an icon, with its key. The control still needs its own aria-label. */
export function Tooltip({ content, keys, children }: { content: ReactNode; keys?: string; children: ReactNode }) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          sideOffset={6}
          collisionPadding={8}
          className="animate-pop z-50 flex max-w-xs items-center gap-2 rounded-md border border-line-strong bg-raised px-2 py-1 text-xs text-ink shadow-pop"
        >
          {content}
          {keys ? <Kbd keys={keys} /> : null}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
