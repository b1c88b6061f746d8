"""Falco's messages for the peers, made from Protos/ by the official compiler when they are first needed."""

import hashlib
import importlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROTOS = pathlib.Path(__file__).resolve().parents[2] / "Protos"


def directory():
    """Where the generated modules are: inside this Python environment, one directory for each version."""
    import grpc_tools  # the environment's own version is part of the key

    names = sorted(PROTOS.glob("*.proto"))
    key = hashlib.sha256(str(pathlib.Path(grpc_tools.__file__).stat().st_mtime_ns).encode())
    for name in names:
        key.update(name.name.encode() + b"\0" + name.read_bytes())
    made = pathlib.Path(sys.prefix) / "falconer-protos" / key.hexdigest()[:16]
    if made.is_dir():
        return made
    made.parent.mkdir(exist_ok=True)
    scratch = pathlib.Path(tempfile.mkdtemp(dir=made.parent))
    include = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    subprocess.run(
        [sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTOS}", f"-I{include}", f"--python_out={scratch}"]
        + [str(name) for name in names],
        check=True,
    )
    try:
        os.rename(scratch, made)
    except OSError:  # another peer was faster
        shutil.rmtree(scratch)
    return made


def load(name):
    """A generated module: `outputs_pb2`, `version_pb2`, `schema_pb2` or `wire_pb2`."""
    path = str(directory())
    if path not in sys.path:
        sys.path.insert(0, path)
    return importlib.import_module(name)
