import { formatDateTime, formatFullTime, formatListTime, formatRelative } from "@/lib/format";

const styles = { list: formatListTime, exact: formatDateTime, relative: formatRelative };

/** A moment, short on the page and exact in the tooltip, which is only written for whoever points at it: a list has hundreds. */
export function Time({ value, as = "list", className }: { value: string; as?: keyof typeof styles; className?: string }) {
  return (
    <time key={value} dateTime={value} onPointerEnter={({ currentTarget }) => void (currentTarget.title = formatFullTime(value))} className={className}>
      {styles[as](value)}
    </time>
  );
}
