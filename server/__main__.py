"""`python -m server --workers 3`: several processes behind one port."""

import sys

from server.workers import main

if __name__ == "__main__":
    sys.exit(main())
