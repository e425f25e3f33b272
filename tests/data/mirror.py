"""A mirror on the loopback address, with the faults that real ones have."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import NamedTuple


class Answer(NamedTuple):
    """What is sent for one file: a body, the length announced for it, whether silence follows, the status."""

    body: bytes
    announced: int
    stalls: bool = False
    status: int = 200


def whole(content):
    return Answer(content, len(content))


def corrupt(content):
    return whole(content[:-1] + bytes([content[-1] ^ 1]))


def truncated(content):
    return Answer(content[: len(content) // 2], len(content))


def stalled(content):
    return Answer(content[: len(content) // 2], len(content), stalls=True)


def missing(content):
    return Answer(b"", 0, status=404)


def unavailable(content):
    return Answer(b"", 0, status=503)


def cut_off(content):
    return None


class Mirror(ThreadingHTTPServer):
    """Serves the answers by file name, hangs up for None, and keeps the names asked for."""

    daemon_threads = False  # so that closing the server waits for its threads

    def __init__(self, answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = answers
        self.asked = []
        self.test_is_over = Event()

    @property
    def host(self):
        return f"127.0.0.1:{self.server_port}"

    @property
    def address(self):
        return f"http://{self.host}/mnist/"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.removeprefix("/mnist/")
        self.server.asked.append(name)
        answer = self.server.answers.get(name, missing(name))
        if answer is None:
            return
        self.send_response(answer.status)
        self.send_header("Content-Length", str(answer.announced))
        self.end_headers()
        self.wfile.write(answer.body)
        if answer.stalls:
            self.server.test_is_over.wait()

    def log_message(self, *args):
        """Nothing: the tests look at what is printed."""


@contextmanager
def running(answers):
    with Mirror(answers) as mirror:
        thread = Thread(target=mirror.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield mirror
        finally:
            mirror.test_is_over.set()
            mirror.shutdown()
            thread.join()
