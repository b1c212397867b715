// Shows an article of the page's data and keeps a person's marks. All text enters the page by textContent: none of it
// is ever read as HTML, and signs that would command a screen or turn the direction of writing are shown as signs.
"use strict";
const { articles, index, themes } = JSON.parse(document.getElementById("data").textContent);
const list = document.getElementById("list");
const pane = document.getElementById("article");
const SHOWN = 300; // entries of the list; words narrow it
const NAMES = {
  measure: "measure · 举措", quantity: "quantity · 数量", theme: "theme · 主题", organ: "organ · 机关",
  region: "region · 地区", date: "date · 日期", programme: "programme · 品牌项目", document: "document · 文件",
  meeting: "meeting · 会议", slogan: "slogan · 口号",
};
const kindOf = (kind) => (["measure", "quantity", "theme"].includes(kind) ? kind : "name");
const COMMANDS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const seen = (text) => String(text).replace(COMMANDS, (sign) => (sign < " " ? String.fromCharCode(0x2400 + sign.charCodeAt(0)) : "␦"));
const FIELDS = ["kind", "id", "start", "stop", "raw_start", "raw_stop", "says", "rule"];
const factOf = (cells) => Object.fromEntries(FIELDS.map((name, at) => [name, cells[at]]));

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) if (value != null) element.setAttribute(key, seen(value));
  element.append(...children.filter((child) => child != null).map((child) => (child instanceof Node ? child : seen(child))));
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
    const piece = seen(signs.slice(places[at], places[at + 1]).join(""));
    const over = facts.filter((fact) => fact.start <= places[at] && fact.stop >= places[at + 1] && fact.start < fact.stop);
    if (!over.length) { paragraph.append(piece); continue; }
    const rank = ["name", "theme", "quantity", "measure"];
    const kinds = [...new Set(over.map((fact) => kindOf(fact.kind)))].sort((a, b) => rank.indexOf(a) - rank.indexOf(b));
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

// Marks: what a person called right or wrong, by place and reading; kept in this browser until they are downloaded.
const KEPT = "jiguan-etl marks";
let marks = {};
try { marks = JSON.parse(localStorage.getItem(KEPT)) || {}; } catch { /* no storage: marks live as long as the page */ }

function markOf(book, stretch, fact) {
  const signs = Array.from(stretch.text);
  const text = (fact.kind === "theme" ? signs.slice(0, 40) : signs.slice(fact.start, fact.stop)).join("");
  return { raw_path: book.raw_path, raw_start: fact.raw_start, raw_stop: fact.raw_stop, kind: fact.kind, says: fact.says, text, rule: fact.rule, note: null };
}
const keyOf = (mark) => JSON.stringify([mark.raw_path, mark.kind, mark.raw_start, mark.raw_stop, mark.says]);

function keep() {
  try { localStorage.setItem(KEPT, JSON.stringify(marks)); } catch { /* said above */ }
  const all = Object.values(marks);
  const wrong = all.filter((mark) => mark.verdict === "wrong").length;
  document.getElementById("marked").textContent = `${all.length} marked: ${all.length - wrong} right, ${wrong} wrong · 已判 ${all.length}：对 ${all.length - wrong}，错 ${wrong}`;
  for (const id of ["download", "forget"]) document.getElementById(id).disabled = !all.length;
}

function judge(book, stretch, fact, cell) {
  const mark = markOf(book, stretch, fact);
  const key = keyOf(mark);
  const buttons = [["right", "✓", "right · 对"], ["wrong", "✗", "wrong · 错"]].map(([verdict, sign, name]) => {
    const pressed = (marks[key] || {}).verdict === verdict;
    const button = make("button", { type: "button", class: "judge", "data-verdict": verdict, "data-key": key, "aria-pressed": pressed, "aria-label": `${name}: ${mark.text}` }, sign);
    button.addEventListener("click", () => {
      if ((marks[key] || {}).verdict === verdict) delete marks[key]; else marks[key] = { ...mark, verdict };
      for (const other of pane.querySelectorAll(".judge")) {
        if (other.dataset.key === button.dataset.key) other.setAttribute("aria-pressed", String((marks[key] || {}).verdict === other.dataset.verdict));
      }
      keep();
    });
    return button;
  });
  cell.append(...buttons);
  return cell;
}

