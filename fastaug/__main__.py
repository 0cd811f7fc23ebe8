"""python -m fastaug"""

import sys

from .cli import main

sys.exit(main())
