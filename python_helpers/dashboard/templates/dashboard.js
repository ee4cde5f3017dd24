const PAGE_ROWS = 25;
const { segments: SEGMENTS, attributes: ATTRIBUTES, sources: SOURCES, channels: CHANNELS, part: PART } = json("names");
const regions = new Intl.DisplayNames("en", { type: "region", fallback: "code" });
const byText = new Intl.Collator("en", { sensitivity: "base", numeric: true });

function json(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

function country(code) {
  try { return regions.of(code); } catch { return code; }
}

function words(name) {
  const text = name.replaceAll("_", " ");
  return text[0].toUpperCase() + text.slice(1);
}

/** An element; attributes that are undefined are left out, and texts are never read as HTML. */
function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** What gzip and base64 made of a JSON text. */
async function unpack(id) {
  const text = document.getElementById(id).textContent;
  const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

function amount(value, currency) {
  if (value === null || value === undefined) return "–";
  const text = value.toLocaleString("en", { minimumFractionDigits: value % 1 ? 2 : 0, maximumFractionDigits: 2 });
  return currency ? `${currency} ${text}` : text;
}

function share(value, digits = 0) {
  return value === null || value === undefined ? "–" : `${(value * 100).toFixed(digits)} %`;
}

// Theme

const toggle = document.getElementById("theme");

function showTheme() {
  const isDark = document.documentElement.dataset.theme === "dark";
  toggle.setAttribute("aria-pressed", isDark);
}

toggle.addEventListener("click", () => {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try { localStorage.setItem("theme", theme); } catch { /* no storage in this browser */ }
  showTheme();
});
showTheme();

// Charts. Their colours are CSS variables, so they follow the theme, and are light on paper.

const axis = { domain: false, ticks: false, gridColor: "var(--line)", labelColor: "var(--soft)", titleColor: "var(--soft)",
  titleFontWeight: "normal", labelFontSize: 12, titleFontSize: 12, labelPadding: 6 };
const CONFIG = {
  background: "transparent",
  font: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  view: { stroke: null },
  axis,
  axisY: { labelLimit: 150 },
  axisBand: { grid: false, labelColor: "var(--ink)", bandPosition: 0.5 },
  axisX: { labelOverlap: true },
  axisTop: { labelAngle: -45, labelAlign: "left" },
  bar: { color: "var(--c1)", cornerRadiusEnd: 2 },
  area: { color: "var(--c1)", line: { color: "var(--c1)", strokeWidth: 2 } },
  line: { strokeWidth: 2 },
  text: { color: "var(--ink)", fontSize: 12 },
  legend: { orient: "top", labelColor: "var(--ink)", labelFontSize: 12, labelLimit: 0, symbolType: "square",
    symbolOpacity: 1, symbolStrokeWidth: 0, offset: 6 },
  locale: { number: { decimal: ".", thousands: ",", grouping: [3], currency: ["", ""] } },
};

const NARROW = {
  axisTop: { labelAngle: -90, labelAlign: "left", labelFontSize: 10 },
  legend: { ...CONFIG.legend, columns: 1 },
  text: { ...CONFIG.text, fontSize: 10 },
};

async function showCharts() {
  const charts = json("charts");
  const narrow = innerWidth < 640;
  for (const place of document.querySelectorAll("[data-chart]")) {
    const chart = charts[place.dataset.chart];
    for (const row of chart.data.values) if (row.country_code) row.country = country(row.country_code);
    const config = narrow ? { ...CONFIG, ...NARROW } : CONFIG;
    await vegaEmbed(place, { ...chart, autosize: { type: "fit-x", contains: "padding" }, config }, { renderer: "svg", actions: false, tooltip: { theme: "custom" } });
    await new Promise((resume) => setTimeout(resume));
  }
  for (const cell of document.querySelectorAll("#figure-countries tbody td:first-child")) {
    if (/^[A-Z]{2}$/.test(cell.textContent)) cell.textContent = country(cell.textContent);
  }
}

// Customers: a table of columns, in which row i of each column is customer i

const COLUMNS = [
  { name: "name", title: "Name", show: (i) => customers.name[i] ?? "(no name)" },
  { name: "email", title: "E-mail", minor: true, long: true },
  { name: "city", title: "City", minor: true },
  { name: "country", title: "Country", text: (i) => named("country", i) && country(named("country", i)), minor: true },
  { name: "created", title: "Since", show: (i) => day(customers.created[i]), number: true, minor: true },
  { name: "spend", title: "Yearly spend", show: (i) => amount(customers.spend[i], named("currency", i)), number: true,
    within: "currency" },
  { name: "orders", title: "Orders", number: true },
  { name: "revenue", title: "Revenue", show: (i) => amount(customers.revenue[i]), number: true, minor: true },
  { name: "rfm", title: "Buyer", text: (i) => words(named("rfm_group", i, "rfm")), minor: true },
];
let customers;
let found = [];
let sorted = { name: "name", down: false };
let page = 0;
let haystack;

function named(list, i, column = list) {
  const place = customers[column][i];
  return place === null ? null : customers.lists[list][place];
}

function day(days) {
  return days === null ? "–" : new Date(days * 864e5).toISOString().slice(0, 10);
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function search() {
  const query = document.getElementById("query").value.trim();
  const wanted = plain(query).split(/\s+/).filter(Boolean);
  // a phone number, however it is typed: 030 / 123-456 is part of +4930123456
  const digits = /^[\d\s()+./-]{6,}$/.test(query) ? query.replace(/\D/g, "").replace(/^0+/, "") : "";
  const segment = document.getElementById("segment").value;
  haystack ??= customers.id.map((id, i) => plain(["name", "email", "phone", "city", "number"]
    .map((name) => customers[name][i] ?? "").concat(id, customers.former[i] ?? []).join(" ")));
  found = [];
  for (let i = 0; i < customers.id.length; i++) {
    if ((wanted.every((word) => haystack[i].includes(word)) || (digits && customers.phone[i]?.includes(digits)))
      && (segment === "" || customers.segments[i].includes(Number(segment)))) found.push(i);
  }
  sort();
}

function sort() {
  const { name, down } = sorted;
  const column = COLUMNS.find((column) => column.name === name);
  const values = column.text ? found.map(column.text) : found.map((i) => customers[name][i]);
  const order = values.map((_, place) => place);
  // empty ones come last, whichever way it is sorted
  order.sort((a, b) => {
    const [one, other] = [values[a], values[b]];
    if (one === null || other === null) return (one === null) - (other === null);
    // amounts of different currencies can't be compared; the lists of names are sorted
    const group = column.within && orLast(customers[column.within][found[a]]) - orLast(customers[column.within][found[b]]);
    if (group) return group;
    return (typeof one === "string" ? byText.compare(one, other) : one - other) * (down ? -1 : 1);
  });
  found = order.map((place) => found[place]);
  page = 0;
  showRows();
}

function orLast(place) {
  return place ?? Number.MAX_SAFE_INTEGER;
}

function showRows() {
  const pages = Math.max(1, Math.ceil(found.length / PAGE_ROWS));
  const rows = found.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS).map((i) => {
    const cells = COLUMNS.map((column) => {
      const text = String((column.show ?? column.text ?? ((row) => customers[column.name][row]))(i) ?? "–");
      const content = column.name === "name" ? el("button", { type: "button", class: "link", "data-row": i }, text) : text;
      return el("td", { class: classes(column) }, content);
    });
    return el("tr", { "data-row": i }, cells);
  });
  document.querySelector("#people tbody").replaceChildren(...rows);
  document.getElementById("found").textContent =
    `${found.length.toLocaleString("en")} ${found.length === 1 ? "customer" : "customers"}`;
  document.getElementById("page").textContent = `Page ${(page + 1).toLocaleString("en")} of ${pages.toLocaleString("en")}`;
  document.getElementById("previous").disabled = page === 0;
  document.getElementById("next").disabled = page + 1 >= pages;
  for (const heading of document.querySelectorAll("#people th")) {
    if (heading.dataset.name !== sorted.name) heading.removeAttribute("aria-sort");
    else heading.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
  }
}

function classes({ number, minor, long }) {
  return [number && "number", minor && "minor", long && "long"].filter(Boolean).join(" ") || undefined;
}

async function showCustomers() {
  customers = await unpack("customers-packed");
  const headings = COLUMNS.map((column) => el(
    "th", { scope: "col", "data-name": column.name, class: classes(column) },
    el("button", {
      type: "button",
      onclick: () => {
        sorted = { name: column.name, down: sorted.name === column.name ? !sorted.down : Boolean(column.number) };
        sort();
      },
    }, column.title)));
  document.querySelector("#people thead tr").replaceChildren(...headings);
  const query = document.getElementById("query");
  const segment = document.getElementById("segment");
  segment.append(...SEGMENTS.map((name, i) => el("option", { value: i }, words(name))));
  query.disabled = segment.disabled = false;
  query.addEventListener("input", search);
  segment.addEventListener("input", search);
  document.getElementById("search").addEventListener("submit", (event) => event.preventDefault());
  for (const [id, step] of [["previous", -1], ["next", 1]]) {
    document.getElementById(id).addEventListener("click", () => { page += step; showRows(); });
  }
  document.querySelector("#people tbody").addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    const marked = getSelection();
    // marking a text to copy it is no click
    if (row && (marked.isCollapsed || !marked.containsNode(row, true))) openCard(Number(row.dataset.row), row.querySelector("button"));
  });
  for (const button of document.querySelectorAll("[data-customer]")) {
    const row = customers.id.indexOf(button.dataset.customer);
    if (row < 0) button.replaceWith(button.textContent);
    else button.addEventListener("click", () => openCard(row, button));
  }
  // they come in the order of names, as SQL sorts them
  found = customers.id.map((_, i) => i);
  showRows();
}

