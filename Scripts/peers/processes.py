"""Running the feeder and its clients, and reading what they cost."""

import json
import os
import re
import resource
import signal
import subprocess
import tempfile
import time


class Feeder:
    """The server that every client of the comparison attaches to; each run has one of its own."""

    def __init__(self, program, corpus):
        self.directory = tempfile.TemporaryDirectory(prefix="fal-bench-")
        self.socket = os.path.join(self.directory.name, "falco.sock")
        self.process = subprocess.Popen(
            [program, self.socket, corpus], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def command(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def reply(self):
        """A reply that comes later, such as the end of `rate`."""
        return json.loads(self.process.stdout.readline())

    def wait_for_requests(self, number=1, process=None, seconds=60):
        end = time.monotonic() + seconds
        while self.command("stats")["requests"] < number:
            if time.monotonic() > end or (process and process.poll() is not None):
                raise SystemExit("bench: the client does not subscribe")
            time.sleep(0.02)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.directory.cleanup()


class HTTPInput:
    """A Falconer that takes what is posted to it."""

    def __init__(self, arguments):
        self.process = subprocess.Popen(
            [*arguments, "--listen-http", "127.0.0.1:0"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        found = re.search(r"127\.0\.0\.1:(\d+)", line)
        if not found:
            raise SystemExit(f"bench: falconer does not listen: {line}")
        self.port = int(found.group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stderr.close()


class Relay:
    """`falconer relay` between a feeder and clients that are counted, with room for all alerts of a run."""

    def __init__(self, binary, feeder, *flags, counted=False):
        self.directory = tempfile.TemporaryDirectory(prefix="fal-bench-")
        self.socket = os.path.join(self.directory.name, "relay.sock")
        self.errors = open(os.path.join(self.directory.name, "errors"), "w+")
        command = [binary, "relay", "--socket", feeder.socket, "--listen", f"unix://{self.socket}",
                   "--summary", "json", "--quarantine", f"{self.directory.name}/quarantine", *flags]
        if counted:
            command[0] = f"{self.directory.name}/program"
            subprocess.run(["strip", "-o", command[0], binary], check=True)
            command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={self.directory.name}/out", *command]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.pid = self.process.pid
        feeder.wait_for_requests(1, self.process)

    def stats(self):
        """The summary so far."""
        self.process.send_signal(signal.SIGUSR1)
        return json.loads(self.process.stdout.readline())

    def wait_for_subscribers(self, number, seconds=60):
        end = time.monotonic() + seconds
        while sum(each["open"] for each in self.stats()["subscribers"]) < number:
            if time.monotonic() > end:
                raise SystemExit("bench: the clients do not subscribe to the relay")
            time.sleep(0.02)

    def end(self):
        """Ends it; its last summary, and the instructions it took if they were counted."""
        self.process.terminate()
        summary = json.loads(self.process.communicate()[0].splitlines()[-1])
        self.errors.seek(0)
        found = re.search(r"Collected\s*:\s*(\d+)", self.errors.read())
        return summary, int(found.group(1)) if found else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.errors.close()
        self.directory.cleanup()


class HTTPSink:
    """A server that takes all that is posted to it."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}/"

    def stats(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


class Cost:
    """What a finished process used: CPU seconds and peak memory in bytes."""

    def __init__(self, usage):
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss << 10


def run(arguments, output=subprocess.DEVNULL, seconds=600):
    """Runs a client to its end; it must succeed."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
        end = time.monotonic() + seconds
        peak = 0
        while True:
            # What the system tells at the end counts this program's own memory, as it was before the child was executed.
            peak = max(peak, peak_so_far(process.pid))
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > end:
                process.kill()
            time.sleep(0.005)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            text = errors.read()[-2000:].decode(errors="replace")
            raise SystemExit(f"bench: {' '.join(arguments)} ended with {process.returncode}: {text}")
        cost = Cost(usage)
        cost.peak = peak
        return cost


def instructions(arguments):
    """Instructions that a client executes from start to end, counted by callgrind. The program is stripped first:
    older valgrinds give up on newer debug information."""
    with tempfile.TemporaryDirectory() as directory:
        program = f"{directory}/program"
        subprocess.run(["strip", "-o", program, arguments[0]], check=True)
        result = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={directory}/out", program, *arguments[1:]],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    found = re.search(r"Collected\s*:\s*(\d+)", result.stderr)
    if result.returncode != 0 or not found:
        raise SystemExit(f"bench: {' '.join(arguments)} under callgrind: {result.stderr[-2000:]}")
    return int(found.group(1))


def alert_of_rule(line):
    """An alert of the rule that a line of the catalogue tells of, with a value for each field that the rule prints."""
    rule, _, source, priority, _, _, tags, keys, *_ = line.split("\t")
    fields = {}
    for key in keys.split():
        if key.endswith(("pid", "port", "uid", "gid", "tty")) or key == "evt.res":
            fields[key] = "1234"
        elif key.endswith("exepath") or key == "fd.name":
            fields[key] = "/usr/bin/cat"
        else:
            fields[key] = f"value of {key}"
    if source == "syscall":
        fields["container.id"] = "0123456789ab"
    return {"hostname": "vm", "output": f"An alert of {rule}", "output_fields": fields, "rule": rule, "source": source,
            "priority": priority.capitalize(), "tags": [tag for tag in tags.split(";") if tag],
            "time": "2026-11-22T19:41:08.047145942Z"}


def cpu_of(pid):
    """CPU seconds that a running process used so far."""
    return time.clock_gettime((~pid << 3) | 2)


def memory_of(pid, which="VmRSS"):
    """Resident memory of a running process in bytes."""
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(which + r":\s*(\d+) kB", status.read()).group(1)) << 10


def peak_memory_of(pid):
    """The most resident memory that a running process ever had, in bytes."""
    return memory_of(pid, "VmHWM")


def peak_so_far(pid):
    """The same; 0 for one that has just ended."""
    try:
        return peak_memory_of(pid)
    except (AttributeError, FileNotFoundError, ProcessLookupError):
        return 0


def cpu_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
