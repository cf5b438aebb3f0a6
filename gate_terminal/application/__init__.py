"""Composes the neighbours: settings, start-up, threads, the state of the gate screen, the command line."""
