// The list of objectives is folded on narrow screens and open on wide ones.

const rail = document.querySelector("details.rail");
const wide = window.matchMedia("(min-width: 62rem)");

function fold() {
  rail.open = wide.matches;
}

wide.addEventListener("change", fold);
fold();