document.getElementById("download").addEventListener("click", () => {
  const text = JSON.stringify({ review: 1, marks: Object.values(marks) }, null, 1);
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "marks.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});
document.getElementById("forget").addEventListener("click", (event) => {
  const button = event.currentTarget;
  if (button.dataset.sure !== "yes") { button.dataset.sure = "yes"; button.textContent = "press again to forget all · 再按一次清空"; return; }
  marks = {};
  button.dataset.sure = "";
  button.textContent = "forget · 清空";
  for (const other of pane.querySelectorAll(".judge")) other.setAttribute("aria-pressed", "false");
  keep();
});

// A paragraph's facts, told when somebody opens them: a long article holds thousands.
function table(book, stretch, row, facts) {
  const count = `${facts.length} facts · ${facts.length} 条事实`;
  const box = make("details", { class: "facts" }, make("summary", {}, count));
  box.addEventListener("toggle", () => { if (box.open && box.children.length === 1) box.append(sheet(book, stretch, row, facts, count)); });
  return box;
}

function sheet(book, stretch, row, facts, count) {
  const head = make("tr", { role: "row" }, ...["kind · 类别", "verdict · 判定", "in the text · 原文", "reading · 解读", "raw place · 原文位置", "id"].map((name) => make("th", { scope: "col", role: "columnheader" }, name)));
  const signs = Array.from(stretch.text);
  const lines = facts.map((fact) => {
    const show = make("button", { type: "button" }, signs.slice(fact.start, fact.stop).join(""));
    show.addEventListener("click", () => light(row, fact));
    const says = fact.kind === "theme" ? `${themes[fact.id] || fact.id} ← ${show.textContent}` : fact.says;
    const cells = [NAMES[fact.kind] || fact.kind, show, make("bdi", {}, `${says} [${fact.rule}]`), `${fact.raw_start}–${fact.raw_stop}`, make("code", {}, fact.id)];
    const [kind, ...told] = cells.map((cell) => make("td", { role: "cell" }, cell));
    return make("tr", { role: "row" }, kind, judge(book, stretch, fact, make("td", { class: "verdict", role: "cell" })), ...told);
  });
  // The roles are said since a phone lays the rows out as cards, and a browser may then forget that it is a table.
  const rows = make("table", { role: "table" }, make("thead", { role: "rowgroup" }, head), make("tbody", { role: "rowgroup" }, ...lines));
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${stretch.id}: ${count}` }, rows);
}

function drawn(book, stretch) {
  const place = `${stretch.raw}–${stretch.raw_stop}`;
  if (stretch.kind === "removed") {
    return make("div", { class: "row removed" }, make("span", { class: "rule" }, `${stretch.why}: ${stretch.rule}`), make("small", {}, `removed · 剔除 ${place}`), make("div", { class: "text", tabindex: stretch.text.length > 400 ? "0" : null }, stretch.text));
  }
  const facts = stretch.facts.map(factOf);
  const row = make("div", { class: `row ${stretch.kind}` });
  const simple = marked(stretch.text, facts);
  simple.lang = "zh-Hans";
  if (stretch.original != null) {
    const same = Array.from(stretch.original).length === Array.from(stretch.text).length;
    const original = same ? marked(stretch.original, facts) : make("p", { class: "text" }, stretch.original);
    original.lang = book.script === "hans" ? "zh-Hans" : "zh-Hant";
    row.append(make("div", { class: "pair" }, original, simple));
  } else row.append(simple);
  const cut = stretch.more ? ` · … +${stretch.more.toLocaleString("en")} characters in the warehouse · 余下见数据库` : "";
  row.append(make("small", { class: "quiet" }, `${stretch.kind} · ${place} · ${stretch.id}`, stretch.damaged ? " · damaged · 损坏" : "", cut));
  if (facts.length) row.append(table(book, stretch, row, facts));
  return row;
}

// A long article is shown in parts: a law of 100,000 characters has some 1,900 stretches, and a page that holds them all is slow
// to draw, to hear read out and to examine.
const PIECES = 400; // stretches and facts of a part; most articles are one part

function partsOf(book) {
  const parts = [[]];
  let held = 0;
  for (const row of book.rows) {
    const weight = 1 + (row.facts || []).length;
    if (held && held + weight > PIECES) { parts.push([]); held = 0; }
    parts[parts.length - 1].push(row);
    held += weight;
  }
  return parts;
}

/** What leads from part to part: before, a choice of all by their first heading, after. Nothing where there is one part. */
function turner(book, parts, at, place) {
  if (parts.length < 2) return null;
  const names = parts.map((rows, number) => {
    const first = rows.find((row) => row.kind === "heading") || rows.find((row) => row.kind !== "removed");
    return `${number + 1} / ${parts.length}${first ? ` · ${Array.from(first.text).slice(0, 24).join("")}` : ""}`;
  });
  const choice = make("select", { "aria-label": `part, ${place} · 分段` }, ...names.map((name, number) => make("option", { value: number }, name)));
  choice.value = at;
  choice.addEventListener("change", () => show(book, true, +choice.value));
  const [before, after] = [["before · 上一段", at - 1], ["after · 下一段", at + 1]].map(([name, to]) => {
    const button = make("button", { type: "button", disabled: parts[to] ? null : "" }, name);
    button.addEventListener("click", () => show(book, true, to));
    return button;
  });
  return make("div", { class: "parts" }, before, choice, after);
}

function show(book, focus, at = 0) {
  const meta = [book.organ, book.region, book.published_on, book.publisher, book.byline, book.is_original ? null : "reprint · 转载"].filter(Boolean).join(" · ");
  const legend = make("p", { class: "legend" });
  for (const [kind, name] of [["measure", "measure · 举措"], ["quantity", "quantity · 数量"], ["theme", "theme word · 主题词"], ["name", "name · 名称"]]) legend.append(make("mark", { class: kind }, name));
  const twin = book.rows.some((row) => row.original != null) ? "first as published, then simplified · 先原文，后简体" : "published in simplified script · 原文即简体";
  const parts = partsOf(book);
  pane.replaceChildren(...[
    make("h3", { lang: "zh-Hans" }, make("bdi", {}, book.title || book.raw_path)),
    make("p", { class: "meta" }, make("bdi", {}, meta), make("br"), make("bdi", {}, book.raw_path), ` · ${book.id}`),
    legend, make("p", { class: "quiet" }, twin), turner(book, parts, at, "above · 上"),
    ...parts[at].map((row) => drawn(book, row)), turner(book, parts, at, "below · 下")].filter(Boolean));
  for (const entry of list.querySelectorAll("[data-id]")) entry.setAttribute("aria-current", entry.dataset.id === book.id);
  if (focus) { pane.focus({ preventScroll: true }); pane.scrollIntoView({ block: "start" }); }
}

// An entry of the list shows an article of this page, or leads to the page that holds it.
const ENTRY = ["id", "title", "organ", "region", "published_on", "raw_path", "facts", "page"];
const entries = index ? index.map((cells) => Object.fromEntries(ENTRY.map((name, at) => [name, cells[at]]))) : articles;

function entryOf(book) {
  const inside = [make("bdi", {}, book.title || book.raw_path), make("small", {}, make("bdi", {}, [book.organ, book.published_on, `${book.facts} facts`].filter(Boolean).join(" · ")))];
  if (book.page) return make("li", {}, make("a", { class: "entry", href: `${book.page}#${book.id}`, "data-id": book.id }, ...inside));
  const button = make("button", { type: "button", class: "entry", "data-id": book.id, "aria-current": "false" }, ...inside);
  button.addEventListener("click", () => show(book, true));
  return make("li", {}, button);
}

function fill(wanted) {
  const words = wanted.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter((book) => {
    const text = [book.title, book.title_original, book.organ, book.region, book.published_on, book.raw_path].filter(Boolean).join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  list.replaceChildren(...found.slice(0, SHOWN).map(entryOf));
  const more = found.length > SHOWN ? ` (the first ${SHOWN} are listed · 列出前 ${SHOWN} 篇)` : "";
  document.getElementById("count").textContent = `${found.length} / ${entries.length}${more}`;
}

document.getElementById("find").addEventListener("input", (event) => fill(event.target.value));
window.addEventListener("storage", () => { try { marks = JSON.parse(localStorage.getItem(KEPT)) || {}; } catch { return; } keep(); });
const named = () => articles.find((book) => `#${book.id}` === location.hash);
window.addEventListener("hashchange", () => { const book = named(); if (book) show(book, true); });
fill("");
keep();
if (articles.length) show(named() || articles[0], Boolean(named()));
else pane.append(make("p", { class: "quiet" }, entries.length ? "choose an article from the list · 请从列表中选择文章" : "nothing yet · 暂无数据"));
