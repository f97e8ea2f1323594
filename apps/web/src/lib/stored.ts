/** A choice remembered in this browser, shared by every component that reads it. */
import { useCallback, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** One of `choices`, the first by default; anything else found in storage is ignored. */
export function useStoredChoice<T extends string>(key: string, choices: readonly [T, ...T[]]): [T, (choice: T) => void] {
  const value = useSyncExternalStore(subscribe, () => {
    const found = localStorage.getItem(key);
    return choices.find((choice) => choice === found) ?? choices[0];
  });
  const set = useCallback(
    (choice: T) => {
      localStorage.setItem(key, choice);
      listeners.forEach((listener) => listener());
    },
    [key],
  );
  return [value, set];
}

/** A number within bounds, the usual one by default. */
export function useStoredNumber(key: string, { least, usual, most }: { least: number; usual: number; most: number }): [number, (value: number) => void] {
  const within = useCallback((value: number) => Math.round(Math.min(most, Math.max(least, value))), [least, most]);
  const value = useSyncExternalStore(subscribe, () => {
    const found = Number(localStorage.getItem(key) ?? usual);
    return Number.isFinite(found) ? within(found) : usual;
  });
  const set = useCallback(
    (next: number) => {
      localStorage.setItem(key, String(within(next)));
      listeners.forEach((listener) => listener());
    },
    [key, within],
  );
  return [value, set];
}

export const DENSITIES = ["comfortable", "compact"] as const;
export const useDensity = () => useStoredChoice("oss.density", DENSITIES);

const DETAILS = ["shown", "hidden"] as const;
export const useDetailsPanel = () => useStoredChoice("oss.details", DETAILS);
