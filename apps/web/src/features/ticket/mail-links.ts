/** Links of a mail: they open elsewhere, know nothing of us, and say where they lead when their words say otherwise. */
import { m } from "@/i18n";

const HOST_IN_WORDS = /^(?:(https?):\/\/)?(?:[^\s/@]+@)?((?:[\p{L}\p{N}_-]+\.)+\p{L}[\p{L}\p{N}-]+)\.?(?::\d+)?(?:[/?#].*)?$/iu;
/** Words such as "invoice.pdf" name a file and no server. */
const FILE = /\.(pdf|docx?|xlsx?|pptx?|odt|ods|csv|txt|rtf|png|jpe?g|gif|webp|svg|html?|xml|json|js|ts|css|ics|eml|mp[34]|exe|msi|dmg|apk)$/i;

function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** The server that a link's words name, as browsers write it; null when they name none. */
export function hostInWords(words: string): string | null {
  // Invisible characters would hide the name from us and not from the reader.
  const plain = words.replace(/[\p{Cf}\s]+/gu, "");
  const [, scheme, host] = HOST_IN_WORDS.exec(plain) ?? [];
  if (host === undefined || (scheme === undefined && FILE.test(host))) return null;
  return parse(`http://${host}`)?.hostname ?? null;
}

function sameSite(one: string, other: string): boolean {
  const [a, b] = [one.replace(/^www\./, ""), other.replace(/^www\./, "")];
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

/** Where a link leads if that is not what its words say, else null. */
export function misleads(link: HTMLAnchorElement): string | null {
  const target = parse(link.getAttribute("href")?.trim() ?? "");
  if (target === null || !/^https?:$/.test(target.protocol)) return null;
  // "https://bank.example@evil.example" reads as the bank.
  if (target.username !== "" || target.password !== "") return target.host;
  const named = hostInWords(link.textContent);
  return named !== null && !sameSite(named, target.hostname) ? target.host : null;
}

export function placeLinks(body: HTMLElement): void {
  for (const link of body.querySelectorAll("a")) {
    const href = link.getAttribute("href")?.trim() ?? "";
    if (!/^(https?:\/\/|mailto:|tel:|sms:)/i.test(href)) {
      link.removeAttribute("href");
      link.removeAttribute("target");
      continue;
    }
    link.target = "_blank";
    link.rel = "noopener noreferrer nofollow";
    link.removeAttribute("ping");
    link.title = href.slice(0, 300);
    const host = misleads(link);
    if (host === null) continue;
    const hint = body.ownerDocument.createElement("span");
    hint.setAttribute("data-leads-to", "");
    hint.textContent = m.ticket.linkLeadsTo({ host });
    link.after(hint);
  }
}
