// Keeps what is typed into a form a few seconds after it was typed, and says so. The form says by
// data-autosave what its button for keeping is called. Every page works without this.
const AFTER = 3000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const said = form.querySelector("[data-autosave-said]");
  let timer = 0;
  let going = false;
  let before = written();

  function written() {
    return new URLSearchParams(new FormData(form)).toString();
  }

  function tell(text) {
    if (said) said.textContent = text;
  }

  async function keep() {
    const now = written();
    if (going || now === before) return;
    going = true;
    const body = new FormData(form);
    body.set(form.dataset.autosave, "quiet");
    try {
      const answer = await fetch(window.location.href, { method: "POST", body, redirect: "error", keepalive: now.length < 60000 });
      if (answer.status !== 204) throw new Error();
      before = now;
      const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      tell(`What you typed was kept at ${time}. It is not yet your answer.`);
    } catch {
      tell("What you typed could not be kept. Choose “Save and go on later” before you leave this page.");
    }
    going = false;
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(keep, AFTER);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
}
