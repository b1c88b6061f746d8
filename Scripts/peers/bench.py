"""Measures Falconer against its targets and against ordinary gRPC clients: see Scripts/bench."""

import argparse
import base64
import calendar
import filecmp
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import processes
from processes import Feeder, Relay

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / ".build-bench"
INTERVAL_MS = 20  # between requests, for every client alike
PARTS = ("count", "json", "http", "forward", "relay", "reports", "knowledge-memory", "incidents", "idle", "memory",
         "latency", "size", "build")


def corpus(path, largest):
    """The messages that all clients get: those that strict decoders take, and no larger than is typical."""
    sys.path.insert(0, str(ROOT / "Tests/Peers"))
    import peer_protos

    outputs = peer_protos.load("outputs_pb2")
    messages = []
    for line in path.read_bytes().split():
        message = base64.b64decode(line)
        try:
            outputs.response.FromString(message)
        except Exception:  # invalid UTF-8: the peers would lose the stream
            continue
        if len(message) <= largest:
            messages.append(message)
    (OUT / "corpus").write_bytes(b"".join(len(each).to_bytes(4, "big") + each for each in messages))
    fields = [len(outputs.response.FromString(each).output_fields) for each in messages]
    return {"messages": len(messages), "bytes": statistics.mean(map(len, messages)),
            "fields": statistics.mean(fields), "protos": str(peer_protos.directory())}


