"""Going about a page with the keyboard alone, and looking at every stop on the way."""

from playwright.sync_api import Locator, Page

MOST_STOPS = 400

STOP = """(wanted) => {
  const at = document.activeElement;
  const before = window.stopBefore;
  window.stopBefore = at;
  // Behind the foot of a page comes the browser's own bar.
  if (!at || at === document.body) return [before?.closest("footer") ? "" : "the focus is lost", false];
  const words = (at.getAttribute("aria-label") ?? at.textContent).trim().slice(0, 40);
  const name = `${at.tagName} ${at.name ?? ""} ${words}`;
  const faults = [];
  const seen = at.matches("input") ? [at, at.closest("label")] : [at];
  const marked = seen.some((element) => {
    if (!element) return false;
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  });
  if (!marked) faults.push("no visible focus");
  const box = (at.closest("label") ?? at).getBoundingClientRect();
  const middle = (box.left + box.right) / 2;
  const points = [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2];
  const shown = points.some((y) => {
    const top = document.elementFromPoint(Math.max(0, Math.min(middle, innerWidth - 1)), y);
    return top && (at.contains(top) || top.contains(at) || at.closest("label")?.contains(top));
  });
  if (!shown) faults.push("hidden below something else");
  return [faults.length ? `${name}: ${faults.join(", ")}` : "", at === wanted];
}"""
IS_AT = "(element) => element === document.activeElement"


def tab_to(page: Page, wanted: Locator, faults: list[str]) -> None:
    """Press Tab until the focus is on `wanted`; what is wrong with a stop on the way is added to `faults`."""
    element = wanted.element_handle()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        fault, is_there = page.evaluate(STOP, element)
        if fault and fault not in faults:
            faults.append(fault)
        if is_there:
            return
    raise AssertionError(f"{wanted} is not reached with the Tab key")


def press(page: Page, wanted: Locator, faults: list[str], key: str = "Enter") -> None:
    """Go to `wanted` and press a key there."""
    tab_to(page, wanted, faults)
    page.keyboard.press(key)


def write(page: Page, wanted: Locator, text: str, faults: list[str]) -> None:
    """Go to a field and write in the place of what stands there."""
    tab_to(page, wanted, faults)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def choose(page: Page, wanted: Locator, option: str, faults: list[str]) -> None:
    """Go to a list and choose the option that begins with these letters."""
    tab_to(page, wanted, faults)
    page.keyboard.type(option)
