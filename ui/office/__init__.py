"""The pass office in a window: register, imports, passes, cards and renters, behind the supervisor's PIN."""
