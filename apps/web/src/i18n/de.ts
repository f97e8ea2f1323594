/** German: „Sie“, and the words that helpdesks use (Ticket, Queue, Textbaustein, zuweisen, zurückstellen). */
import { common, errors, shell } from "@/i18n/de/common";
import { conversation } from "@/i18n/de/conversation";
import { corrections } from "@/i18n/de/corrections";
import { inbox } from "@/i18n/de/inbox";
import { problems } from "@/i18n/de/problems";
import { reply } from "@/i18n/de/reply";
import { ticket } from "@/i18n/de/ticket";
import type { Translation } from "@/i18n/messages";

export const de: Translation = { common, conversation, corrections, errors, inbox, problems, reply, shell, ticket };
