"""The picture in a real browser: its views, its labels, its search, many pods, and the same in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: c, image: nginx}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec: {{selector: {{app: {name}}}, ports: [{{port: 80}}]}}
"""
LONG = "a-service-with-as-many-letters-as-a-name-may-have-which-is-sixty"


@pytest.fixture
def sandbox(live: str, page: Page) -> Page:
    page.goto(f"{live}/sandbox/")
    expect(page.locator("#picture")).to_contain_text("node-1")
    return page


@pytest.fixture
def web(sandbox: Page) -> Page:
    """The first example is applied: Service web in front of three pods."""
    sandbox.locator("#apply").click()
    expect(sandbox.locator("#picture")).to_contain_text("3 endpoints")
    return sandbox


def write(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def shape(page: Page, identity: str) -> Locator:
    return page.locator(f'#picture .shape[data-id="{identity}"]')


def ids(page: Page, selector: str, attribute: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all(f"all => all.flatMap((each) => each.getAttribute('{attribute}').split(' ')).filter(Boolean)")
    return sorted(found)


def same_in_all_forms(page: Page) -> list[str]:
    """Every id of the picture is in the tables and in the sentences, and no other; with the same marks."""
    drawn = ids(page, "#picture .shape:not(.leaving)", "data-stands")
    marked = ids(page, "#picture .shape[data-mark]:not(.leaving)", "data-id")
    page.locator("#view-table-tab").click()
    assert [each for each in ids(page, "#view-table tr[data-ids]", "data-ids") if not each.startswith("routes:")] == drawn
    page.locator("#view-sentences-tab").click()
    assert ids(page, "#view-sentences li", "data-ids") == drawn
    assert set(marked) <= set(ids(page, "#view-sentences li[data-mark]", "data-ids"))
    page.locator("#view-picture-tab").click()
    return drawn


def test_what_apply_would_change_is_dashed_then_listed_then_there(sandbox: Page) -> None:
    page = sandbox
    write(page, WORKLOAD.format(name="shop", replicas=2))
    added = shape(page, "service:default/shop")
    expect(added).to_have_attribute("data-mark", "added")
    expect(added).to_contain_text("+ new")
    assert added.locator(".body").first.evaluate("each => getComputedStyle(each).strokeDasharray") != "none"
    same_in_all_forms(page)
    page.get_by_role("button", name=re.compile("^Changes")).click()
    expect(page.locator("#see-note")).to_have_text("What Apply would change.")
    expect(page.locator("#see-changes")).to_contain_text("Service shop")
    page.locator("#apply").click()
    expect(page.locator("#see-note")).to_contain_text("What the last command changed: Deployment/shop created, Service/shop created")
    expect(page.locator("#see-changes")).to_contain_text(re.compile("shop leads to shop-.* and shop-"))
    page.get_by_role("button", name="Now", exact=True).click()
    expect(added).not_to_have_attribute("data-mark", re.compile("."))


def test_a_field_that_would_change_is_marked_with_what_it_was(web: Page) -> None:
    page = web
    page.locator(".cm-line", has_text="targetPort").click()
    page.keyboard.press("End")
    page.keyboard.insert_text("s")
    expect(shape(page, "service:default/web").locator(".differs")).to_contain_text("https")
    expect(page.locator("#picture .relation.mark-of-removed")).to_have_count(3)
    page.get_by_role("button", name=re.compile("^Changes")).press("Enter")
    expect(page.locator("#see-changes")).to_contain_text("http 80→http → http 80→https")


def test_the_goal_is_shown_in_outline_in_every_form(labs: str, page: Page) -> None:
    page.goto(f"{labs}/labs/clusterip/first-service/")
    page.get_by_role("button", name="Goal").click()
    expect(shape(page, "service:default/web")).to_have_attribute("data-mark", "missing")
    expect(page.locator("#see-note")).to_contain_text("Not there yet: web and 3 routes.")
    assert "service:default/web" in same_in_all_forms(page)
    assert "app=web" not in page.locator("#picture").inner_text()


def test_the_sandbox_has_no_goal(sandbox: Page) -> None:
    expect(sandbox.get_by_role("button", name="Changes")).to_be_visible()
    expect(sandbox.get_by_role("button", name="Goal")).to_have_count(0)


def test_a_label_shows_who_selects_by_it_by_mouse_and_by_keyboard(web: Page) -> None:
    page, said = web, web.locator("#see-said")
    page.locator(".kind-pod .term", has_text="app=web").first.hover()
    expect(said).to_have_text("Service web selects this by app=web.")
    expect(page.locator(".kind-pod.lit")).to_have_count(3)
    page.mouse.move(5, 5)
    expect(said).to_be_hidden()
    shape(page, "service:default/web").focus()
    page.keyboard.press("l")
    expect(said).to_contain_text("Service web asks for app=web and selects 3 pods:")
    page.keyboard.press("l")
    expect(said).to_be_hidden()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="app=web", exact=True).focus()
    expect(said).to_contain_text("selects 3 pods")


def test_a_selector_that_fits_nobody_says_what_there_is(sandbox: Page) -> None:
    page = sandbox
    write(page, "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: wbe}, ports: [{port: 80}]}\n")
    page.locator("#apply").click()
    page.locator(".kind-service .term", has_text="app=wbe").hover()
    expect(page.locator("#see-said")).to_contain_text("which no pod of namespace default has. There are pods with app=client and app=web.")


def test_pods_appear_one_step_after_the_other(web: Page) -> None:
    page = web
    page.evaluate(
        """() => {
          window.steps = [];
          const tell = () => {
            const states = [...document.querySelectorAll('#picture .kind-pod:not(.leaving)')].map((pod) => /state-(\\w+)/.exec(pod.getAttribute('class'))[1]).sort();
            const step = `${states.join(' ')}, ${document.querySelectorAll('#picture .wire-routes').length} routes`;
            if (window.steps.at(-1) !== step) window.steps.push(step);
          };
          new MutationObserver(tell).observe(document.querySelector('#picture'), {subtree: true, childList: true, attributes: true});
        }"""
    )
    page.locator(".kind-pod", has_text="web-").first.click()
    page.get_by_role("button", name="Delete pod").click()
    expect(page.locator("#picture .kind-pod.state-terminating")).to_have_count(1)
    expect(page.locator("#picture .kind-pod.state-ready")).to_have_count(4, timeout=15_000)
    expect(page.locator("#picture .wire-routes")).to_have_count(3)
    steps = page.evaluate("window.steps")
    words = ["terminating, 3 routes", "pending ready ready ready terminating", "2 routes", "ready ready ready ready, 2 routes", "ready ready ready ready, 3 routes"]
    for step in steps:
        if words and words[0] in step:
            words.pop(0)
    assert not words, steps


def test_what_is_found_comes_to_the_middle_and_gets_the_focus(web: Page) -> None:
    page = web
    page.locator("#picture .shape").first.focus()
    page.keyboard.press("/")
    page.keyboard.type("db.example")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    found = shape(page, "host:db.example.net")
    expect(found).to_be_focused()
    expect(page.locator("#inspector")).to_contain_text("db.example.net")
    frame, box = page.locator("#picture").bounding_box(), found.bounding_box()
    assert frame is not None and box is not None  # noqa: PT018
    assert abs(box["x"] + box["width"] / 2 - frame["x"] - frame["width"] / 2) < 12


def test_the_wheel_zooms_and_dragging_moves_without_choosing(web: Page) -> None:
    page, drawing = web, web.locator("#picture .sheet-of-all")
    frame = page.locator("#picture").bounding_box()
    assert frame is not None
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] - 12

    def scale() -> float:
        return float(re.search(r"scale\(([\d.]+)\)", drawing.get_attribute("transform") or "")[1])  # type: ignore[index]

    before = scale()
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(100)
    assert scale() > before * 1.3
    where = drawing.get_attribute("transform")
    page.mouse.down()
    page.mouse.move(x + 80, y - 60, steps=4)
    page.mouse.up()
    page.wait_for_timeout(100)
    assert drawing.get_attribute("transform") != where
    expect(page.locator("#inspector")).to_be_hidden()
    page.locator("#zoom-fit").click()
    assert scale() == pytest.approx(before)


