import type { KeyboardEvent, RefObject } from "react";
import { useId, useState } from "react";
import { flushSync } from "react-dom";

import { useMembers } from "@/api/organization";
import type { Member } from "@/api/types";
import type { Calling } from "@/features/ticket/mentions";
import { callingAt, complete, membersFor } from "@/features/ticket/mentions";

/** Completion of "@name" in a text field: arrows choose, Enter or Tab takes, Escape lets it be. */
export function useMentions(input: RefObject<HTMLTextAreaElement | null>, text: string, onChange: (text: string) => void) {
  const id = useId();
  const members = useMembers();
  const [calling, setCalling] = useState<Calling | null>(null);
  const [active, setActive] = useState(0);
  const found = calling === null ? [] : membersFor(calling.text, members);
  const choose = (member: Member) => {
    if (calling === null) return;
    const done = complete(text, calling, member);
    // At once: whoever types on is quicker than the next frame.
    flushSync(() => {
      onChange(done.text);
      setCalling(null);
    });
    input.current?.setSelectionRange(done.caret, done.caret);
  };
  return {
    id,
    found,
    active,
    choose,
    /** After every change of the text or the caret. */
    look: (field: HTMLTextAreaElement) => {
      setCalling(field.selectionStart === field.selectionEnd ? callingAt(field.value, field.selectionStart) : null);
      setActive(0);
    },
    close: () => setCalling(null),
    /** Whether the key was for the list. */
    onKey: (event: KeyboardEvent): boolean => {
      const member = found[active];
      if (member === undefined || event.ctrlKey || event.metaKey) return false;
      if (event.key === "Enter" || event.key === "Tab") choose(member);
      else if (event.key === "Escape") setCalling(null);
      else if (event.key === "ArrowDown") setActive((active + 1) % found.length);
      else if (event.key === "ArrowUp") setActive((active + found.length - 1) % found.length);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
