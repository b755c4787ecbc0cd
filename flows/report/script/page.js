// What the page's parts share, and the cards of the week.
// Text reaches the page as textContent only; nothing is stored.
const data = JSON.parse(document.getElementById("data").textContent);
const STEP = 100;
const PARTS = ["keeping in touch", "owed", "your goals", "a good moment"];
const $ = (id) => document.getElementById(id);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const on = (id, happens, act) => $(id)?.addEventListener(happens, act);
document.documentElement.classList.add("scripted");

const make = (tag, text, props = {}) => {
  const element = document.createElement(tag);
  if (text !== undefined && text !== "") element.textContent = text;
  for (const [key, value] of Object.entries(props)) element.setAttribute(key, value);
  return element;
};
const fold = (text) => /^[\x00-\x7f]*$/.test(text) ? text.toLowerCase() : text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const date = (days) => {
  if (days < 0) return "";
  const day = new Date(days * 864e5);
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
};
const tenth = (n) => n < 0 ? "" : (n / 10).toFixed(1);
const plain = (n) => n < 0 ? "" : String(n);
const button = (text, props = {}) => make("button", text, { type: "button", ...props });
const people = data.rows.map((row, index) => {
  const [id, name, title, organisation, groups, state, closeness, before, due, goals,
    cultivate, last, channel, gap, mailbox, domain, phone, points, action] = row;
  return { id, index, name, groups, state, closeness, before, due, goals, cultivate, last, channel, gap, phone, points, action,
    title: data.titles[title], organisation: data.organisations[organisation],
    email: mailbox + (data.domains[domain] || ""), said: data.states[state] || "",
    rank: cultivate >= 0 ? index + 1 : Infinity, group: groups.map((at) => data.groups[at]).join(", ") };
});
let told;
const details = () => told ??= JSON.parse($("details").textContent);

// ---- cards of the week

const escapeIcs = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\s+/g, " ");
const foldIcs = (line) => line.replace(/(.{1,24})(?=.)/gu, "$1\r\n ");
const quarter = (of) => {
  const { quarter: day, title, uid } = of.dataset;
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cultivate//report//EN",
    "BEGIN:VEVENT", `UID:${uid}-${day}-15@cultivate`, `DTSTAMP:${data.stamp}Z`,
    `DTSTART:${day}T090000`, "DURATION:PT15M", "CLASS:PRIVATE",
    foldIcs(`SUMMARY:${escapeIcs(title)}`), "END:VEVENT", "END:VCALENDAR", ""];
  const link = make("a", "", { download: "15-minutes.ics" });
  link.href = URL.createObjectURL(new Blob([lines.join("\r\n")], { type: "text/calendar" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
const copyText = async (from, text, select) => {
  const said = from.textContent;
  try {
    await navigator.clipboard.writeText(text);
    from.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(select);
    from.textContent = "Selected, press Ctrl C";
  }
  setTimeout(() => { from.textContent = said; }, 2000);
};
const copyReasons = (from) => {
  const card = $(from.dataset.copy);
  const lines = [".name", ".todo", ".reasons li"].flatMap((selector) =>
    all(selector, card).map((found) => found.innerText.trim().replace(/\s+/g, " ")));
  copyText(from, lines.join("\n"), card.querySelector(".reasons") || card);
};
document.addEventListener("click", (event) => {
  const pressed = event.target.closest("button");
  if (!pressed) return;
  if (pressed.dataset.quarter) quarter(pressed);
  if (pressed.dataset.copy) copyReasons(pressed);
  if (pressed.word) answer(pressed);
});
