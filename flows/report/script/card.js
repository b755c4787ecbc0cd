
// ---- one person's card

const link = (scheme, value) => {
  const anchor = make("a", value);
  anchor.href = scheme === "tel:" ? scheme + value : scheme + encodeURIComponent(value).replace("%40", "@");
  return anchor;
};
const drawn = (tag, props) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(props)) element.setAttribute(key, value);
  return element;
};
const monthly = (counts) => {
  const { months } = details();
  const most = Math.max(...counts);
  const all = counts.reduce((sum, n) => sum + n, 0);
  const figure = make("figure", "", { class: "months" });
  const chart = drawn("svg", { class: "chart", viewBox: "0 0 1000 40", preserveAspectRatio: "none", role: "img",
    "aria-label": counts.map((n, at) => n && `${months[at]} ${n}`).filter(Boolean).join(", ") });
  chart.append(drawn("path", { d: "M0 39.5L1000 39.5", class: "axis" }), ...counts.map((n, at) => drawn("rect", {
    x: at * 1000 / 24 + 4, width: 1000 / 24 - 8, y: 39 - n / most * 38, height: n / most * 38, class: "known" })));
  figure.append(chart, make("figcaption", `Days of contact a month, ${months[0]} to ${months[23]}: ${all} in all, at most ${most}.`));
  return figure;
};
const sum = ([score, total, lines]) => {
  const holder = make("details");
  const table = make("table", "", { class: "parts" });
  const body = make("tbody");
  for (const [fact, points] of lines) {
    const line = make("tr");
    line.append(make("td", fact), make("td", points, { class: "num" }));
    body.append(line);
  }
  const foot = make("tr");
  foot.append(make("th", `${score}, their sum`, { scope: "row" }), make("td", total, { class: "num" }));
  body.append(foot);
  table.append(make("caption", `What ${score} is the sum of`, { class: "hidden" }), body);
  holder.append(make("summary", `Why ${score} ${total}?`), table);
  return holder;
};
const detail = (person) => {
  const list = make("dl");
  const add = (term, values) => values.length && list.append(make("dt", term), ...values.map((value) => {
    const holder = make("dd");
    holder.append(value instanceof Node ? value : make("bdi", value));
    return holder;
  }));
  const [months, subjects, ground, ledger, paths, records, sums] = details().people[person.index] || [[], [], [], [], [], [], []];
  if (person.action) add("next step", [person.action]);
  if (/^[^\s@<>]+@[^\s@<>]+$/.test(person.email)) add("write", [link("mailto:", person.email)]);
  if (/^\+\d{5,15}$/.test(person.phone)) add("call", [link("tel:", person.phone)]);
  add("last contact", [person.last < 0 ? "not known" : `${date(person.last)}${person.channel < 0 ? "" : `, ${data.channels[person.channel]}`}`]);
  if (person.gap >= 0) add("gap to keep", [`${person.gap} days`]);
  if (person.closeness >= 0) add("closeness", [`${person.closeness}${person.before < 0 ? "" : `, ninety days ago ${person.before}`}`]);
  if (person.points) add("cultivate", [`${PARTS.map((part, at) => `${part} ${tenth(person.points[at])}`).join(" + ")} = ${tenth(person.cultivate)}`]);
  add("of late", subjects);
  add("common ground", ground);
  add("give and take", ledger);
  add("paths", paths.map(([how, whom, why]) => `${how} ${whom}${why && ` (${why})`}`));
  add("joined records", records.map(([id, , source, name, why]) => `${name || "no name"}, ${source}: ${why}`));
  const nodes = [list, ...sums.map(sum)];
  if (months.length) nodes.unshift(monthly(months));
  if (!data.redacted) {
    if (!sums.length) add("every part", [`cultivate why ${person.id}`]);
    nodes.push(answerForm(person));
  }
  return nodes;
};
