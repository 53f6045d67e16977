"""The html report as a reader meets it, in a real browser."""

from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from finopsguard.report import render
from finopsguard.types.result import Report
from tests.report.hostile import FRAGMENTS, everywhere
from tests.report.reports import report, resource
from tests.report.rich import HOSTILE, rich_report

SCHEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
CONTRAST = """
const parse = (text) => text.match(/[\\d.]+/g).map(Number);
const light = ([r, g, b]) => [r, g, b]
  .map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const behind = (node) => {
  for (; node; node = node.parentElement) {
    const colour = parse(getComputedStyle(node).backgroundColor);
    if (colour.length < 4 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
};
const found = [];
for (const node of document.querySelectorAll("main *:not(svg *), footer")) {
  const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
  if (!own || node.closest(".unseen") || !node.getClientRects().length) continue;
  const [a, b] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
  const ratio = (a + 0.05) / (b + 0.05);
  if (ratio < 4.5) found.push(`${node.tagName}.${node.className} ${ratio.toFixed(2)}: ${node.textContent.trim().slice(0, 40)}`);
}
return [...new Set(found)];
"""


def figures(driver: Any, table: str, column: int) -> list[str]:
    """The raw amounts of a column of the first such table, as the page sorts them."""
    first = driver.find_element(By.CSS_SELECTOR, table)
    rows = first.find_elements(By.CSS_SELECTOR, "tbody tr")
    return [row.find_elements(By.XPATH, "./*")[column].get_attribute("data-v") for row in rows]


def heading(driver: Any, table: str, name: str) -> Any:
    """The heading of a column, and the button in it."""
    for cell in driver.find_elements(By.CSS_SELECTOR, f"{table} thead th"):
        if cell.text.startswith(name):
            return cell, cell.find_element(By.TAG_NAME, "button")
    raise AssertionError(f"no column {name}")


def test_it_loads_nothing_and_complains_of_nothing(browser: Any) -> None:
    driver = browser.show(rich_report(), details=True)
    for button in driver.find_elements(By.CSS_SELECTOR, ".tools button, thead button"):
        button.click()
    assert browser.requests() == [driver.current_url]
    assert browser.console() == []


def test_a_click_sorts_a_column_and_says_so(show: Any) -> None:
    driver = show(rich_report())
    cell, button = heading(driver, ".changes", "Change")
    before = figures(driver, ".changes", 4)
    assert "" in before
    button.click()
    known = [float(value) for value in figures(driver, ".changes", 4) if value]
    assert known == sorted(known, reverse=True)
    assert cell.get_attribute("aria-sort") == "descending"
    button.click()
    after = figures(driver, ".changes", 4)
    known = [float(value) for value in after if value]
    assert known == sorted(known)
    assert cell.get_attribute("aria-sort") == "ascending"
    assert set(after[len(known) :]) == {""}  # what is not known stays last
    assert sorted(after) == sorted(before)


@pytest.mark.parametrize("key", [Keys.ENTER, Keys.SPACE], ids=["enter", "space"])
def test_the_keyboard_sorts_too(show: Any, key: str) -> None:
    driver = show(rich_report())
    cell, button = heading(driver, ".changes", "Resource")
    button.send_keys(key)
    names = [
        row.text for row in driver.find_elements(By.CSS_SELECTOR, ".changes tbody tr > th > details code:first-child")
    ]
    assert cell.get_attribute("aria-sort") == "descending"
    assert driver.switch_to.active_element == button
    assert names[0].startswith("module.network")
    other, _ = heading(driver, ".changes", "After")
    assert other.get_attribute("aria-sort") is None


def test_only_one_column_is_sorted_at_a_time(show: Any) -> None:
    driver = show(rich_report())
    for name in ("Before", "After", "Change"):
        heading(driver, ".changes", name)[1].click()
    table = driver.find_element(By.CSS_SELECTOR, ".changes")
    assert len(table.find_elements(By.CSS_SELECTOR, "[aria-sort]")) == 1


def test_rows_unfold_by_click_and_by_key(show: Any) -> None:
    driver = show(rich_report())
    fold = driver.find_element(By.CSS_SELECTOR, ".changes details")
    inside = fold.find_element(By.CSS_SELECTOR, ".parts")
    assert not inside.is_displayed()
    summary = fold.find_element(By.TAG_NAME, "summary")
    summary.click()
    assert inside.is_displayed()
    assert "730 hours × $0.76" in inside.text
    summary.send_keys(Keys.ENTER)
    assert not inside.is_displayed()


def test_everything_unfolds_and_folds_at_once(show: Any) -> None:
    driver = show(rich_report())
    button = driver.find_element(By.CSS_SELECTOR, "button.unfold")
    count = "return document.querySelectorAll('details:not([open])').length"
    button.click()
    assert driver.execute_script(count) == 0
    assert button.text == "Fold all"
    button.click()
    assert driver.execute_script(count) == len(driver.find_elements(By.TAG_NAME, "details"))


@SCHEMES
def test_it_follows_the_system_and_the_button_turns_it(show: Any, dark: bool) -> None:
    driver = show(rich_report(), dark=dark)
    paper = "return getComputedStyle(document.body).backgroundColor"
    colours = {True: "rgb(15, 19, 24)", False: "rgb(245, 246, 248)"}
    button = driver.find_element(By.CSS_SELECTOR, "button.theme")
    assert driver.execute_script(paper) == colours[dark]
    assert button.text == ("Light" if dark else "Dark")
    button.click()
    assert driver.execute_script(paper) == colours[not dark]
    assert button.text == ("Dark" if dark else "Light")
    button.click()
    assert driver.execute_script(paper) == colours[dark]


