"""A grabber of the kind of December 2014. Arguments: the frontend's address, the port of Redis, and how many polls; each prints a line of JSON.

A poll downloads the whole list, and looks up each build in the set of those seen. A build that is new is written in an envelope and pushed by an LPUSH of
its own, whose answer is awaited. The commands go straight to a socket, which takes less time than a library for Redis.
"""
import base64
import json
import socket
import sys
import time
import urllib.request
import uuid


class Redis:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answers = self.socket.makefile("rb")

    def lpush(self, key, element):
        words = (b"LPUSH", key.encode(), element.encode())
        self.socket.sendall(b"*3\r\n" + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words))
        return self.answers.readline().startswith(b":")


class Grabber:
    def __init__(self, frontend, redis):
        self.request = urllib.request.Request(
            frontend + "/backend/waiting/", headers={"Authorization": "Basic " + base64.b64encode(b"user:password").decode()})
        self.redis = redis
        self.queues = {architecture: "retaskqueue-copr-be-0" for architecture in ("x86_64", "i386")}
        self.seen = set()

    def process_build_task(self, task):
        if "task_id" not in task or task["task_id"] in self.seen:
            return 0
        self.seen.add(task["task_id"])
        queue = self.queues[task["chroot"].split("-")[2]]
        envelope = {"_data": json.dumps(task), "urn": uuid.uuid4().urn}
        return int(self.redis.lpush(queue, json.dumps(envelope)))

    def load_tasks(self):
        with urllib.request.urlopen(self.request) as answer:
            builds = json.loads(answer.read())["builds"]
        return sum(self.process_build_task(task) for task in builds)


started = time.perf_counter()
grabber = Grabber(sys.argv[1], Redis(int(sys.argv[2])))
for _ in range(int(sys.argv[3])):
    enqueued = grabber.load_tasks()
    print(json.dumps({"enqueued": enqueued, "elapsed_ms": 1000 * (time.perf_counter() - started)}), flush=True)
    time.sleep(0.2)
    started = time.perf_counter()
