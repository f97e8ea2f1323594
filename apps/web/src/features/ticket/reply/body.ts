/** The HTML of a reply between the editor, the draft and the mail. Runs in a browser: it needs a document. */
import { uploadUrl } from "@/api/uploads";

export interface InlineImage {
  id: string;
  content_id: string | null;
}

function documentOf(html: string): HTMLElement {
  return new DOMParser().parseFromString(html, "text/html").body;
}

/**
 * A reply that was taken back has its signature and history in the body by now. They are not the editor's to touch:
 * what stands from the first of them on is the tail, kept as it is and sent along.
 */
export function splitTail(html: string): { written: string; tail: string } {
  const body = documentOf(html);
  const mark = [...body.children].find((child) => child.matches(".gmail_signature, .gmail_quote"));
  if (!mark) return { written: html, tail: "" };
  const tail: string[] = [];
  for (let node: Element | null = mark; node !== null; node = node.nextElementSibling) tail.push(node.outerHTML);
  const before: string[] = [];
  for (let node = mark.previousElementSibling; node !== null; node = node.previousElementSibling) before.unshift(node.outerHTML);
  while (before.at(-1) === "<br>") before.pop();
  return { written: before.join(""), tail: tail.join("") };
}

/** The body as it is kept: images that the editor shows by their address name their Content-ID again. */
export function toMail(html: string, ticketId: string, images: readonly InlineImage[]): string {
  if (!html.includes("<img")) return html;
  const body = documentOf(html);
  for (const image of images) {
    if (image.content_id === null) continue;
    for (const shown of body.querySelectorAll("img")) {
      if (shown.getAttribute("src") === uploadUrl(ticketId, image.id)) shown.setAttribute("src", `cid:${image.content_id}`);
    }
  }
  return body.innerHTML;
}

/** The reverse of `toMail`. An image whose upload is gone is left out. */
export function toEditor(html: string, ticketId: string, images: readonly InlineImage[]): string {
  if (!html.includes("<img")) return html;
  const body = documentOf(html);
  for (const shown of body.querySelectorAll("img")) {
    const cid = /^cid:(.+)$/i.exec(shown.getAttribute("src") ?? "")?.[1];
    if (cid === undefined) continue;
    const found = images.find((image) => image.content_id === cid);
    if (found) shown.setAttribute("src", uploadUrl(ticketId, found.id));
    else shown.remove();
  }
  return body.innerHTML;
}

/** Whether `html` shows anything at all. */
export function isBlank(html: string): boolean {
  const body = documentOf(html);
  return (body.textContent || "").trim() === "" && body.querySelector("img, hr") === null;
}