def test_a_thousand_pods_stand_in_groups_that_open(live: str, page: Page) -> None:
    """More than 120 are enough for that."""
    page.goto(f"{live}/sandbox/")
    expect(page.locator("#picture")).to_contain_text("node-1")
    write(page, "---\n".join(WORKLOAD.format(name=name, replicas=70) for name in ("shop", "api")))
    page.locator("#apply").click()
    expect(page.locator("#see-note")).to_contain_text("pods shown as", timeout=20_000)
    page.locator("#wait").click()
    expect(page.locator("#picture .kind-group.state-ready")).to_have_count(6, timeout=20_000)
    expect(page.locator("#picture .kind-group")).to_have_count(6)
    expect(page.locator("#picture .kind-group").first).to_contain_text("×")
    same_in_all_forms(page)
    page.locator("[name='find']").click()
    page.keyboard.type("api- node-2")
    page.keyboard.press("Enter")
    expect(page.locator("#inspector")).to_contain_text("ReplicaSet/api-")
    page.get_by_role("button", name="Show all pods of node-2").click()
    expect(page.locator("#picture .kind-group[data-id^='group:node-2/']")).to_have_count(0)
    same_in_all_forms(page)
    page.get_by_role("button", name="Back to groups").click()
    expect(page.locator("#picture .kind-group.state-ready")).to_have_count(6)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_exported_file_needs_nothing_else(web: Page, theme: str) -> None:
    """In light by mouse, in dark by keyboard."""
    page = web

    def press(name: str) -> None:
        button = page.get_by_role("button", name=name, exact=True)
        button.click() if theme == "light" else button.press("Enter")

    press("Export")
    page.get_by_label(theme.capitalize(), exact=True).check()
    with page.expect_download() as download:
        press("SVG")
    assert download.value.suggested_filename == f"sandbox-{theme}.svg"
    text = Path(download.value.path()).read_text()
    assert not re.search(r"(class|style|data-[a-z]+)=|var\(|https?://(?!www\.w3\.org)| opacity=\"0\"", text)
    assert text.count("translate(") >= page.locator("#picture .shape").count()
    with page.expect_download() as download:
        press("PNG")
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
    # On its own it is a picture with its own paper.
    seen = page.evaluate(
        """async (text) => {
          const image = new Image();
          image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
          await image.decode();
          const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          const pixels = context.getImageData(0, 0, image.width, image.height).data;
          const paper = [...pixels.slice(0, 3)];
          const drawn = pixels.filter((value, at) => at % 4 === 0 && Math.abs(value - paper[0]) > 20).length;
          return { paper, drawn: drawn / (image.width * image.height) };
        }""",
        text,
    )
    assert (sum(seen["paper"]) > 600) == (theme == "light")
    assert seen["drawn"] > 0.02


def test_a_long_name_is_cut_in_its_middle_and_whole_on_hover(sandbox: Page) -> None:
    page = sandbox
    write(page, f"apiVersion: v1\nkind: Service\nmetadata: {{name: {LONG[:63]}}}\nspec: {{type: ExternalName, externalName: {LONG}.example.net}}\n")
    page.locator("#apply").click()
    sign = shape(page, f"service:default/{LONG[:63]}")
    expect(sign.locator(".name")).to_have_text(re.compile("^a-ser.*….*sixt"))
    expect(sign.locator("title").first).to_contain_text(LONG[:63])
    assert sign.locator(".name").evaluate("each => each.getComputedTextLength()") < 170
