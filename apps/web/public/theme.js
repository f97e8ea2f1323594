// Runs before the first paint, so that a dark page never flashes white.
// A file rather than an inline script: the production content security policy allows no inline script.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem("oss.theme");
  } catch (error) {
    choice = null;
  }
  var dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();
