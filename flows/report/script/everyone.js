
// ---- everyone: search, facets, sorting, keys; state lives in the URL's hash

const table = $("people");
if (!table) return;
const body = table.tBodies[0];
const heads = [...table.tHead.rows[0].cells];
const haystack = (person) => person.hay ??= fold([person.name, person.title,
  person.organisation, person.group, person.email].join(" "));

const KEYS = {
  rank: (p) => p.rank, name: (p) => fold(p.name), group: (p) => p.group || "\uffff",
  state: (p) => p.said || "\uffff", closeness: (p) => -p.closeness, due: (p) => -p.due,
  cultivate: (p) => -p.cultivate, last: (p) => -p.last,
};
const DEFAULTS = { q: "", group: "", state: "", channel: "", goals: "", sort: "rank", down: "", hide: "", p: "" };
let state = { ...DEFAULTS };
let found = [];
let shown = 0;

const readHash = () => {
  const hash = location.hash.slice(1);
  if (!hash.includes("=")) return false;
  const asked = new URLSearchParams(hash);
  state = Object.fromEntries(Object.entries(DEFAULTS).map(([key, value]) => [key, asked.get(key) ?? value]));
  if (!KEYS[state.sort]) state.sort = "rank";
  return true;
};
const writeHash = () => {
  const said = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) if (value !== DEFAULTS[key]) said.set(key, value);
  const hash = said.toString();
  history.replaceState(null, "", hash ? `#${hash}` : "#everyone");
};

const choose = () => {
  const words = fold(state.q).split(/\s+/).filter(Boolean);
  const group = data.groups.indexOf(state.group);
  const at = data.states.indexOf(state.state);
  const channel = data.channels.indexOf(state.channel);
  found = people.filter((p) =>
    (!state.group || p.groups.includes(group)) && (!state.state || p.state === at) &&
    (!state.channel || p.channel === channel) && (!state.goals || p.goals > 0) &&
    words.every((word) => haystack(p).includes(word)));
  if (state.sort === "rank" && !state.down) return;  // as they come
  const key = KEYS[state.sort];
  const turn = state.down ? -1 : 1;
  const keyed = found.map((person, index) => [key(person), index, person]);
  keyed.sort((a, b) => (a[0] < b[0] ? -turn : a[0] > b[0] ? turn : a[1] - b[1]));
  found = keyed.map((entry) => entry[2]);
};

const name = (person) => {
  const cell = make("th", "", { scope: "row" });
  const button = make("button", "", { type: "button", class: "open", "aria-expanded": "false" });
  button.append(make("bdi", person.name || "no name"));
  button.person = person;
  cell.append(button);
  const post = [person.title, person.organisation].filter(Boolean).join(", ");
  if (post) cell.append(make("span", post, { class: "post" }));
  return cell;
};
const row = (person) => {
  const line = make("tr");
  const arrow = person.before < 0 ? "" : person.closeness > person.before + 1 ? " \u2191"
    : person.closeness < person.before - 1 ? " \u2193" : "";
  line.append(make("td", person.rank === Infinity ? "" : String(person.rank), { class: "num" }),
    name(person), make("td", person.group), make("td", person.said),
    make("td", plain(person.closeness) + arrow, { class: "num" }), make("td", plain(person.due), { class: "num" }),
    make("td", tenth(person.cultivate), { class: "num" }), make("td", date(person.last), { class: "when" }));
  hide(line);
  return line;
};
const more = () => {
  const lines = document.createDocumentFragment();
  for (const person of found.slice(shown, shown + STEP)) lines.append(row(person));
  shown = Math.min(shown + STEP, found.length);
  body.append(lines);
  $("more").hidden = shown >= found.length;
  $("status").textContent = `${found.length.toLocaleString("en")} of ${people.length.toLocaleString("en")} people` +
    (shown < found.length ? `, the first ${shown} shown` : "");
};
const draw = () => {
  choose();
  body.replaceChildren();
  shown = 0;
  more();
  for (const head of heads) {
    const sorted = head.dataset.sort === state.sort;
    if (sorted) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
    hide(head.parentElement);
  }
};
const hide = (line) => {
  const hidden = state.hide.split(",");
  [...line.cells].forEach((cell, at) => { cell.hidden = cell.colSpan === 1 && hidden.includes(heads[at].dataset.sort); });
};
const change = (changes) => {
  Object.assign(state, changes, { p: "" });
  draw();
  writeHash();
};