class Bench:
    def __init__(self, options):
        self.options = options
        self.alerts = corpus(options.alerts, options.largest)
        self.rows = []
        self.feeder = str(OUT / "feeder")

    # The contenders

    def falconer(self, socket, count, output="none"):
        return [self.options.binary, "attach", "--socket", socket, "--output", output, "--summary", "none",
                "--poll-interval", f"{INTERVAL_MS}ms", "--count", str(count)]

    def cpp(self, socket, count):
        return [str(OUT / "client"), socket, str(count), str(INTERVAL_MS)]

    def python(self, socket, count):
        return ["env", f"PYTHONPATH={self.alerts['protos']}", sys.executable, str(ROOT / "Scripts/peers/client.py"),
                socket, str(count), str(INTERVAL_MS)]

    def feed(self):
        return Feeder(self.feeder, str(OUT / "corpus"))

    def row(self, name, value, unit, target=None, worst=None, best=None, note=""):
        """One figure; `worst` is the most it may be, `best` the least."""
        good = (worst is None or value <= worst) and (best is None or value >= best)
        self.rows.append({"name": name, "value": value, "unit": unit, "target": target,
                          "met": good if target else None, "note": note})
        print(f"  {name}: {value:,.{2 if abs(value) < 100 else 0}f} {unit}", file=sys.stderr, flush=True)

    # Receive, decode, count

    def cpu_each(self, command, small, large):
        """CPU seconds an alert: two runs, so that start-up cancels out."""
        costs = []
        for count in (small, large):
            with self.feed() as feeder:
                feeder.command(f"fill {count}")
                costs.append(processes.run(command(feeder.socket, count)).cpu)
        return (costs[1] - costs[0]) / (large - small)

    def instructions_each(self, command):
        small, large = (500, 2500) if self.options.quick else (2000, 12000)
        totals = []
        for count in (small, large):
            with self.feed() as feeder:
                feeder.command(f"fill {count}")
                totals.append(processes.instructions(command(feeder.socket, count)))
        return (totals[1] - totals[0]) / (large - small)

    def count(self):
        quick = self.options.quick
        ours, cpp, python = [], [], []
        for _ in range(self.options.rounds):  # in turn, so that the machine's moods hit all alike
            ours.append(self.cpu_each(self.falconer, 2000, 50_000 if quick else 300_000))
            cpp.append(self.cpu_each(self.cpp, 2000, 50_000 if quick else 300_000))
            python.append(self.cpu_each(self.python, 1000, 10_000 if quick else 50_000))
        to_cpp = statistics.median(a / b for a, b in zip(ours, cpp))
        to_python = statistics.median(a / b for a, b in zip(ours, python))
        for name, values in (("falconer", ours), ("C++ peer", cpp), ("Python peer", python)):
            self.row(f"CPU an alert, {name}", 1e6 * statistics.median(values), "µs")
        self.row("CPU an alert, ratio to the C++ peer", to_cpp, "×", "≤ 0.7", worst=0.7)
        self.row("CPU an alert, ratio to the Python peer", to_python, "×")
        self.row("instructions an alert, falconer", self.instructions_each(self.falconer), "", "≤ 20,000", worst=20_000)
        self.row("instructions an alert, C++ peer", self.instructions_each(self.cpp), "")

    def json(self):
        """Falco's JSON lines into alert blocks."""
        lines = (ROOT / "Tests/Fixtures/alerts/falco-json-output.jsonl").read_bytes()
        alerts = lines.count(b"\n")

        def command(rounds):
            return [str(OUT / "decode-json"), str(ROOT / "Tests/Fixtures/alerts/falco-json-output.jsonl"), str(rounds)]

        def each(measure, small, large):
            return (measure(command(large)) - measure(command(small))) / (alerts * (large - small))

        rounds = 200 if self.options.quick else 2000
        cpu = statistics.median(
            each(lambda arguments: processes.run(arguments).cpu, 10, rounds) for _ in range(self.options.rounds))
        note = f"{alerts} captured lines, {len(lines) / alerts:,.0f} bytes on average"
        self.row("decoding JSON: CPU an alert", 1e6 * cpu, "µs", note=note)
        self.row("decoding JSON: instructions an alert", each(processes.instructions, 1, 21), "", "≤ 15,000", worst=15_000)
        self.files(lines)

    def files(self, lines):
        """A file of Falco's JSON, read and counted, beside jq and Python; and one of a gigabyte, also packed."""
        def analyze(path):
            return [self.options.binary, "analyze", "--output", "none", "--summary", "none", str(path)]

        with tempfile.TemporaryDirectory(dir=OUT) as directory:
            path = pathlib.Path(directory) / "alerts.jsonl"
            times = (50 if self.options.quick else 250) * 10**6 // len(lines)
            self.write(path, lines, times)
            alerts = times * lines.count(b"\n")
            contenders = {
                "falconer analyze": analyze(path),
                "jq -c .rule": ["jq", "-c", ".rule", str(path)],
                "Python with orjson": [sys.executable, str(ROOT / "Scripts/peers/count_json.py"), str(path)],
            }
            costs = {name: [] for name in contenders}
            for _ in range(self.options.rounds):
                for name, command in contenders.items():
                    costs[name].append(processes.run(command).cpu)
            note = f"{path.stat().st_size / 1e6:,.0f} MB, {alerts:,} alerts"
            for name, values in costs.items():
                worst = 1.7 if name == "falconer analyze" else None
                self.row(f"a file of JSON, {name}: CPU an alert", 1e6 * statistics.median(values) / alerts, "µs",
                         worst and f"≤ {worst}", worst=worst, note=note)
            ours = costs["falconer analyze"]
            for name, least in (("jq -c .rule", 10), ("Python with orjson", 1)):
                ratio = statistics.median(b / a for a, b in zip(ours, costs[name]))
                self.row(f"a file of JSON, {name} to falconer", ratio, "×", f"≥ {least}", best=least)

            # In its size alone it differs: what memory it takes is what is of interest.
            size = (200 if self.options.quick else 1000) * 10**6
            self.write(path, lines, size // len(lines) + 1)
            self.row("a file of JSON, resident at most", processes.run(analyze(path)).peak / 2**20, "MB", "≤ 25",
                     worst=25, note=f"{path.stat().st_size / 1e6:,.0f} MB")
            subprocess.run(["zstd", "-q", "-1", "--rm", str(path)], check=True)
            packed = path.with_name(path.name + ".zst")
            cost = processes.run(analyze(packed))
            self.row("the same with zstd, resident at most", cost.peak / 2**20, "MB", "≤ 30", worst=30,
                     note=f"{packed.stat().st_size / 1e6:,.1f} MB on the disk")

    @staticmethod
    def write(path, lines, times):
        """Piece by piece: what this program has held counts as its children's memory, too."""
        with path.open("wb") as file:
            for _ in range(times):
                file.write(lines)

    def http(self):
        """Falco's http_output, posted by one Falco and by many over connections that are kept."""
        with tempfile.TemporaryDirectory() as directory:
            lines = pathlib.Path(directory) / "lines"
            captured = (ROOT / "Tests/Fixtures/alerts/falco-json-output.jsonl").read_bytes().splitlines(True)
            lines.write_bytes(b"".join(line for line in captured if len(line) <= self.options.largest))
            count = 50_000 if self.options.quick else 300_000
            many = [self.posted(lines, 64, count) for _ in range(self.options.rounds)]
            one = [self.posted(lines, 1, count // 5) for _ in range(self.options.rounds)]
        each = statistics.median(cost for cost, _ in many)
        self.row("HTTP, 64 connections: alerts a second of one core", 1 / each, "", "≥ 30,000", best=30_000,
                 note=f"{1e6 * each:.1f} µs an alert")
        self.row("HTTP, 64 connections: resident at most", max(memory for _, memory in many) / 2**20, "MB", "≤ 25",
                 worst=25)
        self.row("HTTP, one connection: CPU an alert", 1e6 * statistics.median(cost for cost, _ in one), "µs",
                 note="each alert is a turn of its own")

    def forward(self):
        """Alerts posted to another program: from a file as fast as it takes them, and from gRPC at 5,000 a second."""
        options = ["--output", "none", "--summary", "none"]
        captured = (ROOT / "Tests/Fixtures/alerts/falco-json-output.jsonl").read_bytes().splitlines(True)
        captured = [line for line in captured if len(line) <= self.options.largest]
        count = 10_000 if self.options.quick else 50_000
        costs, rates = [], []
        with tempfile.TemporaryDirectory(dir=OUT) as directory:
            lines = pathlib.Path(directory) / "lines"
            lines.write_bytes(b"".join((captured * (count // len(captured) + 1))[:count]))
            for _ in range(self.options.rounds):
                with processes.HTTPSink(str(OUT / "http-sink")) as sink:
                    start = time.monotonic()
                    cost = processes.run([self.options.binary, "analyze", str(lines), *options, "--forward", sink.url,
                                          "--forward-spool", directory])
                    told = sink.stats()
                    if told["taken"] != count:
                        raise SystemExit(f"bench: {told['taken']} of {count} alerts were forwarded")
                    costs.append(cost.cpu / count)
                    rates.append(count / (told["last"] - start))
            self.row("forwarding a file: alerts a second over one connection", statistics.median(rates), "", "≥ 5,000",
                     best=5000)
            self.row("forwarding a file: CPU an alert", 1e6 * statistics.median(costs), "µs", note="start-up included")
            rate, count = 5000, 10_000 if self.options.quick else 50_000
            with processes.HTTPSink(str(OUT / "http-sink")) as sink, self.feed() as feeder:
                process = subprocess.Popen(
                    [self.options.binary, "attach", "--socket", feeder.socket, *options, "--forward", sink.url,
                     "--forward-spool", directory], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL)
                try:
                    feeder.wait_for_requests(1, process)
                    start = time.monotonic()
                    feeder.command(f"rate {rate} {count}")
                    while (told := sink.stats())["taken"] < count:
                        if time.monotonic() > start + 60 + count / rate or process.poll() is not None:
                            raise SystemExit(f"bench: {told['taken']} of {count} alerts were forwarded")
                        time.sleep(0.02)
                    memory = processes.peak_memory_of(process.pid)
                finally:
                    process.terminate()
                    process.wait()
        self.row("forwarding 5,000 a second from gRPC: behind at the end", 1e3 * (told["last"] - start - count / rate),
                 "ms", "≤ 500", worst=500)
        self.row("forwarding 5,000 a second: resident at most", memory / 2**20, "MB", "≤ 30", worst=30)

    def posted(self, lines, connections, count):
        """CPU seconds an alert, and peak memory."""
        with processes.HTTPInput([self.options.binary, "attach", "--output", "none", "--summary", "none"]) as falconer:
            load = [str(OUT / "http-load"), str(falconer.port), str(lines), str(connections)]
            processes.run([*load, str(2000)])
            before = processes.cpu_of(falconer.process.pid)
            processes.run([*load, str(count)])
            cost = (processes.cpu_of(falconer.process.pid) - before) / count
            return cost, processes.peak_memory_of(falconer.process.pid)

    # The relay

    def relay(self):
        count = 20_000 if self.options.quick else 100_000
        one, ten = [], []
        for _ in range(self.options.rounds):
            one.append(self.relayed(1, count)[0])
            ten.append(self.relayed(10, count)[0])
        note = "C++ clients, 5,000 alerts a second; CPU of the relay alone"
        self.row("relay to 1 subscriber, CPU an alert", 1e6 * statistics.median(one), "µs", note=note)
        self.row("relay to 10 subscribers, CPU an alert", 1e6 * statistics.median(ten), "µs", note=note)
        ratio = statistics.median(b / a for a, b in zip(one, ten))
        self.row("relay to 10 subscribers, ratio to 1", ratio, "×", "≤ 3", worst=3)
        small, large = (1000, 4000) if self.options.quick else (2000, 12_000)
        costs = [(self.relayed(number, large, counted=True)[1] - self.relayed(number, small, counted=True)[1])
                 / (large - small) for number in (1, 10)]
        self.row("relay to 1 subscriber, instructions an alert", costs[0], "")
        self.row("relay to 10 subscribers, instructions an alert", costs[1], "")
        self.row("relay to 10 subscribers, instructions: ratio to 1", costs[1] / costs[0], "×", "≤ 3", worst=3)
        self.stalled()

    def relayed(self, subscribers, count, counted=False):
        """What it costs the relay to give so many alerts to each of so many C++ clients: CPU seconds an alert, and all
        the instructions it took if they are counted."""
        room = ("--queue-size", "1000000", "--memory", "1024", "--poll-interval", f"{INTERVAL_MS}ms")
        # Under valgrind everything takes fifty times as long, and requests would count for more than alerts.
        interval = 1000 if counted else INTERVAL_MS
        with self.feed() as feeder, Relay(self.options.binary, feeder, *room, counted=counted) as relay:
            clients = [subprocess.Popen([str(OUT / "client"), relay.socket, str(count), str(interval)],
                                        stdout=subprocess.DEVNULL) for _ in range(subscribers)]
            relay.wait_for_subscribers(subscribers)
            before = processes.cpu_of(relay.pid)
            feeder.command(f"fill {count}" if counted else f"rate 5000 {count}")
            if any(client.wait() for client in clients):
                raise SystemExit("bench: a client of the relay failed")
            cpu = processes.cpu_of(relay.pid) - before
            summary, instructions = relay.end()
            if summary["lost"] or summary["delivered"] < subscribers * count:
                raise SystemExit(f"bench: the relay lost alerts: {summary}")
            return cpu / count, instructions

    def stalled(self):
        """Memory with 50 subscribers that do not read, beside one that does."""
        count = 50_000 if self.options.quick else 200_000
        crowd = [sys.executable, str(ROOT / "Tests/Peers/grpc_crowd.py"), "--subscribers", "51", "--stalled", "50",
                 "--count", str(count)]
        with self.feed() as feeder, Relay(self.options.binary, feeder) as relay:
            idle = processes.memory_of(relay.pid)
            process = subprocess.Popen([*crowd, "--socket", relay.socket], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True)
            relay.wait_for_subscribers(51)
            feeder.command(f"rate 10000 {count}")
            while '"complete"' not in process.stdout.readline():
                pass
            peak, summary = processes.peak_memory_of(relay.pid), relay.stats()
            process.kill()
            process.wait()
        self.row("relay, resident before anybody subscribes", idle / 2**20, "MB")
        self.row("relay with 50 stalled subscribers, resident at most", peak / 2**20, "MB", "≤ 64", worst=64,
                 note=f"{count:,} alerts, {summary['lost']:,} lost by the stalled")

    def reports(self):
        count = 10_000 if self.options.quick else 50_000
        each, alone = [], []
        for _ in range(self.options.rounds):  # in turn, so that the machine's moods hit both alike
            whole, grouped = (self.cpu_each(lambda socket, n: self.falconer(socket, n, output), 500, count)
                              for output in ("json", "incident"))
            each.append(whole)
            alone.append(whole - grouped)
        self.row("full reports as JSON, a second of one core", 1 / statistics.median(each), "alerts", "≥ 14,000",
                 best=14_000)
        self.row("a full report as JSON, all in all, CPU", 1e6 * statistics.median(each), "µs",
                 note="with receiving, decoding, counting and grouping the alert")
        self.row("composing and rendering it, CPU", 1e6 * statistics.median(alone), "µs", "≤ 50", worst=50,
                 note="over the same with the incidents alone shown")
        self.row("instructions a full report as JSON", self.instructions_each(
            lambda socket, n: self.falconer(socket, n, "json")), "")

    def knowledge_memory(self):
        """What the playbooks of all public rules take: memory after a report on each of them, over that after as many
        on rules that nobody knows, with the same fields and tags as long that mean nothing."""
        alerts = [processes.alert_of_rule(line) for line in
                  (ROOT / "Sources/CEmbedded/data/falco-rules.tsv").read_text().splitlines()
                  if line and not line.startswith("#")]
        strangers = [{**alert, "rule": f"Stranger to {alert['rule']}",
                      "tags": ["x" + tag[1:] for tag in alert["tags"]]} for alert in alerts]
        known, unknown = [], []
        for _ in range(self.options.rounds):
            known.append(self.settled(alerts))
            unknown.append(self.settled(strangers))
        difference = statistics.median(a - b for a, b in zip(known, unknown))
        self.row("playbooks of all rules, memory of the process's own", difference / 2**20, "MB", "≤ 3", worst=3,
                 note=f"{len(alerts)} rules; {statistics.median(known) / 2**20:.1f} MB with all else")

    def settled(self, alerts):
        """A process's own memory (not that of files) once it has reported on the alerts."""
        command = [self.options.binary, "analyze", "--output", "json", "--summary", "none", "-"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.stdin.write("".join(json.dumps(alert) + "\n" for alert in alerts).encode())
            process.stdin.flush()
            before = 0.0
            while (cpu := processes.cpu_of(process.pid)) > before + 0.02:  # until it has nothing to do for a second
                before = cpu
                time.sleep(1)
            return processes.memory_of(process.pid, "RssAnon")
        finally:
            process.stdin.close()
            process.wait()

    # Incidents

    def incidents(self):
        """A long stream with many kinds of alerts grouped into incidents, beside the same stream merely counted."""
        count, kinds = (100_000, 5_000) if self.options.quick else (1_000_000, 50_000)
        alerts = ROOT / "Tests/Fixtures/scenarios/A/alerts-lineage.jsonl"
        with tempfile.TemporaryDirectory(dir=OUT) as directory:
            stream = pathlib.Path(directory) / "stream.jsonl"
            with stream.open("wb") as out:
                subprocess.run([sys.executable, str(ROOT / "Scripts/peers/incident_stream.py"), str(alerts), str(count),
                                str(kinds)], check=True, stdout=out)
            outputs = [pathlib.Path(directory) / name for name in ("first", "second")]
            extra, peak = [], 0
            for turn in range(max(2, min(3, self.options.rounds))):
                counted = processes.run([self.options.binary, "analyze", "--output", "none", "--summary", "none", str(stream)])
                with outputs[turn % 2].open("wb") as out:
                    grouped = processes.run([self.options.binary, "incidents", "--output", "assignments", str(stream)], out)
                extra.append(1e6 * (grouped.cpu - counted.cpu) / count)
                peak = max(peak, grouped.peak)
            same = filecmp.cmp(*outputs, shallow=False)
            for output in outputs:
                with output.open("wb") as out:
                    told = processes.run([self.options.binary, "incidents", "--output", "json", str(stream)], out)
                peak = max(peak, told.peak)
            same = same and filecmp.cmp(*outputs, shallow=False)
        note = f"{count:,} alerts of {kinds:,} kinds"
        self.row("grouping and baseline, CPU an alert", statistics.median(extra), "µs", "≤ 10", worst=10, note=note)
        self.row("grouping, resident at most", peak / 2**20, "MB", "≤ 64", worst=64, note=note)
        self.row("grouping, runs whose bytes differ", 0 if same else 1, "", "0", worst=0)

    # Idle and loaded

    def idle(self):
        seconds = 5 if self.options.quick else 20
        with self.feed() as feeder:
            arguments = [self.options.binary, "attach", "--socket", feeder.socket, "--output", "none", "--summary", "none"]
            process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                feeder.wait_for_requests(1, process)
                feeder.command("fill 100")
                time.sleep(3)  # until the pace has settled
                cpu, requests = processes.cpu_of(process.pid), feeder.command("stats")["requests"]
                time.sleep(seconds)
                cpu = processes.cpu_of(process.pid) - cpu
                requests = feeder.command("stats")["requests"] - requests
                memory = processes.memory_of(process.pid)
            finally:
                process.kill()
                process.wait()
        self.row("idle, resident", memory / 2**20, "MB", "≤ 12", worst=12)
        self.row("idle, CPU a second", 1e3 * cpu / seconds, "ms", "≤ 2", worst=2)
        self.row("idle, requests a second", requests / seconds, "", "≤ 6", worst=6)

    def memory(self):
        count = 100_000 if self.options.quick else 1_000_000
        samples = []
        with self.feed() as feeder:
            feeder.command(f"fill {count}")
            process = subprocess.Popen(self.falconer(feeder.socket, count), stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while process.poll() is None:
                try:
                    samples.append((feeder.command("stats")["delivered"], processes.memory_of(process.pid)))
                except (AttributeError, FileNotFoundError):
                    break  # it has just ended
                time.sleep(0.01)
            if process.wait() != 0:
                raise SystemExit("bench: falconer failed under load")
        early = [memory for delivered, memory in samples if count * 0.1 < delivered <= count * 0.3] or [samples[0][1]]
        late = [memory for delivered, memory in samples if delivered > count * 0.8] or [samples[-1][1]]
        self.row("loaded, resident at most", max(memory for _, memory in samples) / 2**20, "MB", "≤ 25", worst=25,
                 note=f"{count:,} alerts")
        self.row("loaded, growth from the first to the last fifth", (max(late) - max(early)) / 2**20, "MB", "≤ 1",
                 worst=1)

    # Latency

    def latency(self):
        count, rate = (2500, 500) if self.options.quick else (10_000, 1000)
        with self.feed() as feeder:
            arguments = [self.options.binary, "attach", "--socket", feeder.socket, "--output", "falco-json",
                         "--summary", "none", "--count", str(count)]
            process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            feeder.wait_for_requests(1, process)
            feeder.command(f"rate {rate} {count}")
            latencies, rest = [], b""
            while data := os.read(process.stdout.fileno(), 1 << 20):
                arrived = time.time_ns()
                *lines, rest = (rest + data).split(b"\n")
                latencies += [(arrived - event_time(line)) / 1e6 for line in lines]
            process.wait()
        # The pace is slow while nothing comes: the first second is another figure than the flow after it.
        first, latencies = max(latencies[:rate]), sorted(latencies[rate:])
        note = f"{rate} alerts a second"
        self.row("latency after idleness, at most", first, "ms", "≤ 250", worst=250)
        self.row("latency from queue to sink, median", latencies[len(latencies) // 2], "ms", note=note)
        self.row("latency from queue to sink, p99", latencies[len(latencies) * 99 // 100], "ms", "≤ 25", worst=25,
                 note=note)
        with self.feed() as feeder:
            process = subprocess.Popen([*self.cpp(feeder.socket, count), "--latency"], stdout=subprocess.PIPE, text=True)
            feeder.wait_for_requests(1, process)
            feeder.command(f"rate {rate} {count}")
            result = json.loads(process.communicate()[0])
        self.row("the C++ peer's latency, p99", result["p99"], "ms", note=f"a request each {INTERVAL_MS} ms")

    # The binary

    def size(self):
        with tempfile.TemporaryDirectory() as directory:
            stripped = pathlib.Path(directory) / "falconer"
            subprocess.run(["strip", "-o", stripped, self.options.binary], check=True)
            self.row("binary, stripped", stripped.stat().st_size / 2**20, "MiB", "≤ 22", worst=22)

    def build(self):
        with tempfile.TemporaryDirectory(dir=OUT) as directory:
            before = processes.cpu_of_children()
            subprocess.run([ROOT / "Scripts/build", "--scratch-path", directory], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.row("clean release build, CPU", processes.cpu_of_children() - before, "s", "≤ 120", worst=120)

    def table(self):
        width = max(len(row["name"]) for row in self.rows)
        print(f"\nAlerts: {self.alerts['messages']} captured ones in turn, {self.alerts['bytes']:,.0f} bytes and "
              f"{self.alerts['fields']:.1f} fields on average.\nThe same server, alerts and pacing for every client.\n")
        for row in self.rows:
            value = f"{row['value']:,.{2 if abs(row['value']) < 100 else 0}f} {row['unit']}".rstrip()
            verdict = {True: "met", False: "MISSED", None: ""}[row["met"]]
            print(f"{row['name']:{width}}  {value:>16}  {row['target'] or '':>10}  {verdict:6}  {row['note']}".rstrip())


def event_time(line):
    """Nanoseconds since 1970 of an alert in Falco's JSON."""
    text = json.loads(line)["time"]
    whole, _, fraction = text.rstrip("Z").partition(".")
    seconds = calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S"))
    return seconds * 1_000_000_000 + int((fraction or "0").ljust(9, "0"))


def main():
    parser = argparse.ArgumentParser(prog="Scripts/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer alerts and rounds: minutes become seconds")
    parser.add_argument("--rounds", type=int, help="how often each comparison is repeated (5; quick: 3)")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part (repeatable); `build` is left out of --quick")
    parser.add_argument("--json", type=pathlib.Path, help="also write the figures to this file")
    parser.add_argument("--alerts", type=pathlib.Path, default=ROOT / "Tests/Fixtures/alerts/grpc-text-output.b64",
                        help="file of base64 lines to serve")
    parser.add_argument("--largest", type=int, default=4096,
                        help="leave larger alerts out (4096: Falco's own metrics snapshots are no typical alerts)")
    parser.add_argument("--binary", default=str(ROOT / ".build/release/falconer"))
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.quick else 5)
    bench = Bench(options)
    for part in options.only or [part for part in PARTS if not (options.quick and part == "build")]:
        print(f"bench: {part}", file=sys.stderr, flush=True)
        getattr(bench, part.replace("-", "_"))()
    bench.table()
    if options.json:
        options.json.write_text(json.dumps({"alerts": bench.alerts, "rows": bench.rows}, indent=2) + "\n")
    sys.exit(any(row["met"] is False for row in bench.rows))


if __name__ == "__main__":
    main()
