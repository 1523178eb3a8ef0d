"""Run the command line as `python -m qiao`."""

from qiao.cli import main

if __name__ == "__main__":
    main()
