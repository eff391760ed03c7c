"""Hypothesis draws the same examples on every run in CI, so that a change is judged by itself; anew on a developer's machine."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
