import type { ClassValue } from "clsx";
import { clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// The type scale has a step Tailwind does not know: without this it would be taken for a colour.
const merge = extendTailwindMerge({ extend: { classGroups: { "font-size": [{ text: ["2xs"] }] } } });

/** Joins class names; the last of two that conflict wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
