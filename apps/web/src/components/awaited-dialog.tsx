import { LoadingNote } from "@/components/states";
import { useAwaitedKeys } from "@/lib/shortcuts";

/** Stands for a dialog while its code loads: letters are kept for it, and do nothing else. */
export function AwaitedDialog({ onText }: { onText?: (text: string) => void }) {
  useAwaitedKeys(onText);
  return <LoadingNote />;
}
