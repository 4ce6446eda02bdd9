"use strict";
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const body = table.tBodies[0], rows = [...body.rows];
  const value = (row, column) => {
    const text = row.cells[column].textContent.trim(), number = Number(text);
    return text === "" ? null : Number.isNaN(number) ? text.toLowerCase() : number;
  };
  const order = (a, b) => {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  };
  [...table.tHead.rows[0].cells].forEach((cell, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener("click", () => {
      const isUp = cell.getAttribute("aria-sort") !== "ascending", sign = isUp ? 1 : -1;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", isUp ? "ascending" : "descending");
      const keyed = rows.map((row) => [value(row, column), row]);
      keyed.sort(([a], [b]) => (a === null || b === null ? order(a, b) : sign * order(a, b)));
      body.append(...keyed.map(([, row]) => row));
    });
  });
  const input = document.querySelector(`input[data-filters="${table.id}"]`);
  const count = document.querySelector(`output[data-count="${table.id}"]`);
  let texts = null; // of a thousand rows: only when somebody looks for one
  input.addEventListener("input", () => {
    texts ??= rows.map((row) => row.textContent.toLowerCase());
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row, number) => {
      row.hidden = !texts[number].includes(wanted);
      shown += !row.hidden;
    });
    count.textContent = `${shown} / ${rows.length}`;
  });
}
