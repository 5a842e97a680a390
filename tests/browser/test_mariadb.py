"""The MariaDB story, played by hand from its first line to its end, wrong turns included."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
SOLUTION = ROOT / "labs" / "stories" / "01-mariadb" / "solutions" / "as-told"
SLOW = 20_000
"""Milliseconds for what logical time has to bring: a pod that starts, a balancer's address."""


class Learner:
    """What a person does on a lab's page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def open(self, file: str) -> None:
        self.page.get_by_role("tab", name=file).click()

    def write(self, text: str) -> None:
        self.page.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)

    def apply(self, says: str) -> None:
        self.page.keyboard.press("Control+Enter")
        expect(self.page.locator("#outcome")).to_contain_text(says)

    def ask(self, source: str, target: str, sees: str) -> None:
        self.page.locator("input[name='source']").fill(source)
        self.page.locator("input[name='target']").fill(target)
        self.press("Run")
        expect(self.page.locator("#panel-trace")).to_contain_text(sees)

    def submit(self, says: str) -> None:
        self.press("Submit")
        expect(self.page.locator("#steps")).to_contain_text(says, timeout=SLOW)


def solution(name: str) -> str:
    return (SOLUTION / name).read_text(encoding="utf-8")


def test_the_story_is_solved_by_hand(labs: str, page: Page) -> None:
    page.goto(f"{labs}/labs/stories/mariadb/")
    steps, picture = page.locator("#steps"), page.locator("#picture")
    learner = Learner(page)

    # A wrong turn: submitting what cannot be read costs nothing and says where.
    learner.submit("The files were refused")
    learner.open("mariadb-service.yaml")
    expect(page.locator("#problems")).to_contain_text("metadata:")
    learner.press("Write them again")
    learner.apply("created")
    learner.submit("Passed")
    learner.press("Next step")

    # The pod waits for a key that is not there; the diagnosis says which.
    learner.open("Events")
    expect(page.locator("#panel-events")).to_contain_text("couldn't find key root-password", timeout=SLOW)
    learner.open("Trace")
    learner.ask("pod/client", "tcp://mariadb-service:3306", "REJECTED")
    expect(page.locator("#panel-trace")).to_contain_text("root-password")
    learner.open("mariadb-secret.yaml")
    learner.write(solution("mariadb-secret.yaml"))
    learner.apply("configured")
    expect(picture).not_to_contain_text("0 of 1 ready", timeout=SLOW)
    learner.submit("Passed")
    learner.press("Next step")

    # A node port out of range is refused at its line.
    learner.open("svc-nodeport-mariadb.yaml")
    learner.write(solution("svc-nodeport-mariadb.yaml").replace("31111", "3111"))
    expect(page.locator("#problems")).to_contain_text("30000-32767")
    learner.write(solution("svc-nodeport-mariadb.yaml"))
    learner.apply("created")
    learner.ask("outside", "tcp://192.168.1.4:31111", "DELIVERED")
    learner.submit("Passed")
    learner.press("Next step")

    # Answer first, then see; the address takes its time.
    page.locator("#predict-disposition").select_option("PENDING")
    page.locator("section[aria-label='Predict'] button").click()
    learner.open("svc-mariadb-loadbalancer.yaml")
    learner.write(solution("svc-mariadb-loadbalancer.yaml"))
    learner.apply("created")
    learner.ask("outside", "tcp://lb/svc-mariadb-loadbalancer:3306", "PENDING")
    learner.submit("Passed")
    expect(steps).to_contain_text("One Deployment, three Services")
