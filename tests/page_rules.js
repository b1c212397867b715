// What tests/test_report.py asks of the page in the browser: each function answers with a plain value.
"use strict";
const pageRules = {
  all: (selector) => [...document.querySelectorAll(selector)],

  /** Choose the article whose entry in the list holds these words. */
  choose(words) {
    pageRules.all("#list .entry").find((button) => button.textContent.includes(words)).click();
    return document.querySelector("#article h3").textContent;
  },

  /** Open the facts below every paragraph of the article that is shown. */
  openFacts() {
    for (const box of pageRules.all("#article .facts")) { box.open = true; box.dispatchEvent(new Event("toggle")); }
  },

  /** Press a verdict beside the first fact of this kind in the article that is shown. */
  judge(kind, verdict) {
    pageRules.openFacts();
    const row = pageRules.all("#article .facts tbody tr").find((line) => line.cells[0].textContent.startsWith(kind));
    row.querySelector(`[data-verdict=${verdict}]`).click();
  },

  find(words) {
    const field = document.getElementById("find");
    field.value = words;
    field.dispatchEvent(new Event("input"));
    return document.getElementById("count").textContent;
  },

  /** Of each body paragraph, in each script, the text that is marked so. */
  marked(kind) {
    const joined = (text) => [...text.querySelectorAll(`mark.${kind}`)].map((mark) => mark.textContent).join("");
    return pageRules.all("#article .body .text").map(joined);
  },

  /** Elements whose text stands out less than WCAG 2 asks for (4.5 to 1), measured on what is drawn. */
  faint() {
    const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
    const linear = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const light = (colour) => {
      const [red, green, blue] = parts(colour).map((value) => linear(value / 255));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (colour.startsWith("rgb") && (parts(colour).length === 3 || parts(colour)[3] === 1)) return colour;
      }
      return "rgb(255, 255, 255)";
    };
    const ratio = (element) => {
      const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05);
    };
    const speaks = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    return pageRules.all("main *, header *").filter((element) => speaks(element) && element.offsetParent)
      .filter((element) => ratio(element) < 4.5).map((element) => `${element.tagName}.${element.className}`);
  },

  /** What is operated or drawn and has no name. */
  nameless() {
    const named = (element) => element.getAttribute("aria-label") || element.textContent.trim()
      || document.getElementById(element.getAttribute("aria-labelledby")) || (element.labels && element.labels.length);
    return pageRules.all("button, input, svg, [role=region], nav, summary").filter((element) => !named(element))
      .map((element) => element.outerHTML.slice(0, 80));
  },

  twice() {
    const ids = pageRules.all("[id]").map((element) => element.id);
    return ids.filter((id, at) => ids.indexOf(id) !== at);
  },

  levels: () => pageRules.all("h1, h2, h3").map((heading) => Number(heading.tagName[1])),
};
