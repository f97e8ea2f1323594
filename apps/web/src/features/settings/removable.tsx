import { X } from "lucide-react";

interface Props {
  children: string;
  /** What the button does, for whoever does not see it. */
  remove: string;
  /** Null when the caller may only look. */
  onRemove: (() => void) | null;
  disabled?: boolean;
}

/** One of several short things that can be taken out of a list. */
export function Removable({ children, remove, onRemove, disabled = false }: Props) {
  return (
    <li className="inline-flex h-7 items-center rounded-md border border-line-strong bg-sunken ps-2.5 text-sm tabular-nums">
      {children}
      {onRemove ? (
        <button
          type="button"
          aria-label={remove}
          disabled={disabled}
          onClick={onRemove}
          className="ms-1 flex size-6.5 items-center justify-center rounded text-ink-3 hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      ) : (
        <span className="w-2.5" />
      )}
    </li>
  );
}
