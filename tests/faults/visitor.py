"""Somebody before a browser without JavaScript: pages, forms, cookies, nothing else."""

import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


class Visitor:
    def __init__(self, url):
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies, NoRedirect)

    def get(self, path):
        """Status and page."""
        return self._open(path)

    def post(self, path, fields):
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        headers = {"Referer": self.url + path}
        return self._open(path, body, headers)

    def read_form(self, path):
        """The hidden fields of a page's forms."""
        status, page = self.get(path)
        assert status == 200, page
        return dict(HIDDEN.findall(page))

    def sign_in(self, name, password):
        path = "/account/login/"
        fields = {**self.read_form(path), "login": name, "password": password}
        status, _ = self.post(path, fields)
        assert status == 302

    def _open(self, path, body=None, headers=None):
        request = urllib.request.Request(  # noqa: S310 -- the product's address
            self.url + path, body, headers or {}
        )
        try:
            with self.opener.open(request, timeout=120) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()
