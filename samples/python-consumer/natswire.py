"""A small NATS client: connect with credentials, publish, pull from a JetStream
consumer, acknowledge.

One thread, one subscription, one pull request at a time.
"""

import base64
import json
import os
import socket
import ssl
import time
import urllib.parse

import nkey

EXPIRES = 2  # seconds a pull request waits at the server
BATCH = 200  # messages per pull request
PATIENCE = 5  # seconds until a server that says nothing counts as gone


class Message:
    """A delivery: headers in lower case, payload, and where to acknowledge."""

    def __init__(self, headers, payload, reply):
        self.headers, self.payload, self.reply = headers, payload, reply

    def _ack_part(self, i):
        # $JS.ACK.STREAM.CONSUMER.ATTEMPT.SEQ...; newer servers put domain and
        # account before the stream (ADR-15).
        parts = self.reply.split(".")
        return int(parts[i + 2 if len(parts) > 9 else i])

    @property
    def attempt(self):
        return self._ack_part(4)

    @property
    def stream_seq(self):
        return self._ack_part(5)


class Connection:
    def __init__(self, url, creds, name):
        where = urllib.parse.urlsplit(url)
        self.sock = socket.create_connection((where.hostname, where.port or 4222), timeout=PATIENCE)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.waiting = []  # deliveries that were read while something else was awaited
        self._wait(time.monotonic() + PATIENCE)
        info = json.loads(self._take(self.buffer.index(b"\r\n")).removeprefix(b"INFO "))
        if where.scheme == "tls" or info.get("tls_required"):
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=where.hostname)
        self._connect(info, creds, name)
        self.inbox = "_INBOX." + os.urandom(11).hex()
        self._send(f"SUB {self.inbox} 1\r\n".encode())
        self.flush()

    def _connect(self, info, creds, name):
        options = {"verbose": False, "pedantic": False, "headers": True, "no_responders": True,
                   "protocol": 1, "lang": "python", "version": "1.0.0", "name": name}
        if creds:
            options["jwt"], seed = nkey.read_creds(creds)
            signature = nkey.sign(seed, info["nonce"].encode())
            options["sig"] = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
        self._send(b"CONNECT " + json.dumps(options).encode() + b"\r\n")

    def publish(self, subject, payload, reply=""):
        self._send(f"PUB {subject} {reply} {len(payload)}\r\n".encode() + payload + b"\r\n")

    def ack(self, message):
        self.publish(message.reply, b"+ACK")

    def flush(self):
        """Returns when the server has taken everything that was sent before."""
        self._send(b"PING\r\n")
        until = time.monotonic() + PATIENCE
        while self._wait(until):
            frame = self._frame()
            if frame == "PONG":
                return
            if isinstance(frame, Message):
                self.waiting.append(frame)
        raise ConnectionError("nats server does not answer")

    def pull(self, stream, consumer):
        """Yields lists of deliveries, for ever: all that can be had without
        waiting, at least one. One pull request follows the other."""
        ask = json.dumps({"batch": BATCH, "expires": EXPIRES * 1_000_000_000}).encode()
        while True:
            self.publish(f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}", ask, self.inbox)
            until, wanted = time.monotonic() + EXPIRES + 1, BATCH
            while wanted > 0 and (got := self._deliveries(until)):
                # A status in place of a message: 404, 408 and 409 end a request, 100 does not.
                if data := [m for m in got if "status" not in m.headers]:
                    yield data
                ended = any(m.headers.get("status", "100") != "100" for m in got)
                wanted = 0 if ended else wanted - len(data)

    def _deliveries(self, until):
        """Returns what was delivered, or nothing by the time given."""
        got, self.waiting = self.waiting, []
        while self._wait(0 if got else until):
            if isinstance(frame := self._frame(), Message):
                got.append(frame)
        return got

    def _wait(self, until):
        """Waits for a whole frame; false if there is none by the time given."""
        while not self._whole():
            self.sock.settimeout(max(until - time.monotonic(), 1e-6))
            try:
                data = self.sock.recv(65536)
            except socket.timeout:
                return False
            if not data:
                raise ConnectionError("nats server closed the connection")
            self.buffer += data
        return True

    def _whole(self):
        end = self.buffer.find(b"\r\n")
        if end < 0 or not self.buffer.startswith((b"MSG ", b"HMSG ")):
            return end >= 0
        return len(self.buffer) >= end + 4 + int(self.buffer[:end].split()[-1])

    def _frame(self):
        """Takes one frame: a Message, "PONG", or None for what needs no answer."""
        head, *args = self._take(self.buffer.index(b"\r\n")).decode().split()
        if head == "PING":
            self._send(b"PONG\r\n")
        elif head == "PONG":
            return "PONG"
        elif head == "-ERR":
            raise ConnectionError("nats server: " + " ".join(args))
        elif head == "MSG":
            return Message({}, self._take(int(args[-1])), args[2] if len(args) == 4 else "")
        elif head == "HMSG":
            size, payload = int(args[-2]), self._take(int(args[-1]))
            return Message(_headers(payload[:size]), payload[size:], args[2] if len(args) == 5 else "")
        return None

    def _take(self, n):
        """Takes n bytes and the end of line after them."""
        out, self.buffer = self.buffer[:n], self.buffer[n + 2:]
        return out

    def _send(self, data):
        self.sock.settimeout(PATIENCE)
        self.sock.sendall(data)


def _headers(block):
    """Reads NATS/1.0 headers; a status is put under "status"."""
    first, _, rest = block.decode("utf-8", "replace").partition("\r\n")
    out = {}
    if status := first.removeprefix("NATS/1.0").strip():
        out["status"] = status[:3]
    for line in rest.split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            out[name.strip().lower()] = value.strip()
    return out
