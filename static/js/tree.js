// Ticking a branch ticks all below it; a branch of which only some is ticked is shown as neither.

const tree = document.getElementById("tree");
const counter = document.getElementById("ticked");

function branchOf(box) {
  const branch = box.closest("summary, .leaf");
  return branch.matches("summary") ? branch.parentElement : null;
}

function boxesBelow(details) {
  return [...details.querySelectorAll(":scope > .inside input[type=checkbox]")];
}

function showBranch(details) {
  const leaves = [...details.querySelectorAll(".leaf input")];
  const ticked = leaves.filter((leaf) => leaf.checked).length;
  const box = details.querySelector(":scope > summary input");
  box.checked = ticked === leaves.length;
  box.indeterminate = ticked > 0 && ticked < leaves.length;
}

function show() {
  // From the inside out; a branch stands for its leaves.
  for (const details of [...tree.querySelectorAll("details")].reverse()) showBranch(details);
  const number = tree.querySelectorAll(".leaf input:checked").length;
  counter.textContent = number ? counter.dataset.words.replace("{number}", number) : "";
}

tree.addEventListener("change", (event) => {
  const details = branchOf(event.target);
  if (details) for (const box of boxesBelow(details)) box.checked = event.target.checked;
  show();
});

// After a refused form a branch may come ticked by itself.
for (const box of tree.querySelectorAll("summary input:checked")) {
  for (const below of boxesBelow(branchOf(box))) below.checked = true;
}
show();
