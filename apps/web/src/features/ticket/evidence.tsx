import { m } from "@/i18n";

/** Header fields as mail programs write them, so that a reader can look them up in the original. */
const HEADERS = /^(x_\w+|delivered_to|reply_to|return_path|list_\w+|in_reply_to|message_id|references|auto_submitted|precedence)$/;

/** A recorded key for people: "x_gm_original_to" is X-Gm-Original-To, "sender_is_participant" Sender is participant. */
export function fieldName(key: string): string {
  if (HEADERS.test(key)) return key.split("_").map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("-");
  const words = key.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Fits beside its name; anything nested goes below it, with the full width. */
function isFlat(value: unknown): boolean {
  return isScalar(value) || (Array.isArray(value) && value.every(isScalar));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Whatever the pipeline recorded as its reasons, readable without knowing each stage's shape. */
export function Evidence({ value, empty = m.ticket.panel.noEvidence }: { value: unknown; empty?: string }) {
  if (isEmpty(value)) return <p className="text-xs text-ink-3">{empty}</p>;
  if (isScalar(value)) return <span className="text-xs break-words">{String(value)}</span>;
  if (Array.isArray(value)) {
    return (
      <ul className="space-y-1">
        {value.map((entry: unknown, index) => (
          <li key={index} className={isScalar(entry) ? "text-xs break-words" : "border-s-2 border-line ps-2"}>
            {isScalar(entry) ? String(entry) : <Evidence value={entry} />}
          </li>
        ))}
      </ul>
    );
  }
  const entries = Object.entries(value as Record<string, unknown>).filter(([, entry]) => !isEmpty(entry));
  return (
    <dl className="space-y-1">
      {entries.map(([key, entry]) => (
        <div key={key} className={isFlat(entry) ? "grid grid-cols-[minmax(6.5rem,2fr)_3fr] gap-2" : "space-y-1"}>
          <dt className="text-xs text-ink-3">{fieldName(key)}</dt>
          <dd className="min-w-0 text-xs">
            <Evidence value={entry} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
