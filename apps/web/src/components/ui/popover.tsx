import { Popover as Primitive } from "radix-ui";
import type { ReactNode } from "react";

export const Popover = Primitive.Root;
export const PopoverTrigger = Primitive.Trigger;

/** A small card beside what opened it; `label` names it for a screen reader. */
export function PopoverContent({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        aria-label={label}
        align="start"
        sideOffset={6}
        collisionPadding={8}
        className="animate-pop z-50 w-80 max-w-[calc(100vw-1rem)] rounded-lg border border-line-strong bg-raised p-3 text-sm text-ink shadow-pop"
      >
        {children}
      </Primitive.Content>
    </Primitive.Portal>
  );
}
