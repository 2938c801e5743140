"""How tests fill the pages of an assessment."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.office import picture

ALL = "/desk/inspections/assessments/"
JSON = {"HTTP_ACCEPT": "application/json"}


def address(row, part=""):
    return f"{ALL}{row.number}/{part}"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def jpeg(shade=0):
    return SimpleUploadedFile("现场.jpg", picture(shade=shade), "image/jpeg")


# Proof


def prove(client, row, file, code="A1"):
    return client.post(address(row, f"proofs/{code}/"), {"file": file}, **JSON)
