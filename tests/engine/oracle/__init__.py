"""An independent, slow reading of the calculation, to which the engine must agree to the last digit.

Plain Python on text files: no engine, no database, no shared code. Every day of every account is looked at, every
figure is an exact fraction, and every number of the default standard stands here once more, typed from the document.
"""

from oracle.assessment import Assessment, assess

__all__ = ["Assessment", "assess"]
