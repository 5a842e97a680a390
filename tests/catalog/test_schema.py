"""The schema of lab.yaml is at an address that editors can be pointed to."""

from __future__ import annotations

from django.test import Client

from playground.grading.schema import json_schema


def test_editors_find_the_schema_of_labs() -> None:
    response = Client().get("/schema/lab.json")
    assert response.status_code == 200
    assert response.json() == json_schema()
    assert response["Content-Type"] == "application/schema+json"
    assert response["Access-Control-Allow-Origin"] == "*"
