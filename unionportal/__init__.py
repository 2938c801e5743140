"""Wiring of the portal: settings, addresses, commands. No rule lives here, and nothing is imported here,

so that the bootstrap can be read before anything is installed.
"""
