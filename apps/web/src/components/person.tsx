import { m } from "@/i18n";
import { cn } from "@/lib/cn";

/** A steady hue for a person: the same address has the same colour on every page. */
export function hueOf(key: string): number {
  let hash = 7;
  for (const char of key.toLowerCase()) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 360;
  return hash;
}

export function initialsOf(name: string): string {
  const words = name.replace(/@.*$/, "").split(/[\s._-]+/).filter(Boolean);
  const first = words[0]?.[0] ?? "?";
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? "") : "";
  return (first + last).toUpperCase();
}

interface Props {
  name: string;
  /** What the colour is made from; the name when there is nothing steadier. */
  seed?: string | null;
  className?: string;
  title?: string;
}

/** Initials on a quiet colour. Lightness and chroma are fixed, so that contrast holds for every hue. */
export function Avatar({ name, seed, className, title }: Props) {
  const hue = hueOf(seed ?? name);
  return (
    <span
      aria-hidden
      title={title}
      style={{ "--hue": hue } as React.CSSProperties}
      className={cn(
        "inline-flex size-6 shrink-0 items-center justify-center rounded-full text-[0.625rem] font-semibold select-none",
        "bg-[oklch(0.92_0.045_var(--hue))] text-[oklch(0.4_0.1_var(--hue))] dark:bg-[oklch(0.36_0.06_var(--hue))] dark:text-[oklch(0.9_0.06_var(--hue))]",
        className,
      )}
    >
      {initialsOf(name)}
    </span>
  );
}

export function displayName(name: string, email: string): string {
  return name.trim() || email || m.common.noSender;
}
