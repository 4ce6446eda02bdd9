"""The pages in a real browser: sorted, filtered, followed, by keyboard alone, and looked at by axe.

Screenshots are left in ``build/pages`` for people to look at.
"""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, skip_or_fail
from feedback.results import HOSTILE, class_of, hostile
from playwright.sync_api import sync_playwright

from grader.feedback.site import write_report

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture(scope="module")
def browser():
    path = shutil.which("chromium")
    if path is None:
        skip_or_fail("there is no chromium here; `make packages` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """A class of 30, one of 1,000, and one in which every text is hostile."""
    folder = tmp_path_factory.mktemp("reports")
    classes = {
        "some": class_of(30),
        "many": class_of(1000),
        "hostile": [hostile(f"{text} {number}", number) for number, text in enumerate(HOSTILE)],
    }
    for name, results in classes.items():
        (folder / name).mkdir()
        write_report(folder / name, results)
    return folder


@pytest.fixture
def opened(browser, reports, request):
    """Opens a page; afterwards nothing was asked of the network and nothing complained."""
    noticed, contexts = [], []

    def opened(path, size="desktop", scheme="light"):
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: noticed.append(message.text))
        page.on("pageerror", lambda error: noticed.append(str(error)))
        page.on("dialog", lambda dialog: (noticed.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda asked: asked.url.startswith(("file:", "data:")) or noticed.append(asked.url),
        )
        page.goto((reports / path).as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert noticed == []


def column(page, number):
    rows = page.locator("#of-students tbody tr:visible")
    return [text.strip() for text in rows.locator(f"> :nth-child({number})").all_text_contents()]


def test_a_heading_sorts_by_its_column_and_once_more_backwards(opened):
    page = opened("some/report.html")
    heading = page.locator("#of-students thead th", has_text="Total")
    place = 1 + [
        text.strip() for text in page.locator("#of-students thead th").all_text_contents()
    ].index("Total")
    heading.get_by_role("button").click()
    up = [float(text) for text in column(page, place)]
    assert up == sorted(up)
    assert heading.get_attribute("aria-sort") == "ascending"
    heading.get_by_role("button").click()
    assert [float(text) for text in column(page, place)] == sorted(up, reverse=True)
    assert heading.get_attribute("aria-sort") == "descending"


def test_the_filter_shows_the_rows_that_hold_the_text_and_counts_them(opened):
    page = opened("some/report.html")
    page.get_by_label("Show only students whose row holds").fill("STUDENT00007")
    assert column(page, 1) == ["student00007"]
    assert page.locator("output[data-count=of-students]").inner_text() == "1 / 30"


def test_a_link_leads_to_the_students_page(opened):
    page = opened("some/report.html")
    page.get_by_role("link", name="student00003").click()
    assert page.title().startswith("student00003")
    assert page.locator("h1").inner_text() == "Name of student00003"


def test_a_hostile_name_leads_to_its_own_page(opened):
    page = opened("hostile/report.html")
    for number in range(len(HOSTILE)):
        link = page.locator("#of-students tbody a").nth(number)
        link.click()
        assert page.locator("h1").count() == 1
        assert f"one{number}" in page.content()
        page.go_back()


def test_all_of_it_works_with_the_keyboard_alone(opened):
    page = opened("some/report.html")
    focused = "document.activeElement"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"{focused}.dataset.filters") == "of-students":
            break
    page.keyboard.type("student00011")
    assert column(page, 1) == ["student00011"]
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"{focused}.tagName") == "BUTTON":
            break
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.closest('th').getAttribute('aria-sort')") == "ascending"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"{focused}.closest('tbody') !== null"):
            break
    outline = page.evaluate(f"getComputedStyle({focused}).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/student00011.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["report.html", "feedback/student00003.html"])
def test_axe_finds_no_violation(opened, path, size, scheme):
    page = opened(f"some/{path}", size, scheme)
    page.evaluate(
        "for (const each of document.querySelectorAll('section')) each.style.contentVisibility = "
        "'visible'"  # else it isn't drawn before somebody scrolls there, and axe sees nothing
    )
    for summary in page.locator("summary").all()[:3]:
        summary.click()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert found.response["passes"]
    assert found.response["violations"] == [], found.generate_report()
    folder = ROOT / "build" / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    name = path.rpartition("/")[2].removesuffix(".html")
    page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wider_than_the_window(opened, size):
    for path in ("report.html", "feedback/student00003.html"):
        page = opened(f"some/{path}", size)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_every_graph_has_a_text_in_its_place(opened):
    for path in ("report.html", "feedback/student00003.html"):
        page = opened(f"some/{path}")
        texts = [image.get_attribute("alt") for image in page.locator("img").all()]
        assert texts
        assert all("table" in text for text in texts)


def test_outcomes_are_told_by_a_word(opened):
    page = opened("some/feedback/student00003.html")
    for outcome, word in (("passed", "passed"), ("failed", "failed")):
        for text in page.locator(f".check.{outcome} .outcome").all_text_contents():
            assert word in text


def test_a_thousand_students_open_and_can_be_sorted(opened, reports):
    assert (reports / "many" / "report.html").stat().st_size < 3_000_000
    page = opened("many/report.html")
    seconds = page.evaluate("(performance.getEntriesByType('navigation')[0].domComplete) / 1000")
    sorting = page.evaluate(
        """() => { const before = performance.now();
        document.querySelector('#of-students thead th:last-child button').click();
        document.body.offsetHeight;
        return (performance.now() - before) / 1000; }"""
    )
    build = ROOT / "build" / "pages"
    build.mkdir(parents=True, exist_ok=True)
    (build / "seconds.txt").write_text(f"opened in {seconds:.2f} s, sorted in {sorting:.2f} s\n")
    assert seconds < 5  # however busy the machine is; build/pages/seconds.txt has the figures
    assert sorting < 5


def test_printed_it_shows_everything_and_no_controls(opened):
    page = opened("some/report.html")
    page.emulate_media(media="print")
    assert not page.locator("input").first.is_visible()
    assert page.locator("#of-students tbody tr").last.is_visible()
