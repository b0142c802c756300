// Copies what a button names, and says so in its own words for two seconds.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const word = button.querySelector("[data-copied]") || button;
  const before = word.textContent;
  await navigator.clipboard.writeText(button.dataset.copy);
  word.textContent = button.dataset.copied;
  setTimeout(() => (word.textContent = before), 2000);
});
