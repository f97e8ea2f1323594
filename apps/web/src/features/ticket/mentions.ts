/** Who a note calls by `@name`. Pure. */
import { memberName } from "@/api/organization";
import type { Member } from "@/api/types";

export interface Calling {
  /** Where the "@" stands. */
  at: number;
  /** What is typed after it. */
  text: string;
}

const BEFORE_CARET = /(?:^|[\s(])@([\p{L}\p{N}._-]*(?: [\p{L}\p{N}._-]*)?)$/u;

/** The call that is being typed at the caret. */
export function callingAt(text: string, caret: number): Calling | null {
  const typed = BEFORE_CARET.exec(text.slice(0, caret))?.[1];
  return typed === undefined ? null : { at: caret - typed.length - 1, text: typed };
}

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Members whom `typed` may mean: any word of the name or the address begins with it. */
export function membersFor(typed: string, members: readonly Member[]): Member[] {
  const wanted = plain(typed);
  const begins = (text: string) => plain(text).startsWith(wanted);
  return members.filter((member) => begins(memberName(member)) || begins(member.email) || memberName(member).split(/\s+/).some(begins)).slice(0, 6);
}

/** `text` with the call completed, and where the caret then stands. */
export function complete(text: string, { at, text: typed }: Calling, member: Member): { text: string; caret: number } {
  const called = `@${memberName(member)} `;
  const rest = text.slice(at + 1 + typed.length).replace(/^ /, "");
  return { text: text.slice(0, at) + called + rest, caret: at + called.length };
}

/** The members whom the finished text calls. */
export function mentionedIn(text: string, members: readonly Member[]): string[] {
  const byLength = [...members].sort((a, b) => memberName(b).length - memberName(a).length);
  let left = text;
  const found = byLength.filter((member) => {
    const called = new RegExp(`@${memberName(member).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}_])`, "gu");
    const before = left;
    left = left.replace(called, " ");
    return before !== left;
  });
  return found.map((member) => member.user_id);
}
