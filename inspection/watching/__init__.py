"""The nightly watch: checks that other apps bring are compared with the open findings, day by day."""
