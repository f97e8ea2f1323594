import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

const field =
  "w-full rounded-md border border-control bg-canvas text-base text-ink shadow-xs transition-colors placeholder:text-ink-3 hover:border-ink-3 focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-red aria-invalid:outline-red disabled:opacity-60";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(field, "h-9 px-3", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(field, "min-h-20 px-3 py-2", className)} {...props} />;
}
