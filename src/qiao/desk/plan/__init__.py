"""The plan (计划): what is to be reached, by whom, how far it is, and where it is heading."""
