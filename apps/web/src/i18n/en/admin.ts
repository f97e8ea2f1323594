/** The words of signing in and of the pages for administrators: no agent waits for them. */
import { auth } from "@/i18n/en/auth";
import { mailboxes } from "@/i18n/en/mailboxes";
import { ops } from "@/i18n/en/ops";
import { parked } from "@/i18n/en/parked";
import { settings } from "@/i18n/en/settings";

export const admin = { auth, mailboxes, ops, parked, settings } as const;
