/** Mails made of hostile HTML: the same piece as body, as text, as subject, as sender's and files' name, as files. */
import { readFileSync } from "node:fs";

const SOURCE = new URL("../../../api/tests/mime/vectors.txt", import.meta.url);
const CONTROLS: Record<string, string> = { "␉": "\t", "␊": "\n", "␍": "\r", "␌": "\f", "␀": "\0" };
const LINE = 76;

/** Every vector; `address(n)` is what the n-th asks when it gets away with it. */
export function hostileHtml(address: (index: number) => string, script: (address: string) => string): string[] {
  return readFileSync(SOURCE, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !/^##? /.test(line))
    .map((line, index) =>
      line
        .replaceAll("{{J}}", script(address(index)))
        .replaceAll("{{C}}", address(index))
        .replace(/[␉␊␍␌␀]/g, (sign) => CONTROLS[sign] ?? ""),
    );
}

function base64(text: string): string {
  return (Buffer.from(text, "utf8").toString("base64").match(new RegExp(`.{1,${LINE}}`, "g")) ?? []).join("\r\n");
}

/** An encoded word for each 30 characters (RFC 2047). */
function word(text: string): string {
  return (text.match(/.{1,30}/gsu) ?? []).map((piece) => `=?utf-8?b?${Buffer.from(piece, "utf8").toString("base64")}?=`).join("\r\n ");
}

export interface Mail {
  id: string;
  /** The mail whose conversation it belongs to. */
  first: string;
  from: string;
  to: string;
  html: string;
}

export function hostileMail({ id, first, from, to, html }: Mail): string {
  const filename = encodeURIComponent(Array.from(html).slice(0, 120).join("")).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  const part = (type: string, body: string, more = "") => `--outer\r\nContent-Type: ${type}\r\n${more}Content-Transfer-Encoding: base64\r\n\r\n${base64(body)}\r\n`;
  return [
    `From: ${word(Array.from(html).slice(0, 100).join(""))} <${from}>`,
    `To: ${to}`,
    `Subject: ${word(Array.from(html).slice(0, 150).join(""))}`,
    `Message-ID: <${id}>`,
    ...(id === first ? [] : [`References: <${first}>`, `In-Reply-To: <${first}>`]),
    `Date: ${new Date().toUTCString()}`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="outer"',
    "",
    '--outer\r\nContent-Type: multipart/alternative; boundary="inner"\r\n',
    `--inner\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(html)}`,
    `--inner\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(html)}`,
    "--inner--",
    part("text/html; charset=utf-8", html, `Content-Disposition: attachment; filename*=utf-8''${filename}.html\r\n`) +
      part("image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg">${html}</svg>`, 'Content-Disposition: inline; filename="x.svg"\r\nContent-ID: <none>\r\n') +
      "--outer--",
    "",
  ].join("\r\n");
}