@SCHEMES
def test_every_text_can_be_read(show: Any, dark: bool) -> None:
    driver = show(rich_report(), dark=dark, details=True)
    driver.find_element(By.CSS_SELECTOR, "button.unfold").click()
    assert driver.execute_script(CONTRAST) == []  # WCAG 2.2, 1.4.3: 4.5 to 1


@pytest.mark.parametrize("width", [320, 390, 768])
@pytest.mark.parametrize(
    "made", [rich_report(), everywhere("x" * 300), everywhere(HOSTILE)], ids=["rich", "long", "hostile"]
)
def test_a_narrow_page_never_scrolls_sideways(show: Any, made: Report, width: int) -> None:
    driver = show(made, width=width, details=True)
    driver.find_element(By.CSS_SELECTOR, "button.unfold").click()
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    assert driver.execute_script("return innerWidth") == width


def test_a_phone_shows_every_figure_of_a_wide_table(show: Any) -> None:
    driver = show(rich_report(), width=390)
    row = driver.find_element(By.XPATH, "//tr[.//code[text()='cores']]")
    cells = row.find_elements(By.TAG_NAME, "td")
    assert [cell.text for cell in cells] == ["60", "+4", "68", "64", "64", "-4", "exceeded"]
    assert all(cell.is_displayed() and cell.rect["x"] + cell.rect["width"] <= 390 for cell in cells)


@pytest.mark.parametrize("text", [HOSTILE, "".join(FRAGMENTS), "</script><script>document.title='harm'</script>"])
def test_names_that_mean_harm_stay_text(browser: Any, text: str) -> None:
    driver = browser.show(everywhere(text), details=True)
    driver.find_element(By.CSS_SELECTOR, "button.unfold").click()
    counted = {tag: len(driver.find_elements(By.TAG_NAME, tag)) for tag in ("script", "img", "a", "iframe", "b")}
    assert browser.console() == []
    assert browser.requests() == [driver.current_url]
    assert "harm" not in driver.title or "FAIL" in driver.title
    plain = browser.show(everywhere("plain"), details=True)
    assert counted == {tag: len(plain.find_elements(By.TAG_NAME, tag)) for tag in counted}
    assert counted["script"] == 1


def test_a_hostile_address_can_be_read(show: Any) -> None:
    shown = show(rich_report()).find_element(By.TAG_NAME, "main").text
    assert HOSTILE.replace("\u202e", "\\u202e").replace("\x1b", "\\x1b") in shown


def test_the_page_runs_no_script_but_its_own(browser: Any) -> None:
    driver = browser.show(rich_report())
    driver.execute_script(
        "const script = document.createElement('script'); script.text = 'document.title = \"harm\"';"
        "document.body.append(script);"
    )
    assert driver.title != "harm"
    assert any("Content Security Policy" in line for line in browser.console())


def test_without_scripts_it_says_everything(browser: Any) -> None:
    with_scripts = browser.show(rich_report()).find_element(By.TAG_NAME, "main").text
    driver = browser.show(rich_report(), scripts=False)
    try:
        tools = driver.find_elements(By.CSS_SELECTOR, ".tools button")
        assert not any(button.is_displayed() for button in tools)
        without = driver.find_element(By.TAG_NAME, "main").text
        assert set(without.split()) >= set(with_scripts.split()) - {"Unfold", "all", "Dark"}
        fold = driver.find_element(By.CSS_SELECTOR, ".changes details")
        fold.find_element(By.TAG_NAME, "summary").click()
        assert fold.find_element(By.CSS_SELECTOR, ".parts").is_displayed()
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)


def test_the_chart_has_a_name_a_description_and_bars(browser: Any) -> None:
    driver = browser.show(rich_report())
    nodes = browser.command("Accessibility.getFullAXTree")["nodes"]
    images = [node for node in nodes if node.get("role", {}).get("value") in {"image", "img"}]
    names = [node["name"]["value"] for node in images]
    assert len(names) == 1
    assert names[0].startswith("Predicted against actual")
    assert "A line marks the list price." in names[0]
    bars = driver.find_elements(By.CSS_SELECTOR, ".chart rect.actual")[1:]  # the first is the legend's
    widths = [bar.rect["width"] for bar in bars]
    assert widths[1] > widths[0] > widths[2] > 0  # $402.80, $383.04, $261.40


@SCHEMES
def test_paper_is_white_and_has_no_buttons(show: Any, dark: bool) -> None:
    driver = show(rich_report(), dark=dark, media="print")
    assert driver.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not driver.find_element(By.CSS_SELECTOR, ".tools").is_displayed()


def test_a_page_without_anything_to_fold_or_sort(browser: Any) -> None:
    driver = browser.show(report([resource("aws_instance.web", "no-op", "70.08", "70.08")]))
    assert "no change in cost" in driver.find_element(By.TAG_NAME, "h1").text.lower()
    assert not driver.find_element(By.CSS_SELECTOR, "button.unfold").is_displayed()
    assert browser.console() == []


def test_two_thousand_rows_sort(browser: Any) -> None:
    lines = [resource(f"aws_instance.web[{index}]", "create", "0", str(index)) for index in range(1, 2100)]
    made = report(lines)
    driver = browser.show(made)
    heading(driver, ".changes", "Change")[1].click()
    heading(driver, ".changes", "Change")[1].click()
    first = driver.find_element(By.CSS_SELECTOR, ".changes tbody tr code[title]").find_element(By.XPATH, "../..")
    assert "+$100.00" in first.text  # the smallest of the 2,000 largest
    assert "aws_instance.web[100]" in render(made, "html")
