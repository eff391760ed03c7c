"""Naql reads Persian news and keeps a sourced record of who said what. The public names, sorted; nothing else."""
