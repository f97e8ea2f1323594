import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

export function Skeleton({ className, ...props }: ComponentProps<"div">) {
  return <div aria-hidden className={cn("animate-shimmer rounded-md bg-line", className)} {...props} />;
}

export function Card({ className, ...props }: ComponentProps<"section">) {
  return <section className={cn("rounded-xl border border-line bg-raised", className)} {...props} />;
}

type Tone = "neutral" | "accent" | "blue" | "teal" | "amber" | "green" | "red";

const tones: Record<Tone, string> = {
  neutral: "bg-hover text-ink-2",
  accent: "bg-accent-soft text-accent",
  blue: "bg-blue/10 text-blue",
  teal: "bg-teal/10 text-teal",
  amber: "bg-amber/10 text-amber",
  green: "bg-green/10 text-green",
  red: "bg-red/10 text-red",
};

export function Badge({ tone = "neutral", className, ...props }: ComponentProps<"span"> & { tone?: Tone }) {
  return (
    <span
      className={cn(
        "inline-flex h-5 max-w-full items-center gap-1 rounded px-1.5 text-2xs font-medium whitespace-nowrap [&_svg]:size-3",
        tones[tone],
        className,
      )}
      {...props}
    />
  );
}

/** A determinate bar; without `value` it says "working" only. */
export function ProgressBar({ value, label, tone }: { value: number | null; label: string; tone?: "amber" | "green" }) {
  const fill = tone === "amber" ? "bg-amber" : tone === "green" ? "bg-green" : "bg-accent";
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value === null ? {} : { "aria-valuenow": Math.round(value * 100) })}
      className="h-1.5 overflow-hidden rounded-full bg-line"
    >
      <div
        className={cn("h-full rounded-full transition-[width] duration-500", fill, value === null && "animate-shimmer w-1/3")}
        style={value === null ? undefined : { width: `${Math.max(value * 100, 1)}%` }}
      />
    </div>
  );
}
