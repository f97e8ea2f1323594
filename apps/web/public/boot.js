// Runs before the first paint, so that a dark page never flashes white and the words come beside the app, not after it.
// A file rather than an inline script: the production content security policy allows no inline script.
(function () {
  function kept(key) {
    try {
      return localStorage.getItem(key);
    } catch (error) {
      return null;
    }
  }
  var theme = kept("oss.theme");
  var dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);

  // The build writes a data attribute for each catalogue. src/i18n/language.ts decides; a wrong guess here only costs time.
  var files = document.currentScript.dataset;
  var wanted = [kept("oss.language")].concat(navigator.languages, "en").map(function (tag) {
    return files[String(tag).split("-")[0]];
  });
  var file = wanted.filter(Boolean)[0];
  if (!file) return;
  var link = document.createElement("link");
  link.rel = "modulepreload";
  link.crossOrigin = "";
  link.href = file;
  document.head.appendChild(link);
})();
