"""The public jAccount client, as it is, through its whole flow: authorize, token, refresh, profile, logout."""

import sys
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from oauth_jaccount import JaccountClient

HOST, CLIENT_ID, CLIENT_SECRET = sys.argv[1:4]
REDIRECT = "http://127.0.0.1:9/callback"
SIGNED_OUT = "http://127.0.0.1:9/bye"


class StayHere(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


cookies = CookieJar()
browser = build_opener(HTTPCookieProcessor(cookies), StayHere)


def location(request):
    """Where a request is redirected to."""
    try:
        browser.open(request)
    except HTTPError as answer:
        assert answer.code in (302, 303), answer.code
        return answer.headers["Location"]
    raise AssertionError("no redirect")


client = JaccountClient(CLIENT_ID, CLIENT_SECRET, host=HOST, api_host=HOST)
url, state = client.get_authorize_url(REDIRECT)
assert "limishu" in browser.open(url).read().decode()

form = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()} | {"account": "limishu"}
back = parse_qs(urlsplit(location(Request(url.split("?")[0], data=urlencode(form).encode()))).query)
assert back["state"] == [state]

access_token, refresh_token, id_token = client.get_token(back["code"][0], REDIRECT)
assert id_token["sub"] == "limishu" and id_token["aud"] == CLIENT_ID and id_token["name"] == "李秘书", id_token

access_token, refresh_token, id_token = JaccountClient.refresh_token(client, refresh_token, REDIRECT)
assert id_token["sub"] == "limishu"

profile = client.call_rest_api(access_token, JaccountClient.API.PROFILE)
assert profile["errno"] == 0 and profile["entities"][0]["account"] == "limishu", profile

assert location(url).startswith(REDIRECT), "still signed in: the page is skipped"
assert location(client.get_logout_url(SIGNED_OUT)) == SIGNED_OUT
assert "limishu" in browser.open(url).read().decode(), "signed out: the page is back"
print("done")
