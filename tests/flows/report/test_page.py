"""The page in a real browser."""

from __future__ import annotations

import shutil
import subprocess

import pytest

pytestmark = pytest.mark.needs("chromium")
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
SIZES = (1920, 1280, 768, 375, 320)


def press(page, selector):
    """Every button that is there, as fast as a script can."""
    page.evaluate(
        "(at) => document.querySelectorAll(at).forEach((one) => one.click())", selector
    )


def names(page):
    return page.locator("#people tbody .open").all_inner_texts()


def test_the_page_asks_for_nothing_and_complains_of_nothing(open_page, file):
    """Opening it makes one request, for the file itself, and no console line."""
    assert open_page(file).seen == [f"file://{file}"]


def test_planted_markup_does_not_run(open_page, hostile):
    """Markup in names and facts is read as text, in the page and in its cards."""
    page = open_page(hostile)
    press(page, "#people .open")
    page.evaluate(OPEN_ALL)
    press(page, ".answer button")
    assert page.evaluate("window.ran") is None
    assert page.seen == [f"file://{hostile}"]
    assert names(page)[0].startswith("<script>")


def test_hostile_records_break_no_command(open_page, hostile, tmp_path):
    """A shell finds only `cultivate` in what hostile names and records became."""
    page = open_page(hostile)
    press(page, "#people .open")
    page.evaluate(OPEN_ALL)
    press(page, "#people .answer button")
    lines = pasted(page)
    assert len(lines) > 50
    heads = 'cultivate() { printf "%s\\n" "$1"; }\n'
    ran = subprocess.run(
        [shutil.which("sh"), "-ec", heads + "\n".join(lines)],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={"PATH": ""},
        text=True,
    )
    assert ran.stderr == ""
    assert len(ran.stdout.splitlines()) == len(lines)
    assert not list(tmp_path.iterdir())


def test_the_policy_stops_a_planted_script(open_page, file, tmp_path):
    """A script written into the file by another hand is refused by the policy."""
    planted = tmp_path / "planted.html"
    text = file.read_text(encoding="utf-8")
    planted.write_text(text.replace("</main>", "<script>window.ran=1</script></main>"))
    page = open_page(planted)
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in line for line in page.seen)


@pytest.mark.parametrize("width", SIZES)
def test_nothing_sticks_out_sideways(open_page, file, hostile, width):
    """From 320 pixels up the page is as wide as the window, however long a word."""
    for shown in (file, hostile):
        page = open_page(shown, viewport={"width": width, "height": 900})
        press(page, "#people .open")
        page.evaluate(OPEN_ALL)
        press(page, ".detail .answer button")
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_search_finds_by_name_without_accents(open_page, file):
    """Typing a name without its accents finds the person and says how many."""
    page = open_page(file)
    page.keyboard.press("/")
    page.keyboard.type("alvarez nunez")
    page.get_by_text("1 of 12 people").wait_for()
    assert names(page) == ["José Álvarez Núñez"]
    assert "q=alvarez+nunez" in page.url


def test_the_address_brings_the_same_view_back(open_page, file):
    """Search, facets, sorting and the open card live in the address."""
    page = open_page(file, "#group=classmates&sort=name&down=1&p=p04")
    assert names(page) == ["Wei Lindqvist", "Fatima Chen"]
    assert page.locator("th[aria-sort=descending]").inner_text() == "name"
    assert "came through Ana Okafor" in page.locator(".detail").inner_text()


def test_a_column_sorts_both_ways(open_page, file):
    """A heading sorts, the same once more turns the order."""
    page = open_page(file)
    page.locator("th[data-sort=closeness] button").click()
    assert names(page)[0] == "Sam Oyelaran"
    page.locator("th[data-sort=closeness] button").click()
    assert names(page)[0] == "Bo Yi"


def test_keys_lead_to_a_card_and_back(open_page, file):
    """/ to search, arrow to the person, Enter opens, Esc leads back."""
    page = open_page(file)
    page.keyboard.press("/")
    page.keyboard.type("rossi")
    page.get_by_text("1 of 12 people").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    card = page.locator(".detail").inner_text()
    assert "Ask whether Peter would introduce you" in card
    assert "keeping in touch 25.5 + owed 0.0 + your goals 8.2" in card
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "find"


def pasted(page):
    """The commands a card's answers became, as one would paste them."""
    return page.locator("#said code").all_inner_texts()


def test_answers_become_commands(open_page, file):
    """Each button of a card is a command in one block, and pressed again is none."""
    page = open_page(file)
    card = page.locator("#card-1")
    card.get_by_text("Your word").click()
    for button in ("Done: a thank-you", "I called", "Mute for good", "Useful"):
        card.get_by_role("button", name=button, exact=True).click()
    card.get_by_role("combobox").select_option("a month")
    card.get_by_label("A note with it").fill("it's $(late) for me")
    card.get_by_role("button", name="Leave out").click()
    assert pasted(page) == [
        "cultivate done p01 thanks",
        "cultivate log 'called \"p01\"'",
        "cultivate mute p01",
        "cultivate useful p01",
        "cultivate snooze p01 --days 30 --note='it'\\''s $(late) for me'",
    ]
    card.get_by_role("button", name="Not useful").click()
    card.get_by_role("button", name="Mute for good").click()
    page.get_by_role("button", name="take back cultivate done").click()
    assert [line.split()[1] for line in pasted(page)] == ["log", "snooze", "not-useful"]
    pressed = card.locator("button[aria-pressed=true]").all_inner_texts()
    assert pressed == ["I called", "Leave out", "Not useful"]
    page.get_by_role("button", name="Clear").click()
    assert not page.locator("#answers").is_visible()


