/** Light, dark or as the system says. `public/boot.js` applies the same choice before the first paint. */
import { useSyncExternalStore } from "react";

export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "oss.theme";
const listeners = new Set<() => void>();
const darkSystem = () => window.matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === value) ?? "system";
}

function isDark(): boolean {
  const theme = stored();
  return theme === "dark" || (theme === "system" && darkSystem().matches);
}

function apply(): void {
  document.documentElement.classList.toggle("dark", isDark());
  listeners.forEach((listener) => listener());
}

export function setTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const media = darkSystem();
  media.addEventListener("change", apply);
  return () => {
    listeners.delete(listener);
    media.removeEventListener("change", apply);
  };
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, stored);
}

export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}
