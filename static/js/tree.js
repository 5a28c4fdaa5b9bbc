// Ticking a branch ticks all below it; a branch of which only some is ticked is shown as neither. The insides of a table
// may come later, when it is opened: until then its own box stands for them.

const tree = document.getElementById("tree");
const counter = document.getElementById("ticked");
const everything = tree.querySelector("[data-everything]");
const tables = [...tree.querySelectorAll("[data-table]")];

function boxOf(branch) {
  return branch.querySelector(":scope > input");
}

function tickBelow(branch) {
  for (const box of branch.querySelectorAll(".branch > input")) box.checked = boxOf(branch).checked;
}

function leavesOf(branch) {
  return [...branch.querySelectorAll(".leaf > input")];
}

function showBranch(branch) {
  const leaves = leavesOf(branch);
  if (!leaves.length) return;
  const ticked = leaves.filter((leaf) => leaf.checked).length;
  const box = boxOf(branch);
  box.checked = ticked === leaves.length;
  box.indeterminate = ticked > 0 && ticked < leaves.length;
}

function tickedIn(table) {
  const leaves = leavesOf(table);
  if (leaves.length) return leaves.filter((leaf) => leaf.checked).length;
  return boxOf(table).checked ? Number(table.dataset.total) : 0;
}

function show() {
  for (const branch of tree.querySelectorAll(".branch:not(.leaf)")) showBranch(branch);
  const boxes = tables.map(boxOf);
  everything.checked = boxes.every((box) => box.checked);
  everything.indeterminate = !everything.checked && boxes.some((box) => box.checked || box.indeterminate);
  const number = tables.reduce((sum, table) => sum + tickedIn(table), 0);
  counter.textContent = number ? counter.dataset.words.replace("{number}", number) : counter.dataset.none;
}

tree.addEventListener("change", (event) => {
  if (event.target === everything) {
    for (const table of tables) {
      boxOf(table).checked = everything.checked;
      tickBelow(table);
    }
  } else {
    const branch = event.target.closest(".branch");
    if (!branch.matches(".leaf")) tickBelow(branch);
  }
  show();
});

tree.addEventListener("htmx:afterSwap", (event) => {
  const table = event.target.closest("[data-table]");
  if (boxOf(table).checked) tickBelow(table);
  show();
});

// After a refused form a branch may come ticked by itself.
if (tables.length) {
  if (everything.checked) for (const table of tables) boxOf(table).checked = true;
  for (const branch of tree.querySelectorAll(".branch:not(.leaf)")) if (boxOf(branch).checked) tickBelow(branch);
  show();
}
