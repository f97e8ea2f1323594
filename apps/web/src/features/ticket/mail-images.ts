/** Images of a mail: inline ones come from its attachments, remote ones wait until the reader wants them. */
import { API_BASE } from "@/api/http";
import { attachmentUrl } from "@/api/tickets";
import type { Attachment } from "@/api/types";

/** Address in the mail → path of the API that fetches it in our place. */
export type RemotePaths = ReadonlyMap<string, string>;

export interface Blocked {
  /** Images on other servers, shown or not. */
  images: number;
  /** Those too small to be seen: they tell the sender that the mail was read and are never loaded. */
  pixels: number;
}

const REMOTE = /^(https?:)?\/\//i;

function contentIdKey(value: string): string {
  return value.trim().replace(/^<|>$/g, "").toLowerCase();
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isPixel(image: HTMLImageElement): boolean {
  return [image.getAttribute("width"), image.getAttribute("height")].some((size) => size !== null && parseInt(size, 10) <= 3);
}

/** Gives every image of `body` the address it may load from, or none. */
export function placeImages(body: HTMLElement, ticketId: string, attachments: readonly Attachment[], paths: RemotePaths | null): Blocked {
  const byContentId = new Map(
    attachments.flatMap((file) => (file.content_id === null ? [] : [[contentIdKey(file.content_id), file] as const])),
  );
  const blocked = { images: 0, pixels: 0 };
  for (const image of body.querySelectorAll("img")) {
    const source = image.getAttribute("src") ?? "";
    const remote = image.getAttribute("data-remote-src") ?? (REMOTE.test(source) ? source : null);
    image.removeAttribute("srcset");
    image.removeAttribute("data-remote-src");
    if (remote !== null) {
      image.removeAttribute("src");
      placeRemote(image, remote, paths, blocked);
    } else if (/^cid:/i.test(source)) {
      const file = byContentId.get(contentIdKey(safeDecode(source.slice(4))));
      if (file) image.src = `${attachmentUrl(ticketId, file.id)}?inline=1`;
      else image.removeAttribute("src");
    } else if (!/^data:image\//i.test(source)) {
      image.removeAttribute("src");
    }
  }
  return blocked;
}

function placeRemote(image: HTMLImageElement, remote: string, paths: RemotePaths | null, blocked: Blocked): void {
  // A tracking pixel leaves no hole in the page: nobody was meant to see it.
  if (isPixel(image)) {
    blocked.pixels += 1;
    image.remove();
    return;
  }
  blocked.images += 1;
  const path = paths?.get(remote);
  if (path === undefined) image.setAttribute("data-blocked", "");
  else {
    image.src = `${API_BASE}${path}`;
    image.setAttribute("data-remote", "");
  }
}
