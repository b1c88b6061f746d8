// An ordinary gRPC C++ client of Falco's outputs: receives, decodes and counts alerts by priority.
//
//   client SOCKET COUNT REQUEST-INTERVAL-MS [--latency]
//
// Prints one JSON line: alerts received, how many of each priority, and with --latency the percentiles of the time from
// each alert's event time to its decoding, in milliseconds.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "outputs.grpc.pb.h"

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: client SOCKET COUNT REQUEST-INTERVAL-MS [--latency]\n");
        return 64;
    }
    const long count = std::stol(argv[2]);
    const std::chrono::milliseconds interval(std::stol(argv[3]));
    const bool timed = argc > 4;

    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    auto channel = grpc::CreateCustomChannel(std::string("unix:") + argv[1], grpc::InsecureChannelCredentials(), arguments);
    auto stub = falco::outputs::service::NewStub(channel);
    grpc::ClientContext context;
    auto stream = stub->sub(&context);

    std::mutex lock;
    std::condition_variable changed;
    bool done = false;
    std::thread requests([&] {
        falco::outputs::request request;
        std::unique_lock<std::mutex> held(lock);
        do {
            held.unlock();
            if (!stream->Write(request)) return;
            held.lock();
        } while (!changed.wait_for(held, interval, [&] { return done; }));
    });

    std::array<long, 8> priorities = {};
    std::vector<double> latencies;
    long received = 0;
    falco::outputs::response alert;
    while (received < count && stream->Read(&alert)) {
        received++;
        priorities[size_t(alert.priority()) & 7]++;
        if (timed) {
            auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
            latencies.push_back(1e3 * (now - double(alert.time().seconds()) - 1e-9 * double(alert.time().nanos())));
        }
    }
    {
        std::lock_guard<std::mutex> held(lock);
        done = true;
    }
    changed.notify_all();
    context.TryCancel();
    requests.join();
    stream->Finish();

    printf("{\"received\": %ld, \"priorities\": [", received);
    for (size_t index = 0; index < priorities.size(); index++) {
        printf("%s%ld", index == 0 ? "" : ", ", priorities[index]);
    }
    printf("]");
    if (!latencies.empty()) {
        std::sort(latencies.begin(), latencies.end());
        printf(", \"p50\": %.3f, \"p99\": %.3f", latencies[latencies.size() / 2], latencies[latencies.size() * 99 / 100]);
    }
    printf("}\n");
    return received == count ? 0 : 1;
}
