"""What a page must not have: what axe finds, and what axe cannot see."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}

STRUCTURE = """() => {
  const faults = [];
  const shown = (element) => element.checkVisibility();
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown);
  const levels = headings.map((heading) => Number(heading.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) faults.push(`${levels.filter((l) => l === 1).length} h1`);
  levels.forEach((level, index) => {
    const words = headings[index].textContent.trim();
    if (index && level > levels[index - 1] + 1) faults.push(`heading out of order: ${words}`);
  });
  for (const name of ["aria-describedby", "aria-labelledby", "aria-controls"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      for (const id of element.getAttribute(name).split(/\\s+/)) {
        if (id && !document.getElementById(id)) faults.push(`${name} names ${id}, which is not there`);
      }
    }
  }
  const ids = new Set();
  for (const { id } of document.querySelectorAll("[id]")) {
    if (ids.has(id)) faults.push(`two elements with the id ${id}`);
    ids.add(id);
  }
  for (const link of document.querySelectorAll("a[href^='#']")) {
    const id = decodeURIComponent(link.getAttribute("href").slice(1));
    if (id && !document.getElementById(id)) faults.push(`a link to #${id}, which is not there`);
  }
  for (const field of document.querySelectorAll("input[type=email], input[type=password]")) {
    if (!field.autocomplete) faults.push(`${field.name} without autocomplete`);
  }
  for (const field of document.querySelectorAll("[aria-invalid=true]")) {
    const told = (field.closest("fieldset[aria-describedby]") ?? field).getAttribute("aria-describedby") ?? "";
    const words = told.split(/\\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join("").trim();
    if (!words) faults.push(`${field.name} is refused and does not say why`);
  }
  for (const picture of document.querySelectorAll("svg")) {
    if (!shown(picture) || picture.closest("[aria-hidden=true]")) continue;
    if (picture.getAttribute("role") !== "img") faults.push(`no role: ${picture.outerHTML.slice(0, 60)}`);
  }
  return faults;
}"""

WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return "";
  const wide = [...document.querySelectorAll("body *")].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return (right > width + 1 || left < -1) && !element.closest(".skip, .visually-hidden");
  });
  const last = wide.at(-1);
  return `wider than the screen: ${document.documentElement.scrollWidth}, ${last?.tagName}.${last?.className}`;
}"""


def axe_faults(page: Page) -> list[str]:
    """Every rule of WCAG 2.2 AA and of good practice that axe finds broken, with the first elements that break it."""
    return [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']][:3]}"
        for violation in Axe().run(page, options=AXE).response["violations"]
    ]


def wider_than_the_screen(page: Page) -> list[str]:
    """The page, if one has to scroll sideways to read it (WCAG 1.4.10)."""
    wide = page.evaluate(WIDER)
    return [wide] if wide else []


def faults_of(page: Page) -> list[str]:
    """All of it, with everything that can be folded open."""
    page.evaluate("document.querySelectorAll('main details').forEach((details) => (details.open = true))")
    return [*axe_faults(page), *page.evaluate(STRUCTURE), *wider_than_the_screen(page)]
