// Adds to the page what it can do without: tooltips by pointer and keyboard, and the data behind figures to copy or to take along.
(() => {
  "use strict";
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const tip = make("div", { className: "tip", id: "tip", hidden: true });
  tip.setAttribute("role", "tooltip");
  tip.setAttribute("aria-live", "polite");
  document.body.append(tip);
  let shown = null;
  let leaving = 0;

  // A tooltip stands below what it explains, above where there is no room, and never outside the window.
  const place = (box) => {
    const own = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left + box.width / 2 - own.width / 2), innerWidth - own.width - 8);
    const below = box.bottom + 8;
    const top = below + own.height > innerHeight - 4 ? Math.max(4, box.top - own.height - 8) : below;
    tip.style.left = `${left}px`;
    tip.style.top = `${top}px`;
  };
  const hide = () => {
    clearTimeout(leaving);
    if (shown) shown.classList.remove("on");
    shown = null;
    tip.hidden = true;
  };
  const show = (mark) => {
    clearTimeout(leaving);
    if (shown === mark) return;
    hide();
    shown = mark;
    mark.classList.add("on");
    tip.textContent = mark.dataset.tip;
    tip.hidden = false;
    place(mark.getBoundingClientRect());
  };
  const later = () => { leaving = setTimeout(hide, 150); };

  // The browser's own tooltips give way to ours; without a script they stay.
  for (const title of document.querySelectorAll("svg title")) {
    const mark = title.parentNode;
    if (mark instanceof SVGSVGElement || !title.textContent) continue;
    mark.dataset.tip = title.textContent;
    title.remove();
  }
  for (const element of document.querySelectorAll("main [title]")) {
    element.dataset.tip = element.title;
    element.removeAttribute("title");
  }
  document.addEventListener("pointerover", (event) => {
    if (event.target === tip) return clearTimeout(leaving);
    const mark = event.target.closest?.("[data-tip]");
    if (mark) show(mark); else if (shown && !shown.contains(document.activeElement)) later();
  });
  document.addEventListener("focusin", (event) => {
    const mark = event.target.querySelector?.(":scope > [data-tip]") ?? event.target.closest("[data-tip]");
    if (event.target.matches(".term")) show(mark); else if (!event.target.matches("svg")) hide();
  });
  document.addEventListener("focusout", hide);
  addEventListener("scroll", () => { if (shown) place(shown.getBoundingClientRect()); }, { passive: true, capture: true });

  // Each drawing is one stop of the tab key; arrows go from mark to mark.
  for (const drawing of document.querySelectorAll("figure svg")) {
    const marks = [...drawing.querySelectorAll("[data-tip]")];
    if (!marks.length) continue;
    let at = -1;
    drawing.tabIndex = 0;
    drawing.addEventListener("focus", () => { at = Math.max(at, 0); show(marks[at]); });
    drawing.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: marks.length - 1 };
      if (!(event.key in steps)) return;
      event.preventDefault();
      at = Math.min(Math.max(steps[event.key], 0), marks.length - 1);
      show(marks[at]);
    });
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  const copy = async (text, said) => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied.";
    } catch {
      // An older browser, or one that does not let a file from disk use its clipboard.
      const area = make("textarea", { value: text });
      document.body.append(area);
      area.select();
      said.textContent = document.execCommand("copy") ? "Copied." : "The browser does not allow it; select the text instead.";
      area.remove();
    }
  };

  // Numbers are copied with all their digits, though the page shows three.
  const cells = (table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.dataset.exact ?? cell.textContent.trim()));
  const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  for (const tools of document.querySelectorAll(".tools")) {
    const table = tools.parentNode.querySelector("table");
    const said = make("span", { className: "said" });
    said.setAttribute("role", "status");
    const first = make("button", { type: "button", textContent: "Copy" });
    first.addEventListener("click", () => copy(cells(table).map((row) => row.join("\t")).join("\n"), said));
    const second = make("button", { type: "button", textContent: "Download CSV" });
    second.addEventListener("click", () => {
      const text = `\ufeff${cells(table).map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`;
      const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: `${table.dataset.name}.csv` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      said.textContent = `${table.dataset.name}.csv`;
    });
    tools.append(first, second, said);
    tools.hidden = false;
  }
  for (const command of document.querySelectorAll(".trace code")) {
    const said = make("span", { className: "said" });
    said.setAttribute("role", "status");
    const button = make("button", { type: "button", textContent: "Copy" });
    button.setAttribute("aria-label", "Copy the command");
    button.addEventListener("click", () => copy(command.textContent, said));
    command.after(button, said);
  }
})();
