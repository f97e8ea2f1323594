import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

import { mockApi } from "./dev/mock-api.ts";
import { PDF_ASSETS, pdfAssets } from "./dev/pdf-assets.ts";

// Ports come from the environment so that several checkouts can run side by side.
const port = Number(process.env.WEB_PORT ?? process.env.PORT ?? 3000);
const apiOrigin = process.env.API_BASE_URL ?? "http://localhost:8000";
const useMock = process.env.MOCK_API === "1";

// The browser sees one origin: /api is the API with the prefix taken off.
const proxy = useMock
  ? undefined
  : { "/api": { target: apiOrigin, rewrite: (path: string) => path.replace(/^\/api/, "") } };

/**
 * Tells `public/boot.js` where the build has put each catalogue, so that the browser fetches the words beside the app instead of after it.
 */
function catalogueAddresses(): Plugin {
  return {
    name: "catalogue-addresses",
    transformIndexHtml: {
      order: "post",
      handler: (html, { bundle }) => {
        const found = Object.values(bundle ?? {}).flatMap((file) => {
          const language = file.type === "chunk" ? /\/src\/i18n\/(\w+)\.ts$/.exec(file.facadeModuleId ?? "")?.[1] : undefined;
          return language === undefined ? [] : [` data-${language}="/${file.fileName}"`];
        });
        return html.replace('<script src="/boot.js"', `$&${found.join("")}`);
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), pdfAssets(), catalogueAddresses(), ...(useMock ? [mockApi()] : [])],
  define: { __PDF_ASSETS__: JSON.stringify(PDF_ASSETS) },
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { port, strictPort: true, proxy },
  preview: { port, strictPort: true, proxy },
  build: { target: "es2022", sourcemap: false },
  test: {
    restoreMocks: true,
    unstubGlobals: true,
    unstubEnvs: true,
    // Two processes for all files: to begin one for each takes three times as long as the tests do.
    isolate: false,
    // A document costs a second to make: only tests of what is drawn (.test.tsx) get one.
    projects: [
      { extends: true, test: { name: "logic", environment: "node", include: ["src/**/*.test.ts"], setupFiles: ["./src/test/words.ts"] } },
      {
        extends: true,
        test: { name: "dom", environment: "jsdom", include: ["src/**/*.test.tsx"], setupFiles: ["./src/test/words.ts", "./src/test/setup.ts"] },
      },
    ],
  },
});
