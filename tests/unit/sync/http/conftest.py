"""The environment of these tests: no proxy, no certificates, no passwords of whoever runs them."""

import pytest

_NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    for name in (*_NAMES, "curl_ca_bundle", "netrc"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
