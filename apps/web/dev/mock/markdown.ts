function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** Enough Markdown for a mock: bold, code, lists and paragraphs. */
export function renderMarkdown(markdown: string): string {
  return escapeHtml(markdown)
    .split(/\n{2,}/)
    .map((block) =>
      block.startsWith("- ")
        ? `<ul>${block.split("\n").map((line) => `<li>${line.slice(2)}</li>`).join("")}</ul>`
        : `<p>${block.replaceAll("\n", "<br>")}</p>`,
    )
    .join("")
    .replace(/\*\*(.+?)\*\*/g, "<strong>$1</strong>")
    .replace(/`(.+?)`/g, "<code>$1</code>");
}
