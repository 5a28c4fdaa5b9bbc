// The matrix by keyboard: arrow keys, Home and End move between cells, Enter opens the submission (at an indicator,
// there). What a head or a cell is stands in words below the table. Without this the table is read and its links work.

const table = document.querySelector(".matrix");

if (table) {
  const rows = [...table.querySelectorAll("tbody tr")];
  const heads = [...table.querySelectorAll("thead th")];
  const before = heads.length - Math.max(...rows.map((row) => row.querySelectorAll("td").length), 0);
  const told = document.querySelector(".matrix-told");
  let current = rows.find((row) => row.dataset.to)?.querySelector("td") ?? table.querySelector("td");

  const cellsOf = (row) => [...row.querySelectorAll("td")];
  const headOf = (cell) => heads[heads.length - cellsOf(cell.parentElement).length + cellsOf(cell.parentElement).indexOf(cell)];
  const nameOf = (head) => head.querySelector("[title]")?.textContent ?? head.firstChild.textContent;
  const textOf = (cell) => (cell.querySelector("i") ?? cell).textContent;

  function makeCurrent(cell) {
    current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
  }

  function words(target) {
    const head = target.closest("thead th");
    if (head) {
      const title = head.querySelector("[title]");
      return title ? `${nameOf(head)}: ${title.title}` : "";
    }
    const cell = target.closest("tbody td");
    if (!cell) return "";
    const row = cell.parentElement;
    const group = row.parentElement.querySelector("[scope=rowgroup]");
    const names = [group, row.querySelector("[scope=row]")].filter(Boolean).map((name) => name.textContent);
    if (!row.dataset.to) return `${names.join(", ")}: ${textOf(cell)}`;
    const column = headOf(cell);
    const title = column.querySelector("[title]")?.title;
    const what = title && title !== nameOf(column) ? `${nameOf(column)} ${title}` : nameOf(column);
    return `${names.join(", ")} · ${what}: ${textOf(cell)}${cell.title ? ` (${cell.title})` : ""}`;
  }

  function tell(event) {
    const said = words(event.target);
    if (said) told.textContent = said;
  }

  function moved(cell, key) {
    const row = cell.parentElement;
    const column = cellsOf(row).indexOf(cell);
    const backward = getComputedStyle(table).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
    const forward = backward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    if (key === backward) return cellsOf(row)[column - 1];
    if (key === forward) return cellsOf(row)[column + 1];
    if (key === "Home") return cellsOf(row)[0];
    if (key === "End") return cellsOf(row).at(-1);
    if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
    const next = rows[rows.indexOf(row) + (key === "ArrowUp" ? -1 : 1)];
    if (!next) return undefined;
    if (next.dataset.to) return cellsOf(next)[Math.max(column, before && row.dataset.to ? column : kept)];
    if (row.dataset.to) kept = column;
    return cellsOf(next)[0];
  }

  let kept = 0;
  current.tabIndex = 0;
  told.hidden = false;
  for (const keys of document.querySelectorAll(".matrix-keys")) keys.hidden = false;
  table.addEventListener("focusin", tell);
  table.addEventListener("mouseover", tell);
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("tbody td");
    if (!cell) return;
    makeCurrent(cell);
    cell.focus();
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("tbody td");
    if (!cell) return;
    if (event.key === "Enter" && cell.parentElement.dataset.to) {
      const indicator = headOf(cell).querySelector("[href*='/indicators/']");
      location.assign(cell.parentElement.dataset.to + (indicator ? `#i-${indicator.textContent}` : ""));
      return;
    }
    const next = moved(cell, event.key);
    if (!next) return;
    event.preventDefault();
    makeCurrent(next);
    next.focus();
  });
}
