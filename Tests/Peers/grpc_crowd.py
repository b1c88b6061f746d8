"""Many subscribers of Falco's API at once, each on a connection of its own (gRPC C-core). JSON lines out.

  grpc_crowd.py --socket PATH [--subscribers N] [--count N] [--stalled N]

The event `open` tells that all have begun. Each subscriber asks for alerts every 50 ms. When each has received `count`
alerts, `complete` tells how many different sequences of messages they have got (1: all the same). The first `stalled` of them ask once and never read; they do not count. At the end of each call `ended`
tells its status and what it received. The program runs until all calls have ended, or standard input has.
"""

import argparse
import hashlib
import queue
import threading

import grpc

import peer_lines

OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.default_authority", "localhost"),
           ("grpc.use_local_subchannel_pool", 1)]


class Subscriber:
    def __init__(self, number, options, done):
        self.number, self.options, self.done = number, options, done
        self.received, self.digest = 0, hashlib.sha256()
        self.requests = queue.SimpleQueue()
        self.requests.put(b"")
        self.channel = grpc.insecure_channel(f"unix:{options.socket}", options=OPTIONS)
        self.call = self.channel.stream_stream("/falco.outputs.service/sub")(iter(self.requests.get, None))

    def read(self):
        try:
            for message in self.call:
                self.received += 1
                if self.received <= self.options.count:
                    self.digest.update(len(message).to_bytes(4, "big") + message)
                if self.received == self.options.count:
                    self.done.release()
        except grpc.RpcError:
            pass
        peer_lines.say("ended", subscriber=self.number, status=self.call.code().name, message=self.call.details(),
                       received=self.received)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--socket", required=True)
    parser.add_argument("--subscribers", type=int, default=50)
    parser.add_argument("--stalled", type=int, default=0)
    parser.add_argument("--count", type=int, default=0)
    options = parser.parse_args()
    done = threading.Semaphore(0)
    crowd = [Subscriber(number, options, done) for number in range(options.subscribers)]
    readers = crowd[options.stalled:]
    threads = [threading.Thread(target=each.read, daemon=True) for each in readers]
    for thread in threads:
        thread.start()
    over = threading.Event()

    def pace():
        while not over.wait(0.05):
            for each in readers:
                each.requests.put(b"")

    threading.Thread(target=pace, daemon=True).start()
    threading.Thread(target=peer_lines.serve, args=({},), daemon=True).start()
    peer_lines.say("open")
    if options.count:
        for _ in readers:
            done.acquire()
        digests = {each.digest.hexdigest() for each in readers}
        peer_lines.say("complete", sequences=len(digests))
    for thread in threads:
        thread.join()
    over.set()
    peer_lines.leave()


if __name__ == "__main__":
    main()
