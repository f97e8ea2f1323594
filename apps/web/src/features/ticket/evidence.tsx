import { m } from "@/i18n";

function label(key: string): string {
  const words = key.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
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
          <li key={index} className={isScalar(entry) ? "text-xs break-words" : "border-l-2 border-line pl-2"}>
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
        <div key={key} className="grid grid-cols-[minmax(5.5rem,2fr)_5fr] gap-2">
          <dt className="text-xs text-ink-3">{label(key)}</dt>
          <dd className="min-w-0 text-xs">
            <Evidence value={entry} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
