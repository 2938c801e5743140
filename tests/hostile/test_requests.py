"""C4: requests that no browser sends, over bare sockets, to the portal as it is deployed."""

from __future__ import annotations

import pytest

from tests.hostile.served import FORM, Visitor, administrator, served

pytestmark = [pytest.mark.slow, pytest.mark.once]

MEGABYTE = 1024 * 1024
PAGES = ("/", "/accounts/login/", "/desk/", "/desk/filings/new/", "/desk/import/", "/admin/", "/s/ABCDEFGH/")

#: MiB that a worker may gain for a moment over anything that is sent here.
MOST_GAINED = 50


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as server:
        server.officer = administrator(server)
        for page in PAGES:  # what a worker loads once is no gain
            for _ in range(8):
                server.officer.get(page)
        yield server


@pytest.fixture(autouse=True)
def unharmed(portal):
    """The same workers serve on, and have not grown."""
    memory = portal.memory()
    assert len(memory) >= 2
    yield
    peaks = portal.peaks()
    assert peaks.keys() == memory.keys()
    assert max(peaks[pid] - memory[pid] for pid in peaks) <= MOST_GAINED
    assert portal.ask("GET", "/accounts/login/").status == 200


@pytest.fixture(scope="module")
def people(portal):
    """A stranger at the form of the sign-in, and the administrator at the form of a new case."""
    stranger = Visitor(portal)
    stranger.get("/accounts/login/")
    return {"stranger": (stranger, "/accounts/login/"), "signed in": (portal.officer, "/desk/filings/new/")}


@pytest.fixture(params=["stranger", "signed in"])
def posted(request, people):
    """Sends a body to the form of this person."""
    visitor, page = people[request.param]
    return lambda body, content_type=FORM, path=page: visitor.post(path, body, content_type)


def test_a_right_form_passes_so_that_the_others_are_refused_for_what_they_are(people):
    (stranger, form), (officer, new) = people.values()
    assert "用户名" in stranger.post(form, b"username=&password=wrong").text
    assert "您的账号没有这项权限" in officer.post(new, b"type=nursing_room").text


@pytest.mark.parametrize(
    "body",
    [b"username=" + b"a" * 10 * MEGABYTE, b"a=1&" * (10 * MEGABYTE // 4), b"&" * 10 * MEGABYTE],
    ids=["one field", "many fields", "no field"],
)
def test_a_body_of_ten_megabytes_is_refused_with_what_to_do(posted, body):
    answer = posted(body)
    assert answer.status == 400
    assert "提交的内容过大,没有保存" in answer.text


def test_ten_thousand_fields_are_refused_with_what_to_do(posted):
    answer = posted("&".join(f"f{number}=1" for number in range(10_000)).encode())
    assert answer.status == 400
    assert "提交的内容过多,没有保存" in answer.text


def multipart(parts, boundary="----hostile"):
    return "".join(f"--{boundary}\r\n{part}\r\n" for part in parts).encode() + f"--{boundary}--\r\n".encode()


@pytest.mark.parametrize(
    "part",
    [
        'Content-Disposition: form-data; name="f{n}"\r\n\r\n1',
        'Content-Disposition: form-data; name="f"; filename="{n}.jpg"\r\nContent-Type: image/jpeg\r\n\r\nx',
        'Content-Disposition: form-data; name="f"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%%',
    ],
    ids=["fields", "files", "broken encoding"],
)
def test_ten_thousand_parts_are_refused(posted, part):
    body = multipart(part.replace("{n}", str(number)) for number in range(10_000))
    assert posted(body, "multipart/form-data; boundary=----hostile").status == 400


@pytest.mark.parametrize(
    "body",
    [b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000],
    ids=["lists", "objects"],
)
@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-16", "text/json"]
)
def test_json_however_deep_is_no_form(posted, body, content_type):
    answer = posted(body, content_type)
    assert answer.status == 415
    assert "不是网页表单" in answer.text


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/xml", "image/jpeg", "", "x" * 500, "multipart/mixed; boundary=x"],
)
@pytest.mark.parametrize("path", ["/accounts/login/", "/desk/import/", "/admin/login/", "/large-type/"])
def test_any_other_content_type_is_refused_unread(posted, content_type, path):
    assert posted(b"username=a&password=b", content_type, path).status == 415


def test_a_form_without_its_boundary_is_refused(posted):
    for content_type in (
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\xff",
    ):
        assert posted(b"--x\r\n\r\n", content_type).status == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "PATCH", "CONNECT", "PROPFIND", "QUERY"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_know_no_other_method(portal, method, page):
    answer = portal.ask(method, page, b"" if method == "TRACE" else b"x=1", X_Secret="do-not-echo")
    assert answer.status == 405
    assert "Allow: GET, HEAD, POST, OPTIONS" in answer.text
    assert "do-not-echo" not in answer.text


def test_a_method_that_is_no_word_is_refused(portal):
    for method in ("G\x00T", "GE T", "", "get;", "A" * 5000):
        assert portal.ask(method, "/").status in (400, 405, 414), method[:10]


@pytest.mark.parametrize(
    ("headers", "statuses"),
    [
        ({"X_Long": "a" * 8192}, {400, 431}),
        ({"Cookie": "sessionid=" + "a" * 8192}, {400, 431}),
        ({f"X_{number}": "1" for number in range(200)}, {400, 431}),
        ({"Content_Length": "-1"}, {400}),
        ({"Content_Length": "10000000000000000000000"}, {400, 413, 415}),
        ({"Content_Length": "1e3"}, {400}),
        ({"Transfer_Encoding": "chunked", "Content_Length": "5"}, {400}),
        ({"Transfer_Encoding": "gzip"}, {400, 501}),
        ({"Host": "evil.example"}, {400}),
        ({"Host": "a" * 300}, {400}),
        ({"Expect": "200-ok"}, {200, 302, 400, 405, 417}),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_bad_head_is_refused(portal, headers, statuses):
    method = "POST" if "Content_Length" in headers else "GET"
    assert portal.ask(method, "/accounts/login/", **headers).status in statuses


@pytest.mark.parametrize(
    "line",
    [
        b"GET /" + b"a" * 8192 + b" HTTP/1.1",
        b"GET / HTTP/9.9",
        b"GET  HTTP/1.1",
        b"\x00\x01\x02",
        b"GET http://evil/",
    ],
    ids=["long", "version", "nowhere", "noise", "half"],
)
def test_a_bad_first_line_is_refused(portal, line):
    assert portal.raw(line + b"\r\nHost: portal.test\r\nConnection: close\r\n\r\n").status in (400, 414, 505)


def test_a_line_that_breaks_at_nine_tenths_leaves_nothing_behind(portal, people):
    """The body is not taken for a whole one: a name or a file that ends early would look like a real one."""
    stranger, form = people["stranger"]
    typed = b"username=" + b"a" * 100_000
    assert stranger.post(form, typed, missing=10_000).status in (0, 400, 403, 200)
    upload = multipart(
        ['Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + "x\n" * 50_000]
    )
    officer, _ = people["signed in"]
    officer.post("/desk/import/", upload, "multipart/form-data; boundary=----hostile", missing=10_000)
    assert "a" * 90_000 not in stranger.post(form, typed, missing=10_000).text


def test_nothing_of_all_that_broke_a_worker(portal):
    log = (portal.folder / "server.log").read_text(errors="replace")
    for trouble in ("Internal Server Error", "WORKER TIMEOUT", "SIGKILL", "[CRITICAL]", "MemoryError"):
        assert trouble not in log
    assert not (portal.folder / "media").exists()
