import { expect, test } from "../support/test.ts";

/** The first ticket whose mail is HTML with an inline and a remote image. */
const htmlTicket = "/inbox?view=all&q=order 88231";

/** Pixels of a mail that its frame does not show. */
const cut = (frame: HTMLIFrameElement) => (frame.contentDocument?.body.scrollHeight ?? Infinity) - frame.clientHeight;

test("shows the mail safely: inline image loaded, remote one blocked, no script can run", async ({ page, signIn }) => {
  const outside: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith("http://localhost")) outside.push(request.url());
  });
  await signIn({ path: htmlTicket });
  await page.getByRole("list", { name: "Tickets", exact: true }).getByRole("link").first().click();
  const frame = page.locator("iframe").first();
  await expect(frame).toHaveAttribute("sandbox", /^(?!.*allow-scripts).*$/);
  const mail = frame.contentFrame();
  await expect(mail.getByText("birthday present")).toBeVisible();
  await expect(page.getByText("1 remote image not loaded")).toBeVisible();
  await expect(mail.getByText("leads to click.mailer.example")).toBeVisible();
  await expect(page.getByText("Signed with PGP")).toBeVisible();
  await expect(mail.getByAltText("Photo of the label")).toHaveJSProperty("naturalWidth", 720);
  await expect.poll(() => frame.evaluate(cut)).toBeLessThanOrEqual(0);
  expect(outside).toEqual([]);
});

test("a mail may load nothing but its own files, not even from here", async ({ page, signIn, expectFailures }) => {
  expectFailures(); // The browser says what it refuses.
  await signIn({ path: htmlTicket });
  await page.getByRole("list", { name: "Tickets", exact: true }).getByRole("link").first().click();
  const frame = page.locator("iframe").first();
  await expect(frame.contentFrame().getByText("birthday present")).toBeVisible();
  const refused = (tag: "img" | "link") =>
    frame.evaluate(async (element: HTMLIFrameElement, name) => {
      const content = element.contentDocument;
      if (content === null) return "no document";
      const told = new Promise<SecurityPolicyViolationEvent>((resolve) => content.addEventListener("securitypolicyviolation", resolve, { once: true }));
      content.body.append(Object.assign(content.createElement(name), name === "link" ? { rel: "stylesheet", href: "/favicon.svg" } : { src: "/favicon.svg" }));
      return (await told).originalPolicy;
    }, tag);
  // That of the page allows scripts from here.
  for (const tag of ["img", "link"] as const) expect(await refused(tag)).toContain("default-src 'none'; script-src 'none';");
});

test("a mail that is shown with its images stays where it is, keeps the focus, and is there again when its frame is moved", async ({ page, signIn }) => {
  await page.setViewportSize({ width: 1440, height: 480 });
  await signIn({ path: htmlTicket });
  await page.getByRole("list", { name: "Tickets", exact: true }).getByRole("link").first().click();
  const frame = page.locator("iframe").first();
  const words = frame.contentFrame().getByText("birthday present");
  await expect(words).toBeVisible();
  const thread = page.locator("[data-thread-scroller]");
  const before = await thread.evaluate((element: HTMLElement) => {
    element.style.overflowAnchor = "none"; // As where the browser does not keep the place by itself.
    // The page becomes shorter by the line that offered the images.
    element.scrollTop = element.scrollHeight - element.clientHeight - 150;
    return element.scrollTop;
  });
  expect(before).toBeGreaterThan(200);
  await frame.evaluate((element: HTMLIFrameElement) => element.focus({ preventScroll: true }));
  await page.getByRole("button", { name: "Show images" }).first().evaluate((button: HTMLElement) => button.click());
  await expect(frame.contentFrame().getByAltText("Logo of the shop")).toHaveJSProperty("naturalWidth", 720);
  expect(await thread.evaluate((element) => element.scrollTop)).toBe(before);
  await expect(frame).toBeFocused();
  await frame.evaluate((element) => element.parentElement?.append(element));
  await expect(words).toBeVisible();
  await expect.poll(() => frame.evaluate(cut)).toBeLessThanOrEqual(0);
});

test("shows remote images when asked, this once or always from this sender", async ({ page, signIn }) => {
  test.slow(); // It loads the page four times.
  await signIn({ path: htmlTicket });
  await page.getByRole("list", { name: "Tickets", exact: true }).getByRole("link").first().click();
  const mail = page.locator("iframe").first().contentFrame();
  const logo = mail.getByAltText("Logo of the shop");
  // Asked again when the frame is filled anew meanwhile.
  const expectWidth = (width: number) => expect(logo).toHaveJSProperty("naturalWidth", width);
  await expect(logo).toBeVisible();
  await expectWidth(0);
  const images = page.waitForRequest(/\/remote\?u=https%3A%2F%2Fshop\.example%2Flogo\.png/);
  await page.getByRole("button", { name: "Show images" }).first().click();
  await images;
  await expectWidth(720);
  await expect(page.getByText("1 tracking pixel blocked")).toBeVisible();

  await page.reload();
  await expect(logo).toBeVisible();
  await expectWidth(0);
  await page.getByRole("button", { name: /^Always show from / }).first().click();
  await expectWidth(720);
  await page.reload();
  await expectWidth(720);
  await page.getByRole("button", { name: "Ask again" }).first().click();
  await expect(page.getByRole("button", { name: "Show images" }).first()).toBeVisible();
  await expectWidth(0);
});

