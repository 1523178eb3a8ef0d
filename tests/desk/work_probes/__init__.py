"""An application of the tests alone: kinds of work that behave well or badly on purpose."""