const toggle = (button, open = button.getAttribute("aria-expanded") !== "true") => {
  const line = button.closest("tr");
  button.setAttribute("aria-expanded", String(open));
  if (!open) line.nextElementSibling.remove();
  else {
    const card = make("tr", "", { class: "detail" });
    const cell = make("td", "", { colspan: heads.length });
    cell.append(...detail(button.person));
    card.append(cell);
    line.after(card);
    showAnswers();
  }
  state.p = open ? button.person.id : "";
  writeHash();
};

// ---- controls

for (const facet of ["group", "state", "channel"]) {
  for (const value of [...data[`${facet}s`]].sort()) $(`in-${facet}`).append(make("option", value, { value }));
  on(`in-${facet}`, "change", (e) => change({ [facet]: e.target.value }));
}
for (const head of heads) {
  const button = make("button", head.textContent, { type: "button", class: "sorter" });
  button.addEventListener("click", () => change({
    sort: head.dataset.sort, down: state.sort === head.dataset.sort && !state.down ? "1" : "" }));
  head.replaceChildren(button);
  if (head.dataset.sort === "name") continue;
  const label = make("label", ` ${button.textContent}`);
  const box = make("input", "", { type: "checkbox", "data-column": head.dataset.sort });
  label.prepend(box);
  box.addEventListener("change", () => change({
    hide: all("[data-column]").filter((b) => !b.checked).map((b) => b.dataset.column).join(",") }));
  $("columns").append(label);
}
const show = () => {
  $("find").value = state.q;
  $("in-group").value = state.group;
  $("in-state").value = state.state;
  $("in-channel").value = state.channel;
  $("for-goals").checked = Boolean(state.goals);
  for (const box of all("[data-column]")) box.checked = !state.hide.split(",").includes(box.dataset.column);
  const opened = state.p;
  draw();
  if (!opened) return;
  while (shown < found.length && shown <= found.findIndex((p) => p.id === opened)) more();
  const button = openers().find((b) => b.person.id === opened);
  if (button) { toggle(button, true); button.focus(); }
};
const openers = () => all(".open", body);
let typing;
on("find", "input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => change({ q: $("find").value }), 30);
});
on("for-goals", "change", (e) => change({ goals: e.target.checked ? "1" : "" }));
on("more", "click", more);
on("help-open", "click", () => $("help").showModal());
on("help-close", "click", () => $("help").close());
body.addEventListener("click", (event) => {
  const button = event.target.closest(".open");
  if (button) toggle(button);
});

const step = (by) => {
  const buttons = openers();
  const at = buttons.indexOf(document.activeElement);
  if (at + by >= buttons.length && shown < found.length) { more(); return step(by); }
  const next = at < 0 ? buttons[0] : buttons[Math.max(0, Math.min(buttons.length - 1, at + by))];
  if (next) next.focus();
};
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, select, textarea");
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  const inTable = event.target.closest("#people") || event.target === $("find");
  if (event.key === "Escape" && field === $("find")) change({ q: ($("find").value = "") });
  else if (event.key === "Escape" && inTable) $("find").focus();
  else if (inTable && event.key === "ArrowDown") step(1);
  else if (inTable && !field && event.key === "ArrowUp") step(-1);
  else if (field) return;
  else if (event.key === "/") { $("everyone").scrollIntoView(); $("find").focus(); }
  else if (event.key === "?") $("help").showModal();
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else return;
  event.preventDefault();
});
addEventListener("hashchange", () => { if (readHash()) show(); });
const asked = readHash();
show();
if (asked && !state.p) $("everyone").scrollIntoView();
