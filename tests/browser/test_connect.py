"""A learner lets the kubectl of their own machine in, and shuts it out again."""

from __future__ import annotations

import re

import requests
from playwright.sync_api import Page, expect


def test_what_a_client_does_shows_in_the_page_until_its_way_in_is_taken_back(live: str, page: Page) -> None:
    page.goto(f"{live}/sandbox/")
    expect(page.locator("#picture")).to_contain_text("node-1")
    page.locator("#connect").click()
    page.get_by_role("button", name="Make a kubeconfig").click()
    commands = page.get_by_label("Or into the kubeconfig that you have").input_value()
    server = re.search(r"--server=(\S+)", commands)
    assert server is not None
    service = {"metadata": {"name": "from-afar"}, "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}
    made = requests.post(f"{server[1]}/api/v1/namespaces/default/services", json=service, timeout=10)
    assert made.status_code == 201
    page.keyboard.press("Escape")
    expect(page.locator("#picture")).to_contain_text("from-afar")
    page.locator("#connect").press("Enter")
    page.get_by_role("button", name="Revoke").press("Enter")
    expect(page.get_by_role("button", name="Revoke")).to_have_count(0)
    page.wait_for_timeout(1200)  # a secret that was found is trusted for a second
    assert requests.get(f"{server[1]}/api", timeout=10).status_code == 401
