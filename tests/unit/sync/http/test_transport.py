"""What of the environment counts: certificates and proxies do, passwords of .netrc do not."""

import os
import subprocess
import sys

import pytest

from tests.unit.sync.http.servers import CERTIFICATE, SECRET, api, http, told
from watchbill.errors import WatchbillError
from watchbill.sync.http import Api, ApiError


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_certificate_that_nobody_signed_is_refused_at_once(method):
    with told(http(200, b"{}"), tls=True) as server, pytest.raises(ApiError) as caught:
        getattr(api(server.url), method)("/x")
    assert type(caught.value) is ApiError
    assert caught.value.message.endswith("its certificate is not trusted")
    assert "REQUESTS_CA_BUNDLE" in caught.value.hint
    assert server.got == []


def test_certificates_of_the_company_are_taken_from_the_environment(monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    with told(http(200, b"{}"), tls=True) as server:
        assert api(server.url).get("/x") == {}


def test_a_bundle_of_certificates_that_is_not_there_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    with told(http(200, b"{}"), tls=True) as server, pytest.raises(ApiError) as caught:
        api(server.url).get("/x")
    assert caught.value.message.endswith("REQUESTS_CA_BUNDLE names no file")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_service_that_does_not_encrypt_is_never_told_the_token(method):
    with told(http(200, b"{}")) as server, pytest.raises(ApiError, match="the encryption failed"):
        getattr(api(server.url.replace("http:", "https:")), method)("/x")
    assert not [asked for asked in server.got if SECRET.encode() in asked]


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer ours"}, {"X-Key": "ours"}])
def test_passwords_of_netrc_are_never_sent(headers, monkeypatch, tmp_path):
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1\nlogin ann\npassword theirs\n")
    monkeypatch.setenv("NETRC", str(file))
    with told(http(200, b"{}")) as server:
        Api(server.url, headers).get("/x")
    assert b"Basic" not in server.got[0]
    assert b": " + next(iter(headers.values())).encode() in server.got[0]


def test_a_proxy_of_the_environment_is_used_also_for_this_machine(monkeypatch):
    with told(http(200, b'"by proxy"')) as proxy, told(http(200, b'"direct"')) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        assert api(server.url).get("/x") == "by proxy"
        assert proxy.got[0].startswith(f"GET {server.url}/x HTTP".encode())
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert api(server.url).get("/x") == "direct"


@pytest.mark.parametrize("proxy", ["http://proxy.example:3128", "proxy.example:3128"])
def test_a_call_in_the_clear_leaves_this_machine_by_no_proxy(proxy, monkeypatch):
    monkeypatch.setenv("http_proxy", proxy)
    with told(http(200, b"{}")) as server:
        with pytest.raises(WatchbillError) as caught:
            api(server.url).get("/x")
        assert "NO_PROXY" in caught.value.hint
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert api(server.url).get("/x") == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_through_a_proxy_an_encrypted_call_shows_the_host_alone(method, monkeypatch):
    with told(http(407)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.replace("//", "//ann:pw@"))
        with pytest.raises(ApiError) as caught:
            getattr(api("https://pager.example"), method)("/x")
    assert "the proxy does not let it through, 5 times" in caught.value.message
    assert type(caught.value) is ApiError
    assert proxy.got[0].startswith(b"CONNECT pager.example:443 ")
    assert SECRET.encode() not in b"".join(proxy.got)
    assert "pw" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("http://127.0.0.1:1", "the proxy cannot be reached, 5 times"),
        ("http://", "the proxy's address is none"),
        ("http://[", "it cannot be asked"),
        ("socks9://127.0.0.1:1", "such a proxy is not spoken with"),
    ],
)
def test_a_proxy_that_is_none_is_told(proxy, said, monkeypatch):
    monkeypatch.setenv("https_proxy", proxy)
    with pytest.raises(ApiError) as caught:
        api("https://pager.example").post("/x")
    assert said in caught.value.message
    assert type(caught.value) is ApiError


def test_a_name_that_is_not_known_is_told():
    with pytest.raises(ApiError, match="its name is not known, 5 times"):
        api("https://pager.invalid").post("/x")


@pytest.mark.parametrize("host", ["a..b", ".", "x" * 64 + ".example"])
def test_a_host_that_is_none_is_told_once(host):
    with pytest.raises(ApiError, match=r"it cannot be asked \(\w+\)$") as caught:
        api(f"https://{host}").post("/x")
    assert type(caught.value) is ApiError


def test_an_answer_that_cannot_be_unpacked_is_lost():
    answer = http(200, b"no gzip", "Content-Encoding: gzip")
    with told(answer) as server, pytest.raises(ApiError, match="cannot be unpacked, 5 times"):
        api(server.url).get("/x")


def test_the_client_is_imported_without_what_it_speaks_with():
    code = (
        "import sys, watchbill.sync.http, watchbill.sync.tokens; print('requests' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert ran.stdout.strip() == "False"
