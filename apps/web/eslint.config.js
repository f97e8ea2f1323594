import { readdirSync } from "node:fs";

import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const features = readdirSync(new URL("./src/features", import.meta.url));

const sibling = {
  group: ["../*"],
  message: "Import with '@/…': a path that climbs hides which layer it reaches into.",
};

/** shared (api, components, i18n, lib) → features → app; a feature never imports another feature. */
const layers = [
  {
    files: ["src/{api,components,i18n,lib,test}/**/*.{ts,tsx}"],
    patterns: [{ group: ["@/features/**", "@/app/**"], message: "Shared code must not know features or the app." }],
  },
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**/*.{ts,tsx}`],
    patterns: [
      { group: ["@/app/**"], message: "A feature must not know the app that assembles it." },
      {
        group: ["@/features/*", `!@/features/${feature}`],
        message: "A feature must not import another feature: move what both need to api, components or lib.",
      },
    ],
  })),
  { files: ["src/app/**/*.{ts,tsx}", "src/main.tsx"], patterns: [] },
].map(({ files, patterns }) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns: [sibling, ...patterns] }] },
}));

export default tseslint.config(
  { ignores: ["dist", "test-results", "playwright-report", "src/api/schema.gen.ts", "public"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    plugins: { "react-hooks": reactHooks },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // TanStack Virtual and react-hook-form return functions that the React compiler must not memoise; we do not use it.
      "react-hooks/incompatible-library": "off",
      "max-lines": ["error", { max: 250 }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      // The API says "" for a name it does not know: `||` is meant.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      // TanStack Router steers navigation by throwing what redirect() and notFound() return.
      "@typescript-eslint/only-throw-error": [
        "error",
        { allow: [{ from: "package", package: "@tanstack/router-core", name: ["Redirect", "NotFoundError"] }] },
      ],
    },
  },
  {
    files: ["src/**/*.tsx"],
    ignores: ["src/**/*.test.tsx"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "JSXText[value=/[A-Za-z]{2,}/]", message: "Words on the screen belong to the message catalogue, src/i18n/en." },
        {
          selector: "JSXAttribute[name.name=/^(aria-label|title|placeholder|alt|label)$/] > Literal[value=/[A-Za-z]{2,}/]",
          message: "Words on the screen belong to the message catalogue, src/i18n/en.",
        },
      ],
    },
  },
  ...layers,
  {
    // Playwright's fixtures take a function named `use` and declare what they need by destructuring, even nothing.
    files: ["e2e/**/*.ts"],
    rules: { "react-hooks/rules-of-hooks": "off", "no-empty-pattern": "off" },
  },
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } },
  },
);
