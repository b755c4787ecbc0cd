
// ---- the owner's word: commands, or acts if served

const said = new Map();
const SAFE = /^[\w@%+:,./-]+$/;
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]+/gu;
const quoted = (text) => SAFE.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
const command = ({ verb, person, value, other, note }) => {
  if (verb === "log") return `cultivate log ${quoted(`${value} "${person}"${note && `: ${note}`}`)}`;
  const words = verb === "different" ? [verb, quoted(value), quoted(other)]
    : verb === "snooze" ? [verb, person, "--days", value] : [verb, person, value];
  return ["cultivate", ...words.filter(Boolean), ...(note ? [`--note=${quoted(note)}`] : [])].join(" ");
};
const tell = async (word) => {
  try {
    const answer = await fetch("say", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(word) });
    return await answer.json();
  } catch {
    return { error: "nobody answers; start again: cultivate report --serve" };
  }
};
const takeBack = async (key) => {
  const { undo, lasting } = said.get(key);
  if (lasting) return "A line of journal.md is taken back there, by hand.";
  const answered = undo ? await tell({ verb: "undo", value: undo }) : {};
  if (answered.error) return answered.error;
  said.delete(key);
  return answered.said || "Taken back.";
};
const keyOf = ({ verb, person, value, other }) => JSON.stringify([verb, person, verb === "snooze" ? "" : value, other]);
const OPPOSITE = { useful: "not-useful", "not-useful": "useful" };
const add = async (key, word) => {
  const against = keyOf({ ...word, verb: OPPOSITE[word.verb] || "" });
  if (said.has(against)) await takeBack(against);
  const answered = data.served ? await tell(word) : {};
  if (answered.error) return answered.error;
  said.set(key, { text: answered.said || command(word), undo: answered.undo, lasting: data.served && !answered.undo });
  return answered.said || "Added to your answers.";
};
const answer = async (pressed) => {
  const { key, word, fields } = pressed;
  const note = (fields?.note.value || "").replace(UNSEEN, " ").trim();
  const value = word.verb === "snooze" ? fields.days.value : word.value;
  pressed.disabled = true;
  $("said-status").textContent = said.has(key) ? await takeBack(key) : await add(key, { ...word, value, note });
  pressed.disabled = false;
  pressed.focus();
  showAnswers();
};
const showAnswers = () => {
  const box = $("answers");
  if (!box) return;
  for (const b of all("button[aria-pressed]")) b.setAttribute("aria-pressed", said.has(b.key));
  box.hidden = !said.size;
  $("said").replaceChildren(...[...said].map(([key, { text, lasting }]) => {
    const line = make("li");
    line.append(make(data.served ? "span" : "code", text));
    if (!lasting) {
      const back = button("take back", { class: "back" });
      back.append(make("span", ` ${text}`, { class: "hidden" }));
      Object.assign(back, { word: {}, key });
      line.append(" ", back);
    }
    return line;
  }));
};
const field = (label, input) => {
  const holder = make("label", `${label} `);
  holder.append(input);
  return holder;
};
const choice = (options) => {
  const select = make("select");
  for (const [value, text] of options) select.append(make("option", text, { value }));
  return select;
};
const answerForm = (person) => {
  const holder = make("details", "", { class: "answer" });
  const who = person.name || "this person";
  const fields = { note: make("input", "", { type: "text", maxlength: 200, autocomplete: "off" }),
    days: choice([[14, "two weeks"], [30, "a month"], [90, "three months"]]) };
  fields.days.value = 30;
  const one = (text, verb, value = "", other = "") => {
    const made = button(text, { class: "act", "aria-pressed": "false" });
    const word = { verb, person: person.id, value, other };
    return Object.assign(made, { fields, word, key: keyOf(word) });
  };
  const row = (label, ...parts) => {
    const line = make("p", "", { role: "group", "aria-label": `${label}: ${who}` });
    line.append(make("span", label, { class: "faint" }), ...parts);
    return line;
  };
  const owed = (data.owed[person.id] || []).map(([kind, words]) => one(`Done: ${words}`, "done", kind));
  const records = (details().people[person.index]?.[5] || []).filter(([id, to]) => to && !(id + to).match(UNSEEN));
  holder.append(make("summary", "Your word"),
    row("It is done", ...owed, one("I wrote", "log", "wrote"), one("I called", "log", "called"), one("We met", "log", "met")),
    row("Not now", field("for", fields.days), one("Leave out", "snooze"), one("Mute for good", "mute")),
    row("This proposal", one("Useful", "useful"), one("Not useful", "not-useful")));
  if (records.length) holder.append(row("A different person", ...records.map(([id, to, source, name]) =>
    one(`${name || "no name"}, ${source}`, "different", id, to))));
  holder.append(field("A note with it", fields.note));
  return holder;
};
if ($("answers")) {
  for (const place of all("[data-answer]")) {
    const person = people.find(({ id }) => id === place.dataset.answer);
    if (person) place.append(answerForm(person));
  }
  for (const b of all("[data-kind]")) b.key = keyOf(b.word = { verb: b.name, value: b.dataset.kind });
  on("said-copy", "click", (event) => copyText(event.target, [...said.values()].map(({ text }) => `${text}\n`).join(""), $("said")));
  on("said-clear", "click", () => { said.clear(); showAnswers(); });
}