def test_records_of_somebody_else_are_told_apart(open_page, file):
    """A record joined by mistake is parted by its id."""
    page = open_page(file, "#p=p11")
    card = page.locator(".detail")
    card.get_by_text("Your word").click()
    card.get_by_role("button", name="Ingrid Sorensen, mbox").click()
    assert pasted(page) == ["cultivate different mbox/default/9 vcard/default/11"]


def test_commands_mean_in_a_shell_what_they_say(open_page, file, tmp_path):
    """A shell reads each command back as its words, whatever the note holds."""
    page = open_page(file)
    page.locator("#card-1").get_by_text("Your word").click()
    for note in ("'; touch ran; '", "$(touch ran)`touch ran`", "\\", '!! "x" *\n'):
        page.locator("#card-1").get_by_label("A note with it").fill(note)
        for button in ("Mute for good", "I wrote"):
            page.locator("#card-1").get_by_role("button", name=button).click()
            (line,) = pasted(page)
            said = subprocess.run(
                ["sh", "-c", 'cultivate() { printf "%s\\0" "$@"; }\n' + line],
                capture_output=True,
                check=True,
                cwd=tmp_path,
                text=True,
            ).stdout.split("\0")[:-1]
            one_line = " ".join(note.split("\n")).strip()
            if button == "I wrote":
                assert said == ["log", f'wrote "p01": {one_line}']
            else:
                assert said == ["mute", "p01", f"--note={one_line}"]
            page.get_by_role("button", name="Clear").click()
    assert not list(tmp_path.iterdir())


def test_the_commands_are_copied_as_one_block(browser, file):
    """The button puts the commands on the clipboard, a line each."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"file://{file}")
    page.locator("#card-2").get_by_text("Your word").click()
    for button in ("Mute for good", "Not useful"):
        page.locator("#card-2").get_by_role("button", name=button).click()
    page.get_by_role("button", name="Copy the commands").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "cultivate mute p02\ncultivate not-useful p02\n"
    context.close()


def test_help_opens_and_closes(open_page, file):
    """? shows the keys, Esc closes them."""
    page = open_page(file)
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()


def test_columns_can_be_left_out(open_page, file):
    """An unticked column is gone, and the address remembers it."""
    page = open_page(file)
    page.locator(".choose summary").click()
    page.locator("[data-column=due]").uncheck()
    assert not page.locator("th[data-sort=due]").is_visible()
    assert "hide=due" in page.url


def test_fifteen_minutes_go_into_a_calendar(open_page, file):
    """The button gives a calendar file of a quarter of an hour, made in the page."""
    import icalendar

    page = open_page(file)
    with page.expect_download() as download:
        page.locator("[data-quarter]").first.click()
    content = download.value.path().read_bytes()
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event["summary"] == "Send Ana a thank-you note"
    assert event.decoded("duration").total_seconds() == 900
    assert event["class"] == "PRIVATE"


def test_without_javascript_everything_stands(open_page, file):
    """Without scripts the sections and people are there, the dead controls not."""
    page = open_page(file, java_script_enabled=False)
    assert page.locator("section h2").count() == 11
    assert page.locator("#people tbody tr").count() == 12
    assert not page.locator("#find").is_visible()
    assert not page.locator("[data-copy]").first.is_visible()


def test_print_keeps_the_first_sections(open_page, file):
    """On paper stand the week to the goals, with links written out, no controls."""
    page = open_page(file)
    page.emulate_media(media="print")
    shown = [
        section.get_attribute("id")
        for section in page.locator("section").all()
        if section.is_visible()
    ]
    assert shown == ["week", "owed", "touch", "goals"]
    assert not page.locator("nav").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    assert page.pdf(format="Letter").startswith(b"%PDF")


CONTRASTS = """() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (e) => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    if (!e.checkVisibility() || ["SCRIPT", "OPTION"].includes(e.tagName)) continue;
    const [a, b] = [parse(getComputedStyle(e).color).slice(0, 3), ground(e)].map(light);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`);
  }
  return poor;
}"""


DULL_PARTS = """() => {
  const numbers = (c) => c.match(/[\\d.]+/g).map(Number).slice(0, 3);
  const light = (c) => { const [r, g, b] = numbers(c).map((v) => { v /= 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const styled = (at) => getComputedStyle(document.querySelector(at));
  const paper = light(styled(".card").backgroundColor);
  return ["keep", "owed", "goals", "moment"].filter((kind) => {
    const ink = light(styled(`.card rect.${kind}`).fill);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05) < 3;
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(open_page, file, scheme):
    """Every text has a contrast of at least 4.5, in light and in dark."""
    page = open_page(file, color_scheme=scheme)
    page.locator("#people .open").first.click()
    assert page.evaluate(CONTRASTS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_drawn_parts_stand_out_from_their_ground(open_page, file, scheme):
    """Each colour of a bar has a contrast of at least 3 to its card."""
    page = open_page(file, color_scheme=scheme)
    assert page.evaluate(DULL_PARTS) == []


def test_targets_are_large_enough_to_touch(open_page, file):
    """Buttons, links of the menu and summaries are at least 24 pixels high."""
    page = open_page(file, viewport={"width": 375, "height": 900})
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, nav a, summary, select, .act")]
      .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 24)
      .map((e) => e.outerHTML)"""
    )
    assert small == []
