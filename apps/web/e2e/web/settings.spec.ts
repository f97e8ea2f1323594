import { expect, test } from "../support/test.ts";

test("a canned reply is written with a variable and its preview, shared, changed and deleted", async ({ page, signIn, expectFailures }) => {
  expectFailures(); // The preview of a misspelt variable is refused.
  await signIn({ path: "/settings/canned" });
  await page.getByRole("link", { name: "New canned reply" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Give it a name to find it by.")).toBeVisible();
  await page.getByLabel("Name").fill("Refund is on its way");
  const text = page.getByRole("textbox", { name: "Text" });
  await text.click();
  await page.keyboard.type("Dear ");
  await page.getByRole("button", { name: "Insert a variable" }).click();
  await page.getByRole("menuitem", { name: /customer\.first_name/ }).click();
  await page.keyboard.type(", {{ticket.cod}}");
  await expect(page.getByText(/unknown: ticket\.cod/)).toBeVisible();
  for (let n = 0; n < 2; n += 1) await page.keyboard.press("Backspace");
  await page.keyboard.type("e}}");
  await expect(page.locator("iframe").contentFrame().getByText("Dear Ada, T-000123")).toBeVisible();
  await page.getByLabel("Only me").check();
  await page.getByRole("button", { name: "Save" }).click();
  const list = page.getByRole("list", { name: "Canned replies" });
  await expect(list.getByRole("listitem").filter({ hasText: "Refund is on its way" })).toContainText("Only you");
  await list.getByRole("link", { name: "Refund is on its way" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(2);
});

test("a queue acknowledges with its own words, and the page says what keeps it from loops", async ({ page, signIn }) => {
  await signIn({ path: "/settings/acknowledgements" });
  await expect(page.getByText("Only people are answered", { exact: false })).toBeVisible();
  const queues = page.getByRole("list", { name: "Acknowledgements" });
  const name = (await queues.getByRole("link").first().textContent()) ?? "";
  await queues.getByRole("link").first().click();
  await page.getByRole("checkbox", { name: /^Acknowledge new tickets/ }).check();
  await page.getByRole("combobox", { name: "Sent from" }).click();
  await page.getByRole("option", { name: "support@halden.example" }).click();
  await page.getByLabel("Subject").fill("Received: {{ticket.subject}}");
  await expect(page.getByText("Subject: Received: My order")).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(queues.getByRole("listitem").filter({ hasText: name })).toContainText("On");
});

test("a signature of one's own, back to Gmail's, and the time to take a reply back", async ({ page, signIn }) => {
  await signIn({ path: "/settings/sending" });
  await page.getByRole("combobox", { name: "Time to take a reply back" }).click();
  await page.getByRole("option", { name: "30 seconds" }).click();
  await expect(page.getByRole("combobox", { name: "Time to take a reply back" })).toHaveText("30 seconds");
  await page.getByRole("link", { name: "support@halden.example" }).click();
  await page.getByRole("textbox", { name: "Signature" }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Ride well");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("This signature was written here.", { exact: false })).toBeVisible();
  await expect(page.locator("iframe").contentFrame().getByText("Ride well")).toBeVisible();
  await page.getByRole("button", { name: "Use Gmail's signature" }).click();
  await expect(page.getByRole("textbox", { name: "Signature" })).toContainText("Storgata");
});

test("whoever may not change them sees why", async ({ page, signIn }) => {
  await signIn({ organisation: "Viewer", path: "/settings/canned" });
  await expect(page.getByRole("note")).toContainText("Your role only reads");
  await expect(page.getByRole("link", { name: "New canned reply" })).toHaveCount(0);
  await page.getByRole("link", { name: "Acknowledgements" }).click();
  await expect(page.getByRole("note")).toContainText("only administrators change it");
  await page.getByRole("link", { name: "Sending" }).click();
  await expect(page.getByRole("note")).toContainText("nothing is sent in your name");
  await page.getByRole("link", { name: "support@halden.example" }).click();
  await expect(page.getByRole("note")).toContainText("changes no signature");
});

test("what was written into a setting is not left behind unasked, and Cancel is an answer", async ({ page, signIn }) => {
  await signIn({ path: "/settings/canned" });
  await page.getByRole("link", { name: "New canned reply" }).click();
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Half a thought");
  const asked = page.getByRole("dialog", { name: "Leave without saving?" });

  await page.getByRole("link", { name: "Sending" }).click();
  await asked.getByRole("button", { name: "Keep editing" }).click();
  await expect(asked).toHaveCount(0);
  await expect(name).toHaveValue("Half a thought");

  await page.goBack();
  await expect(asked).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(asked).toHaveCount(0);
  await expect(name).toHaveValue("Half a thought");

  const closing = page.waitForEvent("dialog");
  const reloaded = page.evaluate(() => location.reload());
  expect((await closing).type()).toBe("beforeunload");
  await (await closing).dismiss();
  await reloaded.catch(() => undefined);
  await expect(name).toHaveValue("Half a thought");

  await page.getByRole("link", { name: "Sending" }).click();
  await asked.getByRole("button", { name: "Leave without saving" }).click();
  await expect(page).toHaveURL(/\/settings\/sending$/);

  await page.goto("/settings/canned/new");
  await name.fill("Another");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("list", { name: "Canned replies" })).toBeVisible();
  await expect(asked).toHaveCount(0);
});

test("signing out asks before what was written is lost, and then leaves at once", async ({ page, signIn, expectFailures }) => {
  expectFailures(); // What is still on the page asks once more.
  await signIn({ organisation: "Leaving", path: "/settings/canned/new" });
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Half a thought");
  const asked = page.getByRole("dialog", { name: "Leave without saving?" });
  await page.getByRole("link", { name: "Sending" }).focus();
  await page.keyboard.press("Enter");
  await asked.getByRole("button", { name: "Keep editing" }).press("Enter");
  await expect(asked).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Sending" })).toBeFocused();

  const signOut = async () => {
    await page.getByRole("button", { name: "Account and appearance" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
  };
  await signOut();
  await asked.getByRole("button", { name: "Keep editing" }).click();
  await expect(name).toHaveValue("Half a thought");
  expect((await page.request.get("/api/me")).ok(), "still signed in").toBe(true);
  await signOut();
  await asked.getByRole("button", { name: "Leave without saving" }).click();
  await expect(page).toHaveURL(/\/signin/);
  await expect(asked).toHaveCount(0);
});
