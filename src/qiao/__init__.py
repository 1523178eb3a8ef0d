"""Qiao (桥): from a bank's ledgers and its written standard to every relationship manager's explained grade."""

__version__ = "0.1.0"
__commit__ = ""  # a bundle says here what it was made from
