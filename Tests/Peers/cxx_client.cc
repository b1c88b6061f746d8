// An ordinary gRPC C++ client of Falco's API: what Falco's own tools for C++ do.
//
//   cxx_client SOCKET version
//   cxx_client SOCKET get
//   cxx_client SOCKET sub COUNT REQUEST-INTERVAL-MS
//
// Prints a line for each alert: priority number, rule, output's bytes, fields, tags and source, tabs between them; for
// `version` the version; last `end STATUS-CODE`. `sub` half-closes after COUNT alerts and reads to the end.
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>

#include "outputs.grpc.pb.h"
#include "version.grpc.pb.h"

static void print(const falco::outputs::response &alert) {
    printf("%d\t%s\t%zu\t%d\t%d\t%s\n", int(alert.priority()), alert.rule().c_str(), alert.output().size(),
           int(alert.output_fields_size()), alert.tags_size(), alert.source().c_str());
}

static int end(const grpc::Status &status) {
    printf("end %d\n", int(status.error_code()));
    return status.ok() ? 0 : 1;
}

static int version(const std::shared_ptr<grpc::Channel> &channel) {
    grpc::ClientContext context;
    falco::version::response answer;
    auto status = falco::version::service::NewStub(channel)->version(&context, falco::version::request(), &answer);
    printf("%s\n", answer.version().c_str());
    return end(status);
}

static int get(const std::shared_ptr<grpc::Channel> &channel) {
    grpc::ClientContext context;
    auto stream = falco::outputs::service::NewStub(channel)->get(&context, falco::outputs::request());
    falco::outputs::response alert;
    while (stream->Read(&alert)) print(alert);
    return end(stream->Finish());
}

static int sub(const std::shared_ptr<grpc::Channel> &channel, long count, std::chrono::milliseconds interval) {
    grpc::ClientContext context;
    auto stub = falco::outputs::service::NewStub(channel);
    auto stream = stub->sub(&context);
    std::mutex lock;
    std::condition_variable changed;
    bool done = count <= 0;
    std::thread requests([&] {
        std::unique_lock<std::mutex> held(lock);
        do {
            if (!stream->Write(falco::outputs::request())) return;
        } while (!changed.wait_for(held, interval, [&] { return done; }));
        stream->WritesDone();
    });
    falco::outputs::response alert;
    while (stream->Read(&alert)) {
        print(alert);
        if (--count == 0) {
            std::lock_guard<std::mutex> held(lock);
            done = true;
            changed.notify_one();
        }
    }
    {
        std::lock_guard<std::mutex> held(lock);
        done = true;
        changed.notify_one();
    }
    requests.join();
    return end(stream->Finish());
}

int main(int argc, char **argv) {
    std::string call = argc > 2 ? argv[2] : "";
    bool isCall = (argc == 3 && (call == "version" || call == "get")) || (argc == 5 && call == "sub");
    if (!isCall) {
        fprintf(stderr, "usage: cxx_client SOCKET version | get | sub COUNT REQUEST-INTERVAL-MS\n");
        return 64;
    }
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    auto channel =
        grpc::CreateCustomChannel(std::string("unix:") + argv[1], grpc::InsecureChannelCredentials(), arguments);
    if (call == "version") return version(channel);
    if (call == "get") return get(channel);
    return sub(channel, std::stol(argv[3]), std::chrono::milliseconds(std::stol(argv[4])));
}
