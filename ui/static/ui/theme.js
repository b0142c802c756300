// Light or dark as chosen on this device, set before the page is drawn.
(() => {
  const root = document.documentElement;
  const kept = () => {
    try {
      return localStorage.getItem("theme") || "";
    } catch {
      return ""; // Storage is closed: the system's preference stands.
    }
  };
  const choice = root.dataset.theme || kept();
  if (choice) root.dataset.theme = choice;

  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-theme-switch]")) {
      group.hidden = false;
      for (const input of group.querySelectorAll("input")) {
        input.checked = input.value === choice;
        input.addEventListener("change", () => {
          root.dataset.theme = input.value;
          localStorage.setItem("theme", input.value);
        });
      }
    }
  });
})();
