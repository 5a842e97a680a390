"""Why did it go there: a trace is played, walked by hand, taken another way, compared, asked by mouse and by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def sandbox(live: str, page: Page) -> Page:
    """The sandbox with its first example applied."""
    page.goto(f"{live}/sandbox/")
    page.get_by_role("button", name="Apply", exact=True).first.click()
    expect(page.locator("#outcome")).to_contain_text("created")
    expect(page.locator("#picture")).to_contain_text("3 endpoints")
    return page


def ask(page: Page, target: str, source: str = "pod/client") -> None:
    page.locator("input[name='source']").fill(source)
    page.locator("input[name='target']").fill(target)
    page.keyboard.press("Enter")


def test_a_trace_plays_by_itself_to_its_end_and_stops_when_one_takes_over(sandbox: Page) -> None:
    page = sandbox
    ask(page, "http://web")
    expect(page.locator(".trace-end")).to_contain_text("DELIVERED")
    page.locator("#walk-bar select[name='pace']").select_option("fast")
    expect(page.locator("#walk-bar")).to_contain_text("The destination becomes", timeout=10_000)
    page.keyboard.press("Alt+p")
    expect(page.locator("#walk-bar").get_by_role("button", name="Play")).to_be_visible()
    step, _, steps = page.locator(".walk-count").inner_text().partition("/")
    page.locator("#walk-bar").get_by_role("button", name="Previous").click()
    expect(page.locator(".walk-count")).to_have_text(f"{int(step) - 1}/{steps}")
    page.reload()
    expect(page.locator("#walk-bar select[name='pace']")).to_have_count(0)
    ask(page, "http://web")
    expect(page.locator("#walk-bar select[name='pace']")).to_have_value("fast")


def test_a_refused_packet_stops_with_its_reason(sandbox: Page) -> None:
    page = sandbox
    ask(page, "http://nosuch")
    expect(page.locator(".trace-end")).to_contain_text("NXDOMAIN")
    page.locator(".trace-step[data-stop='true']").click()
    expect(page.locator(".token.stopped")).to_contain_text("no name has an answer")
    expect(page.locator(".drawing .stop-mark")).to_have_count(1)


def test_another_way_of_the_choice_is_walked(sandbox: Page) -> None:
    page = sandbox
    ask(page, "http://web")
    ways = page.locator(".branch-row")
    expect(ways).to_have_count(3)
    other = ways.and_(page.locator("[data-taken='false']")).first
    name = (other.text_content() or "").split()[-1]
    other.click()
    expect(other).to_have_attribute("aria-current", "true")
    expect(page.locator("#announcer")).to_contain_text(f"{name} answered")
    expect(page.locator(".trace-step[aria-current='step']")).to_contain_text("one of 3 endpoints")


def test_by_keyboard_alone_one_asks_steps_and_finds_rule_and_line(sandbox: Page) -> None:
    page = sandbox
    source = page.locator("input[name='source']")
    page.keyboard.press("Alt+r")
    expect(page.locator("input[name='target']")).to_be_focused()
    source.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("node-2 192.168")
    page.keyboard.press("Enter")
    expect(source).to_have_value("node/node-2")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("client")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(source).to_have_value("pod/client")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("input[name='target']")).to_have_value("http://web:80")
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_contain_text("DELIVERED")
    page.keyboard.press("Alt+p")
    while "The destination becomes" not in (page.locator(".trace-detail .trace-sentence").text_content() or ""):
        page.keyboard.press("Alt+ArrowRight")
    expect(page.locator(".token .was")).to_have_count(1)
    expect(page.locator(".cm-lit").first).to_be_visible()
    page.get_by_role("button", name="Read it among the rules of").press("Enter")
    expect(page.locator(".rule[data-sought='true']")).to_contain_text("--to-destination")


def test_two_traces_stand_side_by_side(sandbox: Page) -> None:
    page = sandbox
    ask(page, "http://web")
    expect(page.locator(".trace-end")).to_contain_text("DELIVERED")
    ask(page, "http://web:81")
    expect(page.locator(".trace-end")).to_contain_text("TIMEOUT")
    page.get_by_role("button", name="1 earlier trace").press("Enter")
    page.locator("#earlier").get_by_role("button", name="Compare").press("Enter")
    expect(page.locator(".comparison tr[data-first='true']")).to_have_count(1)
    expect(page.locator(".comparison thead")).to_contain_text("DELIVERED")
    page.get_by_role("button", name="Back to the trace").press("Enter")
    expect(page.locator(".trace-body")).to_be_visible()


def test_many_requests_spread_and_are_counted_at_their_pods(sandbox: Page) -> None:
    page = sandbox
    page.locator("input[name='target']").fill("http://web")
    page.get_by_role("button", name="Send many").press("Enter")
    rows = page.locator(".spread tbody tr")
    expect(rows).to_have_count(3)
    expect(page.locator(".spread")).to_contain_text("100 requests")
    assert sum(int(row.locator("td").nth(2).inner_text()) for row in rows.all()) == 100
    expect(page.locator(".drawing .tally")).to_have_count(3)
    expect(page.locator(".drawing .dot")).to_have_count(0, timeout=20_000)


def test_a_way_out_is_shown_before_it_is_made_and_then_taken(sandbox: Page) -> None:
    page = sandbox
    page.locator(".cm-line", has_text="targetPort").click()
    page.keyboard.press("End")
    for _ in "http":
        page.keyboard.press("Backspace")
    page.keyboard.type("8080")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#outcome")).to_contain_text("configured")
    ask(page, "http://web")
    expect(page.locator(".trace-end")).to_contain_text("REFUSED")
    page.get_by_role("button", name="Show me").press("Enter")
    expect(page.locator("#proposal .cm-deletedChunk")).to_contain_text("8080")
    expect(page.locator(".trace-end")).to_contain_text("DELIVERED")
    page.locator("#proposal").get_by_role("button", name="Not now").press("Enter")
    expect(page.locator("#editor .cm-content")).to_contain_text("targetPort: 8080")
    expect(page.locator(".trace-end")).to_contain_text("REFUSED")
    page.get_by_role("button", name="Show me").click()
    page.locator("#proposal").get_by_role("button", name="Use this edit").click()
    expect(page.locator("#editor .cm-content")).to_contain_text("targetPort: 80")
    expect(page.locator("#editor .cm-content")).not_to_contain_text("8080")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#outcome")).to_contain_text("configured")
    ask(page, "http://web")
    expect(page.locator(".trace-end")).to_contain_text("DELIVERED")

    tab(page, "Terminal")
    page.get_by_label("Command line").fill("kubectl set selector service web app=wed")
    page.get_by_label("Command line").press("Enter")
    expect(page.get_by_role("tabpanel", name="Terminal")).to_contain_text("selector updated")
    tab(page, "Trace")
    ask(page, "http://web")
    expect(page.locator(".diagnosis")).to_contain_text("The file says spec.selector.app: web, and the cluster has wed.")
    page.get_by_role("button", name="Show me").click()
    expect(page.locator("#proposal .cm-deletedChunk")).to_contain_text("wed")
    page.locator("#proposal").get_by_role("button", name="Apply").click()
    expect(page.locator("#outcome")).to_contain_text("configured")
    expect(page.locator("#panel-trace")).not_to_contain_text("This is how it would go.")
    expect(page.locator(".trace-end")).to_contain_text("DELIVERED")


def tab(page: Page, name: str) -> None:
    page.locator("#dock-tabs").get_by_role("tab", name=name).click()


def test_yaml_says_who_wrote_each_line(sandbox: Page) -> None:
    page = sandbox
    tab(page, "Objects")
    page.locator("#panel-objects").get_by_role("button", name="web", exact=True).first.press("Enter")
    lines = page.locator(".yaml-line")
    expect(lines.filter(has_text="sessionAffinity: None")).to_contain_text("default")
    expect(lines.filter(has_text="clusterIP: ")).to_contain_text("allocated")
    expect(page.locator(".yaml")).not_to_contain_text("managedFields:")
    page.get_by_role("checkbox", name="managedFields").check()
    expect(page.locator(".yaml")).to_contain_text("managedFields:")
    lines.filter(has_text="targetPort: http").get_by_role("button").click()
    expect(page.locator(".cm-activeLine")).to_contain_text("targetPort")
    page.locator(".yaml").get_by_role("button", name="Close").click()
    expect(page.locator(".yaml")).to_have_count(0)


def test_slices_say_why_a_pod_is_in(sandbox: Page) -> None:
    page = sandbox
    page.locator("[data-id='service:default/web']").press("Enter")
    page.get_by_role("button", name="Its endpoints").click()
    panel = page.locator("#panel-slices")
    expect(panel.locator("tbody tr").first).to_contain_text("The selector matches its labels, and it is ready.")
    expect(panel).to_contain_text("The selector wants app=web; it has app=client.")


def test_rules_show_what_the_last_command_changed(sandbox: Page) -> None:
    page = sandbox
    tab(page, "Rules")
    expect(page.locator("#panel-rules")).to_contain_text("new and 0 gone since “Service/web created”")
    page.get_by_role("checkbox", name="Only what changed").check()
    page.locator("#panel-rules").get_by_label("About").select_option("service:default/web")
    expect(page.locator(".rule[data-change='new']", has_text="--to-destination")).to_have_count(3)
    expect(page.locator(".rule[data-change='']")).to_have_count(0)


def test_names_are_as_short_as_they_may_be_and_answers_are_whole(sandbox: Page) -> None:
    page = sandbox
    tab(page, "DNS")
    row = page.locator("#panel-dns tbody tr").filter(has_text="web.default.svc.cluster.local.").first
    expect(row.get_by_role("button").first).to_have_text("web")
    page.locator("#panel-dns input[name='name']").fill("nosuch")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-dns .answer").first).to_contain_text("AUTHORITY SECTION")
    expect(page.locator("#panel-dns")).to_contain_text("NXDOMAIN")
    row.get_by_role("button").first.press("Enter")
    expect(page.locator("#panel-dns .answer[open]")).to_contain_text("ANSWER SECTION")


def test_variables_name_the_services_that_came_too_late(sandbox: Page) -> None:
    page = sandbox
    page.locator("[data-id='pod:default/client']").press("Enter")
    page.get_by_role("button", name="Its variables").press("Enter")
    expect(page.locator("#panel-variables .late")).to_contain_text("WEB_SERVICE_HOST")
    expect(page.locator("#panel-variables tbody")).to_contain_text("Service default/kubernetes")
