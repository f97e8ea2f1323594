/** The English catalogue, and by its type the list of everything a translation must say. */
import { common, errors, shell } from "@/i18n/en/common";
import { conversation } from "@/i18n/en/conversation";
import { corrections } from "@/i18n/en/corrections";
import { inbox } from "@/i18n/en/inbox";
import { reply } from "@/i18n/en/reply";
import { ticket } from "@/i18n/en/ticket";

export const en = { common, conversation, corrections, errors, inbox, reply, shell, ticket } as const;
