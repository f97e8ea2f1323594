import { auth } from "@/i18n/ja/auth";
import { mailboxes } from "@/i18n/ja/mailboxes";
import { ops } from "@/i18n/ja/ops";
import { parked } from "@/i18n/ja/parked";
import { settings } from "@/i18n/ja/settings";
import type { AdminWords } from "@/i18n/messages";

export const admin: AdminWords = { auth, mailboxes, ops, parked, settings };
