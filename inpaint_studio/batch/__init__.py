"""A folder of photographs, restored unattended: pairing, ledger, runner, report.

Knows photo files and the engine; nothing of terminals or windows, which listen to it.
"""
