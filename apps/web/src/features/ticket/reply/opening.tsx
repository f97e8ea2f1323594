import { LoadingNote } from "@/components/states";
import { Skeleton } from "@/components/ui/surface";
import { compose } from "@/features/ticket/reply/open-composer";
import { m } from "@/i18n";

interface Props {
  ticketId: string;
  /** What has been typed so far: the letter begins with it. */
  typed: string;
  onType: (typed: string) => void;
}

/**
 * Stands where the letter will be until it is there. Whoever pressed "r" writes on: their words belong to the letter, and
 * none of the letters may be taken for a shortcut.
 */
export function Opening({ ticketId, typed, onType }: Props) {
  return (
    <div className="space-y-3 p-4">
      <LoadingNote />
      <Skeleton className="h-5 w-1/2" />
      <Skeleton className="h-5 w-2/3" />
      <textarea
        autoFocus
        // The fallback of the code's loading is replaced by that of the letter's: the cursor stays where it was.
        onFocus={({ currentTarget: { value }, currentTarget }) => currentTarget.setSelectionRange(value.length, value.length)}
        aria-label={m.reply.opening}
        placeholder={m.reply.bodyPlaceholder}
        value={typed}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={(event) => {
          // What is written is not thrown away by a key that folds the letter a moment later.
          if (event.key !== "Escape" || typed !== "") return;
          event.preventDefault();
          compose(ticketId, null);
        }}
        className="block h-20 w-full resize-none bg-transparent text-base outline-none placeholder:text-ink-3"
      />
    </div>
  );
}
