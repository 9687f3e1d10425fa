"""`python -m watchbill` is the same as `watchbill`."""

from watchbill.cli import main

if __name__ == "__main__":
    main()
