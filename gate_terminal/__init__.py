"""The gate terminal: pass, temperature, verdict, ledger."""

__version__ = "0.1.0"
