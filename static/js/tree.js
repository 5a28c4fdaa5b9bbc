// Ticking a branch ticks all below it; a branch of which only some is ticked is shown as neither.

const tree = document.getElementById("tree");
const counter = document.getElementById("ticked");
const branches = [...tree.querySelectorAll(".branch:not(.leaf)")];

function boxOf(branch) {
  return branch.querySelector(":scope > input");
}

function tickBelow(branch) {
  for (const box of branch.querySelectorAll(".branch > input")) box.checked = boxOf(branch).checked;
}

function showBranch(branch) {
  const leaves = [...branch.querySelectorAll(".leaf > input")];
  const ticked = leaves.filter((leaf) => leaf.checked).length;
  const box = boxOf(branch);
  box.checked = ticked === leaves.length;
  box.indeterminate = ticked > 0 && ticked < leaves.length;
}

function show() {
  branches.forEach(showBranch);
  const number = tree.querySelectorAll(".leaf > input:checked").length;
  counter.textContent = number ? counter.dataset.words.replace("{number}", number) : "";
}

tree.addEventListener("change", (event) => {
  const branch = event.target.closest(".branch");
  if (!branch.matches(".leaf")) tickBelow(branch);
  show();
});

// After a refused form a branch may come ticked by itself.
for (const branch of branches) if (boxOf(branch).checked) tickBelow(branch);
show();
