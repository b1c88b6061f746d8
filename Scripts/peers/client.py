"""An ordinary grpcio client of Falco's outputs: receives, decodes and counts alerts by priority.

  client.py SOCKET COUNT REQUEST-INTERVAL-MS

The directory of the generated modules comes in PYTHONPATH.
"""

import collections
import json
import sys
import threading

import grpc
import outputs_pb2


def main():
    socket, count, interval = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]) / 1000
    done = threading.Event()

    def requests():
        while True:
            yield outputs_pb2.request()
            if done.wait(interval):
                return

    channel = grpc.insecure_channel(f"unix:{socket}", options=[("grpc.max_receive_message_length", -1)])
    call = channel.stream_stream(
        "/falco.outputs.service/sub",
        request_serializer=outputs_pb2.request.SerializeToString,
        response_deserializer=outputs_pb2.response.FromString,
    )(requests())
    priorities, received = collections.Counter(), 0
    for alert in call:
        received += 1
        priorities[alert.priority] += 1
        if received == count:
            break
    done.set()
    call.cancel()
    print(json.dumps({"received": received, "priorities": [priorities[number] for number in range(8)]}))


if __name__ == "__main__":
    main()
