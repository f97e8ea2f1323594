/** What `main.tsx` and the router do before anything is drawn. */
import { loadWords } from "@/i18n";
import { withAdminWords } from "@/i18n/admin";

await loadWords();
await withAdminWords(() => Promise.resolve());
