import { describe, expect, it } from "vitest";

import type { Attachment } from "@/api/types";
import { buildMailDocument, MAIL_SANDBOX } from "@/features/ticket/mail-document";

const picture: Attachment = { id: "a1", filename: "p.png", content_type: "image/png", size: 1, is_inline: true, content_id: "<Pic@Mail.example>" };

function build(html: string, change: Partial<Parameters<typeof buildMailDocument>[0]> = {}) {
  return buildMailDocument({ html, ticketId: "t1", messageId: "m1", remotePaths: null, attachments: [picture], showQuote: false, history: "", dark: false, origin: "http://desk.example", fontUrl: "/inter.woff2", ...change });
}

describe("the walls around a mail", () => {
  it("never allows scripts, forms or leaving the page", () => {
    expect(MAIL_SANDBOX.split(" ")).not.toEqual(expect.arrayContaining(["allow-scripts"]));
    expect(MAIL_SANDBOX).not.toMatch(/allow-(scripts|forms|top-navigation)/);
  });

  it("states a policy that loads images of this API only", () => {
    const { html } = build("<p>x</p>");
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("img-src data: http://desk.example/api/tickets/t1/attachments/;");
    expect(html).toContain("script-src 'none'");
    expect(html).toContain("base-uri 'none'");
    // The policy must come before anything it has to govern.
    expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.indexOf("<body"));
  });

  it("drops what a sanitiser may have missed", () => {
    const { html } = build('<p>hi</p><script>steal()</script><iframe src="//x"></iframe><base href="//x"><meta http-equiv="refresh" content="0;url=//x"><form action="//x"><input></form>');
    expect(html.slice(html.indexOf("<body"))).toBe("<body dir=\"auto\"><p>hi</p></body></html>");
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

  it("leaves no trace of a tracking pixel but the count, and never loads it", () => {
    const url = "https://spy.example/1.gif";
    const mail = `<p>x</p><img data-remote-src="${url}" width="1" height="1">`;
    for (const remotePaths of [null, new Map([[url, "/tickets/t1/messages/m1/remote?u=1"]])]) {
      const { html, remoteImages, pixels } = build(mail, { remotePaths });
      expect([remoteImages, pixels, html.includes("<img")]).toEqual([0, 1, false]);
    }
  });

  it("loads remote ones through this API once they are wanted, and by no other path", () => {
    const mail = '<img data-remote-src="https://shop.example/a.png?b=1&amp;c=2"><img data-remote-src="https://shop.example/unsigned.png">';
    const before = build(mail);
    expect(before.remoteImages).toBe(2);
    expect(before.html).not.toContain("shop.example");
    const paths = new Map([["https://shop.example/a.png?b=1&c=2", "/tickets/t1/messages/m1/remote?u=x&e=1&s=y"]]);
    const { html } = build(mail, { remotePaths: paths });
    expect(html).toContain("img-src data: http://desk.example/api/tickets/t1/attachments/ http://desk.example/api/tickets/t1/messages/m1/remote;");
    const shown = new DOMParser().parseFromString(html, "text/html");
    expect([...shown.images].map((image) => image.getAttribute("src"))).toEqual(["/api/tickets/t1/messages/m1/remote?u=x&e=1&s=y", null]);
    expect(html).not.toContain("shop.example");
  });

  it("counts and blocks remote ones", () => {
    const { html, remoteImages } = build('<img src="https://spy.example/1.gif"><img src="//spy.example/2.gif" srcset="https://spy.example/3.gif 2x">');
    expect(remoteImages).toBe(2);
    expect(html).not.toContain("spy.example");
  });
});

describe("links", () => {
  const hint = (html: string) => new DOMParser().parseFromString(build(html).html, "text/html").querySelector("[data-leads-to]")?.textContent ?? null;

  it("open elsewhere and know nothing of us", () => {
    const { html } = build('<a href="https://a.example/x" rel="opener" target="_self" ping="https://spy.example/" title="https://bank.example">go</a>');
    expect(html).toContain('<a href="https://a.example/x" rel="noopener noreferrer nofollow" target="_blank" title="https://a.example/x">go</a>');
  });

  it("lead nowhere when they would run something or stay here", () => {
    for (const href of ["javascript:x", " java&#10;script:x", "data:text/html,x", "vbscript:x", "file:///x", "/api/auth/logout", "http:/x", "#x"])
      expect(build(`<a href="${href}">go</a>`).html).toContain("<a>go</a>");
  });

  it.each([
    ["https://evil.example/", "www.bank.example", "leads to evil.example"],
    ["https://evil.example:8443/", "https://bank.example/login?next=/", "leads to evil.example:8443"],
    ["https://evil.example/", "bank\u200b.example", "leads to evil.example"],
    ["https://evil.example/", "<b>bank</b>.example", "leads to evil.example"],
    ["https://bank.example@evil.example/", "Sign in", "leads to evil.example"],
    ["https://bank.example.evil.example/", "bank.example", "leads to bank.example.evil.example"],
    ["https://xn--bnk-ela.example/", "bank.example", "leads to xn--bnk-ela.example"],
    ["https://notbank.example/", "bank.example", "leads to notbank.example"],
  ])("say where they lead when their words name another server: %s as %s", (href, words, expected) => {
    expect(hint(`<a href="${href}">${words}</a>`)).toBe(expected);
  });

  it.each([
    ["https://bank.example/", "bank.example"],
    ["https://www.bank.example/x", "https://bank.example/"],
    ["https://mail.bank.example/x", "bank.example"],
    ["https://evil.example/", "Read more"],
    ["https://files.example/", "invoice.pdf"],
    ["https://a.example/", "Version 1.2.3"],
    ["mailto:a@bank.example", "bank.example"],
    ["https://b\u00e4nk.example/", "b\u00e4nk.example"],
  ])("say nothing more when their words are true: %s as %s", (href, words) => {
    expect(hint(`<a href="${href}">${words}</a>`)).toBeNull();
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

  it("folds what Outlook leaves unmarked, with the line that it draws above", () => {
    const history = "From: Ann Example <ann@customer.example>\nSent: Monday, 2 March 2026 10:00\nTo: Support\n\nIs it there?";
    const mail =
      '<div class="WordSection1"><p class="MsoNormal">Yes, since today.</p><div><div style="border-top:solid 1pt"><p><b>From:</b> Ann Example &lt;<a href="mailto:ann@customer.example">ann@customer.example</a>&gt;<br><b>Sent:</b> Monday, 2 March 2026 10:00<br><b>To:</b> Support</p></div></div><p>Is it there?</p></div>';
    const folded = build(mail, { history });
    expect(folded.hasQuote).toBe(true);
    expect(folded.html.slice(folded.html.indexOf("<body"))).toBe('<body dir="auto"><div class="WordSection1"><p class="MsoNormal">Yes, since today.</p></div></body></html>');
    expect(build(mail, { history, showQuote: true }).html).toContain("Is it there?");
    expect(build(mail, { history: "" }).hasQuote).toBe(false);
  });

  it("folds nothing where the history begins the mail or cannot be found", () => {
    const history = "From: Ann Example\nSent: Monday\nIs it there?";
    expect(build("<p>From: Ann Example<br>Sent: Monday</p><p>Is it there?</p>", { history }).hasQuote).toBe(false);
    expect(build("<p>Yes.</p><p>Something else</p>", { history }).hasQuote).toBe(false);
    expect(build("<p>Yes.</p><p>From</p>", { history: "From" }).hasQuote).toBe(false);
  });

  it("folds the delimiter with the signature that it introduces", () => {
    const history = "Kirsty Chowdhury\nLovell Logistics\nOn Monday you wrote: done?";
    const mail = "<p>Thanks, done.</p><div>-- </div><br><div>Kirsty Chowdhury<br>Lovell Logistics</div><p>On Monday you wrote: done?</p>";
    const { html } = build(mail, { history });
    expect(html.slice(html.indexOf("<body"))).toBe(`<body dir="auto"><p>Thanks, done.</p></body></html>`);
    expect(build(mail.replace("-- ", "no -- delimiter"), { history }).html).toContain("no -- delimiter");
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
