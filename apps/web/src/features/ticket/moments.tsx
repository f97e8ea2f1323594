import { Time } from "@/components/time";

/** Moments of a ticket by name; one that has not come is left out. */
export function Moments({ of }: { of: readonly (readonly [label: string, value: string | null])[] }) {
  return (
    <dl className="space-y-1">
      {of.map(([label, value]) =>
        value === null ? null : (
          <div key={label} className="flex flex-wrap justify-between gap-x-3 text-xs">
            <dt className="text-ink-3">{label}</dt>
            <dd>
              <Time value={value} as="exact" />
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}
