import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

export const Dialog = Primitive.Root;
export const DialogTrigger = Primitive.Trigger;

interface Props extends Omit<ComponentProps<typeof Primitive.Content>, "title"> {
  title: ReactNode;
  description?: ReactNode;
  /** A centred card, or a panel from one edge. */
  side?: "center" | "start" | "end";
}

const places = {
  center:
    "inset-x-0 mx-auto top-[12vh] max-h-[76vh] w-[min(36rem,calc(100vw-2rem))] rounded-xl border border-line-strong",
  start: "inset-y-0 start-0 w-[min(17rem,85vw)] border-e border-line",
  end: "inset-y-0 end-0 w-[min(30rem,100vw)] border-s border-line",
};

export function DialogContent({ title, description, side = "center", className, children, ...props }: Props) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="fixed inset-0 z-40 bg-black/35 dark:bg-black/60" />
      <Primitive.Content
        className={cn("fixed z-50 flex flex-col overflow-hidden bg-raised shadow-pop outline-none", places[side], className)}
        {...(description ? {} : { "aria-describedby": undefined })}
        {...props}
      >
        <div className="flex items-start justify-between gap-4 border-b border-line px-4 py-3">
          <div className="min-w-0">
            <Primitive.Title className="truncate text-base font-semibold">{title}</Primitive.Title>
            {description ? (
              <Primitive.Description className="mt-0.5 text-sm text-ink-3">{description}</Primitive.Description>
            ) : null}
          </div>
          <Primitive.Close asChild>
            <Button variant="ghost" size="icon" className="-mt-1 -me-2" aria-label={m.common.close}>
              <X aria-hidden />
            </Button>
          </Primitive.Close>
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto scroll-thin">{children}</div>
      </Primitive.Content>
    </Primitive.Portal>
  );
}
