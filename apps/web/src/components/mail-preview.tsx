import { cn } from "@/lib/cn";

interface Props {
  html: string;
  title: string;
  className?: string;
}

/**
 * HTML of a mail as its reader sees it, on white, where it cannot run or load anything.
 *
 * Of our origin, as the frame of a received mail is: a frame of no origin is a process of its own to Chromium, which
 * costs memory for each preview and now and then left one laid out with no size, so blank. Without `allow-scripts`
 * and under this policy the origin gives the text nothing to use.
 */
export function MailPreview({ html, title, className }: Props) {
  const page = `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><body style="margin:12px;font:13px/1.5 system-ui,sans-serif;color:#333;background:#fff;overflow-wrap:anywhere">${html}</body>`;
  return <iframe title={title} sandbox="allow-same-origin" srcDoc={page} className={cn("w-full rounded-md border border-line bg-white", className)} />;
}
