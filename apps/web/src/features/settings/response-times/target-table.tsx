import { useState } from "react";

import type { Priority } from "@/api/types";
import { PRIORITIES } from "@/api/types";
import { PriorityIcon } from "@/components/priority";
import { Input } from "@/components/ui/input";
import type { PolicyDraft } from "@/features/settings/response-times/draft";
import { lengthOf, minutesIn } from "@/features/settings/response-times/lengths";
import { m } from "@/i18n/admin";

const words = m.settings.responseTimes.targets;
const ANSWERS = ["first", "next"] as const;
const ORDER = [...PRIORITIES].reverse();

interface FieldProps {
  label: string;
  text: string;
  errorId: string;
  /** It is not called wrong while it is being written. */
  writing: boolean;
  onWriting: (writing: boolean) => void;
  onChange: (text: string) => void;
}

/** A length of time; what is understood is written out when the field is left. */
function LengthField({ label, text, errorId, writing, onWriting, onChange }: FieldProps) {
  const minutes = minutesIn(text);
  const wrong = minutes === undefined && !writing;
  return (
    <Input
      aria-label={label}
      aria-invalid={wrong}
      aria-describedby={wrong ? errorId : undefined}
      autoComplete="off"
      spellCheck={false}
      maxLength={30}
      placeholder="–"
      value={text}
      onChange={(event) => {
        onWriting(true);
        onChange(event.target.value);
      }}
      onKeyDown={({ key }) => key === "Enter" && onWriting(false)}
      onBlur={() => {
        onWriting(false);
        if (minutes !== undefined && lengthOf(minutes) !== text) onChange(lengthOf(minutes));
      }}
      className="h-8 px-2 text-sm tabular-nums sm:max-w-40"
    />
  );
}

interface Props {
  queue: string;
  policy: PolicyDraft;
  /** Null when the caller may only look. */
  onChange: ((policy: PolicyDraft) => void) | null;
}

/** What is promised for each priority, in one queue or in all. */
export function TargetTable({ queue, policy, onChange }: Props) {
  const { targets } = policy;
  const [writing, setWriting] = useState<string | null>(null);
  const set = (priority: Priority, change: Partial<PolicyDraft["targets"][Priority]>) =>
    onChange?.({ ...policy, targets: { ...targets, [priority]: { ...targets[priority], ...change } } });
  const errorId = `targets-${policy.queueId ?? "all"}-error`;
  const wrong = ORDER.some((priority) => ANSWERS.some((answer) => `${priority} ${answer}` !== writing && minutesIn(targets[priority][answer]) === undefined));
  return (
    <>
      <table className="w-full max-w-lg table-fixed text-sm">
        <caption className="sr-only">{queue}</caption>
        <thead>
          <tr className="text-start text-xs text-ink-3">
            <th scope="col" className="w-25 pb-1 text-start font-medium sm:w-36">
              {words.priority}
            </th>
            {ANSWERS.map((answer) => (
              <th key={answer} scope="col" className="pb-1 ps-2 text-start font-medium">
                {words[answer]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ORDER.map((priority) => (
            <tr key={priority}>
              <th scope="row" className="py-1 text-start font-normal">
                <span className="flex items-center gap-2">
                  <PriorityIcon priority={priority} />
                  {m.common.priorities[priority]}
                </span>
              </th>
              {ANSWERS.map((answer) => (
                <td key={answer} className="py-1 ps-2">
                  {onChange === null ? (
                    <span className={targets[priority][answer] === "" ? "text-ink-3" : "tabular-nums"}>{targets[priority][answer] || words.none}</span>
                  ) : (
                    <LengthField
                      label={words.field({ queue, priority: m.common.priorities[priority], answer: words[answer] })}
                      text={targets[priority][answer]}
                      errorId={errorId}
                      writing={writing === `${priority} ${answer}`}
                      onWriting={(now) => setWriting(now ? `${priority} ${answer}` : null)}
                      onChange={(text) => set(priority, { [answer]: text })}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p id={errorId} role="status" className="text-xs text-red empty:hidden">
        {wrong && onChange ? words.invalid : null}
      </p>
    </>
  );
}
