"use strict";
const MAX_ROWS = 1000;
const element = (id) => document.getElementById(id);

const showRows = (answer) => {
  const table = element("rows");
  if ("boolean" in answer) {
    element("text").textContent = answer.boolean ? "yes" : "no";
    return;
  }
  const addRow = (tag, texts) => {
    const row = table.insertRow();
    for (const text of texts) {
      const cell = document.createElement(tag);
      cell.textContent = text;
      cell.dir = "auto";
      row.append(cell);
    }
  };
  const names = answer.head.vars;
  addRow("th", names);
  const rows = answer.results.bindings;
  for (const row of rows.slice(0, MAX_ROWS)) {
    addRow("td", names.map((name) => row[name]?.value ?? ""));
  }
  const shown = rows.length > MAX_ROWS ? `, the first ${MAX_ROWS} are shown` : "";
  element("status").textContent = `${rows.length} rows${shown}`;
};

element("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  element("rows").replaceChildren();
  element("text").textContent = "";
  element("status").textContent = "Running";
  try {
    const response = await fetch("sparql", {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json, text/turtle;q=0.9" },
      body: element("query").value,
    });
    element("status").textContent = "";
    if (response.ok && response.headers.get("Content-Type").includes("json")) {
      showRows(await response.json());
    } else {
      element("text").textContent = await response.text();
    }
  } catch (error) {
    element("status").textContent = String(error);
  }
});
element("example").addEventListener("change", () => {
  element("query").value = element("example").value;
});