// The card of a customer

const card = document.getElementById("card");
let opener;
card.addEventListener("click", (event) => { if (event.target === card) card.close(); });
card.addEventListener("close", () => opener?.focus());

async function openCard(i, button) {
  const all = await unpack(`cards-${Math.floor(i / PART)}`);
  opener = button;
  document.getElementById("card-body").replaceChildren(...cardOf(i, all[i % PART]));
  card.showModal();
  card.scrollTop = 0;
}

function cardOf(i, details) {
  const currency = named("currency", i);
  const measures = details.measures ?? {};
  const full = (record) => (record?.endsWith(":") ? record + customers.id[i] : record);
  const source = (record) => {
    const name = full(record)?.split(":")[0];
    return SOURCES[name] ?? (name ? words(name) : "");
  };
  const money = (value) => amount(value, currency);
  const figures = {
    "Yearly income": money(details.income),
    "Yearly spend": money(customers.spend[i]),
    "Credit limit": money(details.credit_limit),
    "Credit use": share(measures.credit_use),
    "Spends more than": measures.spend_percentile === null ? "–" : `${share(measures.spend_percentile)} with ${currency ?? "no currency"}`,
    Age: measures.age ?? "–",
    Orders: customers.orders[i],
    Revenue: amount(customers.revenue[i]),
    "Average order": amount(measures.average_order_value),
    "Last order": measures.last_order_on ?? "–",
    "Recency, frequency, money": measures.scores?.[0] ? measures.scores.join(" · ") : "–",
    Buyer: words(named("rfm_group", i, "rfm")),
    "Churn risk": words(measures.churn_risk ?? "unknown"),
    "Expected in 12 months": amount(measures.expected_12_month_revenue),
    "Open pipeline": amount(measures.open_pipeline),
    Unpaid: amount(measures.unpaid_amount),
  };
  const records = details.records ?? [];
  const timeline = details.timeline ?? [];
  const more = (details.events ?? 0) - timeline.length;
  return [
    el("div", { class: "card-top" },
      el("div", {},
        el("h2", { id: "card-name" }, customers.name[i] ?? "(no name)"),
        el("p", {}, `Customer ${customers.id[i]}, since ${day(customers.created[i])}`),
        customers.former[i] && el("p", {}, `Also known as ${customers.former[i].join(", ")}`)),
      el("button", { type: "button", onclick: () => card.close(), autofocus: "" }, "Close")),
    (details.segments ?? []).length ? el("h3", {}, "Segments") : null,
    table(null, (details.segments ?? []).map(({ segment, reason }) => [el("span", { class: "chip" }, words(segment)), reason])),
    el("h3", {}, "Measures"),
    el("p", { class: "about" }, details.finance_as_of ? `Finance as of ${details.finance_as_of}. ` : "",
      "Orders, pipeline and invoices are in the base currency of Dynamics 365."),
    el("dl", { class: "measures" }, Object.entries(figures).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, String(value))))),
    el("h3", {}, "Profile, and where each value comes from"),
    table(["Attribute", "Value", "From", "Because"], attributesOf(i, details).map(({ attribute, value, record, rule, other, other_record }) => [
      ATTRIBUTES[attribute] ?? words(attribute),
      attribute === "country_code" ? country(value) : value,
      source(record),
      [words(rule), other && other !== value ? el("small", {}, `else ${other} (${source(other_record)})`) : ""],
    ])),
    el("h3", {}, "Consent"),
    details.consent
      ? table(["Channel", "Allowed", "Said by", "At (UTC)"], details.consent.map(({ channel, allowed, record, said }) => [
        CHANNELS[channel] ?? words(channel), allowed ? "Yes" : el("span", { class: "no" }, "No"), source(record), said ?? "–"]))
      : el("p", { class: "nothing" }, "No record says anything of it."),
    el("h3", {}, "Timeline"),
    timeline.length
      ? el("ul", { class: "plain" }, timeline.map(({ happened, event, title, amount: value }) => el("li", {},
        el("time", {}, happened ?? "no date"), [words(event), title].filter(Boolean).join(": "),
        value === null ? "" : ` (${amount(value)}, base currency)`)))
      : el("p", { class: "nothing" }, "Nothing has happened yet."),
    more > 0 ? el("p", { class: "nothing" }, `${more.toLocaleString("en")} earlier events are in gold.customer_timeline.`) : null,
    el("h3", {}, "Records"),
    table(["Record", "Changed (UTC)", "Joined by"], records.map((record) => [
      [SOURCES[record.source] ?? words(record.source), el("small", {}, record.key ?? customers.id[i])],
      [record.changed ?? "–", record.live ? "" : el("small", {}, "deleted in Dynamics 365")],
      record.rule ? [words(record.rule), el("small", {}, `to ${full(record.joined) ?? ""}`)] : "The first one",
    ])),
  ].filter(Boolean);
}

/** The only record of a customer says everything. */
function attributesOf(i, details) {
  if (details.provenance) return details.provenance.filter(({ attribute }) => !["first_name", "last_name"].includes(attribute));
  const record = `${details.records?.find((one) => one.live && one.source !== "customer_finance")?.source}:`;
  const values = {
    full_name: customers.name[i], email: customers.email[i], phone: customers.phone[i], city: customers.city[i],
    country_code: named("country", i), customer_number: customers.number[i], ...details.values,
  };
  return Object.keys(ATTRIBUTES).filter((attribute) => values[attribute] !== null && values[attribute] !== undefined)
    .map((attribute) => ({ attribute, value: values[attribute], record, rule: "the only value" }));
}

function table(headings, rows) {
  if (!rows.length) return null;
  return el("div", { class: "scroll" }, el("table", {},
    headings && el("thead", {}, el("tr", {}, headings.map((heading) => el("th", { scope: "col" }, heading)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, cell)))))));
}

// Ready is for those who measure it.
Promise.all([document.getElementById("customers-packed") && showCustomers(), showCharts()]).then(() => {
  document.documentElement.dataset.ready = Math.round(performance.now());
});
