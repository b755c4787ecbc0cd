"""A Google of our own on loopback, held to Google's discovery documents.

Every request must be of a method, path and parameters the documents have, with
values of their types, and carry the token it gave out; anything else is a 400 that
the tests see. Lists are paged, sync tokens grow old, and it can be told to answer
once with an error, late, or with half an answer.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import re
import threading
import time
import urllib.parse
from collections import Counter, deque
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_CACHE = Path(importlib.util.find_spec("googleapiclient").origin).parent
_DOCUMENTS = _CACHE / "discovery_cache" / "documents"
TOKEN = "token-of-an-hour"


def _methods():
    """(HTTP method, path as a pattern, parameters, id) of all three APIs."""
    for name in ("people.v1", "gmail.v1", "calendar.v3"):
        document = json.loads((_DOCUMENTS / f"{name}.json").read_text())
        common = document["parameters"]
        pending = list(document["resources"].values())
        while pending:
            resource = pending.pop()
            pending += resource.get("resources", {}).values()
            for method in resource.get("methods", {}).values():
                path = document["servicePath"] + method.get("flatPath", method["path"])
                pattern = re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(path))
                known = common | method.get("parameters", {})
                yield (
                    method["httpMethod"],
                    re.compile("/" + pattern),
                    known,
                    method["id"],
                )


METHODS = list(_methods())


class World:
    """What the account holds, and how the server behaves."""

    def __init__(self):
        self.people, self.others, self.groups = {}, {}, {}
        self.messages, self.history = {}, []
        self.calendars, self.events = {}, {}
        self.changed = Counter()  # of each list, the number of its newest change
        self.stamp = {}  # (list, id) -> when it changed
        self.expired = set()  # lists whose tokens no longer hold
        self.page = 3
        self.calls = Counter()
        self.wrong = []
        self.faults = deque()  # (what, detail) for the next requests
        self.token = TOKEN
        self.refresh_ok = True
        self.scope = ""  # what was allowed, where it is not what was asked for

    def touch(self, of, key):
        """Note that something of a list has changed."""
        self.changed[of] += 1
        self.stamp[of, key] = self.changed[of]

    def put_person(self, key, *, other=False, **fields):
        of, store, start = (
            ("others", self.others, "otherContacts")
            if other
            else ("connections", self.people, "people")
        )
        name = f"{start}/{key}"
        self.touch(of, name)
        store[name] = {"resourceName": name, "etag": f"e{self.changed[of]}", **fields}

    def drop_person(self, key):
        name = f"people/{key}"
        self.touch("connections", name)
        self.people[name] = {"resourceName": name, "metadata": {"deleted": True}}

    def put_event(self, calendar, key, **fields):
        self.touch(calendar, key)
        self.events.setdefault(calendar, {})[key] = {
            "id": key,
            "etag": f'"{self.changed[calendar]}"',
            "status": "confirmed",
            "iCalUID": f"{key}@google.example.com",
            **fields,
        }

    def put_message(self, key, headers, *, labels=("INBOX",), text=""):
        number = len(self.history) + 100
        self.messages[key] = {
            "id": key,
            "threadId": key,
            "labelIds": list(labels),
            "internalDate": "1767600000000",
            "payload": {
                "mimeType": "text/plain",
                "headers": [{"name": n, "value": v} for n, v in headers.items()],
                "body": {"data": base64.urlsafe_b64encode(text.encode()).decode()},
            },
        }
        self._tell("messagesAdded", key, number)

    def drop_message(self, key):
        self._tell("messagesDeleted", key, len(self.history) + 100)
        del self.messages[key]

    def label_message(self, key, add=(), remove=()):
        labels = self.messages[key]["labelIds"]
        labels[:] = [one for one in labels if one not in remove] + list(add)
        kind = "labelsAdded" if add else "labelsRemoved"
        self._tell(kind, key, len(self.history) + 100)

    def _tell(self, kind, key, number):
        message = {"id": key, "labelIds": list(self.messages[key]["labelIds"])}
        self.history.append({"id": str(number), kind: [{"message": message}]})

    @property
    def newest(self):
        return str(len(self.history) + 99)


class Error(Exception):
    def __init__(self, status, reason="", details=()):
        self.status, self.reason, self.details = status, reason, details


def answer(world, method, url):
    """The JSON a request gets; raises Error."""
    parts = urllib.parse.urlsplit(url)
    asked = urllib.parse.parse_qs(parts.query, keep_blank_values=True)
    for verb, pattern, known, name in METHODS:
        found = pattern.fullmatch(parts.path)
        if verb == method and found:
            _check(asked, known, name)
            world.calls[name] += 1
            values = [urllib.parse.unquote(one) for one in found.groups()]
            return ANSWERS[name](world, asked, *values)
    raise Error(404, "no such method")


def _check(asked, known, name):
    for key, values in asked.items():
        said = known.get(key)
        if said is None:
            raise Error(400, f"{name} has no parameter {key}")
        for value in values:
            if said["type"] == "integer" and not value.isdigit():
                raise Error(400, f"{key} is no number")
            if said["type"] == "boolean" and value not in {"true", "false"}:
                raise Error(400, f"{key} is no boolean")
            if "enum" in said and value not in said["enum"]:
                raise Error(400, f"{key} may not be {value}")
    missing = [
        k
        for k, v in known.items()
        if v.get("required") and v["location"] == "query" and k not in asked
    ]
    if missing:
        raise Error(400, f"{name} wants {missing}")


def _one(asked, name, default=""):
    return asked.get(name, [default])[0]


def _paged(world, items, asked):
    start = int(_one(asked, "pageToken", "0"))
    page = items[start : start + world.page]
    more = start + world.page < len(items)
    return page, str(start + world.page) if more else None


def _synced(world, of, store, asked, field, gone_error):
    """One page of a list by its token; tokens are the number of the last change."""
    token = _one(asked, "syncToken")
    if token and of in world.expired:
        raise gone_error
    since = int(token or 0)
    items = [
        one
        for key, one in store.items()
        if world.stamp[of, key] > since and (token or not _is_gone(one))
    ]
    page, more = _paged(world, items, asked)
    told = {field: page}
    if more:
        told["nextPageToken"] = more
    else:
        told["nextSyncToken"] = str(world.changed[of])
        if not token:
            world.expired.discard(of)
    return told


def _is_gone(one):
    return bool(one.get("metadata", {}).get("deleted"))


EXPIRED = Error(400, "FAILED_PRECONDITION", [{"reason": "EXPIRED_SYNC_TOKEN"}])


def _connections(world, asked, me):
    assert me == "me"
    if "names" not in _one(asked, "personFields"):
        raise Error(400, "personFields is wanted")
    if _one(asked, "requestSyncToken") != "true":
        raise Error(400, "the tokens' parameters must be those of the first request")
    return _synced(world, "connections", world.people, asked, "connections", EXPIRED)


def _others(world, asked):
    if not _one(asked, "readMask"):
        raise Error(400, "readMask is wanted")
    return _synced(world, "others", world.others, asked, "otherContacts", EXPIRED)


def _groups(world, asked):
    page, more = _paged(world, list(world.groups.values()), asked)
    return {"contactGroups": page} | ({"nextPageToken": more} if more else {})


def _calendar_list(world, asked):
    page, more = _paged(world, list(world.calendars.values()), asked)
    return {"items": page} | ({"nextPageToken": more} if more else {})


def _events(world, asked, calendar):
    forbidden = {"timeMin", "timeMax", "q", "orderBy", "updatedMin", "iCalUID"}
    if "syncToken" in asked and forbidden & set(asked):
        raise Error(400, "not with a syncToken")
    if "syncToken" in asked and _one(asked, "showDeleted") == "false":
        raise Error(400, "showDeleted may not be False")
    store = world.events.setdefault(calendar, {})
    return _synced(
        world, calendar, store, asked, "items", Error(410, "fullSyncRequired")
    )


def _profile(world, _asked, me):
    assert me == "me"
    return {"historyId": world.newest, "messagesTotal": len(world.messages)}


def _messages(world, asked, _me):
    items = [
        {"id": key, "threadId": key}
        for key, one in reversed(world.messages.items())
        if not {"SPAM", "TRASH"} & set(one["labelIds"])
    ]
    page, more = _paged(world, items, asked)
    return {"messages": page} | ({"nextPageToken": more} if more else {})


def _message(world, asked, _me, key):
    if key not in world.messages:
        raise Error(404, "notFound")
    one = json.loads(json.dumps(world.messages[key]))
    if _one(asked, "format") == "metadata":
        wanted = {name.lower() for name in asked.get("metadataHeaders", [])}
        payload = one["payload"]
        payload["headers"] = [
            h for h in payload["headers"] if h["name"].lower() in wanted
        ]
        del payload["body"]
    return one


def _history(world, asked, _me):
    since = int(_one(asked, "startHistoryId"))
    if "history" in world.expired:
        world.expired.discard("history")
        raise Error(404, "notFound")
    items = [one for one in world.history if int(one["id"]) > since]
    page, more = _paged(world, items, asked)
    told = {"history": page, "historyId": world.newest}
    return told | ({"nextPageToken": more} if more else {})


ANSWERS = {
    "people.people.connections.list": _connections,
    "people.otherContacts.list": _others,
    "people.contactGroups.list": _groups,
    "calendar.calendarList.list": _calendar_list,
    "calendar.events.list": _events,
    "gmail.users.getProfile": _profile,
    "gmail.users.messages.list": _messages,
    "gmail.users.messages.get": _message,
    "gmail.users.history.list": _history,
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    @property
    def world(self):
        return self.server.world

    def do_GET(self):
        self._answer(b"")

    def do_POST(self):
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _answer(self, body):
        if self.path == "/token":
            self._token(body)
            return
        if self.headers.get("Authorization") != f"Bearer {self.world.token}":
            self._error(Error(401, "authError"))
            return
        fault = self.world.faults.popleft() if self.world.faults else None
        if fault and fault[0] == "slow":
            time.sleep(fault[1])
        if fault and fault[0] == "status":
            self._error(Error(*fault[1]))
            return
        if fault and fault[0] == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"half')
            self.close_connection = True
            return
        try:
            if self.path.startswith("/batch/"):
                self._batch(body)
            else:
                self._send(200, json.dumps(answer(self.world, self.command, self.path)))
        except Error as error:
            self._error(error)

    def _batch(self, body):
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = message_from_bytes(head + body, policy=policy.HTTP).get_payload()
        told = []
        for part in parts:
            verb, path, _ = part.get_payload().splitlines()[0].split(" ")
            try:
                status, text = 200, json.dumps(answer(self.world, verb, path))
            except Error as error:
                status, text = error.status, _error_text(error)
            number = part["Content-ID"].strip("<>")
            told.append(
                f"--b\r\nContent-Type: application/http\r\n"
                f"Content-ID: <response-{number}>\r\n\r\nHTTP/1.1 {status} x\r\n"
                f"Content-Type: application/json\r\n\r\n{text}\r\n"
            )
        self._send(200, "".join(told) + "--b--", "multipart/mixed; boundary=b")

    def _token(self, body):
        asked = urllib.parse.parse_qs(body.decode())
        grant = _one(asked, "grant_type")
        good = {"authorization_code": "code", "refresh_token": "refresh_token"}.get(
            grant
        )
        if not self.world.refresh_ok or _one(asked, good) not in {
            "good-code",
            "refresh",
        }:
            self._send(400, json.dumps({"error": "invalid_grant"}))
            return
        self.world.calls["token"] += 1
        told = {"access_token": self.world.token, "expires_in": 3600,
                "refresh_token": "refresh", "token_type": "Bearer"}  # fmt: skip
        if self.world.scope:
            told["scope"] = self.world.scope
        self._send(200, json.dumps(told))

    def _error(self, error):
        if error.status == 400 and not error.details:
            self.world.wrong.append(error.reason)
        self._send(error.status, _error_text(error))

    def _send(self, status, text, kind="application/json; charset=UTF-8"):
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _error_text(error):
    return json.dumps(
        {
            "error": {
                "code": error.status,
                "message": "no",
                "status": error.reason,
                "errors": [{"reason": error.reason}],
                "details": list(error.details),
            }
        }
    )


@contextmanager
def google():
    """The server's world and its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.world = World()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.world, f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()
