/**
 * The keyboard registry. A component registers what it can do while it is on the screen; the same entries answer the
 * keys and draw the "?" sheet, so that the sheet cannot be wrong.
 *
 * Keys are written as `KeyboardEvent.key` in lower case: "j", "/", "?", "enter", "mod+k" (Ctrl or ⌘), "g i" (two strokes).
 */
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";

export type ShortcutGroup = "general" | "navigation" | "list" | "ticket";

export interface Shortcut {
  keys: string;
  label: string;
  group: ShortcutGroup;
  run: () => void;
  /** Also while typing in a field: only for chords with mod. */
  inFields?: boolean;
}

const SEQUENCE_MS = 1_200;
const layers: { current: readonly Shortcut[] }[] = [];
const subscribers = new Set<() => void>();
let snapshot: readonly Shortcut[] = [];
let pending: { stroke: string; at: number } | null = null;

/** What the keys do at this moment: the newest layer wins a key. */
function active(): Map<string, Shortcut> {
  const seen = new Map<string, Shortcut>();
  for (const layer of [...layers].reverse())
    for (const shortcut of layer.current) if (!seen.has(shortcut.keys)) seen.set(shortcut.keys, shortcut);
  return seen;
}

/** Tells those who list the shortcuts, and only when the list reads differently: actions are looked up when they run. */
function publish(): void {
  const next = [...active().values()];
  const reads = (list: readonly Shortcut[]) => JSON.stringify(list.map(({ keys, label, group }) => [keys, label, group]));
  if (reads(next) === reads(snapshot)) return;
  snapshot = next.map((shortcut) => ({ ...shortcut, run: () => active().get(shortcut.keys)?.run() }));
  subscribers.forEach((subscriber) => subscriber());
}

export function strokeOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): string {
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  return `${mod}${event.altKey ? "alt+" : ""}${event.key.toLowerCase()}`;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** A focused control keeps the keys that belong to it: Enter and Space press a button, letters search a menu. */
function belongsToControl(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("[role='menu'], [role='listbox'], [role='dialog'], [role='alertdialog']")) return true;
  return event.key === "Enter" && target.matches("a, button, summary, [role='button'], [role='tab'], [role='combobox']");
}

/** Who waits for a dialog whose code is on its way, the newest last: what is typed meanwhile is meant for that. */
const awaiting: { current: ((text: string) => void) | undefined }[] = [];

const isLetter = (event: KeyboardEvent) => event.key.length === 1 && !event.ctrlKey && !event.metaKey;

/** The dialog that is open and has not got the focus yet. */
function openingDialog({ target }: KeyboardEvent): Element | null {
  return target === document.body ? document.querySelector("[role='dialog'][data-state='open'], [role='alertdialog'][data-state='open']") : null;
}

/** Runs the shortcut a key press stands for. Returns whether there was one. */
export function handleKey(event: KeyboardEvent, now = Date.now()): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const waiting = awaiting.at(-1);
  if (waiting) {
    if (isLetter(event)) {
      event.preventDefault();
      waiting.current?.(event.key);
    }
    return false;
  }
  const opening = openingDialog(event);
  if (opening) {
    // A moment later the dialog would have done so by itself; the letter goes where the focus is then.
    if (isLetter(event)) opening.querySelector<HTMLElement>("input:not([type='checkbox'], [type='radio']), textarea")?.focus();
    return false;
  }
  const stroke = strokeOf(event);
  const sequence = pending && now - pending.at < SEQUENCE_MS ? `${pending.stroke} ${stroke}` : null;
  pending = null;
  const typing = isField(event.target);
  const shortcuts = active();
  const found = (sequence === null ? undefined : shortcuts.get(sequence)) ?? shortcuts.get(stroke);
  if (found && (typing ? found.inFields : stroke.startsWith("mod+") || !belongsToControl(event))) {
    event.preventDefault();
    found.run();
    return true;
  }
  if (!typing && [...shortcuts.keys()].some((keys) => keys.startsWith(`${stroke} `))) pending = { stroke, at: now };
  return false;
}

/** While mounted, no key is a shortcut: something opens that will take them. `onText` gets what is typed. */
export function useAwaitedKeys(onText?: (text: string) => void): void {
  const taker = useRef(onText);
  useEffect(() => {
    taker.current = onText;
  });
  useLayoutEffect(() => {
    awaiting.push(taker);
    return () => void awaiting.splice(awaiting.indexOf(taker), 1);
  }, []);
}

/** Mounted once, by the shell. */
export function useShortcutListener(): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => void handleKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}

/** Offers `shortcuts` while the component is mounted; a later component may take over a key. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const layer = useRef<readonly Shortcut[]>(shortcuts);
  useEffect(() => {
    layer.current = shortcuts;
    publish();
  });
  useEffect(() => {
    layers.push(layer);
    publish();
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      publish();
    };
  }, []);
}

export function useAllShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    (subscriber) => {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
    () => snapshot,
  );
}
