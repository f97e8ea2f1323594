/**
 * Builds the document that shows one mail's HTML. The server has sanitised it; this is the second wall.
 *
 * Decision: `<iframe sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox">`, whose empty document it is written into.
 * - Without `allow-scripts` nothing in the mail can run: no script, no event handler, no javascript: link. That flag is
 *   absolute, whatever a sanitiser may have missed. `allow-forms` and `allow-top-navigation` are missing too.
 * - `allow-same-origin` gives a document that cannot run code nothing to abuse. It lets *us* measure the body, so that
 *   the frame has its true height, and lets inline images travel with the session cookie: from an opaque origin they
 *   would be cross-site requests without it.
 * - The document carries its own policy: no script, no frame, no form, no network but the ticket's own attachments, the
 *   app's font and, once the reader asked for images, the one path of this API that fetches them in the reader's place.
 *   So nothing is told to anybody even where the sanitiser kept an address. Names are not looked up in advance either.
 */
import type { Attachment } from "@/api/types";
import type { RemotePaths } from "@/features/ticket/mail-images";
import { placeImages } from "@/features/ticket/mail-images";
import { placeLinks } from "@/features/ticket/mail-links";
import { trailingQuote } from "@/features/ticket/mail-quotes";

export const MAIL_SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";

export interface MailDocument {
  html: string;
  /** Images on other servers, whether they are shown or not. */
  remoteImages: number;
  /** Images on other servers that nobody can see and that are never loaded. */
  pixels: number;
  /** Whether trailing quoted history was found, and is left out unless asked for. */
  hasQuote: boolean;
  /** Whether the mail paints its own colours: then it needs the white paper it was designed on. */
  ownColours: boolean;
}

interface Options {
  html: string;
  ticketId: string;
  messageId: string;
  attachments: readonly Attachment[];
  /** Where the remote images are to be had; null while they are not to be shown. */
  remotePaths: RemotePaths | null;
  showQuote: boolean;
  /** What the server found to be quoted at the end of the mail's text. */
  history: string;
  dark: boolean;
  origin: string;
  /** Address of the app's own font, so that a mail reads like the page around it. */
  fontUrl: string;
}

function paintsItself(body: HTMLElement): boolean {
  return body.querySelector("[bgcolor], [color], [style*='background'], [style*='color'], style") !== null;
}

function styles(dark: boolean, fontUrl: string): string {
  const [ink, link, line, quiet] = dark
    ? ["#e6e8ee", "#a9b4ff", "#3b3f4a", "#a3a8b5"]
    : ["#1b1f2a", "#3f4fc7", "#d9dce3", "#5d6472"];
  return `@font-face{font-family:"Inter Variable";src:url("${fontUrl}") format("woff2");font-weight:100 900}
:root{color-scheme:${dark ? "dark" : "light"}}
html,body{margin:0;padding:0;background:${dark ? "transparent" : "#fff"};color:${ink};overflow-x:auto;overflow-y:hidden}
body{font:14px/1.55 "Inter Variable",system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere;padding:1px 0}
img{max-width:100%;height:auto}img[data-blocked]{min-width:12px;min-height:12px;outline:1px dashed ${line};outline-offset:-1px}
[data-leads-to]{display:inline-block;margin:0 4px;padding:0 5px;border-radius:4px;background:${dark ? "#4a3510" : "#fdf0d2"};color:${dark ? "#ffd88a" : "#7a4a00"};font:600 11px/1.6 "Inter Variable",system-ui,sans-serif;text-decoration:none}
table{max-width:100%}pre{white-space:pre-wrap}a{color:${link}}p:first-child{margin-top:0}p:last-child{margin-bottom:0}
.MsoNormal{margin:0}
blockquote{margin:8px 0;padding-inline-start:12px;border-inline-start:2px solid ${line};color:${quiet}}`;
}

/** What the frame may load. A path that ends in a slash allows all below it, any other one itself with any query. */
function policy(origin: string, ticketId: string, messageId: string, showsRemote: boolean): string {
  const ticket = `${origin}/api/tickets/${ticketId}`;
  const images = `data: ${ticket}/attachments/${showsRemote ? ` ${ticket}/messages/${messageId}/remote` : ""}`;
  return `default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; img-src ${images}; font-src ${origin}; form-action 'none'; base-uri 'none'`;
}

const REMOVED = "script, style, iframe, frame, frameset, object, embed, applet, portal, meta, base, link, form, svg, math, template, dialog";

export function buildMailDocument({ html, ticketId, messageId, attachments, remotePaths, showQuote, history, dark, origin, fontUrl }: Options): MailDocument {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of body.querySelectorAll(REMOVED)) element.remove();
  const { images, pixels } = placeImages(body, ticketId, attachments, remotePaths);
  placeLinks(body);
  const quotes = trailingQuote(body, history);
  if (!showQuote) for (const quote of quotes) quote.remove();
  const ownColours = paintsItself(body);
  const rules = policy(origin, ticketId, messageId, remotePaths !== null);
  return {
    html: `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${rules}"><meta http-equiv="x-dns-prefetch-control" content="off"><base target="_blank"><meta name="referrer" content="no-referrer"><style>${styles(dark && !ownColours, fontUrl)}</style></head><body dir="auto">${body.innerHTML}</body></html>`,
    remoteImages: images,
    pixels,
    hasQuote: quotes.length > 0,
    ownColours,
  };
}
