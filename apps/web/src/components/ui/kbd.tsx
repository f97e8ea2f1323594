import { m } from "@/i18n";

const isMac = typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.userAgent);
const names: Record<string, string> = { enter: "↵", escape: "Esc", arrowleft: "←", arrowright: "→", arrowdown: "↓", arrowup: "↑", mod: isMac ? "⌘" : "Ctrl" };

function caption(key: string): string {
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/** Draws keys as the shortcut registry writes them: "mod+k", "g i". */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap">
      {keys.split(" ").map((stroke, index) => (
        <span key={`${stroke}-${index}`} className="inline-flex items-center gap-0.5">
          {index > 0 ? <span className="px-0.5 text-2xs text-ink-3">{m.shell.keys.then}</span> : null}
          {stroke.split("+").map((key) => (
            <kbd
              key={key}
              className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded border border-line-strong bg-sunken px-1 font-sans text-2xs text-ink-2"
            >
              {caption(key)}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
