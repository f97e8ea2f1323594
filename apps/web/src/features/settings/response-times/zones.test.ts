import { expect, it, vi } from "vitest";

import { zonesWith } from "@/features/settings/response-times/zones";

it("offers zones by today's names, each once, and the one that is set", () => {
  vi.spyOn(Intl, "supportedValuesOf").mockReturnValue(["Asia/Calcutta", "Asia/Kolkata", "Europe/Kiev", "Europe/Oslo"]);
  expect(zonesWith("Mars/Base")).toEqual(["Asia/Kolkata", "Europe/Kyiv", "Europe/Oslo", "Mars/Base", "UTC"]);
});
