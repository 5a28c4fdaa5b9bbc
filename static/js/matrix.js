// The matrix by keyboard: arrow keys, Home and End move between cells, Enter opens the submission (at an indicator,
// there). What a head or a cell is stands in words below the table. Without this the table is read and its links work.

const table = document.querySelector(".matrix");

if (table) {
  const rows = [...table.querySelectorAll("tbody tr")];
  const heads = [...table.querySelectorAll("thead th")];
  const told = document.querySelector(".matrix-told");
  const cellsOf = (row) => [...row.querySelectorAll("td")];
  let current = table.querySelector("tbody [data-to] td");
  let column = 0; // where moving up and down stays, also past rows with a single cell

  function headOf(cell) {
    const cells = cellsOf(cell.parentElement);
    return heads[heads.length - cells.length + cells.indexOf(cell)];
  }

  function nameOf(head) {
    return (head.querySelector("[title]") ?? head.firstChild).textContent;
  }

  function goTo(cell) {
    current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
    current.focus();
  }

  function wordsOfHead(head) {
    const title = head.querySelector("[title]")?.title;
    return title && title !== nameOf(head) ? `${nameOf(head)} ${title}` : nameOf(head);
  }

  function wordsOfCell(cell) {
    const row = cell.parentElement;
    const group = row.parentElement.querySelector("[scope=rowgroup]");
    const names = [group, row.querySelector("[scope=row]")].filter(Boolean).map((name) => name.textContent);
    const said = (cell.querySelector("i") ?? cell).textContent;
    if (!row.dataset.to) return `${names.join(told.dataset.comma)}: ${said}`;
    const place = [...names, wordsOfHead(headOf(cell))].join(told.dataset.comma);
    return `${place}: ${said}${cell.title ? ` (${cell.title})` : ""}`;
  }

  function tell(event) {
    const head = event.target.closest("thead th");
    const cell = event.target.closest("tbody td");
    if (head) told.textContent = wordsOfHead(head);
    if (cell) told.textContent = wordsOfCell(cell);
  }

  function sideways(cell, key) {
    const cells = cellsOf(cell.parentElement);
    const isBackward = (key === "ArrowLeft") === (getComputedStyle(table).direction === "ltr");
    const places = { Home: 0, End: cells.length - 1 };
    return cells[places[key] ?? cells.indexOf(cell) + (isBackward ? -1 : 1)];
  }

  function upOrDown(cell, key) {
    const row = rows[rows.indexOf(cell.parentElement) + (key === "ArrowUp" ? -1 : 1)];
    if (!row) return undefined;
    const cells = cellsOf(row);
    return cells[Math.min(column, cells.length - 1)];
  }

  current.tabIndex = 0;
  told.hidden = false;
  document.querySelector(".matrix-keys").hidden = false;
  table.addEventListener("focusin", tell);
  table.addEventListener("mouseover", tell);
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("tbody td");
    if (!cell) return;
    column = cellsOf(cell.parentElement).indexOf(cell);
    goTo(cell);
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("tbody td");
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" && cell.parentElement.dataset.to) {
      const indicator = headOf(cell).querySelector("[href*='/indicators/']");
      location.assign(cell.parentElement.dataset.to + (indicator ? `#i-${indicator.textContent}` : ""));
    }
    const isSideways = ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key);
    if (!isSideways && !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const next = isSideways ? sideways(cell, event.key) : upOrDown(cell, event.key);
    if (!next) return;
    if (isSideways) column = cellsOf(next.parentElement).indexOf(next);
    goTo(next);
  });
}