test("a mail that its sender's domain does not stand behind says so, and our answer to it does not", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=pending&q=although" });
  await page.getByRole("list", { name: "Tickets", exact: true }).getByRole("link").first().click();
  const mails = page.getByRole("region", { name: "Conversation" }).getByRole("article");
  await expect(mails.first().getByRole("note").filter({ hasText: "This sender may be forged" })).toBeVisible();
  await expect(mails.first()).toContainText(/could not confirm that it comes from \S+\.example/);
  const ours = mails.filter({ hasText: "Sent" }).last();
  await expect(ours).toBeVisible();
  await expect(ours.getByText("This sender may be forged")).toHaveCount(0);
});

test("takes status, priority, assignee, queue and tags, and undoes", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=new" });
  await page.getByRole("list", { name: "Tickets", exact: true }).getByRole("link").first().click();
  await page.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: "Pending" }).click();
  await expect(page.getByRole("combobox", { name: "Status" })).toHaveText("Pending");
  await expect(page.getByText("Status changed from New to Pending")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByRole("combobox", { name: "Status" })).toHaveText("New");
  await page.getByRole("combobox", { name: "Assignee" }).click();
  await page.keyboard.type("aisha");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Assignee" })).toHaveText(/Aisha Khan/);
  await page.getByRole("textbox", { name: "Add tag" }).fill("vip");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Remove tag vip" })).toBeVisible();
});

test("keeps a note's draft over a reload and a failed save, then adds it", async ({ page, signIn, expectFailures }) => {
  expectFailures();
  await signIn({ path: "/inbox?view=new" });
  await page.getByRole("list", { name: "Tickets", exact: true }).getByRole("link").first().click();
  await expect(page.getByRole("region", { name: "Conversation" })).toBeVisible();
  await page.keyboard.press("n");
  await page.keyboard.type("Called her. **Wheel** goes out today.");
  await page.reload();
  const field = page.getByRole("textbox", { name: "Write a note" });
  await expect(field).toHaveValue("Called her. **Wheel** goes out today.");
  await page.route("**/notes", (route) => route.fulfill({ status: 503, body: "" }));
  await field.focus();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Your text is still here")).toBeVisible();
  await page.unroute("**/notes");
  await page.keyboard.press("Control+Enter");
  const note = page.getByRole("article", { name: "Note" });
  await expect(note.locator("strong", { hasText: "Wheel" })).toBeVisible();
  await expect(field).toHaveValue("");
});

test("tells why a message is here and offers the original", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=pending" });
  await page.getByRole("list", { name: "Tickets", exact: true }).getByRole("link").first().click();
  await page.getByRole("button", { name: "Message actions" }).first().click();
  await expect(page.getByRole("menuitem", { name: "View original" })).toHaveAttribute("href", /\/api\/tickets\/.+\/raw$/);
  await page.getByRole("menuitem", { name: "Why is this here?" }).click();
  const panel = page.getByRole("dialog", { name: "Why is this here?" });
  for (const stage of ["Which copies are one message", "Why in this ticket", "Why in this queue", "What kind of mail"]) await expect(panel.getByText(stage)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
});

test("folds quoted history of a plain text mail until asked", async ({ page, signIn }) => {
  await signIn({ path: "/tickets/00000004-0000-4000-8000-000000000010" });
  const toggle = page.getByRole("button", { name: "Show quoted history" }).first();
  await expect(page.getByText("> nous sommes un atelier")).toBeHidden();
  await toggle.click();
  await expect(page.getByText("> nous sommes un atelier").first()).toBeVisible();
});

test("lets a viewer read and nothing else", async ({ page, signIn }) => {
  await signIn({ organisation: "Viewer", path: "/inbox?view=new" });
  await page.getByRole("list", { name: "Tickets", exact: true }).getByRole("link").first().click();
  await expect(page.getByRole("combobox", { name: "Status" })).toBeDisabled();
  await expect(page.getByText("Your role is viewer")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Write a note" })).toHaveCount(0);
});

test("says so when a ticket does not exist", async ({ page, signIn, expectFailures }) => {
  expectFailures();
  await signIn({ path: "/tickets/00000004-0000-4000-8000-ffffffffffff" });
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("There is no such ticket");
  await expect(alert.getByRole("button", { name: "Try again" })).toHaveCount(0);
  await alert.getByRole("link", { name: "Go to the inbox" }).click();
  await expect(page).toHaveURL(/\/inbox/);
});
