// What a page does besides its explorers: light and dark, the search, copying code, where one is.
{
  const root = document.documentElement;

  // --- light, dark, or as the reader has it everywhere -------------------------------------------
  const CHOICES = ["auto", "light", "dark"];
  const NAMES = { auto: "as in your system", light: "light", dark: "dark" };
  const theme = document.getElementById("theme");
  const nameTheme = () => {
    theme.ariaLabel = theme.title = `Colours: ${NAMES[root.dataset.choice]}`;
  };
  theme.hidden = false;
  nameTheme();
  theme.addEventListener("click", () => {
    const next = CHOICES[(CHOICES.indexOf(root.dataset.choice) + 1) % CHOICES.length];
    root.dataset.choice = next;
    root.showTheme();
    nameTheme();
    // Where nothing may be stored, the choice holds for this page.
    try {
      localStorage.theme = next;
    } catch {}
  });

  // --- the menus ---------------------------------------------------------------------------------
  document.getElementById("print").addEventListener("click", () => {
    document.getElementById("ways").hidePopover();
    print();
  });
  // What links within the page, or is chosen, closes what it stands in.
  document.getElementById("contents").addEventListener("click", ({ target, currentTarget }) => {
    if (target.closest("a")) currentTarget.hidePopover();
  });

  // --- code --------------------------------------------------------------------------------------
  for (const code of document.querySelectorAll("div.highlight > pre")) {
    if (code.closest(".cell_output")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not allowed";
      }
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    code.parentElement.append(button);
  }

  // What is wider than its place scrolls. The keyboard can reach what does, also when it is unfolded.
  const widths = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const wide of document.querySelectorAll("main pre, .math, .table, .output")) widths.observe(wide);

  // A link to what is folded unfolds it.
  const unfold = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
  };
  addEventListener("hashchange", unfold);
  unfold();

  // --- which section is being read ---------------------------------------------------------------
  const local = new Map([...document.querySelectorAll(".local a")].map((link) => [link.hash.slice(1), link]));
  const inView = new Set();
  const reading = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) inView.add(target);
        else inView.delete(target);
      }
      const last = [...inView].filter((section) => local.has(section.id)).pop();
      for (const link of local.values()) link.removeAttribute("aria-current");
      if (last) local.get(last.id).setAttribute("aria-current", "true");
    },
    { rootMargin: "-25% 0px -70%" },
  );
  if (local.size) for (const section of document.querySelectorAll("article section section[id]")) reading.observe(section);

  // --- the search --------------------------------------------------------------------------------
  const MOST = 40;
  const AROUND = 90;

  /** The texts of the book: they come as a script, which loads from a folder too. */
  let texts;
  const loadTexts = () =>
    (texts ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${root.dataset.root}_static/texts.js`;
      script.onload = () =>
        resolve(
          window.bookTexts.map(([address, ...parts]) => {
            const [page, heading, text] = parts;
            return { address, page, heading, text, plain: parts.map(plain) };
          }),
        );
      script.onerror = reject;
      document.head.append(script);
    }));

  /** Text as it is compared: without accents, small, and as long as it was. */
  const plain = (text) =>
    Array.from(text, (letter) => letter.normalize("NFD").toLowerCase()[0].padEnd(letter.length)).join("");

  /** A pattern for a word, or for the beginning of one. */
  const pattern = (word) =>
    new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "gu");

  /**
   * How well an entry answers: 0 when one of the words is nowhere in it. A word counts most where it is
   * all of a heading: a definition comes before what is only about it.
   */
  function score({ plain: [page, heading, text] }, patterns) {
    const name = heading || page;
    let sum = 0;
    for (const word of patterns) {
      const inName = name.match(word);
      const inText = Math.min((text.match(word) ?? []).length, 6);
      const found =
        (inName ? 10 + (30 * inName.join("").length) / name.length : 0) + (page.match(word) ? 4 : 0) + inText;
      if (found === 0) return 0;
      sum += found;
    }
    return sum;
  }

  /** The text around the first place of a word, with all words marked. */
  function excerpt({ text, plain: [, , lower] }, patterns) {
    const found = patterns
      .flatMap((word) => [...lower.matchAll(word)].map(({ 0: { length }, index }) => [index, index + length]))
      .sort(([a], [b]) => a - b);
    const first = found.length ? found[0][0] : 0;
    let start = Math.max(0, first - AROUND);
    if (start > 0) start = lower.indexOf(" ", start) + 1 || start;
    let end = Math.min(text.length, first + 2 * AROUND);
    const gap = lower.lastIndexOf(" ", end);
    if (end < text.length && gap > first + AROUND) end = gap;
    const line = document.createElement("p");
    if (start > 0) line.append("… ");
    let at = start;
    for (const [from, to] of found) {
      if (from < at || to > end) continue;
      const mark = document.createElement("mark");
      mark.append(text.slice(from, to));
      line.append(text.slice(at, from), mark);
      at = to;
    }
    line.append(text.slice(at, end), end < text.length ? " …" : "");
    return line;
  }

  function result(entry, patterns) {
    const { address, page, heading } = entry;
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = root.dataset.root + address;
    link.append(heading || page);
    item.append(link);
    if (heading) {
      const where = document.createElement("span");
      where.append(page);
      item.append(" ", where);
    }
    item.append(excerpt(entry, patterns));
    return item;
  }

  async function search(query, results) {
    const patterns = plain(query).split(/\s+/).filter(Boolean).map(pattern);
    if (!patterns.length) return results.replaceChildren();
    let entries;
    try {
      entries = await loadTexts();
    } catch {
      texts = undefined;
      return results.replaceChildren("The book's texts did not arrive. Try again.");
    }
    // The reader has typed on meanwhile.
    if (results.parentElement.querySelector("input").value !== query) return;
    const found = entries
      .map((entry) => ({ entry, points: score(entry, patterns) }))
      .filter(({ points }) => points > 0)
      .sort((a, b) => b.points - a.points);
    const count = document.createElement("p");
    const many = found.length > MOST ? `; here are the best ${MOST}` : "";
    count.textContent = found.length === 0 ? "Nothing found." : `Found in ${found.length} section${found.length > 1 ? "s" : ""}${many}.`;
    const list = document.createElement("ol");
    list.append(...found.slice(0, MOST).map(({ entry }) => result(entry, patterns)));
    results.replaceChildren(count, list);
  }

  for (const place of document.querySelectorAll(".search")) {
    const input = place.querySelector("input");
    const results = place.querySelector(".results");
    input.addEventListener("input", () => search(input.value, results));
    place.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      search(input.value, results);
    });
  }

  const dialog = document.getElementById("search");
  const openSearch = () => {
    dialog.showModal();
    dialog.querySelector("input").select();
  };
  document.getElementById("search-link").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openSearch();
  });
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    // Beside the dialog is the dialog itself; a link in it may lead to the page that is open.
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    if ((event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !isTyping)) {
      event.preventDefault();
      openSearch();
    }
  });

  const page = document.getElementById("search-page");
  if (page) {
    const input = page.querySelector("input");
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    search(input.value, page.querySelector(".results"));
    input.focus();
  }
}
