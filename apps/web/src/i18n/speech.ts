/** The language in use, for `Intl`. It changes only with the page (`chooseLanguage`). */
import { wantedSpeech } from "@/i18n/language";

const speech = wantedSpeech();

/** BCP 47 tag for `Intl`. */
export const locale = () => speech.locale;
export const language = () => speech.language;
export const direction = () => speech.direction;
