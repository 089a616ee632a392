// Adds to the page what it can do without: tooltips by pointer and keyboard; data, tables and drawings to copy or to take along.
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
  const save = (blob, file, said) => {
    const link = make("a", { href: URL.createObjectURL(blob), download: file });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    said.textContent = file;
  };
  const status = () => {
    const said = make("span", { className: "said" });
    said.setAttribute("role", "status");
    return said;
  };
  const button = (text, act) => {
    const own = make("button", { type: "button", textContent: text });
    own.addEventListener("click", act);
    return own;
  };
  // What is folded away belongs to its table: one file has all rows, and the heads once.
  for (const tools of document.querySelectorAll(".tools")) {
    const holder = tools.closest(".sheet") ?? tools.parentNode;
    const tables = [...holder.querySelectorAll("table")];
    const name = tables[0].dataset.name ?? holder.dataset.name;
    const all = () => tables.flatMap((table, at) => cells(table).slice(at ? table.tHead.rows.length : 0));
    const said = status();
    const first = button("Copy", () => copy(all().map((row) => row.join("\t")).join("\n"), said));
    const second = button("Download CSV", () => {
      const text = `\ufeff${all().map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`;
      save(new Blob([text], { type: "text/csv" }), `${name}.csv`, said);
    });
    tools.append(first, second, said);
    tools.hidden = false;
  }

  // A drawing that is taken along has its colours and fonts inside: the style of the page stays behind.
  const space = "http://www.w3.org/2000/svg";
  const kept = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "paint-order", "vector-effect"];
  const lettered = ["font-family", "font-size", "font-weight", "text-anchor"];
  const mixer = make("canvas", { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const plain = new Map();
  const colour = (value) => {
    if (!/^(color|oklab|oklch|lab|lch)\(/.test(value)) return value;
    if (!plain.has(value)) {
      mixer.clearRect(0, 0, 1, 1);
      mixer.fillStyle = value;
      mixer.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = mixer.getImageData(0, 0, 1, 1).data;
      plain.set(value, `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`);
    }
    return plain.get(value);
  };
  const styled = (drawing) => {
    const copied = drawing.cloneNode(true);
    const [from, to] = [drawing, copied].map((one) => [one, ...one.querySelectorAll("*")]);
    from.forEach((element, at) => {
      const own = getComputedStyle(element);
      for (const name of element.localName === "text" || element.localName === "tspan" ? [...kept, ...lettered] : kept) {
        to[at].style.setProperty(name, colour(own.getPropertyValue(name)));
      }
      to[at].removeAttribute("data-tip");
      to[at].removeAttribute("tabindex");
    });
    return copied;
  };
  // One picture of a figure: title, panels one below the other, source.
  const picture = (figure) => {
    const width = 960;
    const page = getComputedStyle(document.body);
    const outer = document.createElementNS(space, "svg");
    const line = (text, y, size, weight) => {
      const own = document.createElementNS(space, "text");
      Object.entries({ x: 16, y, "font-size": size, "font-weight": weight, "font-family": getComputedStyle(figure.querySelector(".figure-title")).fontFamily, fill: page.color }).forEach(([name, value]) => own.setAttribute(name, value));
      own.textContent = text;
      outer.append(own);
    };
    const wrapped = (text, most) => text.split(/\s+/).reduce((lines, word) => {
      const last = lines.at(-1);
      if (last && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`; else lines.push(word);
      return lines;
    }, []);
    const ground = document.createElementNS(space, "rect");
    outer.append(ground);
    let y = 10;
    for (const text of wrapped(figure.querySelector(".figure-title").textContent, 96)) line(text, (y += 24), 19, 600);
    y += 18;
    for (const drawing of figure.querySelectorAll(".panels svg")) {
      if (!drawing.getClientRects().length) continue;
      const box = drawing.viewBox.baseVal;
      const scale = Math.min((width - 32) / box.width, 1.6);
      const inner = styled(drawing);
      Object.entries({ x: 16, y, width: box.width * scale, height: box.height * scale, overflow: "visible" }).forEach(([name, value]) => inner.setAttribute(name, value));
      outer.append(inner);
      y += box.height * scale + 22;
    }
    for (const text of wrapped(figure.querySelector(".source")?.textContent ?? "", 130)) line(text, (y += 14), 12.5, 400);
    y += 18;
    Object.entries({ width: "100%", height: "100%", fill: page.backgroundColor }).forEach(([name, value]) => ground.setAttribute(name, value));
    Object.entries({ xmlns: space, width, height: Math.ceil(y), viewBox: `0 0 ${width} ${Math.ceil(y)}` }).forEach(([name, value]) => outer.setAttribute(name, value));
    return { text: new XMLSerializer().serializeToString(outer), width, height: Math.ceil(y) };
  };
  for (const tools of document.querySelectorAll(".drawings")) {
    const figure = tools.closest("figure");
    const name = tools.dataset.name;
    const said = status();
    const png = button("Download PNG", async () => {
      const { text, width, height } = picture(figure);
      const image = make("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}` });
      await image.decode();
      const canvas = make("canvas", { width: 2 * width, height: 2 * height });
      canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
      canvas.toBlob((blob) => save(blob, `${name}.png`, said), "image/png");
    });
    const svg = button("Download SVG", () => save(new Blob([picture(figure).text], { type: "image/svg+xml" }), `${name}.svg`, said));
    tools.append(png, svg, said);
    tools.hidden = false;
  }
  for (const command of document.querySelectorAll(".trace code")) {
    const said = status();
    const own = button("Copy", () => copy(command.textContent, said));
    own.setAttribute("aria-label", "Copy the command");
    command.after(own, said);
  }
})();
