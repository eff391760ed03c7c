"""`python -m naql`: the same as `naql`."""

from naql.cli import main

if __name__ == "__main__":
    main()
