import { auth } from "@/i18n/de/auth";
import { mailboxes } from "@/i18n/de/mailboxes";
import { ops } from "@/i18n/de/ops";
import { parked } from "@/i18n/de/parked";
import { settings } from "@/i18n/de/settings";
import type { AdminWords } from "@/i18n/messages";

export const admin: AdminWords = { auth, mailboxes, ops, parked, settings };
