/**
 * What pdf.js reads beside its code: character maps of East Asian fonts, the fonts that every PDF may take for granted, and
 * decoders of two kinds of pictures, as scripts (our policy lets no WebAssembly run). They are served under a path with the
 * library's version, so that they may be cached for ever, and nothing of them is loaded before a PDF asks.
 */
import { createReadStream, readFileSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

import type { Plugin } from "vite";

const home = path.dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
const { version } = JSON.parse(readFileSync(path.join(home, "package.json"), "utf8")) as { version: string };
/** Where they are, below the root of the site, with a slash at the end. */
export const PDF_ASSETS = `/assets/pdf-${version}/`;
const WANTED = [/^cmaps\/[\w-]+\.bcmap$/, /^standard_fonts\/[\w.-]+\.(pfb|ttf)$/, /^wasm\/\w+_nowasm_fallback\.js$/];

export function pdfAssets(): Plugin {
  return {
    name: "pdf-assets",
    configureServer: (server) =>
      void server.middlewares.use(PDF_ASSETS, (request, response, next) => {
        const name = (request.url ?? "").replace(/^\/|[?#].*$/g, "");
        if (!WANTED.some((one) => one.test(name))) next();
        else {
          if (name.endsWith(".js")) response.setHeader("content-type", "text/javascript");
          createReadStream(path.join(home, name)).on("error", next).pipe(response);
        }
      }),
    async generateBundle() {
      for (const folder of ["cmaps", "standard_fonts", "wasm"])
        for (const file of await readdir(path.join(home, folder))) {
          const name = `${folder}/${file}`;
          if (WANTED.some((one) => one.test(name)) && (await stat(path.join(home, name))).isFile()) this.emitFile({ type: "asset", fileName: `${PDF_ASSETS.slice(1)}${name}`, source: await readFile(path.join(home, name)) });
        }
    },
  };
}
