import { m } from "@/i18n/admin";

type KnownError = keyof typeof m.mailboxes.oauthErrors;

/** Words for every code the callback may send; a code we do not know reads as the unknown error. */
export function oauthErrorText(code: string): { what: string; fix: string } {
  return Object.hasOwn(m.mailboxes.oauthErrors, code) ? m.mailboxes.oauthErrors[code as KnownError] : m.mailboxes.oauthErrors.unknown;
}
