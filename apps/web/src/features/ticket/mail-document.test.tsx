import { describe, expect, it } from "vitest";

import type { Attachment } from "@/api/types";
import { buildMailDocument, MAIL_SANDBOX } from "@/features/ticket/mail-document";

const picture: Attachment = { id: "a1", filename: "p.png", content_type: "image/png", size: 1, is_inline: true, content_id: "<Pic@Mail.example>" };

function build(html: string, change: Partial<Parameters<typeof buildMailDocument>[0]> = {}) {
  return buildMailDocument({ html, ticketId: "t1", attachments: [picture], showQuote: false, dark: false, origin: "http://desk.example", fontUrl: "/inter.woff2", ...change });
}

describe("the walls around a mail", () => {
  it("never allows scripts, forms or leaving the page", () => {
    expect(MAIL_SANDBOX.split(" ")).not.toEqual(expect.arrayContaining(["allow-scripts"]));
    expect(MAIL_SANDBOX).not.toMatch(/allow-(scripts|forms|top-navigation)/);
  });

  it("states a policy that loads images of this API only", () => {
    const { html } = build("<p>x</p>");
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("img-src data: http://desk.example/api/tickets/;");
    expect(html).not.toContain("script-src");
    // The policy must come before anything it has to govern.
    expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.indexOf("<body>"));
  });

  it("drops what a sanitiser may have missed", () => {
    const { html } = build('<p>hi</p><script>steal()</script><iframe src="//x"></iframe><base href="//x"><meta http-equiv="refresh" content="0;url=//x"><form action="//x"><input></form>');
    expect(html.slice(html.indexOf("<body>"))).toBe("<body><p>hi</p></body></html>");
  });
});

it("sets Outlook's paragraphs without gaps, as Outlook does", () => {
  const { html } = build('<p class="MsoNormal">a</p><p class="MsoNormal">b</p>');
  const shown = new DOMParser().parseFromString(html, "text/html");
  expect(shown.head.querySelector("style")?.textContent).toContain(".MsoNormal{margin:0}");
  expect(shown.querySelectorAll("p.MsoNormal")).toHaveLength(2);
});

describe("images", () => {
  it("finds inline images by Content-ID, whatever its case, brackets or escapes", () => {
    expect(build('<img src="cid:pic%40mail.example">').html).toContain("/api/tickets/t1/attachments/a1/download");
  });

  it("leaves no trace of a tracking pixel but the count", () => {
    const { html, remoteImages } = build('<p>x</p><img src="https://spy.example/1.gif" width="1" height="1">');
    expect([remoteImages, html.includes("<img")]).toEqual([1, false]);
  });

  it("counts and blocks remote ones", () => {
    const { html, remoteImages } = build('<img src="https://spy.example/1.gif"><img src="//spy.example/2.gif" srcset="https://spy.example/3.gif 2x">');
    expect(remoteImages).toBe(2);
    expect(html).not.toContain("spy.example");
  });
});

describe("quoted history", () => {
  it("is folded at the end and shown when asked for", () => {
    const mail = '<p>Yes.</p><div class="gmail_quote"><p>On Monday</p><blockquote>Really?</blockquote></div>';
    expect(build(mail)).toMatchObject({ hasQuote: true });
    expect(build(mail).html).not.toContain("Really?");
    expect(build(mail, { showQuote: true }).html).toContain("Really?");
  });

  it("keeps quotes that are answered below", () => {
    const mail = "<blockquote>One?</blockquote><p>yes</p><blockquote>Two?</blockquote><p>no</p><blockquote>Rest</blockquote>";
    const { html, hasQuote } = build(mail);
    expect(hasQuote).toBe(true);
    expect(html).toContain("One?");
    expect(html).toContain("Two?");
    expect(html).not.toContain("Rest");
  });

  it("shows a mail that is nothing but a quote", () => {
    expect(build("<blockquote>Forwarded</blockquote>")).toMatchObject({ hasQuote: false });
    expect(build("<blockquote>Forwarded</blockquote>").html).toContain("Forwarded");
  });
});

it("notices mails that paint their own colours", () => {
  expect(build('<table bgcolor="#ffffff"><tr><td>x</td></tr></table>').ownColours).toBe(true);
  expect(build("<p>plain</p>").ownColours).toBe(false);
});
