// Shows an article of the page's data. All text enters the page by textContent: none of it is ever read as HTML.
"use strict";
const { articles, themes } = JSON.parse(document.getElementById("data").textContent);
const list = document.getElementById("list");
const pane = document.getElementById("article");
const NAMES = {
  measure: "measure · 举措", quantity: "quantity · 数量", theme: "theme · 主题", organ: "organ · 机关",
  region: "region · 地区", date: "date · 日期", programme: "programme · 品牌项目", document: "document · 文件",
  meeting: "meeting · 会议", slogan: "slogan · 口号",
};
const kindOf = (type) => (["measure", "quantity", "theme"].includes(type) ? type : "name");

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) if (value != null) element.setAttribute(key, value);
  element.append(...children.filter((child) => child != null));
  return element;
}

// Offsets count code points, JavaScript's strings count UTF-16 units: texts are cut as arrays of code points.
function marked(text, facts) {
  const signs = Array.from(text);
  const cuts = new Set([0, signs.length]);
  for (const fact of facts) { cuts.add(Math.min(fact.start, signs.length)); cuts.add(Math.min(fact.stop, signs.length)); }
  const places = [...cuts].sort((a, b) => a - b);
  const paragraph = make("p", { class: "text" });
  for (let at = 0; at + 1 < places.length; at++) {
    const piece = signs.slice(places[at], places[at + 1]).join("");
    const over = facts.filter((fact) => fact.start <= places[at] && fact.stop >= places[at + 1] && fact.start < fact.stop);
    if (!over.length) { paragraph.append(piece); continue; }
    const rank = ["name", "theme", "quantity", "measure"];
    const kinds = [...new Set(over.map((fact) => kindOf(fact.type)))].sort((a, b) => rank.indexOf(a) - rank.indexOf(b));
    let inner = document.createTextNode(piece);
    for (const kind of kinds) inner = make("mark", { class: kind }, inner);
    inner.dataset.from = places[at];
    inner.dataset.to = places[at + 1];
    paragraph.append(inner);
  }
  return paragraph;
}

function light(row, fact) {
  for (const mark of pane.querySelectorAll("mark.lit")) mark.classList.remove("lit");
  let first = null;
  for (const mark of row.querySelectorAll("mark[data-from]")) {
    if (+mark.dataset.from < fact.stop && fact.start < +mark.dataset.to) { mark.classList.add("lit"); first = first || mark; }
  }
  if (first) first.scrollIntoView({ block: "center" });
}

function table(row, name, text, facts) {
  const signs = Array.from(text);
  const head = make("tr", {}, ...["fact · 事实", "in the text · 原句", "reading · 解读", "raw place · 原文位置", "id"].map((name) => make("th", { scope: "col" }, name)));
  const lines = facts.map((fact) => {
    const show = make("button", { type: "button" }, signs.slice(fact.start, fact.stop).join("") || "–");
    show.addEventListener("click", () => light(row, fact));
    const says = fact.type === "theme" ? `${themes[fact.id] || fact.id} ← ${fact.says}` : [fact.says, fact.status, fact.actor].filter(Boolean).join(" · ");
    const place = fact.raw_start == null ? "–" : `${fact.raw_start}–${fact.raw_stop}`;
    const rule = fact.rule ? ` [${fact.rule}]` : "";
    return make("tr", {}, make("td", {}, NAMES[fact.type] || fact.type), make("td", {}, show), make("td", {}, make("bdi", {}, says + rule)), make("td", {}, place), make("td", {}, make("code", {}, fact.id)));
  });
  const count = `${facts.length} facts · ${facts.length} 条事实`;
  const sheet = make("table", {}, make("thead", {}, head), make("tbody", {}, ...lines));
  return make("details", { class: "facts" }, make("summary", {}, count), make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${name}: ${count}` }, sheet));
}

function stretch(row, script) {
  const place = `${row.raw}–${row.raw_stop}`;
  if (row.kind === "removed") {
    return make("div", { class: "row removed" }, make("span", { class: "rule" }, `${row.why}: ${row.rule}`), make("small", {}, `removed · 剔除 ${place}`), make("div", { class: "text", tabindex: row.text.length > 400 ? "0" : null }, row.text));
  }
  const box = make("div", { class: `row ${row.kind}` });
  const simple = marked(row.text, row.facts);
  simple.lang = "zh-Hans";
  if (row.original != null) {
    const same = Array.from(row.original).length === Array.from(row.text).length;
    const original = same ? marked(row.original, row.facts) : make("p", { class: "text" }, row.original);
    original.lang = script === "hans" ? "zh-Hans" : "zh-Hant";
    box.append(make("div", { class: "pair" }, original, simple));
  } else box.append(simple);
  box.append(make("small", { class: "quiet" }, `${row.kind} · ${place} · ${row.id}`, row.damaged ? " · damaged · 损坏" : ""));
  if (row.facts.length) box.append(table(box, row.id, row.text, row.facts));
  return box;
}

function show(book, focus) {
  const meta = [book.organ, book.region, book.published_on, book.publisher, book.byline, book.is_original ? null : "reprint · 转载"].filter(Boolean).join(" · ");
  const legend = make("p", { class: "legend" });
  for (const [kind, name] of [["measure", "measure · 举措"], ["quantity", "quantity · 数量"], ["theme", "theme word · 主题词"], ["name", "name · 名称"]]) legend.append(make("mark", { class: kind }, name));
  const twin = book.rows.some((row) => row.original != null) ? "left: as published; right: simplified · 左：原文，右：简体" : "published in simplified script · 原文即简体";
  pane.replaceChildren(
    make("h3", { lang: "zh-Hans" }, make("bdi", {}, book.title || book.raw_path)),
    make("p", { class: "meta" }, make("bdi", {}, meta), make("br"), make("bdi", {}, book.raw_path), ` · ${book.id}`),
    legend, make("p", { class: "quiet" }, twin), ...book.rows.map((row) => stretch(row, book.script)));
  for (const button of list.querySelectorAll("button")) button.setAttribute("aria-current", button.dataset.id === book.id);
  if (focus) { pane.focus({ preventScroll: true }); pane.scrollIntoView({ block: "start" }); }
}

function fill(wanted) {
  const words = wanted.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = articles.filter((book) => {
    const text = [book.title, book.title_original, book.organ, book.region, book.published_on, book.raw_path].filter(Boolean).join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  list.replaceChildren(...found.map((book) => {
    const button = make("button", { type: "button", "data-id": book.id, "aria-current": "false" }, make("bdi", {}, book.title || book.raw_path),
      make("small", {}, make("bdi", {}, [book.organ, book.published_on, `${book.facts} facts`].filter(Boolean).join(" · "))));
    button.addEventListener("click", () => show(book, true));
    return make("li", {}, button);
  }));
  document.getElementById("count").textContent = `${found.length} / ${articles.length}`;
}

document.getElementById("find").addEventListener("input", (event) => fill(event.target.value));
fill("");
if (articles.length) show(articles[0], false);
