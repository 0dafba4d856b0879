// The search of a static site: without it, the page offers an index of words.
"use strict";
(() => {
  const place = document.getElementById("finder");
  const most = 50;

  const make = (name, said, more) => {
    const made = document.createElement(name);
    if (said) made.textContent = said;
    Object.entries(more || {}).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };
  const folded = (said) => said.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const label = make("label", "Words to look for", { for: "looked-for" });
  const field = make("input", "", { id: "looked-for", type: "search", autocomplete: "off" });
  const count = make("p", "", { role: "status" });
  const list = make("ul", "", { class: "reports" });

  const show = (index) => {
    const words = folded(field.value).split(/\s+/).filter((word) => word.length > 1);
    list.replaceChildren();
    if (!words.length) {
      count.textContent = "";
      return;
    }
    const found = index.filter((each) => words.every((word) => each.folded.includes(word)));
    found.sort((one, other) => other.weight(words) - one.weight(words));
    const more = found.length > most ? `, of which the first ${most} are shown` : "";
    count.textContent = found.length === 1 ? "1 section found" : `${found.length} sections found${more}`;
    found.slice(0, most).forEach((each) => {
      const item = make("li");
      const heading = make("p");
      heading.append(make("a", each.heading, { href: each.address }));
      item.append(heading, make("p", `${each.report}: ${each.page}`, { class: "note" }));
      list.append(item);
    });
  };

  fetch("search.json")
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
    .then((read) => {
      const index = read.map((each) => ({
        ...each,
        folded: folded(`${each.report} ${each.page} ${each.heading} ${each.words}`),
        weight: (words) => words.filter((word) => folded(each.heading).includes(word)).length,
      }));
      const finder = make("div", "", { class: "finder", role: "search" });
      finder.append(label, field);
      place.append(finder, count, list);
      field.addEventListener("input", () => show(index));
    })
    .catch(() => {
      // Opened from a disk, a page may not read another file: the index of words below is enough.
    });
})();
