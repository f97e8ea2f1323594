/** What was odd about a mail, in sentences: only the words that a reader should know of. */
import { m } from "@/i18n";

export interface Notice {
  text: string;
  kind: "cut" | "sealed" | "unpacked";
}

const { notices } = m.ticket;
const KNOWN: Record<string, Notice | undefined> = {
  "over_budget:html": { text: notices.html, kind: "cut" },
  "over_budget:body": { text: notices.cut, kind: "cut" },
  "over_budget:parts": { text: notices.parts, kind: "cut" },
  "over_budget:depth": { text: notices.parts, kind: "cut" },
  "over_budget:time": { text: notices.unreadable, kind: "cut" },
  parser_failed: { text: notices.unreadable, kind: "cut" },
  smime_signed: { text: notices.smimeSigned, kind: "sealed" },
  smime_encrypted: { text: notices.smimeEncrypted, kind: "sealed" },
  pgp_signed: { text: notices.pgpSigned, kind: "sealed" },
  pgp_encrypted: { text: notices.pgpEncrypted, kind: "sealed" },
  tnef: { text: notices.tnef, kind: "unpacked" },
};

/** Each sentence once, in the order of the words. HTML that was cut says so for the whole message. */
export function noticesOf(defects: readonly string[]): Notice[] {
  const words = defects.includes("over_budget:html") ? defects.filter((word) => word !== "over_budget:body") : defects;
  const found = words.flatMap((word) => KNOWN[word] ?? []);
  return found.filter((one, index) => found.findIndex((other) => other.text === one.text) === index);
}
