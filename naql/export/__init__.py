"""store → files others can read: CSV, JSON Lines, Parquet, XLSX, JSON-LD, a static site; all or what a search finds."""

from naql.export.cli import export_command

__all__ = ["export_command"]
