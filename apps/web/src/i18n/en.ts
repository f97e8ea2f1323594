/** The English catalogue, and by its type the list of everything a translation must say. */
import { auth } from "@/i18n/en/auth";
import { common, errors, shell } from "@/i18n/en/common";
import { corrections } from "@/i18n/en/corrections";
import { inbox } from "@/i18n/en/inbox";
import { mailboxes } from "@/i18n/en/mailboxes";
import { ops } from "@/i18n/en/ops";
import { parked } from "@/i18n/en/parked";
import { reply } from "@/i18n/en/reply";
import { settings } from "@/i18n/en/settings";
import { ticket } from "@/i18n/en/ticket";

export const en = { auth, common, corrections, errors, inbox, mailboxes, ops, parked, reply, settings, shell, ticket } as const;
