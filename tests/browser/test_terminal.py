"""The terminal in a real browser: kubectl by keyboard, completion, history, shells in pods, links to the picture."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def terminal(live: str, page: Page) -> Locator:
    """The line of the terminal in a new sandbox, reached by keyboard."""
    page.goto(f"{live}/sandbox/")
    expect(page.locator("#picture")).to_contain_text("node-1")
    page.keyboard.press("Alt+t")
    line = page.get_by_label("Command line")
    expect(line).to_be_focused()
    return line


def enter(line: Locator, text: str) -> None:
    line.fill(text)
    line.press("Enter")


def log(page: Page) -> Locator:
    return page.get_by_role("log", name="Terminal output")


def test_kubectl_prints_what_there_is_and_names_lead_to_the_picture(live: str, page: Page) -> None:
    line = terminal(live, page)
    enter(line, "kubectl get pods")
    expect(log(page)).to_contain_text("READY")
    expect(line).to_have_value("")
    log(page).get_by_role("link", name="client").click()
    expect(page.locator("#inspector")).to_contain_text("client")


def test_a_file_of_the_editor_is_applied_and_asked(live: str, page: Page) -> None:
    line = terminal(live, page)
    enter(line, "kubectl apply -f service.yaml")
    expect(log(page)).to_contain_text("service/web created")
    expect(page.locator("#picture")).to_contain_text("3 endpoints")
    expect(log(page).get_by_role("link", name="service/web")).to_be_visible()
    enter(line, "kubectl exec client -- curl -s http://web")
    expect(log(page)).to_contain_text("Welcome to nginx!")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#picture")).not_to_contain_text("3 endpoints")


def test_tab_completes_and_offers_and_lets_go(live: str, page: Page) -> None:
    line = terminal(live, page)
    line.press_sequentially("kubectl desc")
    line.press("Tab")
    expect(line).to_have_value("kubectl describe ")
    line.press_sequentially("pod c")
    line.press("Tab")
    expect(line).to_have_value("kubectl describe pod client ")
    line.fill("kubectl get pods -o ")
    line.press("Tab")
    expect(page.locator(".terminal-choices")).to_contain_text("yaml")
    line.press("Escape")
    line.press("Tab")
    expect(line).not_to_be_focused()


def test_arrow_keys_bring_lines_back_also_after_a_reload(live: str, page: Page) -> None:
    line = terminal(live, page)
    enter(line, "echo one")
    enter(line, "echo two")
    expect(log(page)).to_contain_text("two")
    line.press("ArrowUp")
    line.press("ArrowUp")
    expect(line).to_have_value("echo one")
    page.reload()
    page.keyboard.press("Alt+t")
    line.press("ArrowUp")
    expect(line).to_have_value("echo two")
    enter(line, "history")
    expect(log(page)).to_contain_text("1  echo one")
    enter(line, "clear")
    expect(log(page)).to_have_text("")


def test_a_shell_in_a_pod_survives_a_reload_and_ends_with_control_d(live: str, page: Page) -> None:
    line = terminal(live, page)
    prompt = page.locator(".terminal-form .terminal-prompt")
    expect(prompt).to_have_text("$ ")
    enter(line, "kubectl exec -it client -- sh")
    expect(prompt).to_have_text("/ $ ")
    page.reload()
    page.keyboard.press("Alt+t")
    expect(prompt).to_have_text("/ $ ")
    enter(line, "hostname")
    expect(log(page)).to_contain_text("client")
    line.press("Control+d")
    expect(prompt).to_have_text("$ ")


def test_output_is_never_markup(live: str, page: Page) -> None:
    line = terminal(live, page)
    enter(line, "echo '<b id=mine>bold</b>'")
    expect(log(page)).to_contain_text("<b id=mine>bold</b>")
    assert page.locator("#mine").count() == 0


def test_lines_pasted_together_run_together(live: str, page: Page) -> None:
    line = terminal(live, page)
    enter(line, "for i in 1 2\ndo\necho n$i\ndone")
    expect(log(page)).to_contain_text("n2")


def test_it_fits_a_phone(live: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    page.goto(f"{live}/sandbox/")
    page.get_by_role("button", name="Trace", exact=True).click()
    page.get_by_role("tab", name="Terminal").click()
    enter(page.get_by_label("Command line"), "kubectl get pods -o wide; kubectl get dragons")
    expect(log(page)).to_contain_text("exit status 1")
    expect(page.locator(".terminal-form")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_watch_goes_on_telling_until_it_is_stopped(live: str, page: Page) -> None:
    line = terminal(live, page)
    enter(line, "kubectl get pods -w")
    expect(page.locator(".terminal-choices")).to_contain_text("Ctrl C stops it")
    page.keyboard.press("Alt+w")
    menu = page.locator("#world-menu")
    menu.get_by_label("To").select_option(label="Deployment web")
    menu.get_by_role("button", name="Scale up").click()
    page.keyboard.press("Alt+t")
    expect(log(page)).to_contain_text("Pending")
    expect(log(page)).to_contain_text("ContainerCreating")
    line.press_sequentially("echo later")
    line.press("Enter")
    line.press("Control+c")
    expect(page.locator(".terminal-choices")).not_to_contain_text("Ctrl C stops it")
    expect(log(page)).to_contain_text("^C")
    expect(log(page).locator(".terminal-text").last).to_have_text("later")


def test_earlier_lines_are_searched(live: str, page: Page) -> None:
    line = terminal(live, page)
    for text in ("echo alpha", "echo beta", "kubectl get nodes"):
        enter(line, text)
    line.press("Control+r")
    line.press_sequentially("echo")
    expect(page.locator(".terminal-choices")).to_have_text("echo beta")
    line.press("Control+r")
    expect(page.locator(".terminal-choices")).to_have_text("echo alpha")
    line.press("Tab")
    expect(line).to_have_value("echo alpha")
    line.press("Control+r")
    line.press("Escape")
    expect(line).to_have_value("")


def test_a_link_is_followed_by_keyboard_and_many_lines_stay_readable(live: str, page: Page) -> None:
    line = terminal(live, page)
    enter(line, "for i in $(seq 400); do echo line $i; done; kubectl get nodes")
    expect(log(page)).to_contain_text("line 400")
    link = log(page).get_by_role("link", name="node-2")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#inspector")).to_contain_text("node-2")
