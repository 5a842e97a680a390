"""The editor in a real browser: what it offers, what it marks, what Apply would do, files in and out. By mouse and by keyboard."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.accessibility import violations


@pytest.fixture
def sandbox(live: str, page: Page) -> Page:
    page.goto(f"{live}/sandbox/")
    expect(line(page, "targetPort")).to_be_visible()
    expect(page.get_by_role("button", name="Apply", exact=True).first).to_be_enabled()
    return page


def line(page: Page, text: str) -> Locator:
    return page.locator(".cm-line", has_text=text).first


def write(page: Page, text: str) -> None:
    """All of the open file, by keyboard; indentation as it is written here."""
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def chosen(page: Page, label: str) -> None:
    """Take what is offered first; a list that has just come up takes no key yet."""
    expect(page.locator(".cm-tooltip-autocomplete [aria-selected]")).to_contain_text(label)
    page.wait_for_timeout(120)
    page.keyboard.press("Enter")


def holds(page: Page, text: str) -> None:
    """Wait until this is what stands in the editor, spaces and all."""
    page.wait_for_function("text => [...document.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\\n') === text", arg=text)


def text_of(page: Page) -> str:
    return "\n".join(page.locator(".cm-content .cm-line").all_inner_texts()).rstrip("\n")


def test_keys_and_names_of_real_pods_are_completed(sandbox: Page) -> None:
    write(sandbox, "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  ")
    sandbox.keyboard.type("sel")
    expect(sandbox.locator(".cm-tooltip-autocomplete")).to_contain_text("selector")
    expect(sandbox.locator(".cm-completionInfo")).to_contain_text("Route service traffic to pods")
    chosen(sandbox, "selector")
    options = sandbox.locator(".cm-tooltip-autocomplete li")
    expect(options.filter(has_text=re.compile(r"^app\d pods$"))).to_be_visible()
    chosen(sandbox, "app")
    expect(options.filter(has_text="web3 pods")).to_be_visible()
    sandbox.keyboard.type("w")
    chosen(sandbox, "web")
    expect(line(sandbox, "app: web")).to_be_visible()


def test_a_value_that_is_written_out_lets_enter_end_the_line(sandbox: Page) -> None:
    write(sandbox, "apiVersion: v1\n")
    sandbox.keyboard.type("kind: Service")
    sandbox.wait_for_timeout(300)
    sandbox.keyboard.press("Enter")
    sandbox.keyboard.type("metadata")
    assert text_of(sandbox).startswith("apiVersion: v1\nkind: Service\nmetadata")


def test_a_field_is_explained_under_the_pointer_and_by_key(sandbox: Page) -> None:
    line(sandbox, "targetPort").locator("span", has_text="targetPort").hover()
    told = sandbox.locator(".field-doc")
    expect(told).to_contain_text("spec.ports.targetPort")
    expect(told).to_contain_text("Number or name of the port to access on the pods")
    sandbox.mouse.move(5, 5)
    expect(told).to_have_count(0)
    line(sandbox, "port: 80").click()
    sandbox.keyboard.press("F1")
    expect(told).to_contain_text("required")
    expect(sandbox.locator("#announcer")).to_contain_text("spec.ports.port. integer. required")
    sandbox.keyboard.press("F1")
    expect(told.get_by_role("link", name="Kubernetes documentation")).to_be_focused()
    sandbox.keyboard.press("Escape")
    expect(told).to_have_count(0)
    expect(sandbox.locator(".cm-content")).to_be_focused()


def test_a_mistake_is_marked_at_the_key_and_mended_with_one_click(sandbox: Page) -> None:
    line(sandbox, "selector:").click()
    sandbox.keyboard.press("Home")
    sandbox.keyboard.type("x")
    problem = sandbox.locator("#problems")
    expect(problem).to_contain_text('unknown field "spec.xselector"')
    problem.get_by_role("button", name="selector").click()
    expect(problem).to_be_empty()
    assert len(sandbox.evaluate("performance.getEntriesByName('keystroke-to-marker')")) >= 1


def test_what_changes_nothing_is_greyed_until_it_is_touched(sandbox: Page) -> None:
    line(sandbox, "port: 80").click()
    sandbox.keyboard.press("End")
    sandbox.keyboard.type("\nprotocol: TCP")
    idle = sandbox.locator(".cm-idle")
    expect(idle).to_have_text("protocol: TCP")
    expect(idle).to_have_attribute("title", "This changes nothing: the default is TCP.")
    sandbox.keyboard.press("F1")
    expect(sandbox.locator(".field-doc-note")).to_contain_text("the default is TCP")
    sandbox.keyboard.press("Backspace")
    expect(idle).to_have_count(0)


def test_what_apply_would_do_is_said_while_typing_and_done_by_apply(sandbox: Page) -> None:
    would = sandbox.locator("#would")
    expect(would).to_be_empty()
    line(sandbox, "name: web").click()
    sandbox.keyboard.press("End")
    sandbox.keyboard.type("2")
    expect(would).to_contain_text("Service/web2 created")
    sandbox.keyboard.press("Control+Enter")
    expect(sandbox.locator("#outcome")).to_contain_text("service/web2 created")
    expect(would).to_be_empty()
    line(sandbox, "port: 80").click()
    sandbox.keyboard.press("End")
    sandbox.keyboard.type("80")
    expect(would).to_contain_text("Service/web2 configured")
    sandbox.keyboard.press("Backspace")
    sandbox.keyboard.press("Backspace")
    expect(would).to_be_empty()
    assert len(sandbox.evaluate("performance.getEntriesByName('apply-to-picture')")) == 1
    assert len(sandbox.evaluate("performance.getEntriesByName('click-to-first-edit')")) == 1


def test_format_keeps_comments_and_the_cursor(sandbox: Page) -> None:
    write(sandbox, "kind:   Service   # what\nmetadata:\n      name: a")
    sandbox.keyboard.press("Shift+Alt+F")
    holds(sandbox, "kind: Service   # what\nmetadata:\n  name: a\n")
    sandbox.keyboard.type("b")
    holds(sandbox, "kind: Service   # what\nmetadata:\n  name: ab\n")


def test_differences_from_what_is_applied_are_shown_and_taken_back(sandbox: Page) -> None:
    sandbox.get_by_role("button", name="Apply", exact=True).first.click()
    expect(sandbox.locator("#outcome")).to_contain_text("created")
    line(sandbox, "port: 80").click()
    sandbox.keyboard.press("End")
    sandbox.keyboard.type("81")
    sandbox.get_by_role("button", name="File", exact=True).focus()
    sandbox.keyboard.press("Enter")
    expect(sandbox.get_by_role("menuitemcheckbox", name="Differences")).to_be_focused()
    sandbox.keyboard.press("Enter")
    deleted = sandbox.locator(".cm-deletedChunk")
    expect(deleted).to_contain_text("port: 80")
    expect(sandbox.locator(".cm-changedLine")).to_contain_text("port: 8081")
    deleted.get_by_role("button", name="Take back").click()
    expect(deleted).to_have_count(0)
    expect(line(sandbox, "port: 80")).to_have_text(re.compile(r"port: 80$"))


def test_a_template_becomes_a_document_by_keyboard_alone(sandbox: Page) -> None:
    sandbox.get_by_role("button", name="New", exact=True).focus()
    sandbox.keyboard.press("Enter")
    dialog = sandbox.get_by_role("dialog")
    dialog.get_by_role("radio", name="Empty file").focus()
    sandbox.keyboard.press("ArrowDown")
    sandbox.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("radio", name="Service: NodePort")).to_be_checked()
    expect(dialog.get_by_label("Name", exact=True)).to_have_value("service-nodeport.yaml")
    sandbox.keyboard.press("Enter")
    expect(sandbox.get_by_role("tab", name="service-nodeport.yaml")).to_have_attribute("aria-selected", "true")
    expect(line(sandbox, "nodePort: 30080")).to_be_visible()
    expect(sandbox.locator(".cm-content")).to_be_focused()


def test_a_template_is_added_to_the_open_file(sandbox: Page) -> None:
    sandbox.get_by_role("button", name="New", exact=True).click()
    dialog = sandbox.get_by_role("dialog")
    dialog.get_by_text("Deployment", exact=True).click()
    dialog.get_by_text("at the end of service.yaml").click()
    dialog.get_by_role("button", name="Create").click()
    expect(sandbox.locator("#would")).to_contain_text("Service/web created, Deployment/shop created")
    assert "targetPort: http\n---\napiVersion: apps/v1" in text_of(sandbox)


def test_files_go_in_and_out(sandbox: Page, tmp_path: Path) -> None:
    given = tmp_path / "my shop.yml"
    given.write_text("apiVersion: v1\r\nkind: Namespace\r\nmetadata:\r\n  name: shop\r\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    sandbox.get_by_role("button", name="File", exact=True).click()
    with sandbox.expect_file_chooser() as chooser:
        sandbox.get_by_role("menuitem", name="Upload").click()
    chooser.value.set_files([given, tmp_path / "picture.png"])
    expect(sandbox.get_by_role("tab", name="my-shop.yml")).to_have_attribute("aria-selected", "true")
    expect(sandbox.get_by_role("alert")).to_contain_text("picture.png is no YAML file")
    sandbox.get_by_role("button", name="File", exact=True).click()
    with sandbox.expect_download() as download:
        sandbox.get_by_role("menuitem", name="Download all as one file").click()
    whole = Path(download.value.path()).read_text()
    assert whole.startswith("# service.yaml\napiVersion: v1\nkind: Service\n")
    assert whole.endswith("---\n# my-shop.yml\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n")


def test_a_file_is_dropped_on_the_editor_and_replaces_one_of_its_name_only_if_that_is_wanted(sandbox: Page) -> None:
    sandbox.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["kind: Pod\\n"], "service.yaml"));
            const place = document.querySelector(".cm-content");
            for (const type of ["dragover", "drop"]) place.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    dialog = sandbox.get_by_role("dialog")
    expect(dialog).to_contain_text("service.yaml")
    dialog.get_by_role("button", name="Cancel").click()
    assert text_of(sandbox).startswith("apiVersion: v1\nkind: Service")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_floats_over_the_editor_keeps_the_rules_of_accessibility(sandbox: Page, scheme: Literal["light", "dark"]) -> None:
    sandbox.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sandbox.get_by_role("button", name="Apply", exact=True).first.click()
    expect(sandbox.locator("#outcome")).to_contain_text("created")
    line(sandbox, "port: 80").click()
    sandbox.keyboard.press("End")
    sandbox.keyboard.type("80\nprotocol: TCP")
    expect(sandbox.locator(".cm-idle")).to_be_visible()
    sandbox.keyboard.press("F1")
    expect(sandbox.locator(".field-doc")).to_be_visible()
    assert violations(sandbox, "#edit") == []
    sandbox.keyboard.press("Escape")
    sandbox.get_by_role("button", name="File", exact=True).click()
    expect(sandbox.get_by_role("menu")).to_be_visible()
    assert violations(sandbox, "#edit") == []
    sandbox.get_by_role("menuitemcheckbox", name="Differences").click()
    expect(sandbox.locator(".cm-deletedChunk")).to_be_visible()
    assert violations(sandbox, "#edit") == []
    sandbox.get_by_role("button", name="New", exact=True).click()
    sandbox.get_by_role("dialog").get_by_text("StatefulSet", exact=True).click()
    assert violations(sandbox, "#dialog") == []


def test_what_is_typed_before_the_rest_of_the_page_is_there_counts(live: str, page: Page) -> None:
    held: list[Route] = []
    page.route("**/js/desk.js", lambda route: held.append(route))
    page.goto(f"{live}/sandbox/", wait_until="commit")
    line(page, "name: web").click()
    page.keyboard.press("End")
    page.keyboard.type("9")
    assert held
    held[0].continue_()
    expect(page.locator("#would")).to_contain_text("Service/web9 created")
    page.wait_for_timeout(1000)
    page.unroute("**/js/desk.js")
    page.reload()
    expect(line(page, "name: web9")).to_be_visible()
