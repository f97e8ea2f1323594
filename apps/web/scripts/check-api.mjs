// Fails when src/api/schema.gen.ts is not what openapi.json generates.
import { readFile } from "node:fs/promises";

import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";

const source = new URL("../openapi.json", import.meta.url);
const target = new URL("../src/api/schema.gen.ts", import.meta.url);

const expected = `${COMMENT_HEADER}${astToString(await openapiTS(source))}`;
const actual = await readFile(target, "utf8").catch(() => "");
if (actual !== expected) {
  console.error("src/api/schema.gen.ts is stale: run `pnpm gen:api` and commit what it writes.");
  process.exit(1);
}
console.log("src/api/schema.gen.ts matches openapi.json.");
