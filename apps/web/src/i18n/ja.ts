/** Japanese: です・ます, and the words that helpdesks use (チケット, 担当者, 統合, 定型文, スヌーズ). */
import { common, errors, shell } from "@/i18n/ja/common";
import { conversation } from "@/i18n/ja/conversation";
import { corrections } from "@/i18n/ja/corrections";
import { inbox } from "@/i18n/ja/inbox";
import { problems } from "@/i18n/ja/problems";
import { reply } from "@/i18n/ja/reply";
import { ticket } from "@/i18n/ja/ticket";
import type { Translation } from "@/i18n/messages";

export const ja: Translation = { common, conversation, corrections, errors, inbox, problems, reply, shell, ticket };
