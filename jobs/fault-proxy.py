#!/usr/bin/env python3
"""fault-proxy.py PORT LOG FAULT: stands before the object store at 127.0.0.1:PORT, and writes its own port as
the first line of LOG, then a line for each request: its number, method, path, bytes sent, status, headers that
make it a condition or a copy. The file FAULT, where it is there, says what goes wrong, looked at for each request:

    every N STATUS      each Nth request is answered with STATUS
    all STATUS          every request is
    hold SECONDS REGEX  the first request that REGEX finds in "METHOD PATH" waits before it is passed on
"""

import http.client
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STORE, LOG, FAULT = int(sys.argv[1]), open(sys.argv[2], "w", buffering=1), sys.argv[3]
CONDITIONS = ("x-amz-copy-source", "if-none-match", "if-match", "range")
HOP = ("connection", "keep-alive", "transfer-encoding", "content-length", "expect")
lock = threading.Lock()
requests = 0
held = set()


class Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(chunks)

    def fault(self, number):
        """The status to answer with, if the request is not to come through."""
        try:
            with open(FAULT) as file:
                words = file.read().split(None, 2)
        except FileNotFoundError:
            return None
        if words[:1] == ["all"]:
            return int(words[1])
        if words[:1] == ["every"] and number % int(words[1]) == 0:
            return int(words[2])
        if words[:1] == ["hold"] and re.search(words[2].strip(), f"{self.command} {self.path}"):
            with lock:
                first = words[2] not in held
                held.add(words[2])
            if first:
                self.told.append("held")
                self.log()
                time.sleep(float(words[1]))
        return None

    def log(self, status="-"):
        LOG.write(f"{self.number} {self.command} {self.path} {self.sent} {status} {' '.join(self.told)}\n")

    def any(self):
        global requests
        with lock:
            requests += 1
            self.number = requests
        body = self.body()
        self.sent = len(body)
        self.told = [f"{name}={self.headers[name]}" for name in CONDITIONS if name in self.headers]
        status = self.fault(self.number)
        try:
            if status:
                self.told.append("fault")
                self.answer(status, [], b"")
            else:
                status = self.forward(body)
        except OSError as e:
            status = type(e).__name__
            self.close_connection = True
        self.log(status)

    def forward(self, body):
        store = http.client.HTTPConnection("127.0.0.1", STORE, timeout=60)
        try:
            store.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOP:
                    store.putheader(name, value)
            store.putheader("Content-Length", str(len(body)))
            store.endheaders(body)
            found = store.getresponse()
            data = found.read()
            length = found.getheader("Content-Length") if self.command == "HEAD" else None
            self.answer(found.status, found.getheaders(), data, length)
            return found.status
        finally:
            store.close()

    def answer(self, status, headers, data, length=None):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP:
                self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", length or str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = any

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


server = Server(("127.0.0.1", 0), Proxy)
LOG.write(f"{server.server_port}\n")
server.serve_forever()
