"""Fuzzes the reading room against its own OpenAPI description: `python tests/fuzz_serve.py [EXAMPLES]`.

Schemathesis asks every operation with valid and invalid values and checks that no answer is a server error, that each has
a status, a media type and a body that the description names. Not part of the ordinary tests: it takes about a minute.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from serve_readings import READINGS
from serve_room import HOSTILE, served

EXAMPLES = 60
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
)


def main(examples: int) -> int:
    """The exit status of schemathesis: 0 where nothing was found."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "naql.db", (*READINGS, HOSTILE)) as room:
        command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{room.url}/openapi.json"]
        command += ["--max-examples", str(examples), "--checks", ",".join(CHECKS), "--seed", "1", "--workers", "1"]
        return subprocess.run(command, check=False, cwd=folder).returncode


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES))
