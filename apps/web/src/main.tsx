import "@fontsource-variable/inter";
import "@/index.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "@/app/app";
import { loadWords } from "@/i18n";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
void loadWords().then(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
