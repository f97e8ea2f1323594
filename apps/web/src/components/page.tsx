import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

interface Props {
  title: string;
  description?: string;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A page that reads from top to bottom: a title row and a centred column. */
export function Page({ title, description, actions, children, className }: Props) {
  return (
    <div className="h-full overflow-y-auto scroll-thin">
      <div className={cn("mx-auto w-full max-w-4xl px-4 pt-6 pb-16 md:px-8 md:pt-9", className)}>
        <header className="mb-6 flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
          <div className="min-w-0">
            <h1 className="text-xl font-semibold">{title}</h1>
            {description ? <p className="mt-1 max-w-xl text-sm text-ink-3">{description}</p> : null}
          </div>
          {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
        </header>
        {children}
      </div>
    </div>
  );
}
