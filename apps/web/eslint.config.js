// What is the project's own: its layers, and where its words and sides may stand. Everything else, with types and the
// rules of hooks, is checked by oxlint (.oxlintrc.json), which takes a tenth of the time.
import { readdirSync } from "node:fs";

import parser from "@typescript-eslint/parser";
import { defineConfig } from "eslint/config";

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

const catalogue = "Words on the screen belong to the message catalogue, src/i18n/en.";
const NAMING = "/^(aria-label|aria-description|title|placeholder|alt|label|description|help|children)$/";

/** Words that a person would read, written into a component. */
const literalWords = [
  { selector: "JSXText[value=/[A-Za-z]{2,}/]", message: catalogue },
  { selector: ":matches(JSXElement, JSXFragment) > JSXExpressionContainer :matches(Literal[value=/[A-Za-z]{2,} [a-z]{2,}/], TemplateElement[value.raw=/[A-Za-z]{2,} [a-z]{2,}/]):not(JSXAttribute *)", message: catalogue },
  { selector: `JSXAttribute[name.name=${NAMING}] > Literal[value=/[A-Za-z]{2,}/]`, message: catalogue },
  { selector: `JSXAttribute[name.name=${NAMING}] > JSXExpressionContainer TemplateElement[value.raw=/[A-Za-z]{2,}/]`, message: catalogue },
  { selector: "CallExpression:matches([callee.name='toast'], [callee.object.name='toast']) > :matches(Literal[value=/[A-Za-z]{2,}/], TemplateLiteral)", message: catalogue },
];

/** Sides by name are wrong in a language that is written from right to left. */
const SIDES = "(?:^|[ :!-])-?(?:[mp][lr]|scroll-[mp][lr]|left|right|border-[lr]|rounded-(?:[lr]|[tb][lr])|text-(?:left|right)|float-(?:left|right)|clear-(?:left|right))(?:-|[ !]|$)";
const sideways = "Use the logical side (ms, pe, start, end, border-s, rounded-e, text-start): this one is wrong from right to left.";
const physical = [
  { selector: `JSXAttribute[name.name=/lass(Name)?$/] Literal[value=/${SIDES}/]`, message: sideways },
  { selector: `JSXAttribute[name.name=/lass(Name)?$/] TemplateElement[value.raw=/${SIDES}/]`, message: sideways },
  { selector: `CallExpression[callee.name=/^(cn|cva)$/] Literal[value=/${SIDES}/]`, message: sideways },
  { selector: `VariableDeclarator > Literal[value=/${SIDES}/]`, message: sideways },
  { selector: `VariableDeclarator > :matches(ObjectExpression, TSAsExpression) Literal[value=/${SIDES}.* /]`, message: sideways },
];

export default defineConfig(
  { ignores: ["src/api/schema.gen.ts"] },
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: { parser },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/**/*.test.{ts,tsx}", "src/i18n/**"],
    rules: { "no-restricted-syntax": ["error", ...literalWords, ...physical] },
  },
  {
    // What is loaded with the shell is evaluated before the words have come (src/i18n/index.ts).
    files: ["src/{api,app,components,lib}/**/*.{ts,tsx}"],
    ignores: ["src/**/*.test.{ts,tsx}"],
    rules: {
      "no-restricted-syntax": ["error", ...literalWords, ...physical, { selector: "MemberExpression > Identifier.object[name='m']:not(:function *)", message: "Read `m` inside a function: when this module is evaluated, the words are not there yet." }],
    },
  },
  ...layers,
);
