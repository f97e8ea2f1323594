import { m } from "@/i18n/admin";
import type { Language } from "@/i18n/language";
import { chooseLanguage, LANGUAGES } from "@/i18n/language";
import { language } from "@/i18n/speech";
import { cn } from "@/lib/cn";

/** Every language by its own name: whoever cannot read the page finds theirs. */
export function LanguageChoice() {
  const spoken = language();
  return (
    <div role="group" aria-label={m.shell.language} className="mt-8 flex flex-wrap gap-1 text-sm">
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={code === spoken}
          onClick={() => chooseLanguage(code as Language)}
          className={cn("h-7 rounded-md px-2", code === spoken ? "bg-selected font-medium text-ink" : "text-ink-3 hover:bg-hover hover:text-ink")}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
